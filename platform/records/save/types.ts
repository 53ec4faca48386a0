import type { Sql } from '../../database/sql.ts';
import type { AppError, FieldProblem, Label } from '../../kernel/index.ts';
import type { Channel, Context, FieldMeta, ObjectMeta, Option, TeamGate, TenantMetadata, Values } from '../../module/index.ts';
import type { Sealer } from '../../storage/vault.ts';

export type Operation = 'create' | 'update' | 'delete' | 'restore';

/** One record of a save. `values` are a caller's JSON forms (contract.md section 1); absent leaves, null clears. */
export interface SaveRow {
  readonly operation: Operation;
  /** On create: an id made beforehand, so that a repeated job finds its own record. */
  readonly id?: string;
  readonly values?: Readonly<Record<string, unknown>>;
  /** The version the caller has seen: another one now answers 409 VERSION_CONFLICT. */
  readonly version?: number;
  /** The same from an If-Match header: 412 PRECONDITION_FAILED. */
  readonly ifMatch?: number;
  /** The moment this save happened, where that is not now (data of the past). */
  readonly at?: Date;
  /** On create: who made the record and when it was last changed in the system it comes from. */
  readonly origin?: { readonly by?: string; readonly changedAt?: Date };
}

export interface SaveOptions {
  /** One refused row refuses all: nothing is written, every problem is reported. */
  readonly allOrNothing?: boolean;
  /** By which way the change is said to have come in; the context's channel unless given. */
  readonly channel?: Channel;
  readonly at?: Date;
  /**
   * Code of ours writes, not a person's form: read-only fields may be set, and the caller's permissions and scopes are not asked. Whose
   * records a lookup may name still follows the context: hand over `ctx.elevated()` to lift that, too.
   */
  readonly asSystem?: boolean;
  /** Personal data is erased: no rule of the company and no required field stands against that. With `asSystem`. */
  readonly erasing?: boolean;
  /** Checks everything up to the write and writes nothing. Results say what would have happened. */
  readonly validateOnly?: boolean;
  /** What to do about records that are like others (records/duplicates/check.ts). */
  readonly duplicates?: 'ask' | 'confirmed' | 'import' | 'allow';
  /** Records that were merged are named by one id now; told to hooks (`Change.merging`). With `asSystem`. */
  readonly merging?: boolean;
  /** Limits on changing hands were looked at and who saves writes them down (`Change.told`). With `asSystem`. */
  readonly told?: boolean;
  /** Somebody outside has sent it: what the company asks of its own people beyond required fields does not hold it up (`Change.submitted`). */
  readonly submitted?: boolean;
  /** The rule by which tags are put on, and why; without it they are somebody's own. */
  readonly taggedBy?: { readonly rule: string; readonly reason: Label };
  /** With validateOnly: unique values met so far, kept by the caller from batch to batch of one file. */
  readonly claims?: Set<string>;
}

export type Titles = ReadonlyMap<string, { readonly object: string; readonly title: string }>;

export interface SaveResult {
  readonly index: number;
  /** 201 created, 200 saved or restored, 204 deleted, 424 not attempted because another row failed, else the error's status. */
  readonly status: number;
  readonly id?: string;
  readonly version?: number;
  /** The record as it is now, canonical; not on delete. */
  readonly values?: Values;
  /** Titles of records it names, as far as the save has met them. */
  readonly titles?: Titles;
  readonly error?: AppError;
}

/** A record as it lies in the database. */
export interface Stored {
  readonly id: string;
  readonly version: number;
  /** Every field, canonical; lookups as bare ids, `many` lookups as [{object, id}]. */
  readonly values: Readonly<Record<string, unknown>>;
  /** All of `custom`, values of deleted fields included. */
  readonly custom: Readonly<Record<string, unknown>>;
  readonly deletedAt: string | null;
  readonly deletedWith: string | null;
}

export interface FieldChange {
  readonly field: string;
  readonly old: unknown;
  readonly new: unknown;
}

/** One row on its way through the pipeline. Stages fill it in; a row with `error` or `problems` takes no further part. */
export interface RowState {
  readonly index: number;
  row: SaveRow;
  readonly operation: Operation;
  readonly id: string;
  readonly at: Date;
  before: Stored | undefined;
  /** What this save writes so far, canonical. On update only what differs from what is stored. */
  values: Record<string, unknown>;
  /** After the last hook: what is written, field by field. */
  changes: FieldChange[];
  /** Of an update: values of formula fields that came along, to be held against what the record showed. */
  echoes?: Map<FieldMeta, unknown>;
  /** Gates on the way of a move that ask for people in the team. */
  teams?: readonly { readonly field: string; readonly gate: TeamGate; readonly stage: Option }[];
  problems: FieldProblem[];
  error: AppError | undefined;
  /** Must wait until the rows before it are written. */
  deferred: boolean;
  /** The record after this save. */
  after: Record<string, unknown> | undefined;
  version: number;
  /** Of deletions: the record whose deletion takes this one along. */
  deletedWith: string | null;
  /** It goes to the bin, or comes back, with the record it belongs to. */
  readonly along?: boolean;
}

/** What all stages of one save share. */
export interface SaveRun {
  readonly ctx: Context;
  readonly meta: ObjectMeta;
  /** The object as the caller knows it: rights on fields are in it. */
  readonly seen: ObjectMeta;
  /** All that the caller knows, for what is told to them. */
  readonly known: TenantMetadata;
  readonly options: SaveOptions;
  readonly channel: Channel;
  /** Who is written down as the author: null for the system. */
  readonly by: string | null;
  /** Ask the database about unique values before writing; a single save leaves that to the index and asks only when it refused. */
  readonly checkUnique: boolean;
  /** What the checks have seen of the records that are named: spares the answer a look-up. */
  readonly titles: Map<string, { readonly object: string; readonly title: string }>;
  /** Of objects with encrypted fields. */
  readonly sealer?: Sealer;
}

export interface IndexRow {
  readonly id: string;
  readonly values: Values;
  readonly owner: string | null;
  readonly deleted?: boolean;
  /** It can not be there yet. */
  readonly fresh?: boolean;
}

/** Keeps the search row of a record in step with it, in the same transaction (platform/search). */
export interface SearchIndex {
  /** A data-modifying statement that stands as one part of the write; undefined when there is nothing to index. */
  indexStatement(ctx: Context, meta: ObjectMeta, rows: readonly IndexRow[]): Sql | undefined;
}

declare module '../../module/context.ts' {
  interface Application {
    readonly searchIndex: SearchIndex;
  }
}
