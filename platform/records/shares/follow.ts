import { isAmong, type Sql, sql } from '../../database/sql.ts';
import { AppError } from '../../kernel/index.ts';
import { filterFields } from '../../metadata/index.ts';
import type { Context, ObjectMeta, Part } from '../../module/index.ts';
import { compileFilter } from '../query/filter.ts';
import { createJoins, type Joins } from '../query/joins.ts';
import { parseFilter } from '../query/parse-filter.ts';
import { filterRules, type SharingRule } from './rule.ts';

/** The rules by filter that read one of these fields: what a change of them can move a record in or out of. */
export function rulesReading(meta: ObjectMeta, changed: readonly string[]): readonly Part<SharingRule>[] {
  const names = new Set(changed);
  return filterRules(meta).filter(({ definition }) => filterFields(definition.filter).some((field) => names.has(field)));
}

/**
 * Brings the shares of records into line with rules by filter: one statement for all records and rules. Belongs in the transaction that
 * writes the records, or that has locked them.
 *
 * @param rules those that may share otherwise than before; all of the object's unless said
 */
export async function followRules(
  ctx: Context,
  meta: ObjectMeta,
  ids: readonly string[],
  rules: readonly Part<SharingRule>[] | 'all' = 'all',
): Promise<void> {
  if (ids.length === 0 || rules.length === 0) return;
  const system = ctx.elevated();
  const joins = createJoins(system);
  const read = (rules === 'all' ? filterRules(meta) : rules).flatMap((rule) => takenBy(system, meta, rule, joins) ?? []);
  const named = rules === 'all' ? sql`` : sql`and s.source_id = any(${rules.map(({ name }) => name)}::text[])`;
  const mine = sql`s.tenant_id = ${ctx.tenant.id} and ${isAmong(sql`s.record_id`, ids)} and s.source = 'rule' and s.object = ${meta.name} ${named}`;
  if (read.length === 0) {
    await ctx.query(sql`delete from record_share s where ${mine}`);
    return;
  }
  const own = meta.custom ? sql`and o.object = ${meta.name}` : sql``;
  // the table stands there once, however many rules there are: planned for each of fifty rules, a save took ten times as long
  await ctx.query(sql`
    with wanted as (
      select o.id as record_id, r.rule, r.level, p.id as principal, p.kind
      from ${sql.id(meta.table)} o ${joins.sql()}
        cross join lateral (values ${sql.join(read)}) r (rule, level, takes, ids, kinds) cross join unnest(r.ids, r.kinds) p (id, kind)
      where o.tenant_id = ${ctx.tenant.id} ${own} and ${isAmong(sql`o.id`, ids)} and r.takes
    ), gone as (
      delete from record_share s where ${mine} and not exists (
        select 1 from wanted w where w.record_id = s.record_id and w.rule = s.source_id and w.principal = s.principal))
    insert into record_share as s (tenant_id, record_id, source, source_id, principal, kind, object, level, at)
    select ${ctx.tenant.id}, w.record_id, 'rule', w.rule, w.principal, w.kind, ${meta.name}, w.level, ${ctx.clock.now()}::timestamptz from wanted w
    on conflict (tenant_id, record_id, source, source_id, principal) do update set level = excluded.level where s.level <> excluded.level`);
}

/** Name, level, whether it takes the record `o` in, and whom it shares it with. A filter that can not be read any more shares nothing. */
function takenBy(system: Context, meta: ObjectMeta, { name, definition }: Part<SharingRule>, joins: Joins): Sql | undefined {
  const { level, to, filter } = definition;
  try {
    const condition = compileFilter(system, meta, parseFilter(system, meta, filter), joins);
    return sql`(${name}::text, ${level}::text, (${condition}) is true, ${to.map(({ id }) => id)}::uuid[], ${to.map(({ kind }) => kind)}::text[])`;
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}
