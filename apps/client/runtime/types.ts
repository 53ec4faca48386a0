/** What is known of one object: how its records are read and written, and its actions. */
export interface ObjectTypes {
  readonly record: { readonly id: string; readonly version: number };
  readonly create: object;
  readonly update: object;
  readonly actions: object;
}

/** One action of an object. */
export interface ActionTypes {
  readonly input: unknown;
  readonly result: unknown;
}

/** A lookup as it is read. */
export interface Reference {
  readonly id: string;
  readonly title: string;
  readonly object?: string;
}

type Name<R> = keyof R & string;
type LookupName<R> = { [F in Name<R>]: NonNullable<R[F]> extends { readonly id: string; readonly title: string } ? F : never }[Name<R>];
/** A field, or one reached through a lookup: `account.name`. */
export type FieldPath<R> = Name<R> | `${LookupName<R>}.${string}`;

/** What a field is compared with: a lookup by its id, a number also as text. */
type Plain<V> = V extends { readonly id: string; readonly title: string }
  ? string
  : V extends number
    ? number | string
    : V extends readonly (infer E)[]
      ? E
      : V;

type Test<F extends string, V> =
  | { readonly field: F; readonly op: 'eq' | 'ne' | 'lt' | 'lte' | 'gt' | 'gte' | 'contains' | 'startsWith'; readonly value: V | null }
  | { readonly field: F; readonly op: 'in' | 'notIn' | 'between'; readonly value: readonly V[] }
  | { readonly field: F; readonly op: 'isNull' | 'isNotNull' }
  | { readonly field: F; readonly op: 'within' | 'under'; readonly value: string }
  | { readonly field: F; readonly op: 'near'; readonly value: { readonly lng: number; readonly lat: number; readonly km: number } };

export type Filter<R> =
  | { [F in Name<R>]: Test<F, Plain<NonNullable<R[F]>>> }[Name<R>]
  | Test<`${LookupName<R>}.${string}`, unknown>
  | { readonly and: readonly Filter<R>[] }
  | { readonly or: readonly Filter<R>[] }
  | { readonly not: Filter<R> };

export interface Sort<R> {
  readonly field: FieldPath<R>;
  readonly direction?: 'asc' | 'desc';
}

export interface Query<R, F extends string> {
  readonly fields?: readonly F[];
  readonly filter?: Filter<R>;
  readonly search?: string;
  readonly sort?: readonly Sort<R>[];
  readonly limit?: number;
  readonly cursor?: string;
  readonly count?: 'none' | 'capped' | 'exact';
  readonly timeZone?: string;
}

/** A record with the fields asked for; with none asked for, whichever its list has. */
export type Row<R, F extends string> = [F] extends [never]
  ? Partial<R> & { readonly id: string; readonly version: number }
  : { readonly [K in F]: K extends keyof R ? R[K] : unknown };

export interface Page<T> {
  readonly records: readonly T[];
  readonly nextCursor: string | null;
  readonly count?: { readonly value: number; readonly capped: boolean };
}

export interface Aggregate<R> {
  readonly groupBy?: readonly { readonly field: FieldPath<R>; readonly bucket?: 'day' | 'week' | 'month' | 'quarter' | 'year' }[];
  readonly measures: readonly {
    readonly fn: 'count' | 'countDistinct' | 'sum' | 'avg' | 'min' | 'max';
    readonly field?: FieldPath<R>;
    readonly as?: string;
  }[];
  readonly filter?: Filter<R>;
  readonly sort?: readonly { readonly field: string; readonly direction?: 'asc' | 'desc' }[];
  readonly limit?: number;
  readonly timeZone?: string;
}

export type Bulk<T extends ObjectTypes> = { readonly key?: Name<T['record']>; readonly allOrNothing?: boolean } & (
  | { readonly operation: 'create' | 'upsert'; readonly records: readonly T['create'][] }
  | { readonly operation: 'update'; readonly records: readonly (T['update'] & { readonly id?: string })[] }
  | { readonly operation: 'delete'; readonly records: readonly { readonly id: string }[] }
);

export interface BulkResult {
  readonly index: number;
  readonly status: number;
  readonly id?: string;
  readonly version?: number;
  readonly error?: ProblemBody;
}

export interface Change {
  readonly id: string;
  readonly at: string;
  readonly event: string;
  readonly object: string;
  readonly record: string;
  readonly by: Reference | null;
  readonly channel: string;
  readonly changes: unknown;
}

export interface FileInfo {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly type: string;
}

/** The body of a refusal (RFC 9457). */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly { readonly field: string; readonly code: string; readonly message: string; readonly current?: unknown }[];
  readonly traceId: string;
}
