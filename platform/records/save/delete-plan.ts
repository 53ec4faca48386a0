import { type Sql, sql } from '../../database/sql.ts';
import { AppError, label } from '../../kernel/index.ts';
import type { Context, FieldMeta, ObjectMeta } from '../../module/index.ts';
import { columnOf } from '../../storage/columns.ts';
import { pointsTo } from './layout.ts';
import type { RowState } from './types.ts';
import { OneByOne } from './wave.ts';

/** What a deletion takes along: records of other objects that go with it, and references to it that become empty. */
export interface DeletePlan {
  /** Object → id → the record whose deletion takes it along. */
  readonly cascade: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Object → id → fields. */
  readonly clear: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;
}

export interface PointingField {
  readonly meta: ObjectMeta;
  readonly field: FieldMeta;
  readonly rule: 'restrict' | 'clear' | 'cascade';
}

interface Hit {
  readonly object: string;
  readonly field: string;
  readonly id: string;
  readonly target: string;
}

// More than this in one go belongs in a job, not in a request.
const most = 20_000;

/** The fields that name records of an object and say what happens when one of those is deleted. */
export function pointingFields(ctx: Pick<Context, 'meta'>, target: string): PointingField[] {
  return ctx.meta.objects.flatMap((meta) =>
    [...meta.fields.values()].flatMap((field): PointingField[] => {
      if (!pointsTo(field, target)) return [];
      if (field.type === 'masterDetail') return [{ meta, field, rule: 'cascade' }];
      // What must hold a value can not be emptied.
      const rule = field.onDelete === 'clear' && field.required ? 'restrict' : field.onDelete;
      return rule ? [{ meta, field, rule }] : [];
    }),
  );
}

/** Works out what goes along with the given rows; a row that something holds on to gets its error here. */
export async function planDeletion(ctx: Context, meta: ObjectMeta, roots: readonly RowState[]): Promise<DeletePlan> {
  const order = new Map(roots.map((state) => [state.id, state.index]));
  const gone = new Map<string, Map<string, string>>([[meta.name, new Map(roots.map((state) => [state.id, state.id]))]]);
  const clear: (Hit & { root: string })[] = [];
  const restrict: (Hit & { root: string })[] = [];
  let level = new Map<string, readonly string[]>([[meta.name, roots.map((state) => state.id)]]);
  let count = 0;
  while (level.size > 0) {
    const next = new Map<string, string[]>();
    for (const [object, ids] of level) {
      const pointing = pointingFields(ctx, object);
      for (const hit of await findHits(ctx, pointing, ids)) {
        const root = gone.get(object)?.get(hit.target) ?? '';
        const rule = pointing.find((one) => one.meta.name === hit.object && one.field.name === hit.field)?.rule;
        if (rule === 'restrict') restrict.push({ ...hit, root });
        else if (rule === 'clear') clear.push({ ...hit, root });
        else {
          const known = gone.get(hit.object) ?? new Map<string, string>();
          gone.set(hit.object, known);
          const other = known.get(hit.id);
          if (other !== undefined && other !== root && order.has(hit.id)) throw new OneByOne();
          if (other !== undefined) continue;
          known.set(hit.id, root);
          next.set(hit.object, [...(next.get(hit.object) ?? []), hit.id]);
          count += 1;
        }
      }
    }
    level = next;
    if (count > most) throw tooMany();
  }
  const failed = refuseHeld(ctx, roots, restrict, gone, order);
  return keepLiving(meta, roots, failed, gone, clear);
}

function tooMany(): AppError {
  const text = label('随之删除的记录太多，请先分批删除下级记录', 'Too many records would be deleted along; delete those below first');
  return new AppError('LIMIT_EXCEEDED', 400, text, { errors: [{ field: 'id', code: 'LIMIT_EXCEEDED', message: text }] });
}

/** Rows that are held by records which stay. Holders that an earlier row of the batch takes away do not count. */
function refuseHeld(
  ctx: Context,
  roots: readonly RowState[],
  restrict: readonly (Hit & { root: string })[],
  gone: ReadonlyMap<string, ReadonlyMap<string, string>>,
  order: ReadonlyMap<string, number>,
): Set<string> {
  const failed = new Set<string>();
  const byRoot = Map.groupBy(restrict, (hit) => hit.root);
  for (const state of [...roots].sort((a, b) => a.index - b.index)) {
    const holders = (byRoot.get(state.id) ?? []).filter((hit) => {
      const by = gone.get(hit.object)?.get(hit.id);
      return by === undefined || failed.has(by) || (order.get(by) ?? 0) > state.index;
    });
    const first = holders[0];
    if (!first) continue;
    failed.add(state.id);
    const object = ctx.meta.object(first.object);
    const number = new Set(holders.filter((hit) => hit.object === first.object).map((hit) => hit.id)).size;
    const message = label(
      `还有 ${number} 条${object?.label.zh ?? first.object}关联着这条记录，请先处理后再删除`,
      `It is still used by ${number} record(s) of ${object?.label.en ?? first.object}; change or delete those first`,
    );
    state.error = new AppError('STATE', 409, message, { errors: [{ field: `${first.object}.${first.field}`, code: 'STATE', message }] });
  }
  return failed;
}

function keepLiving(
  meta: ObjectMeta,
  roots: readonly RowState[],
  failed: ReadonlySet<string>,
  gone: ReadonlyMap<string, ReadonlyMap<string, string>>,
  clear: readonly (Hit & { root: string })[],
): DeletePlan {
  const rootIds = new Set(roots.map((state) => state.id));
  const cascade = new Map<string, Map<string, string>>();
  for (const [object, ids] of gone) {
    const along = new Map([...ids].filter(([id, root]) => !failed.has(root) && !(object === meta.name && rootIds.has(id))));
    if (along.size > 0) cascade.set(object, along);
  }
  const cleared = new Map<string, Map<string, string[]>>();
  for (const hit of clear) {
    const by = gone.get(hit.object)?.get(hit.id);
    if (failed.has(hit.root) || (by !== undefined && !failed.has(by))) continue;
    const fields = cleared.get(hit.object) ?? new Map<string, string[]>();
    cleared.set(hit.object, fields.set(hit.id, [...(fields.get(hit.id) ?? []), hit.field]));
  }
  return { cascade, clear: cleared };
}

/** All live records that name one of the ids in one of the fields: one query. */
async function findHits(ctx: Context, pointing: readonly PointingField[], ids: readonly string[]): Promise<Hit[]> {
  if (pointing.length === 0 || ids.length === 0) return [];
  const parts = pointing.map(({ meta, field }): Sql => {
    const column = columnOf('t', field).sql;
    return sql`
      (select ${meta.name}::text as "object", ${field.name}::text as field, t.id, ${column} as target from ${sql.id(meta.table)} t
      where t.tenant_id = ${ctx.tenant.id} and t.deleted_at is null ${meta.custom ? sql`and t.object = ${meta.name}` : sql``}
        and ${column} = any(${ids}::uuid[]) limit ${most + 1})`;
  });
  return ctx.query<Hit>(sql`${sql.join(parts, sql` union all `)}`);
}
