import { sql } from '../database/sql.ts';
import { fieldError, isId, type Label, label } from '../kernel/index.ts';
import type { Context } from '../module/index.ts';
import type { HandoverInput, Plan, Target } from './types.ts';

const noObject: Label = label('没有这个对象，或它没有负责人', 'There is no such object, or its records have no owner');
const off: Label = label('接手人已停用', 'The successor is deactivated');
const oneself: Label = label('接手人不能是本人', 'The successor must be somebody else');
const noRules: Label = label('这个对象没有启用的分配规则', 'No rule of assignment is in use for this object');
const noPool: Label = label('没有这个公海，或已停用', 'There is no such pool, or it is switched off');

/** Object → what a handover may give its records to beside people. */
export interface Openings {
  readonly rules: ReadonlySet<string>;
  readonly pools: ReadonlyMap<string, readonly { readonly id: string; readonly name: string }[]>;
}

/** Objects with rules of assignment in use, and pools in use by the object whose records lie in them. */
export async function openingsOf(ctx: Context): Promise<Openings> {
  const rules = await ctx.query<{ object: string }>(
    sql`select distinct object from assign_rule where tenant_id = ${ctx.tenant.id} and active`,
  );
  const pools = await ctx.query<{ object: string; id: string; name: string }>(sql`
    select for_object as object, id, name from pool where tenant_id = ${ctx.tenant.id} and active and deleted_at is null
    order by name collate "zh-x-icu", id`);
  const byObject = Map.groupBy(pools, ({ object }) => object);
  return {
    rules: new Set(rules.map(({ object }) => object)),
    pools: new Map([...byObject].map(([object, list]) => [object, list.map(({ id, name }) => ({ id, name }))])),
  };
}

/** Reads who takes over what, and refuses what is not there, each naming its field. */
export async function readPlan(ctx: Context, from: string, input: HandoverInput): Promise<Plan> {
  const objects = Object.entries(input.objects ?? {}).map(([object, target]): [string, Target] => {
    if (!ctx.meta.object(object)?.access.owned) throw fieldError('UNKNOWN_FIELD', `objects.${object}`, noObject);
    if (typeof target === 'string') return [object, target.toLowerCase()];
    return [object, target.kind === 'rules' ? { kind: 'rules' } : { kind: 'pool', id: (target.id ?? '').toLowerCase() }];
  });
  const plan: Plan = { to: input.to.toLowerCase(), objects: Object.fromEntries(objects) };
  await checkPlan(ctx, from, plan);
  return plan;
}

/** Who takes over what a field of a refusal is about. */
export function targetAt({ to, objects }: Plan, field: string): Target | undefined {
  return field === 'to' ? to : objects[field.replace(/^objects\./, '')];
}

/** Whether everybody and everything a plan names is still there. */
export async function checkPlan(ctx: Context, from: string, plan: Plan): Promise<void> {
  const targets: [string, Target][] = [['to', plan.to], ...Object.entries(plan.objects)];
  const people = targets.flatMap(([, target]) => (typeof target === 'string' && isId(target) ? [target] : []));
  const rows = await ctx.query<{ id: string; active: boolean }>(sql`
    select id, active is true as active from app_user where tenant_id = ${ctx.tenant.id} and id = any(${people}::uuid[]) and deleted_at is null`);
  const active = new Map(rows.map((row) => [row.id, row.active]));
  const isPlain = targets.every(([, target]) => typeof target === 'string');
  const openings: Openings = isPlain ? { rules: new Set(), pools: new Map() } : await openingsOf(ctx);
  for (const [at, [object, target]] of targets.entries()) {
    const field = at === 0 ? 'to' : `objects.${object}`;
    if (typeof target === 'string') {
      if (!active.has(target)) throw fieldError('LOOKUP_NOT_FOUND', field);
      if (!active.get(target)) throw fieldError('INVALID_VALUE', field, off);
      if (target === from) throw fieldError('INVALID_VALUE', field, oneself);
    } else if (target.kind === 'rules') {
      if (!openings.rules.has(object)) throw fieldError('INVALID_VALUE', field, noRules);
    } else if (!openings.pools.get(object)?.some(({ id }) => id === target.id)) throw fieldError('LOOKUP_NOT_FOUND', field, noPool);
  }
}

/** The people, rules (by object) and pools (by name) of a plan, for the audit log. */
export async function namedIn(ctx: Context, { to, objects }: Plan): Promise<{ to: string[]; rules: string[]; pools: string[] }> {
  const targets = Object.entries(objects);
  const people = targets.flatMap(([, target]) => (typeof target === 'string' ? [target] : []));
  const rules = targets.flatMap(([object, target]) => (typeof target !== 'string' && target.kind === 'rules' ? [object] : []));
  const ids = targets.flatMap(([, target]) => (typeof target !== 'string' && target.kind === 'pool' ? [target.id] : []));
  const pools =
    ids.length === 0
      ? []
      : await ctx.query<{ name: string }>(sql`
          select name from pool where tenant_id = ${ctx.tenant.id} and id = any(${ids}::uuid[]) order by name collate "zh-x-icu"`);
  return { to: [...new Set([to, ...people])], rules, pools: pools.map(({ name }) => name) };
}
