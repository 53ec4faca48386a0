import { sql } from '../database/sql.ts';
import type { Context } from '../module/index.ts';
import { entryColumns, lastSeals, linkHash, lockChain, noHash, type StoredEntry, sealableFrom } from './chain.ts';

const BATCH = 1000;

/** Chains the entries that have no seal yet, in the order of their ids; several transactions. Answers how many. */
export async function sealEntries(ctx: Context): Promise<number> {
  let sealed = 0;
  for (;;) {
    const done = await ctx.transaction(sealBatch);
    sealed += done;
    if (done < BATCH) return sealed;
  }
}

async function sealBatch(tx: Context): Promise<number> {
  await lockChain(tx);
  const tenant = tx.tenant.id;
  const [last] = await lastSeals(tx);
  const entries = await tx.query<StoredEntry>(sql`
    select ${entryColumns} from audit_log l
    where l.tenant_id = ${tenant} and l.id > ${sealableFrom(last?.entry)}
      and not exists (select from audit_seal s where s.tenant_id = l.tenant_id and s.entry = l.id)
    order by l.id limit ${BATCH}`);
  if (entries.length === 0) return 0;
  let [seq, hash] = [Number(last?.seq ?? 0), last?.hash ?? noHash];
  const seals = entries.map((entry) => {
    seq += 1;
    hash = linkHash(hash, tenant, seq, entry);
    return { seq, entry: entry.id, hash: hash.toString('hex') };
  });
  await tx.query(sql`
    insert into audit_seal (tenant_id, seq, entry, hash)
    select ${tenant}, seq, entry, decode(hash, 'hex') from jsonb_to_recordset(${JSON.stringify(seals)}::jsonb) as s (seq bigint, entry uuid, hash text)`);
  return entries.length;
}
