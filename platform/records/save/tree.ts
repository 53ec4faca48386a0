import { sql } from '../../database/sql.ts';
import { label } from '../../kernel/index.ts';
import type { FieldMeta } from '../../module/index.ts';
import { columnOf } from '../../storage/columns.ts';
import { alive } from './hooks.ts';
import { targetsOf } from './layout.ts';
import type { RowState, SaveRun } from './types.ts';

const circle = label('不能把记录挂在自己或自己的下级之下', 'A record can not stand below itself');

/** Refuses a parent that lies below the record itself, row after row as if they were saved one by one. */
export async function checkTrees(run: SaveRun, states: readonly RowState[]): Promise<void> {
  for (const field of run.meta.fields.values()) {
    if (!field.tree || field.many || !targetsOf(field).includes(run.meta.name)) continue;
    const moved = alive(states).filter(
      (state) => typeof state.values[field.name] === 'string' && (state.operation === 'update' || state.row.id !== undefined),
    );
    if (moved.length > 0) await checkTree(run, field, moved);
  }
}

async function checkTree(run: SaveRun, field: FieldMeta, moved: readonly RowState[]): Promise<void> {
  const { ctx, meta } = run;
  // Two moves at once could each be right and together close a circle: moves within one tree take turns.
  await ctx.query(sql`select pg_advisory_xact_lock(hashtextextended(${`tree ${ctx.tenant.id} ${meta.name} ${field.name}`}, 0))`);
  const parent = columnOf('t', field).sql;
  const start = moved.map((state) => state.values[field.name] as string);
  const rows = await ctx.query<{ id: string; parent: string | null }>(sql`
    with recursive up (id, parent) as (
      select t.id, ${parent} from ${sql.id(meta.table)} t where t.tenant_id = ${ctx.tenant.id} and t.id = any(${start}::uuid[])
      union
      select t.id, ${parent} from ${sql.id(meta.table)} t join up on t.id = up.parent where t.tenant_id = ${ctx.tenant.id}
    ) select id, parent from up`);
  const parents = new Map(rows.map((row) => [row.id, row.parent]));
  for (const state of moved) {
    const to = state.values[field.name] as string;
    if (isBelow(parents, to, state.id)) state.problems.push({ field: field.name, code: 'INVALID_VALUE', message: circle });
    else parents.set(state.id, to);
  }
}

/** Whether `id` is `node` or one of the nodes above it. */
function isBelow(parents: ReadonlyMap<string, string | null | undefined>, node: string, id: string): boolean {
  const seen = new Set<string>();
  for (let at: string | null | undefined = node; at; at = parents.get(at)) {
    if (at === id) return true;
    if (seen.has(at)) return false;
    seen.add(at);
  }
  return false;
}
