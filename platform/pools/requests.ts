import { peopleOf } from '../access/index.ts';
import { isAmong, prepared, sql } from '../database/sql.ts';
import { errors, isId, newId } from '../kernel/index.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { notify } from '../notifications/index.ts';
import { emitAll } from '../records/index.ts';
import { type ClaimResult, judge, takeRecords } from './claim.ts';
import { poolErrors } from './errors.ts';
import { type PoolRow, pooledMeta, poolOf, rulesPool } from './store.ts';

/** Claims records for the caller, or applies for them where the pool's administrators decide. */
export function claimOrApply(tx: Context, meta: ObjectMeta, pool: PoolRow, ids: readonly string[]): Promise<ClaimResult[]> {
  if (pool.claimMode === 'apply' && !rulesPool(tx, pool)) return apply(tx, meta, pool, ids);
  return takeRecords(tx, meta, pool, ids, { to: tx.user.id, what: 'claimed' });
}

/**
 * Applies for records that the caller could claim now, what they have applied for already counting as theirs; each or none by itself. Asked
 * again for the same record nothing happens. Every administrator of the pool is told.
 */
async function apply(tx: Context, meta: ObjectMeta, pool: PoolRow, ids: readonly string[]): Promise<ClaimResult[]> {
  const wanted = [...new Set(ids.map((id) => id.toLowerCase()))];
  const taker = { to: tx.user.id, what: 'claimed' } as const;
  // the counter is locked before what waits is read, so that requests at once count each other
  await judge(tx, meta, pool, [], taker);
  const waiting = new Set(
    (
      await tx.query<{ record: string }>(sql`
        select record_id as record from pool_request
        where tenant_id = ${tx.tenant.id} and pool_id = ${pool.id} and user_id = ${tx.user.id} and status = 'waiting'`)
    ).map(({ record }) => record),
  );
  const fresh = wanted.filter((id) => !waiting.has(id));
  const { refused, winners } = await judge(tx, meta, pool, fresh, taker, waiting.size);
  await write(tx, meta, pool, winners);
  const results = new Map(refused.map((result) => [result.id, result]));
  return wanted.map((id) => results.get(id) ?? { id, claimed: false, requested: true });
}

async function write(tx: Context, meta: ObjectMeta, pool: PoolRow, records: readonly string[]): Promise<void> {
  if (records.length === 0) return;
  const ids = records.map(() => newId(tx.clock.now().getTime()));
  await tx.query(sql`
    insert into pool_request (tenant_id, id, pool_id, object, record_id, user_id, status, at)
    select ${tx.tenant.id}, r.id, ${pool.id}::uuid, ${meta.name}, r.record, ${tx.user.id}::uuid, 'waiting', ${tx.clock.now()}::timestamptz
    from unnest(${ids}::uuid[], ${records}::uuid[]) r (id, record)`);
  await emitAll(
    tx,
    records.map((record) => ({ event: 'pool.requested', object: meta.name, record, changes: { pool: pool.id, by: tx.user.id } })),
  );
  const deciders = (await peopleOfPool(tx, pool.id, true)).filter((user) => user !== tx.user.id);
  await notify(
    tx,
    records.flatMap((record, at) =>
      deciders.map((user) => ({
        user,
        kind: 'poolRequested',
        object: meta.name,
        record,
        data: { by: tx.user.id, pool: pool.name, request: ids[at] ?? '' },
      })),
    ),
  );
}

/** Most people who are told of a request. */
const mostTold = 50;

/** Active people of a pool; its administrators, or where it names none, those of the company. */
async function peopleOfPool(tx: Context, pool: string, admins: boolean): Promise<string[]> {
  const members = await tx.query<{ principal: string }>(sql`
    select principal from pool_member where tenant_id = ${tx.tenant.id} and pool_id = ${pool} and (admin or not ${admins})
    union all
    select r.id from role r where ${admins} and r.tenant_id = ${tx.tenant.id} and r.key in ('owner', 'admin')
      and not exists (select from pool_member m where m.tenant_id = ${tx.tenant.id} and m.pool_id = ${pool} and m.admin)`);
  const people = await peopleOf(
    tx,
    tx.tenant.id,
    members.map(({ principal }) => principal),
  );
  const rows = await tx.query<{ id: string }>(sql`
    select id from app_user where tenant_id = ${tx.tenant.id} and id = any(${[...new Set([...people.values()].flat())]}::uuid[])
      and active and deleted_at is null order by id ${admins ? sql`limit ${mostTold}` : sql``}`);
  return rows.map(({ id }) => id);
}

interface Request {
  readonly id: string;
  readonly pool: string;
  readonly object: string;
  readonly record: string;
  readonly user: string;
  readonly status: string;
}

async function requestOf(ctx: Context, id: string): Promise<Request> {
  const [request] = isId(id)
    ? await ctx.query<Request>(sql`
        select id, pool_id as pool, object, record_id as record, user_id as "user", status from pool_request
        where tenant_id = ${ctx.tenant.id} and id = ${id}::uuid`)
    : [];
  if (!request) throw errors.NOT_FOUND();
  return request;
}

/** The request with its pool, for who decides in it; nobody else learns that it is there. */
async function toDecide(tx: Context, id: string): Promise<{ readonly request: Request; readonly pool: PoolRow }> {
  const request = await requestOf(tx, id);
  const pool = await poolOf(tx, request.pool);
  if (!rulesPool(tx, pool)) throw request.user === tx.user.id ? errors.FORBIDDEN() : errors.NOT_FOUND();
  return { request, pool };
}

/** Closes a request that waits; 409 when somebody was quicker. */
async function close(tx: Context, id: string, status: 'approved' | 'refused' | 'withdrawn', reason = ''): Promise<void> {
  const done = await tx.query(sql`
    update pool_request set status = ${status}, reason = ${reason}, decided_by = ${tx.user.id}, decided_at = ${tx.clock.now()}
    where tenant_id = ${tx.tenant.id} and id = ${id}::uuid and status = 'waiting' returning 1`);
  if (done.length === 0) throw poolErrors.POOL_REQUEST_OVER();
}

/**
 * Gives the record to who applied for it, within their limits of today; when these refuse, the request goes on waiting. The other requests
 * for the record are void with it.
 */
export async function approve(tx: Context, id: string): Promise<void> {
  const { request, pool } = await toDecide(tx, id);
  if (request.status !== 'waiting') throw poolErrors.POOL_REQUEST_OVER();
  if (!(await peopleOfPool(tx, pool.id, false)).includes(request.user)) throw poolErrors.POOL_MEMBER_GONE();
  const meta = pooledMeta(tx.whole(), request.object);
  const taker = { to: request.user, what: 'claimed' } as const;
  // counter and record are locked first, as by everybody who takes records: what is locked after them waits for nobody
  await judge(tx, meta, pool, [request.record], taker);
  await close(tx, id, 'approved');
  const [result] = await takeRecords(tx, meta, pool, [request.record], taker);
  if (result?.error) throw result.error;
  const data = { by: tx.user.id };
  await notify(tx, [{ user: request.user, kind: 'poolApproved', object: request.object, record: request.record, data }]);
}

export async function refuse(tx: Context, id: string, reason: string): Promise<void> {
  const { request } = await toDecide(tx, id);
  await close(tx, id, 'refused', reason);
  await emitAll(tx, [
    { event: 'pool.refused', object: request.object, record: request.record, changes: { pool: request.pool, to: request.user } },
  ]);
  const data = { by: tx.user.id, note: reason && (tx.language === 'en' ? `: ${reason}` : `：${reason}`) };
  await notify(tx, [{ user: request.user, kind: 'poolRefused', object: request.object, record: request.record, data }]);
}

/** Takes one's own request back. */
export async function withdraw(tx: Context, id: string): Promise<void> {
  const request = await requestOf(tx, id);
  if (request.user !== tx.user.id) throw errors.NOT_FOUND();
  await close(tx, id, 'withdrawn');
}

/** Requests for records that lie in their pool no more are void; who waited is told. */
export async function lapse(tx: Context, object: string, records: readonly string[]): Promise<void> {
  if (records.length === 0) return;
  const statement = sql`
    update pool_request r set status = 'lapsed', decided_at = ${tx.clock.now()} from pool p
    where r.tenant_id = ${tx.tenant.id} and r.object = ${object} and ${isAmong(sql`r.record_id`, records)} and r.status = 'waiting'
      and p.tenant_id = r.tenant_id and p.id = r.pool_id
    returning r.user_id as "user", r.record_id as record, p.name as pool`;
  const rows = await tx.query<{ user: string; record: string; pool: string }>(prepared(statement));
  await notify(
    tx,
    rows.map(({ user, record, pool }) => ({ user, kind: 'poolLapsed', object, record, data: { pool } })),
  );
}
