import { sql } from '../database/sql.ts';
import { isPersonal } from '../metadata/index.ts';
import type { Context, FieldMeta, ObjectMeta, Values } from '../module/index.ts';
import { loadValues, readableFields, type SaveRow, saveRecords, selectIds } from '../records/index.ts';
import { madeUp, withoutContacts } from './mask.ts';
import { type CopyState, writeCopy } from './store.ts';

const batchSize = 500;
const dropped = new Set(['image', 'attachment', 'signature', 'encrypted']);
const written = new Set(['text', 'longText', 'richText']);
const pointing = new Set(['lookup', 'masterDetail']);

interface Link {
  readonly object: string;
  readonly id: string;
}

/** From where to where records are copied, and as whom. */
export interface Route {
  /** As the person who asked: what they may not read is not copied. */
  readonly from: Context;
  /** In the sandbox, without limits, in that person's name. */
  readonly to: Context;
  /** Stops the batch when the sandbox was given up meanwhile. */
  readonly hold: (tx: Context) => Promise<void>;
}

/** Objects in an order in which lookups find what they point to, as far as there is one. */
export function copyOrder(meta: Context['meta'], names: readonly string[]): string[] {
  const chosen = new Set(names);
  const order: string[] = [];
  const visit = (name: string, above: ReadonlySet<string>): void => {
    if (order.includes(name) || above.has(name)) return;
    for (const field of meta.object(name)?.fields.values() ?? [])
      for (const target of targets(field)) if (chosen.has(target) && target !== name) visit(target, new Set([...above, name]));
    order.push(name);
  };
  for (const name of [...names].sort()) visit(name, new Set());
  return order;
}

const targets = (field: FieldMeta): readonly string[] =>
  pointing.has(field.type) && !field.many ? [...(field.object ? [field.object] : []), ...(field.objects ?? [])] : [];

/** Copies the records of one object from where it stands to its end; each batch is committed together with its place. */
export async function copyObject(route: Route, start: CopyState, progress: (copied: number) => Promise<void>): Promise<CopyState> {
  let state = start;
  const meta = route.from.meta.object(state.object);
  const target = route.to.meta.object(state.object);
  if (!meta || !target) return { ...state, done: true };
  for await (const ids of selectIds(route.from, meta, undefined, 'read', state.after ? { after: state.after } : {})) {
    for (let from = 0; from < ids.length; from += batchSize) {
      await progress(state.copied);
      state = await copyBatch(route, { meta, target }, ids.slice(from, from + batchSize), state);
    }
  }
  const done = { ...state, done: true };
  await route.to.transaction((tx) => writeCopy(tx, done));
  return done;
}

async function copyBatch(
  { from, to, hold }: Route,
  { meta, target }: { meta: ObjectMeta; target: ObjectMeta },
  ids: readonly string[],
  state: CopyState,
): Promise<CopyState> {
  const records = await loadValues(from, meta, ids);
  const known = await present(to, linksOf(meta, [...records.values()]));
  const fields = readableFields(from, meta).filter((field) => target.fields.has(field.name));
  const rows = ids.flatMap((id, index): SaveRow[] => {
    const values = records.get(id);
    if (!values) return [];
    const n = state.copied + state.refused + index + 1;
    return [
      { operation: 'create', id, at: new Date(String(values.createdAt)), values: copyOf({ fields, values, known, n, owner: to.user.id }) },
    ];
  });
  return to.transaction(async (tx) => {
    await hold(tx);
    const results = await saveRecords(tx, target, rows, { asSystem: true, channel: 'sync' });
    const reasons: Record<string, number> = { ...state.reasons };
    let refused = 0;
    for (const { error } of results) {
      if (!error) continue;
      refused += 1;
      const reason = error.errors[0]?.message.zh ?? error.text.zh;
      if (reason in reasons || Object.keys(reasons).length < 20) reasons[reason] = (reasons[reason] ?? 0) + 1;
    }
    const next = {
      ...state,
      after: ids.at(-1) ?? state.after,
      copied: state.copied + results.length - refused,
      refused: state.refused + refused,
      reasons,
    };
    await writeCopy(tx, next);
    return next;
  });
}

/** One record as the sandbox gets it: people become the person who made it, files and secrets stay behind, personal values are made up. */
function copyOf(record: {
  readonly fields: readonly FieldMeta[];
  readonly values: Values;
  readonly known: ReadonlySet<string>;
  readonly n: number;
  readonly owner: string;
}): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const field of record.fields) {
    const value = copiedValue(field, record.values[field.name], record);
    if (value !== undefined && value !== null) copy[field.name] = value;
  }
  return copy;
}

function copiedValue(
  field: FieldMeta,
  value: unknown,
  { known, n, owner }: { readonly known: ReadonlySet<string>; readonly n: number; readonly owner: string },
): unknown {
  if (field.name === 'owner') return value === null || value === undefined ? undefined : owner;
  if (field.system || field.formula || field.rollup || dropped.has(field.type)) return undefined;
  if (value === null || value === undefined) return undefined;
  if (field.type === 'user') return field.many ? undefined : field.required ? owner : undefined;
  if (field.type === 'department') return undefined;
  if (pointing.has(field.type)) {
    if (!field.many) return known.has(String(value)) ? value : undefined;
    const links = (value as readonly Link[]).filter((link) => known.has(link.id));
    return links.length > 0 ? links : undefined;
  }
  if (isPersonal(field)) return madeUp(field, n);
  return written.has(field.type) && typeof value === 'string' ? withoutContacts(value) : value;
}

function linksOf(meta: ObjectMeta, records: readonly Values[]): Link[] {
  const links: Link[] = [];
  for (const field of meta.fields.values()) {
    if (!pointing.has(field.type)) continue;
    for (const values of records) {
      const value = values[field.name];
      if (value === null || value === undefined) continue;
      if (field.many) links.push(...(value as readonly Link[]));
      else for (const object of [field.object, ...(field.objects ?? [])]) if (object) links.push({ object, id: String(value) });
    }
  }
  return links;
}

/** Which of these records the sandbox has. */
async function present(to: Context, links: readonly Link[]): Promise<Set<string>> {
  const found = new Set<string>();
  const byObject = Map.groupBy(links, (link) => link.object);
  // a lookup to any object names none: every object may have the record
  const anywhere = byObject.get('*') ?? [];
  const objects = anywhere.length > 0 ? to.meta.objects.map((object) => object.name) : [...byObject.keys()];
  for (const name of objects) {
    const meta = to.meta.object(name);
    const ids = [...(byObject.get(name) ?? []), ...anywhere].map((link) => link.id);
    if (!meta || ids.length === 0 || name === 'user' || name === 'department') continue;
    const own = meta.custom ? sql`and object = ${name}` : sql``;
    const rows = await to.query<{ id: string }>(sql`
      select id from ${sql.id(meta.table)} where tenant_id = ${to.tenant.id} and id = any(${ids}::uuid[]) and deleted_at is null ${own}`);
    for (const { id } of rows) found.add(id);
  }
  return found;
}
