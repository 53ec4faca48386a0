import { type Sql, sql } from '../database/sql.ts';
import type { Automation, EventRecord, Queryable } from '../module/index.ts';

/** A place in a tenant's stream of events: the writing transaction, and the order within it. */
export interface Position {
  readonly xid: bigint;
  readonly seq: bigint;
}

export interface OutboxEvent extends EventRecord {
  /** How much may follow from it. */
  readonly automation: Automation;
  readonly position: Position;
}

export const beginning: Position = { xid: 0n, seq: 0n };
const LAST_SEQ = 9_223_372_036_854_775_807n;

/** `"7412.93"`: the cursor of `GET /events`. */
export function formatPosition({ xid, seq }: Position): string {
  return `${xid}.${seq}`;
}

export function parsePosition(text: string): Position | undefined {
  const match = /^(\d{1,18})\.(\d{1,19})$/.exec(text);
  const seq = match?.[2] === undefined ? undefined : BigInt(match[2]);
  return match?.[1] === undefined || seq === undefined || seq > LAST_SEQ ? undefined : { xid: BigInt(match[1]), seq };
}

export function isAfter(a: Position, b: Position): boolean {
  return a.xid > b.xid || (a.xid === b.xid && a.seq > b.seq);
}

export const furthest = (a: Position, b: Position): Position => (isAfter(b, a) ? b : a);

/**
 * The oldest transaction still under way. Numbers are given at the first write and not at the commit: whoever reads past an open
 * transaction would miss its events for good, so nothing from it on is read until it has ended.
 */
const horizon = sql`(pg_snapshot_xmin(pg_current_snapshot())::text::bigint)`;

const beyond = (tenant: number, { xid, seq }: Position): Sql =>
  sql`e.tenant_id = ${tenant} and (e.xid, e.seq) > (${String(xid)}::bigint, ${String(seq)}::bigint)`;

interface Row {
  readonly xid: string;
  readonly seq: string;
  readonly id: string;
  readonly at: string;
  readonly event: string;
  readonly object: string;
  readonly record_id: string;
  readonly by_user: string | null;
  readonly channel: string;
  readonly changes: unknown;
  readonly automation: Automation;
}

/** A condition over event names as subscribers write them: `lead.converted`, `*.created`, `*`. */
function named(names: readonly string[] | undefined): Sql {
  if (!names || names.includes('*')) return sql`true`;
  const exact = names.filter((name) => !name.startsWith('*'));
  const endings = names.filter((name) => name.startsWith('*')).map((name) => name.slice(1));
  return sql`(e.event = any(${exact}::text[]) or right(e.event, -position('.' in e.event) + 1) = any(${endings}::text[]))`;
}

/** The same of one name. */
export const isNamed = (event: string, names: readonly string[]): boolean =>
  names.some((name) => name === '*' || name === event || (name.startsWith('*') && name.slice(1) === event.slice(event.indexOf('.'))));

/** Changes as they are told, of what is kept: of a new record its values by field are kept, which had none before. */
export function toldChanges({ event, object, changes }: Pick<Row, 'event' | 'object' | 'changes'>): unknown {
  if (event !== `${object}.created` || changes === null || typeof changes !== 'object' || Array.isArray(changes)) return changes;
  return Object.entries(changes).map(([field, value]) => ({ field, old: null, new: value }));
}

/** The next events of a tenant that are settled, in the order of their transactions: at most `limit`, of the given names only. */
export async function readEvents(
  on: Queryable,
  tenant: number,
  after: Position,
  { limit, names }: { limit: number; names?: readonly string[] },
): Promise<OutboxEvent[]> {
  const rows = await on.query<Row>(sql`
    select e.xid, e.seq, e.id, e.at, e.event, e.object, e.record_id, e.by_user, e.channel, e.changes, e.automation from event e
    where ${beyond(tenant, after)} and e.xid < ${horizon} and ${named(names)}
    order by e.xid, e.seq limit ${limit}`);
  return rows.map((row) => ({
    id: row.id,
    at: row.at,
    event: row.event,
    object: row.object,
    record: row.record_id,
    by: row.by_user,
    channel: row.channel,
    changes: toldChanges(row),
    automation: row.automation,
    position: { xid: BigInt(row.xid), seq: BigInt(row.seq) },
  }));
}

/** Where a reader stands that has read everything settled now. */
export async function settledPosition(on: Queryable): Promise<Position> {
  const rows = await on.query<{ xid: string }>(sql`select ${horizon} - 1 as xid`);
  return { xid: BigInt(rows[0]?.xid ?? 0), seq: LAST_SEQ };
}

/** Whether there is anything beyond the place: settled, or of a transaction that is not yet past the horizon. */
export async function hasMore(on: Queryable, tenant: number, after: Position): Promise<boolean> {
  const rows = await on.query<{ more: boolean }>(sql`select exists (select from event e where ${beyond(tenant, after)}) as more`);
  return rows[0]?.more ?? false;
}

/** Names of the objects with settled events beyond the place: after a burst that nobody wants to hear one by one. */
export async function changedObjects(on: Queryable, tenant: number, after: Position, until: Position): Promise<string[]> {
  const rows = await on.query<{ object: string }>(sql`
    select distinct e.object from event e
    where ${beyond(tenant, after)} and (e.xid, e.seq) <= (${String(until.xid)}::bigint, ${String(until.seq)}::bigint)`);
  return rows.map((row) => row.object);
}
