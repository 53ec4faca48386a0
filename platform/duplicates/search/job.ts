import { sql } from '../../database/sql.ts';
import { defineBackgroundJob, runBackground } from '../../jobs/index.ts';
import { errors, label } from '../../kernel/index.ts';
import { matchRuleOf } from '../../metadata/index.ts';
import type { Context, MatchRule, ObjectMeta } from '../../module/index.ts';
import { mergeableObject } from '../merge/merge.ts';
import { settleKeys } from '../settle.ts';
import { nearParts, pairByKey, pairByName } from './pairs.ts';
import { buildSets } from './sets.ts';

/** Starts a search through all records of an object; one at a time. */
export async function startSearch(ctx: Context, object: string): Promise<{ id: string }> {
  const meta = mergeableObject(ctx, object);
  if (!matchRuleOf(meta))
    throw errors.STATE({ errors: [{ field: 'object', code: 'STATE', message: label('请先设置查重规则', 'Set a duplicate rule first') }] });
  return ctx.transaction(async (tx) => (await running(tx, object)) ?? begin(tx, { object }));
}

/**
 * Has all records of an object looked through for what an import has brought, whoever it was: now, or after the search that is under way
 * and may be past them. In the caller's transaction.
 */
export async function searchAfterImport(tx: Context, object: string): Promise<void> {
  if (!(await running(tx, object))) return void (await begin(tx, { object, system: true }));
  await tx.query(sql`update duplicate_search set again = true where tenant_id = ${tx.tenant.id} and object = ${object}`);
}

/** The search under way; until the end of the transaction nobody begins or ends one. */
async function running(tx: Context, object: string): Promise<{ id: string } | undefined> {
  await tx.query(sql`select pg_advisory_xact_lock(hashtextextended(${`duplicates ${tx.tenant.id} ${object}`}, 0))`);
  const [row] = await tx.query<{ id: string }>(sql`
    select s.job as id from duplicate_search s join background_job j on j.tenant_id = s.tenant_id and j.id = s.job
    where s.tenant_id = ${tx.tenant.id} and s.object = ${object} and j.status in ('queued', 'running')`);
  return row;
}

interface SearchPayload {
  readonly object: string;
  /** Asked for by an import: whoever made it need not be allowed to merge. */
  readonly system?: boolean;
}

async function begin(tx: Context, payload: SearchPayload): Promise<{ id: string }> {
  const { id } = await runBackground(tx, 'duplicates.search', { ...payload });
  await tx.query(sql`
    insert into duplicate_search (tenant_id, object, job) values (${tx.tenant.id}, ${payload.object}, ${id})
    on conflict (tenant_id, object) do update set job = excluded.job, step = 0, again = false`);
  return { id };
}

/** Begins the search that was asked for meanwhile. */
async function follow(ctx: Context, object: string): Promise<void> {
  await ctx.transaction(async (tx) => {
    await running(tx, object);
    const asked = await tx.query(sql`
      update duplicate_search set again = false where tenant_id = ${tx.tenant.id} and object = ${object} and again returning 1`);
    if (asked.length > 0) await begin(tx, { object, system: true });
  });
}

type Step = (tx: Context) => Promise<void>;

/** The search in steps that each stand for themselves; pairs of a step that was cut off are found again. */
function stepsOf(meta: ObjectMeta, rule: MatchRule): Step[] {
  const clear: Step = async (tx) => {
    await tx.query(sql`delete from duplicate_pair where tenant_id = ${tx.tenant.id} and object = ${meta.name}`);
  };
  return [
    clear,
    ...rule.criteria.flatMap((criterion): Step[] =>
      criterion.kind === 'similarCompany'
        ? Array.from({ length: nearParts }, (_, part) => (tx: Context) => pairByName(tx, meta, criterion, part))
        : [(tx) => pairByKey(tx, meta, criterion)],
    ),
  ];
}

/** Finds what is alike in the whole table. Killed, it goes on with the step it was at; cancelled, the sets found before stay. */
export async function searchAll(ctx: Context, meta: ObjectMeta, job: string, progress: (share: number) => Promise<void>): Promise<number> {
  const rule = matchRuleOf(meta);
  if (!rule) return 0;
  await settleKeys(ctx, meta, () => progress(0.1));
  const steps = stepsOf(meta, rule);
  const mine = sql`tenant_id = ${ctx.tenant.id} and object = ${meta.name} and job = ${job}::uuid`;
  const [state] = await ctx.query<{ step: number }>(sql`select step from duplicate_search where ${mine}`);
  for (let at = state?.step ?? 0; at < steps.length; at += 1) {
    await progress(0.2 + (0.7 * at) / steps.length);
    await ctx.transaction(async (tx) => {
      await steps[at]?.(tx);
      await tx.query(sql`update duplicate_search set step = ${at + 1} where ${mine}`);
    });
  }
  const count = await buildSets(ctx, meta);
  await ctx.transaction((tx) => tx.query(sql`update duplicate_search set found_at = ${tx.clock.now()} where ${mine}`));
  return count;
}

export const searchJob = defineBackgroundJob<SearchPayload>({
  name: 'duplicates.search',
  async run({ id, ctx, payload, progress }) {
    const meta = payload.system ? ctx.elevated().meta.object(payload.object) : mergeableObject(ctx, payload.object);
    if (!meta) throw errors.NOT_FOUND();
    const sets = await searchAll(ctx.elevated(), meta, id, progress);
    await follow(ctx, payload.object);
    return { result: { sets } };
  },
});
