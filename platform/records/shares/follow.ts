import { type Sql, sql } from '../../database/sql.ts';
import { AppError } from '../../kernel/index.ts';
import { filterFields } from '../../metadata/index.ts';
import type { Context, ObjectMeta, Part } from '../../module/index.ts';
import { compileFilter } from '../query/filter.ts';
import { createJoins } from '../query/joins.ts';
import { parseFilter } from '../query/parse-filter.ts';
import { filterRules, type SharingRule } from './rule.ts';

/** Whether a save of these changes can move a record in or out of what a rule shares. */
export function touchesRules(meta: ObjectMeta, changed: readonly string[]): boolean {
  const rules = filterRules(meta);
  if (rules.length === 0) return false;
  const names = new Set(changed);
  return rules.some(({ definition }) => filterFields(definition.filter).some((field) => names.has(field)));
}

/**
 * Brings the shares of records into line with the rules by filter: one statement for all records and rules. Belongs in the transaction that
 * writes the records, or that has locked them.
 */
export async function followRules(ctx: Context, meta: ObjectMeta, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const wanted = filterRules(meta).flatMap((rule) => sharedBy(ctx, meta, rule, ids) ?? []);
  const mine = sql`s.tenant_id = ${ctx.tenant.id} and s.record_id = any(${ids}::uuid[]) and s.source = 'rule' and s.object = ${meta.name}`;
  if (wanted.length === 0) {
    await ctx.query(sql`delete from record_share s where ${mine}`);
    return;
  }
  await ctx.query(sql`
    with wanted as (${sql.join(wanted, sql` union all `)}), gone as (
      delete from record_share s where ${mine} and not exists (
        select 1 from wanted w where w.record_id = s.record_id and w.rule = s.source_id and w.principal = s.principal))
    insert into record_share as s (tenant_id, record_id, source, source_id, principal, kind, object, level, at)
    select ${ctx.tenant.id}, w.record_id, 'rule', w.rule, w.principal, w.kind, ${meta.name}, w.level, ${ctx.clock.now()}::timestamptz from wanted w
    on conflict (tenant_id, record_id, source, source_id, principal) do update set level = excluded.level where s.level <> excluded.level`);
}

/** One row for each record the rule takes in and each principal it names. A filter that can not be read any more shares nothing. */
function sharedBy(ctx: Context, meta: ObjectMeta, { name, definition }: Part<SharingRule>, ids: readonly string[]): Sql | undefined {
  const condition = conditionOf(ctx, meta, definition.filter);
  if (!condition) return undefined;
  const own = meta.custom ? sql`and o.object = ${meta.name}` : sql``;
  return sql`
    select o.id as record_id, ${name}::text as rule, ${definition.level}::text as level, p.id as principal, p.kind
    from ${sql.id(meta.table)} o cross join unnest(${definition.to.map(({ id }) => id)}::uuid[], ${definition.to.map(({ kind }) => kind)}::text[]) p (id, kind)
    where o.tenant_id = ${ctx.tenant.id} ${own} and o.id = any(${ids}::uuid[]) and ${condition}`;
}

function conditionOf(ctx: Context, meta: ObjectMeta, filter: unknown): Sql | undefined {
  const system = ctx.elevated();
  try {
    return compileFilter(system, meta, parseFilter(system, meta, filter), createJoins(system));
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}
