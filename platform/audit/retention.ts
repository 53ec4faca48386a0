import { sql } from '../database/sql.ts';
import type { Context } from '../module/index.ts';
import { lockChain } from './chain.ts';
import { audit } from './log.ts';

/** Fewer days are refused by the database itself (policy `kept`). */
export const leastDays = 180;
const BATCH = 10_000;

/**
 * Takes away the beginning of the chain up to the first entry that is not older than `days`. The last seal of what goes stays, and an entry of
 * the chain itself vouches for it, so that the rest can still be verified.
 */
export async function purgeEntries(ctx: Context, days: number): Promise<number> {
  if (days < leastDays) throw new Error(`the audit log is kept for at least ${leastDays} days`);
  const before = new Date(ctx.clock.now().getTime() - days * 86_400_000);
  let gone = 0;
  for (;;) {
    const batch = await ctx.transaction((tx) => purgeBatch(tx, before));
    gone += batch;
    if (batch < BATCH) return gone;
  }
}

async function purgeBatch(tx: Context, before: Date): Promise<number> {
  await lockChain(tx);
  const tenant = tx.tenant.id;
  const old = await tx.query<{ seq: string; hash: Buffer; at: string }>(sql`
    select s.seq, s.hash, l.at from audit_seal s join audit_log l on l.tenant_id = s.tenant_id and l.id = s.entry
    where s.tenant_id = ${tenant} order by s.seq limit ${BATCH}`);
  const fresh = old.findIndex((link) => Date.parse(link.at) >= before.getTime());
  const going = fresh < 0 ? old : old.slice(0, fresh);
  const last = going.at(-1);
  if (!last) return 0;
  const through = Number(last.seq);
  await audit(tx, { event: 'audit.purged', data: { through, hash: last.hash.toString('hex'), entries: going.length } });
  const deleted = await tx.query(sql`
    delete from audit_log l using audit_seal s
    where l.tenant_id = ${tenant} and s.tenant_id = ${tenant} and s.entry = l.id and s.seq <= ${through} returning l.id`);
  if (deleted.length !== going.length) throw new Error('the database keeps entries of the audit log that should go');
  await tx.query(sql`delete from audit_seal where tenant_id = ${tenant} and seq < ${through}`);
  return going.length;
}
