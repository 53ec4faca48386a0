import { type Sql, sql } from '../../database/sql.ts';
import type { Context, FieldMeta, ObjectMeta } from '../../module/index.ts';
import { largestBatch, loadValues, type SaveRow, saveRecords } from '../../records/index.ts';
import { columnOf } from '../../storage/columns.ts';

/** A field through which records of any object may name one of this object. */
export interface Pointer {
  readonly meta: ObjectMeta;
  readonly field: FieldMeta;
}

/** One place that named a record and now names another. */
export interface Move {
  readonly object: string;
  readonly field: string;
  readonly id: string;
  readonly from: string;
  /** Of lists: the winner stood there before, too. */
  readonly kept: boolean;
}

interface Link {
  readonly object: string;
  readonly id: string;
}

/** Every lookup, master-detail and list of lookups of every object that may name records of `object`. */
export function pointersTo(ctx: Pick<Context, 'meta'>, object: string): Pointer[] {
  return ctx.meta.objects.flatMap((meta) =>
    [...meta.fields.values()]
      .filter((field) => !field.system && (field.type === 'lookup' || field.type === 'masterDetail') && names(field, object))
      .map((field) => ({ meta, field })),
  );
}

const names = (field: FieldMeta, object: string) =>
  field.object === object || field.objects?.includes(object) === true || field.objects?.includes('*') === true;

interface Found {
  readonly id: string;
  readonly target: string;
  readonly deleted: boolean;
}

/** Records that name one of `targets` in a field; those in the recycle bin as well. */
async function findChildren(
  tx: Context,
  { meta, field }: Pointer,
  targets: readonly string[],
  except: readonly string[],
): Promise<Found[]> {
  const frame = sql`t.tenant_id = ${tx.tenant.id} ${meta.custom ? sql`and t.object = ${meta.name}` : sql``} and t.id <> all(${except}::uuid[])`;
  if (field.many)
    return tx.query<Found>(sql`
      select l.record_id as id, l.target_id as target, t.deleted_at is not null as deleted
      from record_link l join ${sql.id(meta.table)} t on t.tenant_id = l.tenant_id and t.id = l.record_id
      where l.tenant_id = ${tx.tenant.id} and l.target_id = any(${targets}::uuid[]) and l.object = ${meta.name} and l.field = ${field.name} and ${frame}
      order by l.record_id`);
  const column = columnOf('t', field).sql;
  return tx.query<Found>(sql`
    select t.id, ${column} as target, t.deleted_at is not null as deleted from ${sql.id(meta.table)} t
    where ${frame} and ${column} = any(${targets}::uuid[]) order by t.id`);
}

/** How many records of which object would follow; those of the recycle bin are not counted. */
export async function countChildren(ctx: Context, object: string, ids: readonly string[]): Promise<{ object: string; count: number }[]> {
  const counts = new Map<string, Set<string>>();
  for (const pointer of pointersTo(ctx, object))
    for (const child of await findChildren(ctx, pointer, ids, ids))
      if (!child.deleted) counts.set(pointer.meta.name, (counts.get(pointer.meta.name) ?? new Set<string>()).add(child.id));
  return [...counts].map(([name, found]) => ({ object: name, count: found.size }));
}

/** Lets everything that names a loser name the winner, through the save pipeline: history, events, roll-ups. */
export async function moveChildren(tx: Context, object: string, winner: string, losers: readonly string[]): Promise<Move[]> {
  const moves: Move[] = [];
  const except = [winner, ...losers];
  for (const [meta, pointers] of Map.groupBy(pointersTo(tx, object), (pointer) => pointer.meta)) {
    const changes = new Map<string, Record<string, unknown>>();
    for (const pointer of pointers) {
      const found = await findChildren(tx, pointer, losers, except);
      const live = found.filter((child) => !child.deleted);
      const held = pointer.field.many
        ? await loadValues(
            tx,
            meta,
            live.map((child) => child.id),
          )
        : new Map();
      for (const child of live) {
        const { name } = pointer.field;
        const list = (held.get(child.id)?.[name] ?? []) as Link[];
        moves.push({ object: meta.name, field: name, id: child.id, from: child.target, kept: list.some((link) => link.id === winner) });
        const value = pointer.field.many ? replaced(list, new Set(losers), { object, id: winner }) : winner;
        changes.set(child.id, { ...changes.get(child.id), [name]: value });
      }
      moves.push(
        ...(await pointDeleted(
          tx,
          pointer,
          found.filter((child) => child.deleted),
          winner,
        )),
      );
    }
    await saveAll(
      tx,
      meta,
      [...changes].map(([id, values]) => ({ operation: 'update', id, values })),
    );
  }
  return moves;
}

function replaced(list: readonly Link[], gone: ReadonlySet<string>, by: Link): Link[] {
  const rest = list.filter((link) => !gone.has(link.id) && link.id !== by.id);
  return [...rest, by];
}

/** Records in the recycle bin take no save: only what they name is changed, so that they come back to the right place. */
async function pointDeleted(tx: Context, pointer: Pointer, children: readonly Found[], to: string): Promise<Move[]> {
  if (children.length === 0 || pointer.field.many) return [];
  const { meta, field } = pointer;
  await tx.query(sql`
    update ${sql.id(meta.table)} t set ${setLookup(field, to)}
    where t.tenant_id = ${tx.tenant.id} and t.id = any(${children.map((child) => child.id)}::uuid[]) and t.deleted_at is not null`);
  return children.map((child) => ({ object: meta.name, field: field.name, id: child.id, from: child.target, kept: false }));
}

function setLookup(field: FieldMeta, to: string): Sql {
  const { storage } = field;
  if (storage.kind === 'column') return sql`${sql.id(storage.column)} = ${to}::uuid`;
  if (storage.kind !== 'custom') throw new Error(`${field.name} holds no single record`);
  const slot = storage.slot ? sql`, ${sql.id(storage.slot)} = ${to}::uuid` : sql``;
  return sql`custom = jsonb_set(coalesce(custom, '{}'), ${[storage.key]}::text[], to_jsonb(${to}::text))${slot}`;
}

/** Saves what belongs to a merge: all of it, with nobody's rights in the way. */
export async function saveAll(tx: Context, meta: ObjectMeta, rows: readonly SaveRow[]): Promise<void> {
  for (let from = 0; from < rows.length; from += largestBatch) {
    const results = await saveRecords(tx.elevated(), meta, rows.slice(from, from + largestBatch), {
      asSystem: true,
      allOrNothing: true,
      merging: true,
    });
    const refused = results.find((result) => result.error && result.error.code !== 'NOT_FOUND') ?? results.find((result) => result.error);
    if (refused?.error) throw refused.error;
  }
}

/** Why a record that was moved stays with the winner when the merge is undone. */
export interface Left {
  readonly object: string;
  readonly id: string;
  readonly field: string;
}

/** Gives back what still names the winner; returns what was changed since and stays. */
export async function returnChildren(tx: Context, winner: string, moves: readonly Move[]): Promise<Left[]> {
  const left: Left[] = [];
  for (const [object, list] of Map.groupBy(moves, (move) => move.object)) {
    const meta = tx.meta.object(object);
    if (!meta) continue;
    const ids = [...new Set(list.map((move) => move.id))];
    const live = await loadValues(tx, meta, ids, { lock: true });
    const gone = await loadValues(tx, meta, ids, { deleted: 'only' });
    const changes = new Map<string, Record<string, unknown>>();
    for (const move of list) {
      const field = meta.fields.get(move.field);
      const change = changes.get(move.id) ?? {};
      const stored = (live.get(move.id) ?? gone.get(move.id))?.[move.field];
      const back = field && givenBack(field, { stored, now: change[move.field] ?? stored }, winner, move);
      if (!field || back === undefined) left.push({ object, id: move.id, field: move.field });
      else if (live.has(move.id)) changes.set(move.id, { ...change, [move.field]: back });
      else await pointDeleted(tx, { meta, field }, [{ id: move.id, target: winner, deleted: true }], move.from);
    }
    await saveAll(
      tx,
      meta,
      [...changes].map(([id, values]) => ({ operation: 'update', id, values })),
    );
  }
  return left;
}

/** What a field holds again; undefined when it no longer names the winner. A list may be given back to several. */
function givenBack(field: FieldMeta, { stored, now }: { stored: unknown; now: unknown }, winner: string, move: Move): unknown {
  if (!field.many) return stored === winner ? move.from : undefined;
  const link = ((stored ?? []) as Link[]).find((one) => one.id === winner);
  if (!link) return undefined;
  const rest = (now as Link[]).filter((one) => one.id !== move.from && (one.id !== winner || move.kept));
  return [...rest, { object: link.object, id: move.from }];
}
