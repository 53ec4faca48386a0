import { type Sql, sql } from '../database/sql.ts';
import { dayIn } from '../kernel/index.ts';
import { type Context, defineJob, defineSubscriber, eachTenant, type ObjectMeta, type Part } from '../module/index.ts';
import { compileFilter, createJoins, parseFilter, prepareFilter } from '../records/query/index.ts';
import { retag } from './retag.ts';
import { rulesOf, type TagRule } from './rules.ts';
import { elementsOf } from './tags.ts';

/** Which records are judged, and what is asked before each batch of them. */
interface Scope {
  readonly meta: ObjectMeta;
  /** Only these; all without it. */
  readonly ids?: readonly string[];
  readonly step: () => void;
}

type Wanted = 'add' | 'remove';

/** Puts on and takes off the tags of an object's rules, set by set; answers how many records have changed. */
export async function tagByRules(ctx: Context, scope: Scope): Promise<number> {
  let changed = await dropOrphans(ctx, scope);
  for (const rule of rulesOf(scope.meta))
    for (const wanted of ['remove', 'add'] as const) changed += await follow(ctx, scope, rule, wanted);
  return changed;
}

const only = (ids: readonly string[] | undefined, id: Sql): Sql => (ids ? sql`${id} = any(${ids}::uuid[])` : sql`true`);
const without = (tag: string) => (tags: readonly string[]) => tags.filter((one) => one !== tag);

/** The records of one rule that lack its tag though the filter holds them, or carry it from the rule though it does not any more. */
async function follow(ctx: Context, { meta, ids, step }: Scope, { name, definition }: Part<TagRule>, wanted: Wanted): Promise<number> {
  const { field, tag, reason, filter } = definition;
  const whole = ctx.whole();
  const full = whole.meta.object(meta.name) ?? meta;
  const tags = full.fields.get(field);
  if (!tags) return 0;
  const joins = createJoins(whole);
  const parsed = parseFilter(whole, full, filter);
  const ready = await prepareFilter(whole, full, wanted === 'add' ? parsed : { kind: 'not', item: parsed });
  const held = ready ? compileFilter(whole, full, ready, joins) : sql`true`;
  const has = sql`exists (select from ${elementsOf(tags, 'o')} as e (tag) where e.tag = ${tag})`;
  const own = sql`exists (select from record_tag x where x.tenant_id = ${ctx.tenant.id} and x.record_id = o.id and x.field = ${field}
    and x.tag = ${tag} and x.rule = ${name})`;
  return retag(ctx, {
    meta,
    field,
    where: sql`${only(ids, sql`o.id`)} and ${wanted === 'add' ? sql`not ${has}` : sql`${has} and ${own}`} and ${held}`,
    joins: joins.sql(),
    next: wanted === 'add' ? (list) => [...list, tag] : without(tag),
    taggedBy: { rule: name, reason },
    step,
  });
}

/** Takes off the tags of rules that are gone, out of use, or name another tag now. */
async function dropOrphans(ctx: Context, { meta, ids, step }: Scope): Promise<number> {
  const held = rulesOf(meta).map(({ name, definition: { field, tag } }) => JSON.stringify([name, field, tag]));
  const known = await ctx.query<{ rule: string; field: string; tag: string }>(sql`
    select distinct x.rule, x.field, x.tag from record_tag x
    where x.tenant_id = ${ctx.tenant.id} and x.object = ${meta.name} and x.rule is not null and ${only(ids, sql`x.record_id`)}`);
  let changed = 0;
  for (const { rule, field, tag } of known.filter((one) => !held.includes(JSON.stringify([one.rule, one.field, one.tag])))) {
    const where = sql`o.id in (select x.record_id from record_tag x where x.tenant_id = ${ctx.tenant.id} and x.object = ${meta.name}
      and x.rule = ${rule} and x.field = ${field} and x.tag = ${tag} and ${only(ids, sql`x.record_id`)})`;
    changed += await retag(ctx, { meta, field, where, next: without(tag), step });
  }
  return changed;
}

/** Takes off the tags whose last day is over. */
export async function dropExpired(ctx: Context, step: () => void): Promise<void> {
  const today = dayIn(ctx.tenant.timeZone, ctx.clock.now());
  const over = await ctx.query<{ object: string; field: string; tag: string }>(sql`
    select distinct x.object, x.field, x.tag from record_tag x where x.tenant_id = ${ctx.tenant.id} and x.until < ${today}::date`);
  for (const { object, field, tag } of over) {
    const meta = ctx.meta.object(object);
    const where = sql`o.id in (select x.record_id from record_tag x where x.tenant_id = ${ctx.tenant.id} and x.object = ${object}
      and x.field = ${field} and x.tag = ${tag} and x.until < ${today}::date)`;
    if (meta) await retag(ctx, { meta, field, where, next: without(tag), step });
  }
}

/** After a rule was changed: all records of its object. Begun again, it goes on with what is left to do. */
export const tagByRulesJob = defineJob<{ tenant: number; object: string }>({
  name: 'tags.byRules',
  async run({ contextFor, signal }, { tenant, object }) {
    const ctx = await contextFor({ tenant });
    const meta = ctx.meta.object(object);
    if (meta) await tagByRules(ctx, { meta, step: () => signal.throwIfAborted() });
  },
});

/** Every night: what holds today need not hold tomorrow (dates, roll-ups, formulas), and some tags end. */
export const tagNightlyJob = defineJob({
  name: 'tags.nightly',
  schedule: '23 19 * * *',
  run: (job) =>
    eachTenant(job, 'active', async (tenant) => {
      const ctx = await job.contextFor({ tenant });
      const step = () => job.signal.throwIfAborted();
      await dropExpired(ctx, step);
      for (const meta of ctx.meta.objects) if (rulesOf(meta).length > 0) await tagByRules(ctx, { meta, step });
    }),
});

/** A record is judged when it was saved. What the rules themselves save is judged once more, and then nothing is left to do. */
export const tagSaved = defineSubscriber({
  name: 'tags.saved',
  events: ['*.created', '*.updated', '*.restored'],
  automation: 'other',
  async run(ctx, events) {
    for (const [object, of] of Map.groupBy(events, (event) => event.object)) {
      const meta = ctx.meta.object(object);
      const ids = [...new Set(of.map(({ record }) => record))];
      if (meta && rulesOf(meta).length > 0) await tagByRules(ctx, { meta, ids, step: () => undefined });
    }
  },
});
