import { isAmong, prepared, sql } from '../database/sql.ts';
import { type AppError, dayIn, errors, fieldError, isId, label } from '../kernel/index.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { largestBatch, saveRecords } from '../records/index.ts';
import { limitRefusal, poolErrors } from './errors.ts';
import { logAndTell } from './log.ts';
import { heldCount, isOpen, type PoolRow, rulesPool } from './store.ts';

/** What became of one record: claimed now, theirs already (`claimed` false), applied for, or refused. */
export interface ClaimResult {
  readonly id: string;
  readonly claimed: boolean;
  /** It waits for an administrator of the pool. */
  readonly requested?: boolean;
  readonly error?: AppError;
}

export interface Taker {
  readonly to: string;
  /** Assigned records do not count for the day and know no cool-down; the limit of holding is for all. */
  readonly what: 'claimed' | 'assigned';
}

interface Row {
  readonly id: string;
  readonly owner: string | null;
  readonly pool: string | null;
  readonly home: string | null;
  readonly owner_name: string | null;
}

interface Standing {
  readonly held: number;
  readonly left: readonly { readonly record: string; readonly from: string | null; readonly at: string }[];
}

/** Whether somebody may claim out of a pool by themselves; throws what stands against it. */
export function mayClaim(ctx: Context, pool: PoolRow): void {
  if (!pool.active || !(pool.member || rulesPool(ctx, pool)) || (pool.visibility === 'adminOnly' && !rulesPool(ctx, pool)))
    throw errors.NOT_FOUND();
  if (pool.claimMode === 'assignOnly' && !rulesPool(ctx, pool)) throw poolErrors.POOL_ASSIGN_ONLY();
}

/**
 * Gives records of a pool to somebody, each or none by itself, in the transaction under way. The taker's counter is locked first, then the
 * records in order of id: whoever comes second waits, sees that the record has an owner and is told so.
 */
export async function takeRecords(
  tx: Context,
  meta: ObjectMeta,
  pool: PoolRow,
  ids: readonly string[],
  taker: Taker,
): Promise<ClaimResult[]> {
  const wanted = [...new Set(ids.map((id) => id.toLowerCase()))];
  const { refused, winners } = await judge(tx, meta, pool, wanted, taker);
  const results = new Map(refused.map((result) => [result.id, result]));
  for (const { id, error } of await give(tx, meta, pool, winners, taker))
    results.set(id, { id, claimed: !error, ...(error ? { error } : {}) });
  return wanted.flatMap((id) => results.get(id) ?? []);
}

/**
 * Which of these records somebody may take now, in the order asked for; the rest is theirs already or refused. Locks the taker's counter and
 * then the records to the end of the transaction.
 *
 * @param ahead how many they have been promised beside what they hold
 */
export async function judge(
  tx: Context,
  meta: ObjectMeta,
  pool: PoolRow,
  wanted: readonly string[],
  taker: Taker,
  ahead = 0,
): Promise<{ readonly refused: readonly ClaimResult[]; readonly winners: readonly string[] }> {
  // sent one after the other without waiting for answers: the counter is locked first, and what stands is read once the rows are locked
  const [counted, found, standing] = await Promise.all([
    lockCounter(tx, pool.id, taker.to),
    lockRows(tx, meta, wanted),
    standingOf(tx, meta, pool, wanted, taker.to),
  ]);
  let claimed = counted + ahead;
  let held = standing.held + ahead;
  const refused: ClaimResult[] = [];
  const winners: string[] = [];
  for (const id of wanted) {
    const row = found.get(id);
    const mine = row?.owner === taker.to && row.home === pool.id;
    const error = mine ? undefined : refusalOf(tx, pool, row, { taker, standing, claimed, held });
    if (error || mine) {
      refused.push({ id, claimed: false, ...(error ? { error } : {}) });
      continue;
    }
    winners.push(id);
    held += 1;
    if (taker.what === 'claimed') claimed += 1;
  }
  return { refused, winners };
}

/** How many the member has taken today; their row stays locked to the end of the transaction. */
async function lockCounter(tx: Context, pool: string, user: string): Promise<number> {
  const day = dayIn(tx.tenant.timeZone, tx.clock.now());
  const statement = sql`
    insert into pool_counter as c (tenant_id, pool_id, user_id, day, claimed) values (${tx.tenant.id}, ${pool}, ${user}, ${day}::date, 0)
    on conflict (tenant_id, pool_id, user_id) do update
      set claimed = case when c.day = excluded.day then c.claimed else 0 end, day = excluded.day returning claimed`;
  const [row] = await tx.query<{ claimed: number }>(prepared(statement));
  return row?.claimed ?? 0;
}

async function lockRows(tx: Context, meta: ObjectMeta, ids: readonly string[]): Promise<Map<string, Row>> {
  const statement = sql`
    select t.id, t.owner, t.pool, t.home_pool as home, (select u.name from app_user u where u.tenant_id = t.tenant_id and u.id = t.owner) as owner_name
    from ${sql.id(meta.table)} t
    where t.tenant_id = ${tx.tenant.id} and ${isAmong(sql`t.id`, ids.filter(isId))} and t.deleted_at is null and ${isOpen(meta, 't')}
    order by t.id for update of t`;
  const rows = await tx.query<Row>(prepared(statement));
  return new Map(rows.map((row) => [row.id, row]));
}

/** Asked once the rows are locked: what others have committed meanwhile counts. */
async function standingOf(tx: Context, meta: ObjectMeta, pool: PoolRow, ids: readonly string[], user: string): Promise<Standing> {
  const statement = sql`
    select ${heldCount(tx, meta, { pool: sql`${pool.id}`, user: sql`${user}` })} as held,
      coalesce((select jsonb_agg(l) from (
        select distinct on (l.record_id) l.record_id as record, l.from_user as from, l.at from pool_log l
        where l.tenant_id = ${tx.tenant.id} and ${isAmong(sql`l.record_id`, ids.filter(isId))} and l.what in ('returned', 'reclaimed')
        order by l.record_id, l.at desc, l.id desc) l), '[]') as left`;
  const [row] = await tx.query<Standing>(prepared(statement));
  return row ?? { held: 0, left: [] };
}

interface At {
  readonly taker: Taker;
  readonly standing: Standing;
  readonly claimed: number;
  readonly held: number;
}

function refusalOf(tx: Context, pool: PoolRow, row: Row | undefined, { taker, standing, claimed, held }: At): AppError | undefined {
  if (!row || (row.pool !== pool.id && (row.home !== pool.id || row.owner === null))) return errors.NOT_FOUND();
  if (row.pool !== pool.id || row.owner !== null) return taken(tx, row.owner_name);
  if (taker.what === 'claimed') {
    const left = standing.left.find(({ record }) => record === row.id);
    const cool = left?.from === taker.to ? Date.parse(left.at) + pool.cooldownHours * 3_600_000 : 0;
    if (cool > tx.clock.now().getTime())
      return limitRefusal('POOL_COOLDOWN', { hours: pool.cooldownHours }, { until: new Date(cool).toISOString() });
    if (claimed >= pool.dailyLimit)
      return limitRefusal('POOL_DAILY_LIMIT', { limit: pool.dailyLimit }, { limit: pool.dailyLimit, claimed, remaining: 0 });
  }
  if (held >= pool.holdingLimit)
    return limitRefusal('POOL_HOLDING_LIMIT', { held, limit: pool.holdingLimit }, { limit: pool.holdingLimit, held, remaining: 0 });
  return undefined;
}

/** Who came first has the record. */
export function taken(tx: Context, name: string | null): AppError {
  const owner = tx.access.can('user.read') && name ? ` ${name} ` : tx.language === 'en' ? 'somebody else' : '他人';
  const error = poolErrors.POOL_ALREADY_CLAIMED({ values: { owner: owner.trim() } });
  return poolErrors.POOL_ALREADY_CLAIMED({
    values: { owner: owner.trim() },
    errors: [{ field: 'owner', code: error.code, message: error.text }],
  });
}

async function give(tx: Context, meta: ObjectMeta, pool: PoolRow, ids: readonly string[], { to, what }: Taker) {
  if (ids.length === 0) return [];
  const saved = await saveRecords(
    tx.elevated(),
    meta,
    ids.map((id) => ({ operation: 'update', id, values: { owner: to, pool: null, homePool: pool.id } })),
    { asSystem: true, told: true },
  );
  const done = saved.flatMap((result, index) => (result.error ? [] : [ids[index] ?? '']));
  const count = sql`
    update pool_counter set claimed = claimed + ${done.length}::int where tenant_id = ${tx.tenant.id} and pool_id = ${pool.id} and user_id = ${to}`;
  await logAndTell(
    tx,
    done.map((record) => ({ pool: pool.id, object: meta.name, record, what, from: null, to })),
    what === 'claimed' ? count : undefined,
  );
  return saved.map((result, index) => ({ id: ids[index] ?? '', error: result.error }));
}

/** The best record of a pool that nobody is just taking, for the caller; undefined when there is none for them. */
export async function nextRecord(tx: Context, meta: ObjectMeta, pool: PoolRow): Promise<string | undefined> {
  const score = meta.pooled?.score ? meta.fields.get(meta.pooled.score) : undefined;
  const best = score?.storage.kind === 'column' ? sql`${sql.ref(`t.${score.storage.column}`)} desc nulls last,` : sql``;
  const since = new Date(tx.clock.now().getTime() - pool.cooldownHours * 3_600_000);
  const [row] = await tx.query<{ id: string }>(sql`
    select t.id from ${sql.id(meta.table)} t
    where t.tenant_id = ${tx.tenant.id} and t.pool = ${pool.id} and t.owner is null and t.deleted_at is null and ${isOpen(meta, 't')}
      and not exists (select from pool_log l where l.tenant_id = t.tenant_id and l.record_id = t.id and l.at > ${since}
        and l.what in ('returned', 'reclaimed') and l.from_user = ${tx.user.id})
      and not exists (select from pool_request r where r.tenant_id = t.tenant_id and r.record_id = t.id and r.user_id = ${tx.user.id} and r.status = 'waiting')
    order by ${best} t.id limit 1 for update of t skip locked`);
  return row?.id;
}

/** Throws unless the list of ids of a request is one that may be taken at once. */
export function checkBatch(pool: PoolRow, ids: unknown): asserts ids is string[] {
  if (!Array.isArray(ids) || ids.some((id) => typeof id !== 'string')) throw fieldError('WRONG_TYPE', 'records');
  const most = Math.min(pool.batchMax, largestBatch);
  if (ids.length > most) throw fieldError('LIMIT_EXCEEDED', 'records', label(`一次最多 ${most} 条`, `At most ${most} at a time`));
}
