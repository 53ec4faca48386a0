import { createHash } from 'node:crypto';
import { type Sql, sql } from '../database/sql.ts';
import type { Context } from '../module/index.ts';

/** An entry as it lies in the table, which is what its hash speaks of. */
export interface StoredEntry {
  readonly id: string;
  readonly at: string;
  readonly event: string;
  readonly by_user: string | null;
  readonly channel: string;
  readonly address: string | null;
  readonly agent: string | null;
  readonly object: string | null;
  readonly record_id: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The end of the chain: whoever keeps it elsewhere can prove later that nothing before it was touched. */
export interface ChainHead {
  readonly seq: number;
  /** Hexadecimal. */
  readonly hash: string;
}

export const noHash = Buffer.alloc(32);

export const entryColumns: Sql = sql`l.id, l.at, l.event, l.by_user, l.channel, l.address, l.agent, l.object, l.record_id, l.data`;

/** One link: SHA-256 over the link before, the place in the chain and the entry in its canonical form. */
export function linkHash(previous: Buffer, tenant: number, seq: number, entry: StoredEntry): Buffer {
  const { id, at, event, by_user, channel, address, agent, object, record_id, data } = entry;
  const canonical = JSON.stringify([1, tenant, seq, id, at, event, by_user, channel, address, agent, object, record_id, sorted(data)]);
  return createHash('sha256').update(previous).update(canonical).digest();
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

/** Only one at a time lengthens, shortens or walks the chain of a company; who writes entries does not wait for it. */
export async function lockChain(tx: Context): Promise<void> {
  await tx.query(sql`select pg_advisory_xact_lock(hashtext('audit'), ${tx.tenant.id})`);
}

/** The last link, or undefined where nothing is sealed yet. */
export async function chainHead(ctx: Context): Promise<ChainHead | undefined> {
  const [head] = await lastSeals(ctx);
  return head && { seq: Number(head.seq), hash: head.hash.toString('hex') };
}

export function lastSeals(ctx: Context): Promise<{ seq: string; entry: string; hash: Buffer }[]> {
  return ctx.query(sql`select seq, entry, hash from audit_seal where tenant_id = ${ctx.tenant.id} order by seq desc limit 1`);
}

/** Entries are sealed as long as they are not this much older than the last sealed one; later ones were put there by somebody else. */
const lateMs = 3_600_000;

/** The id from which on entries without a seal are merely waiting for it. */
export function sealableFrom(lastEntry: string | undefined): string {
  const ms = lastEntry === undefined ? 0 : Math.max(0, Number.parseInt(lastEntry.replaceAll('-', '').slice(0, 12), 16) - lateMs);
  const hex = ms.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}
