import { sql } from '../../database/sql.ts';
import { newId } from '../../kernel/index.ts';
import { type PlacedRollup, rollupsOver } from '../../metadata/rollup.ts';
import type { Context, FieldMeta, ObjectMeta, TenantMetadata } from '../../module/index.ts';
import { columnOf } from '../../storage/columns.ts';
import type { RowState, SaveRun } from '../save/types.ts';
import { lockParents, type RollupChange, recomputeRollups } from './recompute.ts';
import { canShift, keyOf, type Share, type Shares, sharesOf, shiftRollups } from './shift.ts';

/** A parent whose roll-up has to be worked out anew. */
interface Dirty {
  readonly parent: string;
  readonly field: string;
  readonly id: string;
}

/** A child that was written, with what it added to roll-ups before this transaction touched it. */
interface Touched {
  readonly child: string;
  readonly id: string;
  readonly rollup: string;
  readonly before: Share | undefined;
}

type Note = Dirty | Touched;

const atOnce = 1000;

/** Whether a save of the object changes records of others before its commit. */
export const hasRollups = (ctx: Pick<Context, 'meta'>, object: string) => rollupsOver(ctx.meta, object).length > 0;

/** What a new record holds where nothing was summed up yet: COUNT and SUM are 0, the others empty. */
export function emptyRollup(field: FieldMeta): unknown {
  if (field.rollup?.function !== 'count' && field.rollup?.function !== 'sum') return null;
  const scale = field.scale ?? (field.type === 'currency' || field.type === 'percent' ? 2 : 0);
  return scale === 0 ? 0 : (0).toFixed(scale);
}

/** What the rows that are about to be written add to sums and counts now; the pipeline holds their locks. */
export async function sharesBefore(run: SaveRun, states: readonly RowState[]): Promise<Shares> {
  const over = rollupsOver(run.ctx.meta, run.meta.name).filter((one) => canShift(run.ctx, one));
  const ids = states.filter((state) => state.operation !== 'create' && over.some((one) => touches(one, state))).map((state) => state.id);
  return ids.length === 0 ? new Map() : sharesOf(run.ctx, run.meta, ids, over);
}

/** Called for all rows that any path of the save pipeline has written: their parents are worked out before the commit, once for all. */
export function noteRollups(run: SaveRun, states: readonly RowState[], before: Shares): void {
  const over = rollupsOver(run.ctx.meta, run.meta.name);
  if (over.length === 0) return;
  const notes = over.flatMap((one): Note[] => {
    const touched = states.filter((state) => touches(one, state));
    const rollup = keyOf(one);
    if (canShift(run.ctx, one)) return touched.map(({ id }) => ({ child: run.meta.name, id, rollup, before: before.get(rollup)?.get(id) }));
    return touched.flatMap((state) => parentsOf(one, state).map((id) => ({ parent: one.parent.name, field: one.field.name, id })));
  });
  if (notes.length > 0) run.ctx.beforeCommit('rollups', notes, (items: readonly Note[]) => flush(run.ctx, items));
}

const touches = ({ sources }: PlacedRollup, state: RowState) =>
  state.operation !== 'update' || state.changes.some((change) => sources.has(change.field));

function parentsOf({ rollup }: PlacedRollup, state: RowState): string[] {
  const ids = [state.before?.values[rollup.field], state.after?.[rollup.field]];
  return [...new Set(ids.filter((id) => typeof id === 'string'))];
}

/**
 * Works out what is dirty, from the objects below upwards, so that a roll-up over roll-ups finds them done. All transactions lock parents
 * in this same order (object by height, then id) and as their last step, so they do not wait for each other in a ring.
 */
async function flush(tx: Context, items: readonly Note[]): Promise<void> {
  const shifts = new Map<string, Map<string, Map<string, bigint>>>();
  const open = new Map<string, Map<string, Set<string>>>();
  const add = ({ parent, field, id }: Dirty) => {
    const fields = open.get(parent) ?? new Map<string, Set<string>>();
    open.set(parent, fields.set(field, (fields.get(field) ?? new Set<string>()).add(id)));
  };
  for (const item of items) if (!('child' in item)) add(item);
  await addShifts(
    tx,
    items.filter((item) => 'child' in item),
    shifts,
    add,
  );
  while (open.size + shifts.size > 0) {
    const name =
      [...new Set([...open.keys(), ...shifts.keys()])].sort((a, b) => heightOf(tx.meta, a) - heightOf(tx.meta, b) || (a < b ? -1 : 1))[0] ??
      '';
    const fields = open.get(name) ?? new Map<string, Set<string>>();
    const amounts = shifts.get(name) ?? new Map<string, Map<string, bigint>>();
    open.delete(name);
    shifts.delete(name);
    const parent = tx.meta.object(name);
    if (!parent) continue;
    const anew = new Set([...fields.values()].flatMap((set) => [...set]));
    const shifted = new Set([...amounts.values()].flatMap((of) => [...of.keys()]));
    const rollups = placed(tx, parent).filter(({ field }) => fields.has(field.name) || shifted.has(field.name));
    const ids = [...new Set([...anew, ...amounts.keys()])].sort();
    for (let from = 0; from < ids.length; from += atOnce) {
      const chunk = ids.slice(from, from + atOnce);
      const changes = await workOutChunk(tx, parent, { ids: chunk, anew, amounts, rollups });
      await tell(tx, parent, changes);
      for (const above of await parentsAbove(tx, parent, changes)) add(above);
    }
  }
}

interface Chunk {
  readonly ids: readonly string[];
  readonly anew: ReadonlySet<string>;
  readonly amounts: ReadonlyMap<string, ReadonlyMap<string, bigint>>;
  readonly rollups: readonly PlacedRollup[];
}

/** Differences where they are known and the parent holds values to add them to; all else is worked out anew. */
async function workOutChunk(tx: Context, parent: ObjectMeta, { ids, anew, amounts, rollups }: Chunk): Promise<RollupChange[]> {
  const keys = rollups
    .filter((one) => canShift(tx, one))
    .flatMap(({ field }) => (field.storage.kind === 'custom' ? [field.storage.key] : []));
  const ready = await lockParents(tx, parent, ids, keys);
  const byShift = new Map(
    ids.flatMap((id) => (ready.has(id) && !anew.has(id) ? [[id, amounts.get(id) ?? new Map<string, bigint>()]] : [])),
  );
  const rest = ids.filter((id) => !byShift.has(id));
  return [
    ...(byShift.size > 0
      ? await shiftRollups(
          tx,
          parent,
          byShift,
          rollups.filter((one) => canShift(tx, one)),
        )
      : []),
    ...(rest.length > 0 ? await recomputeRollups(tx, parent, rest, rollups) : []),
  ];
}

/**
 * What written children add now less what they added before this transaction, by parent object, parent and field. What they add now is asked
 * at the end only: a savepoint that was taken back has then left no trace. A child's first note counts, it was made before all changes.
 */
async function addShifts(
  tx: Context,
  touched: readonly Touched[],
  shifts: Map<string, Map<string, Map<string, bigint>>>,
  add: (dirty: Dirty) => void,
): Promise<void> {
  for (const [name, notes] of Map.groupBy(touched, ({ child }) => child)) {
    const child = tx.meta.object(name);
    if (!child) continue;
    const rollups = rollupsOver(tx.meta, name).filter((one) => notes.some(({ rollup }) => rollup === keyOf(one)));
    const ids = [...new Set(notes.map(({ id }) => id))];
    const now = await sharesOf(tx, child, ids, rollups);
    for (const one of rollups) {
      const first = new Map<string, Share | undefined>();
      for (const note of notes) if (note.rollup === keyOf(one) && !first.has(note.id)) first.set(note.id, note.before);
      for (const [id, before] of first) {
        const after = now.get(keyOf(one))?.get(id);
        if (before?.parent === after?.parent && before?.amount === after?.amount && (before?.amount !== undefined || !before)) continue;
        for (const [share, sign] of [
          [before, -1n],
          [after, 1n],
        ] as const) {
          if (!share) continue;
          if (share.amount === undefined) add({ parent: one.parent.name, field: one.field.name, id: share.parent });
          else addTo(shifts, [one.parent.name, share.parent, one.field.name], sign * share.amount);
        }
      }
    }
  }
}

function addTo(
  shifts: Map<string, Map<string, Map<string, bigint>>>,
  [object, id, field]: readonly [string, string, string],
  amount: bigint,
): void {
  const byId = shifts.get(object) ?? new Map<string, Map<string, bigint>>();
  const fields = byId.get(id) ?? new Map<string, bigint>();
  shifts.set(object, byId.set(id, fields.set(field, (fields.get(field) ?? 0n) + amount)));
}

/** Tells of changed roll-ups, and has what stands above them worked out before the commit. */
export async function workOut(tx: Context, meta: ObjectMeta, changes: readonly RollupChange[]): Promise<void> {
  const above = await parentsAbove(tx, meta, changes);
  if (above.length > 0) tx.beforeCommit('rollups', above, (items: readonly Note[]) => flush(tx, items));
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
    insert into event (tenant_id, id, at, event, object, record_id, by_user, channel, changes, automation)
    select ${tx.tenant.id}::int, r.id, ${tx.clock.now()}::timestamptz, ${`${meta.name}.updated`}::text, ${meta.name}::text, r.record, null, 'automation', r.changes,
      ${tx.automation}::text
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id uuid, record uuid, changes jsonb)
    join ${sql.id(meta.table)} t on t.tenant_id = ${tx.tenant.id} and t.id = r.record and t.deleted_at is null`);
  tx.afterCommit(() => tx.app.signal.committed(tx.tenant.id));
}
