import { sql } from '../../database/sql.ts';
import { AppError } from '../../kernel/index.ts';
import { titlesOf } from './titles.ts';
import type { RowState, SaveRun } from './types.ts';

interface Change {
  readonly record_id: string;
  readonly field: string;
  readonly by_user: string | null;
  readonly at: string;
}

const codes: ReadonlySet<string> = new Set(['VERSION_CONFLICT', 'PRECONDITION_FAILED']);

/**
 * Tells of each field that a stale write differs in who gave it the value it holds now, and when: by one statement for all rows that are refused
 * so. Only fields the caller may see are named there. Of what has no history it is who changed the record last.
 */
export async function tellConflicts(run: SaveRun, states: readonly RowState[]): Promise<void> {
  const refused = states.filter(({ error }) => error && codes.has(error.code) && error.errors.length > 0);
  if (refused.length === 0) return;
  const fields = [...new Set(refused.flatMap(({ error }) => error?.errors.map(({ field }) => field) ?? []))];
  const rows = await run.ctx.query<Change>(sql`
    select distinct on (h.record_id, c.field) h.record_id, c.field, h.by_user, h.at
    from record_history h cross join lateral jsonb_to_recordset(h.changes) as c (field text)
    where h.tenant_id = ${run.ctx.tenant.id} and h.object = ${run.meta.name} and h.record_id = any(${refused.map(({ id }) => id)}::uuid[])
      and c.field = any(${fields}::text[])
    order by h.record_id, c.field, h.id desc`);
  const changes = new Map(rows.map((row) => [`${row.record_id} ${row.field}`, { by: row.by_user, at: row.at }]));
  const changeOf = ({ id, before }: RowState, field: string) =>
    changes.get(`${id} ${field}`) ?? {
      by: (before?.values.updatedBy ?? null) as string | null,
      at: (before?.values.updatedAt ?? null) as string | null,
    };
  const people = refused.flatMap((state) => state.error?.errors.flatMap(({ field }) => changeOf(state, field).by ?? []) ?? []);
  const titles = await titlesOf(
    { ...run.ctx, meta: run.known },
    people.map((id) => ({ object: 'user', id })),
  );
  for (const state of refused) {
    if (!state.error) continue;
    const told = state.error.errors.map((problem) => {
      const { by, at } = changeOf(state, problem.field);
      return { ...problem, by: by === null ? null : { id: by, title: titles.get(by)?.title ?? '' }, at };
    });
    state.error = new AppError(state.error.code, state.error.status, state.error.text, { errors: told });
  }
}
