import { sql } from '@huanke/platform/database';
import { type Context, defineJob } from '@huanke/platform/module';

/**
 * Deals closed before there was a field for the credit give it to their owner. In batches by id, each with where it got to in one transaction,
 * so that it goes on after a stop; once per company. Answers how many were filled.
 */
export async function fillCredit(ctx: Context, signal?: Pick<AbortSignal, 'throwIfAborted'>, batch = 5000): Promise<number> {
  const closed = (ctx.meta.object('opportunity')?.fields.get('stage')?.options ?? [])
    .filter((option) => option.category === 'won' || option.category === 'lost')
    .map((option) => option.key);
  const tenant = ctx.tenant.id;
  const note = (state: object) =>
    sql`update tenant set settings = settings || jsonb_build_object('salesCredit', ${JSON.stringify(state)}::jsonb) where id = ${tenant}`;
  const [known] = await ctx.query<{ after: string | null }>(
    sql`select settings -> 'salesCredit' ->> 'after' as after from tenant where id = ${tenant}`,
  );
  let after = known?.after ?? '00000000-0000-0000-0000-000000000000';
  for (let filled = 0; ; ) {
    signal?.throwIfAborted();
    const rows = await ctx.transaction(async (tx) => {
      const done = await tx.query<{ id: string }>(sql`
        update opportunity o set credit_to = o.owner from (
          select id from opportunity where tenant_id = ${tenant} and id > ${after}::uuid and stage = any(${closed}::text[])
            and credit_to is null and owner is not null order by id limit ${batch} for update) n
        where o.tenant_id = ${tenant} and o.id = n.id returning o.id`);
      const last = done
        .map((row) => row.id)
        .toSorted()
        .at(-1);
      await tx.query(note(done.length < batch ? { done: true } : { after: last }));
      after = last ?? after;
      return done.length;
    });
    filled += rows;
    if (rows < batch) return filled;
  }
}

export const fillCredits = defineJob({
  name: 'sales.fillCredit',
  schedule: '* * * * *',
  async run({ app, contextFor, signal }) {
    const tenants = await app.database.global((connection) =>
      connection.query<{ id: number }>(sql`select id from tenant where settings -> 'salesCredit' -> 'done' is null order by id`),
    );
    for (const { id } of tenants) await fillCredit(await contextFor({ tenant: id }), signal);
  },
});
