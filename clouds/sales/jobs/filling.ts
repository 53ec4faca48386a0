import { type Sql, sql } from '@huanke/platform/database';
import { type Context, defineJob, eachTenant, type JobDefinition } from '@huanke/platform/module';

/** Fields that came with an upgrade, filled in records that are older. */
export interface Filling {
  /** Of the company's settings, which keep there how far it is: `after` the id of a record, at last `done` and nothing else. */
  readonly key: string;
  /** Records per transaction, which keeps others from writing those. */
  readonly size: number;
  /** Fills the next ones after an id, within the transaction; their ids in order, fewer than `size` when there are no more. */
  fill(tx: Context, after: string, size: number): Promise<readonly string[]>;
}

/** Goes through the records of a company. Each batch has where it got to in its transaction, so that it goes on after a stop. Answers how many it went through. */
export async function fillIn(
  ctx: Context,
  { key, fill, ...filling }: Filling,
  signal?: Pick<AbortSignal, 'throwIfAborted'>,
  size = filling.size,
): Promise<number> {
  const tenant = ctx.tenant.id;
  const [known] = await ctx.query<{ after: string | null }>(
    sql`select settings -> ${key}::text ->> 'after' as after from tenant where id = ${tenant}`,
  );
  let after = known?.after ?? '00000000-0000-0000-0000-000000000000';
  for (let filled = 0; ; ) {
    signal?.throwIfAborted();
    const ids = await ctx.transaction(async (tx) => {
      const done = await fill(tx, after, size);
      const state =
        done.length < size
          ? sql`'{"done": true}'::jsonb`
          : sql`coalesce(settings -> ${key}::text, '{}') || ${JSON.stringify({ after: done.at(-1) })}::jsonb`;
      await tx.query(sql`update tenant set settings = settings || jsonb_build_object(${key}::text, ${state}) where id = ${tenant}`);
      return done;
    });
    filled += ids.length;
    if (ids.length < size) return filled;
    after = ids.at(-1) ?? after;
  }
}

/** Every minute, for the companies whose row of `tenant` says that there is something to do: others cost no look at their records. */
export const fillingJob = (name: string, filling: Filling, pending: Sql): JobDefinition =>
  defineJob({
    name,
    schedule: '* * * * *',
    run: (job) =>
      eachTenant(
        job,
        'all',
        async (tenant) => fillIn(await job.contextFor({ tenant }), filling, job.signal),
        (tenant) => sql`select from tenant where id = ${tenant} and ${pending}`,
      ),
  });
