import { sql } from '../../database/sql.ts';
import { newId } from '../../kernel/index.ts';
import { type PlacedRollup, rollupsOver } from '../../metadata/rollup.ts';
import type { Context, FieldMeta, ObjectMeta, TenantMetadata } from '../../module/index.ts';
import { columnOf } from '../../storage/columns.ts';
import type { RowState, SaveRun } from '../save/types.ts';
import { type RollupChange, recomputeRollups } from './recompute.ts';

/** A parent whose roll-ups may have changed. */
interface Dirty {
  readonly parent: string;
  readonly field: string;
  readonly id: string;
}

const atOnce = 1000;

/** Whether a save of the object changes records of others before its commit. */
export const hasRollups = (ctx: Pick<Context, 'meta'>, object: string) => rollupsOver(ctx.meta, object).length > 0;

/** What a new record holds where nothing was summed up yet: COUNT and SUM are 0, the others empty. */
export function emptyRollup(field: FieldMeta): unknown {
  if (field.rollup?.function !== 'count' && field.rollup?.function !== 'sum') return null;
  const scale = field.scale ?? (field.type === 'currency' || field.type === 'percent' ? 2 : 0);
  return scale === 0 ? 0 : (0).toFixed(scale);
}

/** Called for all rows that any path of the save pipeline has written: their parents are worked out before the commit, once for all. */
export function noteRollups(run: SaveRun, states: readonly RowState[]): void {
  const over = rollupsOver(run.ctx.meta, run.meta.name);
  if (over.length === 0) return;
  const dirty = over.flatMap((one) =>
    states.flatMap((state) => parentsOf(one, state).map((id) => ({ parent: one.parent.name, field: one.field.name, id }))),
  );
  if (dirty.length > 0) run.ctx.beforeCommit('rollups', dirty, (items: readonly Dirty[]) => flush(run.ctx, items));
}

function parentsOf({ rollup, sources }: PlacedRollup, state: RowState): string[] {
  const touched = state.operation !== 'update' || state.changes.some((change) => sources.has(change.field));
  if (!touched) return [];
  const ids = [state.before?.values[rollup.field], state.after?.[rollup.field]];
  return [...new Set(ids.filter((id) => typeof id === 'string'))];
}

/**
 * Works out what is dirty, from the objects below upwards, so that a roll-up over roll-ups finds them done. All transactions lock parents
 * in this same order (object by height, then id) and as their last step, so they do not wait for each other in a ring.
 */
async function flush(tx: Context, items: readonly Dirty[]): Promise<void> {
  const open = new Map<string, Map<string, Set<string>>>();
  const add = ({ parent, field, id }: Dirty) => {
    const fields = open.get(parent) ?? new Map<string, Set<string>>();
    open.set(parent, fields.set(field, (fields.get(field) ?? new Set<string>()).add(id)));
  };
  items.forEach(add);
  while (open.size > 0) {
    const name = [...open.keys()].sort((a, b) => heightOf(tx.meta, a) - heightOf(tx.meta, b) || (a < b ? -1 : 1))[0] ?? '';
    const fields = open.get(name) ?? new Map<string, Set<string>>();
    open.delete(name);
    const parent = tx.meta.object(name);
    if (!parent) continue;
    const rollups = placed(tx, parent).filter(({ field }) => fields.has(field.name));
    const ids = [...new Set([...fields.values()].flatMap((set) => [...set]))].sort();
    for (let from = 0; from < ids.length; from += atOnce) {
      const changes = await recomputeRollups(tx, parent, ids.slice(from, from + atOnce), rollups);
      await tell(tx, parent, changes);
      for (const above of await parentsAbove(tx, parent, changes)) add(above);
    }
  }
}

/** Tells of changed roll-ups, and has what stands above them worked out before the commit. */
export async function workOut(tx: Context, meta: ObjectMeta, changes: readonly RollupChange[]): Promise<void> {
  const above = await parentsAbove(tx, meta, changes);
  if (above.length > 0) tx.beforeCommit('rollups', above, (items: readonly Dirty[]) => flush(tx, items));
}

/** The roll-up fields of an object. */
export function placed(ctx: Pick<Context, 'meta'>, parent: ObjectMeta): PlacedRollup[] {
  const children = new Set([...parent.fields.values()].flatMap((field) => field.rollup?.object ?? []));
  return [...children].flatMap((child) => rollupsOver(ctx.meta, child).filter((one) => one.parent.name === parent.name));
}

function heightOf(meta: TenantMetadata, object: string, path: readonly string[] = []): number {
  if (path.includes(object)) return 0;
  const below = [...(meta.object(object)?.fields.values() ?? [])].flatMap((field) => field.rollup?.object ?? []);
  return below.length === 0 ? 0 : 1 + Math.max(...below.map((child) => heightOf(meta, child, [...path, object])));
}

/** Records above whose roll-ups read a value that has just changed. */
async function parentsAbove(tx: Context, meta: ObjectMeta, changes: readonly RollupChange[]): Promise<Dirty[]> {
  const found: Dirty[] = [];
  for (const { parent, field, rollup, sources } of rollupsOver(tx.meta, meta.name)) {
    const ids = [...new Set(changes.filter((change) => sources.has(change.field)).map((change) => change.id))];
    const relation = meta.fields.get(rollup.field);
    if (ids.length === 0 || !relation) continue;
    const column = columnOf('t', relation).sql;
    const rows = await tx.query<{ id: string }>(sql`
      select distinct ${column} as id from ${sql.id(meta.table)} t
      where t.tenant_id = ${tx.tenant.id} and t.id = any(${ids}::uuid[]) and t.deleted_at is null and ${column} is not null`);
    found.push(...rows.map(({ id }) => ({ parent: parent.name, field: field.name, id })));
  }
  return found;
}

/** Lists and subscribers hear of the change; the history does not, it has that of the children. */
async function tell(tx: Context, meta: ObjectMeta, changes: readonly RollupChange[]): Promise<void> {
  if (changes.length === 0) return;
  const rows = [...Map.groupBy(changes, ({ id }) => id)].map(([record, list]) => ({
    id: newId(),
    record,
    changes: list.map(({ field, old, new: now }) => ({ field, old, new: now })),
  }));
  await tx.query(sql`
    insert into event (tenant_id, id, at, event, object, record_id, by_user, channel, changes)
    select ${tx.tenant.id}::int, r.id, ${tx.clock.now()}::timestamptz, ${`${meta.name}.updated`}::text, ${meta.name}::text, r.record, null, 'automation', r.changes
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id uuid, record uuid, changes jsonb)
    join ${sql.id(meta.table)} t on t.tenant_id = ${tx.tenant.id} and t.id = r.record and t.deleted_at is null`);
  tx.afterCommit(() => tx.app.signal.committed(tx.tenant.id));
}
