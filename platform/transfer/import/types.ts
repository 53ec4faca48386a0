import type { Label } from '../../kernel/index.ts';
import type { Automation, FieldMeta, ObjectMeta, Values } from '../../module/index.ts';

export type ImportMode = 'create' | 'update' | 'upsert';

/**
 * What to do with a row whose record is already there, in mode create. `review`: it is made, and what it is like is looked for afterwards,
 * near names too, and shown in the review of duplicates.
 */
export type Duplicates = 'create' | 'skip' | 'update' | 'review';

/** Rows whose record is there are left out. */
export const skipsRecords = ({ mode, duplicates }: { readonly mode: ImportMode; readonly duplicates: Duplicates }): boolean =>
  mode === 'create' && duplicates === 'skip';

/** Rows are held against the records that are there, by the key. */
export const looksForRecords = ({ mode, duplicates }: { readonly mode: ImportMode; readonly duplicates: Duplicates }): boolean =>
  mode !== 'create' || duplicates === 'skip' || duplicates === 'update';

/** One column of the file and the field it fills. A column may fill several fields. */
export interface MappingEntry {
  readonly column: string;
  readonly field: string;
  /** Cell text → option key, record id or text to read instead; null leaves the field empty. */
  readonly valueMap?: Readonly<Record<string, string | null>>;
  /** How dates are written, such as `M/D/YYYY`. */
  readonly format?: string;
  /** Lookups: the field of the other object that the text names; by default title, then e-mail, then externalId. */
  readonly lookupBy?: string;
  /** Lookups and picklists: what is not there yet is made. */
  readonly createMissing?: boolean;
  /** Lookups and picklists: a text that is found nowhere fails the row, or leaves the field empty. */
  readonly onMissing?: 'fail' | 'empty';
  /** Departments: the columns that name the way from the top, such as office and team. */
  readonly path?: readonly string[];
  /** Departments made on the way: the user that this field of the row names leads the last of them. */
  readonly managerField?: string;
  /** Names of people in two columns: `column` holds the given name, this one the family name. */
  readonly join?: string;
}

export interface ImportOptions {
  readonly duplicates: Duplicates;
  /** How much of what the company does by itself follows from the rows, and from their undo. */
  readonly automation: Automation;
  /** Of records whose row names nobody. */
  readonly owner?: string;
  readonly sheet?: string;
  readonly encoding?: string;
  readonly remember: boolean;
}

/** Where an import stands; `phase` says what runs while the status is `running`. */
export type ImportStatus = 'queued' | 'running' | 'dryRunDone' | 'done' | 'failed' | 'cancelled' | 'undone';
export type ImportPhase = 'new' | 'check' | 'rows' | 'links' | 'undo';

export interface ImportRecord {
  readonly id: string;
  readonly object: string;
  readonly fileId: string;
  readonly fileName: string;
  readonly mode: ImportMode;
  readonly key: string | null;
  readonly mapping: readonly MappingEntry[];
  readonly options: ImportOptions;
  readonly status: ImportStatus;
  readonly phase: ImportPhase;
  /** Data rows that are finished; the next batch begins after them. */
  readonly nextRow: number;
  readonly total: number | null;
  readonly done: number;
  readonly created: number;
  readonly updated: number;
  readonly skipped: number;
  readonly failed: number;
  readonly summary: Summary;
  readonly createdBy: string | null;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly error: Label | null;
}

/**
 * Why a cell or row can not be taken. `kind` tells texts that name nothing known from cells that are malformed; a `skipped` row is there
 * already, and a `warning` is about a row that is taken.
 */
export interface Problem {
  readonly column: string | null;
  readonly field: string | null;
  readonly value: string | null;
  readonly code: string;
  readonly kind: 'unmatched' | 'format' | 'rule' | 'skipped' | 'warning';
  readonly message: Label;
}

/** Problems of a run gathered by column, field and code; bounded, so that it can live in the import's row. */
export interface Summary {
  readonly problems: readonly ProblemGroup[];
  /** Rows by the kind of their first problem. */
  readonly unmatched: number;
  readonly format: number;
  readonly rule: number;
  /** Rows that were taken and should be looked at. */
  readonly warnings: number;
  /** Records of an undo that stayed, as they were changed since or are needed by others. */
  readonly kept: number;
}

export interface ProblemGroup {
  readonly column: string | null;
  readonly field: string | null;
  readonly code: string;
  readonly kind: Problem['kind'];
  readonly message: Label;
  readonly count: number;
  readonly samples: readonly { readonly row: number; readonly value: string | null }[];
}

/** A column with what reads it. */
export interface PlanEntry {
  readonly entry: MappingEntry;
  readonly field: FieldMeta;
  readonly index: number;
  /** Departments by path: the columns from the top down. */
  readonly path?: readonly number[];
  readonly join?: number;
}

/** A mapping bound to the header of one file. */
export interface Plan {
  readonly meta: ObjectMeta;
  readonly mode: ImportMode;
  readonly key: string | null;
  readonly duplicates: Duplicates;
  readonly owner: string | null;
  readonly entries: readonly PlanEntry[];
  readonly header: readonly string[];
}

/** A text that names a record, waiting to be resolved with the rest of its batch. */
export interface Reference {
  readonly entry: PlanEntry;
  readonly text: string;
  /** Departments by path: the names from the top down. */
  readonly path?: readonly string[];
}

/** One row on its way: values read from cells, texts that still have to become ids, and what is wrong. */
export interface Draft {
  /** The row's number in the file as a person sees it. */
  readonly row: number;
  readonly cells: readonly (string | null)[];
  readonly values: Record<string, unknown>;
  readonly references: readonly Reference[];
  readonly problems: Problem[];
  /** What to look at, should the row be taken. */
  readonly warnings: Problem[];
  /** Fields whose value will only exist in the real run (options and records yet to be made): not judged in a dry run. */
  readonly assumed: Set<string>;
  /** References to rows that stand later in the same file, filled by a second pass. */
  readonly later: Record<string, string>;
}

export type EntryAction = 'created' | 'updated' | 'skipped' | 'unchanged' | 'failed';

/** What became of one row; kept in `import_entry`. */
export interface EntryRow {
  readonly row: number;
  readonly action: EntryAction;
  readonly recordId: string | null;
  readonly version: number | null;
  readonly before: Values | null;
  readonly later: Readonly<Record<string, string>> | null;
  /** Why it was not taken. */
  readonly problems: readonly Problem[];
  /** Only counted and shown by example. */
  readonly warnings: readonly Problem[];
}
