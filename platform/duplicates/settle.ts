import { sql } from '../database/sql.ts';
import { defineBackgroundJob } from '../jobs/index.ts';
import { matchRuleOf, ruleText } from '../metadata/index.ts';
import { type Context, defineJob, eachTenant, type MatchRule, type ObjectMeta } from '../module/index.ts';
import { keysOf, loadValues } from '../records/index.ts';
import { followStragglers } from './merge/stragglers.ts';

const batchSize = 1000;

interface State {
  readonly rule: string;
  readonly after: string | null;
  readonly settled_at: string | null;
}

async function stateOf(ctx: Context, object: string): Promise<State | undefined> {
  const [row] = await ctx.query<State>(
    sql`select rule, after, settled_at from match_state where tenant_id = ${ctx.tenant.id} and object = ${object}`,
  );
  return row;
}

/**
 * Makes the keys of all records of an object that were written before its rule: batch by batch in the order of ids, each with its
 * checkpoint, so that a killed run goes on where it was. Records are locked while their keys are made: a save meanwhile waits and wins.
 */
export async function settleKeys(
  ctx: Context,
  meta: ObjectMeta,
  step: (done: number) => Promise<void> = async () => undefined,
): Promise<void> {
  const rule = matchRuleOf(meta);
  const text = ruleText(rule);
  const state = await stateOf(ctx, meta.name);
  if (state?.rule === text && state.settled_at !== null) return;
  let after = state?.rule === text ? state.after : null;
  if (state?.rule !== text) await ctx.transaction((tx) => begin(tx, meta, text, rule));
  for (let done = 0; ; done += batchSize) {
    const last = rule ? await ctx.transaction((tx) => settleBatch(tx, meta, rule, after)) : null;
    if (last === null) break;
    after = last;
    await step(done + batchSize);
  }
  await ctx.transaction((tx) =>
    tx.query(sql`
    update match_state set settled_at = ${tx.clock.now()}, after = null where tenant_id = ${tx.tenant.id} and object = ${meta.name} and rule = ${text}`),
  );
}

async function begin(tx: Context, meta: ObjectMeta, text: string, rule: MatchRule | undefined): Promise<void> {
  await tx.query(sql`
    insert into match_state (tenant_id, object, rule) values (${tx.tenant.id}, ${meta.name}, ${text})
    on conflict (tenant_id, object) do update set rule = excluded.rule, after = null, settled_at = null`);
  if (!rule) await tx.query(sql`delete from match_key where tenant_id = ${tx.tenant.id} and object = ${meta.name}`);
}

async function settleBatch(tx: Context, meta: ObjectMeta, rule: MatchRule, after: string | null): Promise<string | null> {
  const rows = await tx.query<{ id: string }>(sql`
    select t.id from ${sql.id(meta.table)} t
    where t.tenant_id = ${tx.tenant.id} and t.deleted_at is null ${meta.custom ? sql`and t.object = ${meta.name}` : sql``}
      ${after ? sql`and t.id > ${after}::uuid` : sql``}
    order by t.id limit ${batchSize} for no key update`);
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return null;
  const keys = [...(await loadValues(tx, meta, ids))].flatMap(([id, values]) => keysOf(rule, values).map((key) => ({ id, ...key })));
  await tx.query(sql`delete from match_key where tenant_id = ${tx.tenant.id} and record_id = any(${ids}::uuid[])`);
  await tx.query(sql`
    insert into match_key (tenant_id, object, kind, hash, record_id, text)
    select ${tx.tenant.id}::int, ${meta.name}::text, k.kind, k.hash, k.id, k.text
    from unnest(${keys.map((key) => key.id)}::uuid[], ${keys.map((key) => key.kind)}::text[], ${keys.map((key) => key.hash)}::uuid[],
      ${keys.map((key) => key.text ?? null)}::text[]) as k (id, kind, hash, text)`);
  const last = ids.at(-1) ?? null;
  await tx.query(sql`update match_state set after = ${last} where tenant_id = ${tx.tenant.id} and object = ${meta.name}`);
  return ids.length < batchSize ? null : last;
}

/** After a change of an object's rule. */
export const settleJob = defineBackgroundJob<{ object: string }>({
  name: 'duplicates.settle',
  async run({ ctx, payload, progress }) {
    const meta = ctx.meta.object(payload.object);
    if (meta) await settleKeys(ctx.elevated(), meta, () => progress(0.5));
    return {};
  },
});

/** Every hour: what was there before the rules were shipped or changed by an upgrade, rules that were given up, and what a merge has missed. */
export const settleAllJob = defineJob({
  name: 'duplicates.settleAll',
  schedule: '11 * * * *',
  run: (job) =>
    eachTenant(job, 'all', async (tenant) => {
      const ctx = await job.contextFor({ tenant });
      await followStragglers(ctx);
      for (const meta of ctx.meta.objects)
        if (matchRuleOf(meta) || (await stateOf(ctx, meta.name))) await settleKeys(ctx, meta, async () => job.signal.throwIfAborted());
    }),
});
