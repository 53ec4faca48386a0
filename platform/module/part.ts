import type { Label } from '../kernel/index.ts';
import type { Context, ObjectMeta } from './context.ts';
import type { SettingsMeta } from './settings.ts';

/** A piece of a tenant's configuration, such as a layout or a validation rule: data with a stable name. */
export interface Part<T = unknown> {
  readonly name: string;
  readonly definition: T;
}

/**
 * A kind of parts: one table keeps them all, each change is logged and can be undone, packages carry them. The owner of a kind says how a
 * body becomes a definition.
 */
export interface PartKind<T = unknown> {
  /** camelCase, singular: `layout`, `validation`. Also the last step of its address: `/meta/objects/account/parts/layout/standard`. */
  readonly kind: string;
  readonly label: Label;
  /** Whether a part belongs to one object or to the whole tenant. */
  readonly of: 'object' | 'tenant';
  /** Read with the metadata on every request (`partsOf`); large or rare kinds are not and are read when asked for (`readPart`). */
  readonly loaded: boolean;
  /** Of settings of a module: what their page shows. */
  readonly settings?: SettingsMeta;
  /** Reads and checks a body in its whole; throws `fieldErrors` naming every problem. */
  read(ctx: Context, place: { readonly object?: ObjectMeta; readonly name: string }, body: unknown): T;
  /** Runs in the transaction that saves a part, after it is written. */
  afterSave?(tx: Context, place: { readonly object?: ObjectMeta; readonly name: string }, definition: T): Promise<void> | void;
  /** Throws when the part is in use and must not go. */
  beforeDelete?(ctx: Context, place: { readonly object?: ObjectMeta; readonly name: string }): Promise<void> | void;
  /** Runs in the transaction that takes a part away. */
  afterDelete?(tx: Context, place: { readonly object?: ObjectMeta; readonly name: string }): Promise<void> | void;
}

export function definePartKind<T>(kind: PartKind<T>): PartKind<T> {
  return kind;
}
