import { sql } from '../database/sql.ts';
import type { Context } from '../module/index.ts';
import { type ChainHead, entryColumns, lastSeals, linkHash, lockChain, noHash, type StoredEntry, sealableFrom } from './chain.ts';

/** Why the chain does not hold: an entry was altered, taken away, put in or moved; or the end differs from the one that was kept. */
export type Fault = 'changed' | 'removed' | 'inserted' | 'reordered' | 'anchor';

export interface ChainState {
  readonly ok: boolean;
  /** Sealed entries looked at. */
  readonly entries: number;
  readonly head?: ChainHead;
  /** The first entry that is wrong: its place in the chain (none: it was never part of it) and its id where known. */
  readonly broken?: { readonly fault: Fault; readonly seq?: number; readonly entry?: string };
}

interface Seal {
  readonly seq: string;
  readonly entry: string;
  readonly hash: Buffer;
}
interface Link extends Seal, StoredEntry {
  /** Null where the entry of the seal is gone. */
  readonly found: string | null;
}

const BATCH = 5000;

/**
 * Walks the chain of a company from its beginning (or from where it was shortened) to its end. `anchor` is an end that was kept elsewhere:
 * only with one can it be told that the newest entries are missing, or that the whole chain was made anew.
 */
export function verifyChain(ctx: Context, options: { readonly anchor?: ChainHead } = {}): Promise<ChainState> {
  return ctx.transaction(async (tx) => {
    await lockChain(tx);
    const walked = await walk(tx, options.anchor);
    if (!walked.ok) return walked;
    const inserted = await neverSealed(tx);
    return inserted ? { ...walked, ok: false, broken: { fault: 'inserted', entry: inserted } } : walked;
  });
}

async function walk(tx: Context, anchor: ChainHead | undefined): Promise<ChainState> {
  let { seq, hash } = await beginning(tx);
  let entries = 0;
  let anchored = anchor === undefined || (anchor.seq === seq && anchor.hash === hash.toString('hex'));
  for (;;) {
    const links = await linksAfter(tx, seq);
    for (const link of links) {
      const next = linkHash(hash, tx.tenant.id, seq + 1, link);
      if (Number(link.seq) !== seq + 1 || link.found === null || !next.equals(link.hash))
        return { ok: false, entries, broken: await faultOf(tx, { hash, seq: seq + 1 }, link) };
      [seq, hash, entries] = [seq + 1, next, entries + 1];
      if (anchor?.seq === seq) {
        if (hash.toString('hex') !== anchor.hash) return { ok: false, entries, broken: { fault: 'anchor', seq, entry: link.entry } };
        anchored = true;
      }
    }
    if (links.length < BATCH) break;
  }
  const head = seq === 0 ? {} : { head: { seq, hash: hash.toString('hex') } };
  if (!anchored && (anchor?.seq ?? 0) > seq) return { ok: false, entries, ...head, broken: { fault: 'removed', seq: seq + 1 } };
  return { ok: true, entries, ...head };
}

function linksAfter(tx: Context, seq: number): Promise<Link[]> {
  return tx.query<Link>(sql`
    select s.seq, s.entry, s.hash, l.id as found, ${entryColumns}
    from audit_seal s left join audit_log l on l.tenant_id = s.tenant_id and l.id = s.entry
    where s.tenant_id = ${tx.tenant.id} and s.seq > ${seq} order by s.seq limit ${BATCH}`);
}

/** Where the walk begins: at nothing, or at the last seal that a retention run of this very chain left standing. */
async function beginning(tx: Context): Promise<{ seq: number; hash: Buffer }> {
  const [purge] = await tx.query<{ data: { through: number; hash: string } }>(sql`
    select data from audit_log where tenant_id = ${tx.tenant.id} and event = 'audit.purged' order by id desc limit 1`);
  const [first] = await tx.query<Seal>(sql`select seq, entry, hash from audit_seal where tenant_id = ${tx.tenant.id} order by seq limit 1`);
  const left = purge && first && Number(first.seq) === purge.data.through && first.hash.toString('hex') === purge.data.hash;
  return left ? { seq: purge.data.through, hash: first.hash } : { seq: 0, hash: noHash };
}

/** Names what happened at the first place that does not hold. */
async function faultOf(tx: Context, at: { hash: Buffer; seq: number }, link: Link): Promise<NonNullable<ChainState['broken']>> {
  // what belongs here may stand elsewhere: an entry whose link from the one before is a seal of this chain
  const near = await tx.query<StoredEntry>(sql`
    select ${entryColumns} from audit_log l join audit_seal s on s.tenant_id = l.tenant_id and s.entry = l.id
    where l.tenant_id = ${tx.tenant.id} and s.seq >= ${at.seq} order by s.seq limit ${BATCH}`);
  const seals = await tx.query<Pick<Seal, 'hash'>>(sql`
    select hash from audit_seal where tenant_id = ${tx.tenant.id} and seq >= ${at.seq} order by seq limit ${BATCH}`);
  const known = new Set(seals.map((seal) => seal.hash.toString('hex')));
  const moved = near.find((entry) => entry.id !== link.entry && known.has(linkHash(at.hash, tx.tenant.id, at.seq, entry).toString('hex')));
  if (moved) return { fault: 'reordered', seq: at.seq, entry: moved.id };
  if (Number(link.seq) !== at.seq) return { fault: 'removed', seq: at.seq };
  return { fault: link.found === null ? 'removed' : 'changed', seq: at.seq, entry: link.entry };
}

/** An entry that no run of the sealing would take any more: it was not there when its time was sealed. */
async function neverSealed(tx: Context): Promise<string | undefined> {
  const [last] = await lastSeals(tx);
  if (!last) return undefined;
  const [row] = await tx.query<{ id: string }>(sql`
    select l.id from audit_log l
    where l.tenant_id = ${tx.tenant.id} and l.id <= ${sealableFrom(last.entry)}
      and not exists (select from audit_seal s where s.tenant_id = l.tenant_id and s.entry = l.id)
    order by l.id limit 1`);
  return row?.id;
}
