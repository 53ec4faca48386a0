import { type Sql, sql } from '../../database/sql.ts';
import type { RowState, SaveRun } from './types.ts';
import { recordset } from './write-parts.ts';

const listOf = (value: unknown): readonly string[] => (Array.isArray(value) ? (value as string[]) : []);

/** Where tags come from is written along with them: by hand unless the save says by which rule. What is taken off is forgotten. */
export function tagParts(run: SaveRun, states: readonly RowState[]): (Sql | undefined)[] {
  const fields = new Set([...run.meta.fields.values()].filter(({ type }) => type === 'tags').map(({ name }) => name));
  if (fields.size === 0) return [];
  const added: object[] = [];
  const removed: object[] = [];
  for (const state of states)
    for (const { field, old, new: now } of state.changes.filter((change) => fields.has(change.field))) {
      const [before, after] = [new Set(listOf(old)), new Set(listOf(now))];
      for (const tag of after) if (!before.has(tag)) added.push({ record: state.id, field, tag, since: state.at });
      for (const tag of before) if (!after.has(tag)) removed.push({ record: state.id, field, tag });
    }
  const { id: tenant } = run.ctx.tenant;
  const { rule = null, reason = null } = run.options.taggedBy ?? {};
  const columns = [
    ['record', 'uuid'],
    ['field', 'text'],
    ['tag', 'text'],
  ] as const;
  return [
    added.length === 0
      ? undefined
      : sql`
      insert into record_tag (tenant_id, record_id, field, tag, object, origin, rule, reason, since, by_user)
      select ${tenant}::int, r.record, r.field, r.tag, ${run.meta.name}::text, ${rule === null ? 'manual' : 'rule'}::text, ${rule}::text,
        ${reason === null ? null : JSON.stringify(reason)}::jsonb, r.since, ${run.by}::uuid
      from ${recordset(added, [...columns, ['since', 'timestamptz']])} on conflict do nothing`,
    removed.length === 0
      ? undefined
      : sql`
      delete from record_tag x using ${recordset(removed, columns)}
      where x.tenant_id = ${tenant} and x.record_id = r.record and x.field = r.field and x.tag = r.tag`,
  ];
}
