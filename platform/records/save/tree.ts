import { sql } from '../../database/sql.ts';
import { defineErrors, label } from '../../kernel/index.ts';
import type { FieldMeta } from '../../module/index.ts';
import { columnOf } from '../../storage/columns.ts';
import { alive } from './hooks.ts';
import { targetsOf } from './layout.ts';
import type { RowState, SaveRun } from './types.ts';

const treeErrors = defineErrors({
  HIERARCHY_CYCLE: {
    status: 422,
    text: label('不能把记录挂在自己或自己的下级之下', 'A record can not stand below itself'),
  },
  HIERARCHY_DEPTH: { status: 422, text: label('最多 {levels} 级，这样会超过', 'There are at most {levels} levels; this would be more') },
});

type Parents = Map<string, string | null | undefined>;

/** Trees that are only so deep also look at where new records stand. */
export const isBounded = (field: FieldMeta): boolean => field.tree === true && field.levels !== undefined;

/** Where a row is to stand: under a parent that is written now, or, brought back, under the one it had. */
function parentOf(state: RowState, field: FieldMeta): string | undefined {
  const parent = state.operation === 'restore' ? (state.values[field.name] ?? state.before?.values[field.name]) : state.values[field.name];
  return typeof parent === 'string' ? parent : undefined;
}

/** Refuses a parent that lies below the record itself, or too deep, row after row as if they were saved one by one. */
export async function checkTrees(run: SaveRun, states: readonly RowState[]): Promise<void> {
  for (const field of run.meta.fields.values()) {
    if (!field.tree || field.many || !targetsOf(field).includes(run.meta.name)) continue;
    const moved = alive(states).filter(
      (state) => parentOf(state, field) !== undefined && (state.operation === 'update' || state.row.id !== undefined || isBounded(field)),
    );
    if (moved.length > 0) await checkTree(run, field, moved);
  }
}

async function checkTree(run: SaveRun, field: FieldMeta, moved: readonly RowState[]): Promise<void> {
  const { ctx, meta } = run;
  // Two moves at once could each be right and together close a circle: moves within one tree take turns.
  await ctx.query(sql`select pg_advisory_xact_lock(hashtextextended(${`tree ${ctx.tenant.id} ${meta.name} ${field.name}`}, 0))`);
  const parents = await parentsAround(run, field, moved);
  for (const state of moved) {
    const to = parentOf(state, field) ?? '';
    const refuse = (code: keyof typeof treeErrors, values = {}) => {
      const { text } = treeErrors[code]({ values });
      state.error = treeErrors[code]({ values, errors: [{ field: field.name, code, message: text }] });
    };
    if (isBelow(parents, to, state.id)) refuse('HIERARCHY_CYCLE');
    else if (field.levels !== undefined && levelOf(parents, to) + heightOf(parents, state.id) > field.levels)
      refuse('HIERARCHY_DEPTH', { levels: field.levels });
    else parents.set(state.id, to);
  }
}

/** Who stands below whom: everything above the new parents, and of bounded trees everything below what is moved or brought back. */
async function parentsAround(run: SaveRun, field: FieldMeta, moved: readonly RowState[]): Promise<Parents> {
  const { ctx, meta } = run;
  const parent = columnOf('t', field).sql;
  const table = sql.id(meta.table);
  const start = moved.flatMap((state) => parentOf(state, field) ?? []);
  const old = field.levels === undefined ? [] : moved.filter((state) => state.operation !== 'create').map((state) => state.id);
  const rows = await ctx.query<{ id: string; parent: string | null }>(sql`
    with recursive up (id, parent) as (
      select t.id, ${parent} from ${table} t where t.tenant_id = ${ctx.tenant.id} and t.id = any(${start}::uuid[])
      union
      select t.id, ${parent} from ${table} t join up on t.id = up.parent where t.tenant_id = ${ctx.tenant.id}
    ), down (id, parent) as (
      select t.id, ${parent} from ${table} t where t.tenant_id = ${ctx.tenant.id} and t.id = any(${old}::uuid[])
      union
      select t.id, ${parent} from ${table} t join down on ${parent} = down.id where t.tenant_id = ${ctx.tenant.id} and (t.deleted_at is null or t.deleted_with = any(${old}::uuid[]))
    ) select id, parent from up union select id, parent from down`);
  return new Map(rows.map((row) => [row.id, row.parent]));
}

/** Whether `id` is `node` or one of the nodes above it. */
function isBelow(parents: Parents, node: string, id: string): boolean {
  const seen = new Set<string>();
  for (let at: string | null | undefined = node; at; at = parents.get(at)) {
    if (at === id) return true;
    if (seen.has(at)) return false;
    seen.add(at);
  }
  return false;
}

/** 1 for a node without a parent. */
function levelOf(parents: Parents, node: string): number {
  const seen = new Set<string>();
  for (let at: string | null | undefined = node; at && !seen.has(at); at = parents.get(at)) seen.add(at);
  return seen.size;
}

/** Levels of the part below a node, itself included. */
function heightOf(parents: Parents, node: string): number {
  const children = Map.groupBy(parents.keys(), (id) => parents.get(id));
  const seen = new Set([node]);
  let level: readonly string[] = [node];
  let height = 0;
  while (level.length > 0) {
    height += 1;
    level = level.flatMap((id) => children.get(id) ?? []).filter((id) => !seen.has(id));
    for (const id of level) seen.add(id);
  }
  return height;
}
