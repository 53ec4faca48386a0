import type { FieldMeta, ObjectMeta } from '../../module/index.ts';

/** A filter as callers write it (contract.md section 3). */
export type FilterInput =
  | { readonly and: readonly FilterInput[] }
  | { readonly or: readonly FilterInput[] }
  | { readonly not: FilterInput }
  | { readonly field: string; readonly op: string; readonly value?: unknown };

export interface SortInput {
  readonly field: string;
  readonly direction?: 'asc' | 'desc';
}

export type CountMode = 'none' | 'capped' | 'exact';

/** The body of `POST /records/{o}/query`. */
export interface QueryInput {
  readonly fields?: readonly string[];
  readonly filter?: FilterInput;
  readonly search?: string;
  readonly sort?: readonly SortInput[];
  readonly limit?: number;
  readonly cursor?: string;
  readonly count?: CountMode;
  readonly timeZone?: string;
}

export type MeasureFunction = 'count' | 'countDistinct' | 'sum' | 'avg' | 'min' | 'max';
export type Bucket = 'day' | 'week' | 'month' | 'quarter' | 'year';

/** The body of `POST /records/{o}/aggregate`. */
export interface AggregateInput {
  readonly groupBy?: readonly { readonly field: string; readonly bucket?: Bucket }[];
  readonly measures?: readonly { readonly fn: MeasureFunction; readonly field?: string; readonly as?: string }[];
  readonly filter?: FilterInput;
  readonly search?: string;
  readonly sort?: readonly SortInput[];
  readonly limit?: number;
  readonly timeZone?: string;
}

/** A field, perhaps reached through lookups: `account.name` is one hop and the field `name` of account. */
export interface Path {
  readonly name: string;
  readonly hops: readonly Hop[];
  readonly field: FieldMeta;
  /** The object that has the field. */
  readonly object: ObjectMeta;
}

export interface Hop {
  readonly field: FieldMeta;
  readonly target: ObjectMeta;
}

/** One side may be open. Values are canonical; a day is never bound to a datetime here, the zone has been applied already. */
export interface Range {
  readonly from?: unknown;
  readonly above?: unknown;
  readonly to?: unknown;
  readonly below?: unknown;
}

/** What a condition asks of a value, once the caller's words are understood. */
export type Test =
  | { readonly kind: 'empty' }
  | { readonly kind: 'oneOf'; readonly values: readonly unknown[] }
  | { readonly kind: 'ranges'; readonly ranges: readonly Range[] }
  | { readonly kind: 'match'; readonly text: string; readonly start: boolean; readonly candidates?: readonly string[] }
  | { readonly kind: 'keys'; readonly mode: 'all' | 'any' | 'exactly'; readonly keys: readonly string[] }
  | { readonly kind: 'references'; readonly ids: readonly string[]; readonly departments: readonly string[] }
  | { readonly kind: 'under'; readonly id: string }
  | { readonly kind: 'region'; readonly prefixes: readonly string[] }
  | { readonly kind: 'near'; readonly lng: number; readonly lat: number; readonly km: number };

/** A filter that has been read against the metadata. */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly items: readonly Filter[] }
  | { readonly kind: 'not'; readonly item: Filter }
  | { readonly kind: 'test'; readonly path: Path; readonly test: Test }
  /** Of a search: exactly these records. */
  | { readonly kind: 'ids'; readonly ids: readonly string[] }
  /** Of a search for what very many records hold. */
  | { readonly kind: 'tokens'; readonly plans: readonly { readonly every: readonly number[]; readonly some: readonly number[] }[] };

export interface SortKey {
  readonly path: Path;
  readonly descending: boolean;
  /** Of a lookup: the object by whose titles it is sorted. */
  readonly target: ObjectMeta | undefined;
}

export interface QueryRequest {
  readonly fields: readonly Path[];
  readonly filter: Filter | undefined;
  readonly search: string | undefined;
  readonly sort: readonly SortKey[];
  readonly limit: number;
  readonly cursor: string | undefined;
  readonly count: CountMode;
  readonly timeZone: string;
  /** What a cursor belongs to. */
  readonly fingerprint: string;
}

export type Answer = Record<string, unknown>;
