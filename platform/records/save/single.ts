import type { Context, ObjectMeta, Values } from '../../module/index.ts';
import { saveSingle } from './save.ts';
import type { SaveOptions, Titles } from './types.ts';

export interface Saved {
  readonly id: string;
  readonly version: number;
  /** The record after the save, canonical. */
  readonly values: Values;
  /** For `answerOf`. */
  readonly titles: Titles;
}

export interface UpdateOptions extends SaveOptions {
  /** The version a body names: a wrong one answers 409. */
  readonly version?: unknown;
  /** The version an If-Match header names: a wrong one answers 412. */
  readonly ifMatch?: number | undefined;
}

const none: Titles = new Map();

/** Creates one record; throws the refusal. `await createRecord(ctx, meta, { name: '恒润化工' })` */
export async function createRecord(ctx: Context, meta: ObjectMeta, values: Values, options: SaveOptions = {}): Promise<Saved> {
  const { id, version, values: after, titles } = await saveSingle(ctx, meta, { operation: 'create', values }, options);
  return { id, version, values: after ?? {}, titles: titles ?? none };
}

/** Changes the fields that are named; an update that changes nothing leaves the version as it is. */
export async function updateRecord(
  ctx: Context,
  meta: ObjectMeta,
  id: string,
  values: Values,
  options: UpdateOptions = {},
): Promise<Saved> {
  const { version: seen, ifMatch, ...rest } = options;
  const named = seen === undefined || seen === null ? values : { ...values, version: seen };
  const {
    id: saved,
    version,
    values: after,
    titles,
  } = await saveSingle(ctx, meta, { operation: 'update', id, values: named, ...(ifMatch === undefined ? {} : { ifMatch }) }, rest);
  return { id: saved, version, values: after ?? {}, titles: titles ?? none };
}

/** Moves a record to the recycle bin with all that can not be without it. */
export async function deleteRecord(
  ctx: Context,
  meta: ObjectMeta,
  id: string,
  options: UpdateOptions = {},
): Promise<{ id: string; version: number }> {
  const { version: seen, ifMatch, ...rest } = options;
  const named = seen === undefined || seen === null ? {} : { values: { version: seen } };
  const { id: deleted, version } = await saveSingle(
    ctx,
    meta,
    { operation: 'delete', id, ...named, ...(ifMatch === undefined ? {} : { ifMatch }) },
    rest,
  );
  return { id: deleted, version };
}

/** Brings a record back from the recycle bin with all that was deleted along. */
export async function restoreRecord(ctx: Context, meta: ObjectMeta, id: string, options: SaveOptions = {}): Promise<Saved> {
  const { id: restored, version, values, titles } = await saveSingle(ctx, meta, { operation: 'restore', id }, options);
  return { id: restored, version, values: values ?? {}, titles: titles ?? none };
}
