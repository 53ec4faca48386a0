import type { FastifyInstance, FastifyReply } from 'fastify';
import { sql } from '../database/sql.ts';
import { withIdempotency } from '../http/idempotency.ts';
import { textParam } from '../http/params.ts';
import { problemBody } from '../http/problem.ts';
import { ctxOf, ifMatchOf } from '../http/request.ts';
import { errors, fieldError, isId, label } from '../kernel/index.ts';
import type { Context } from '../module/index.ts';
import { loadTitles, retried } from '../records/index.ts';
import { claimVerb } from './actions.ts';
import { checkBatch, mayClaim, nextRecord } from './claim.ts';
import { type PoolSettings, savePool, settingsOf } from './config.ts';
import { listPools } from './list.ts';
import { requestRoutes } from './request-routes.ts';
import { claimOrApply } from './requests.ts';
import { simulate } from './simulate.ts';
import { type PoolLine, pooledMeta, poolOf, rulesPool } from './store.ts';

const tags = ['pools'];
const params = { type: 'object', properties: { id: { type: 'string', maxLength: 80 } } } as const;
const anything = { type: 'object', additionalProperties: true } as const;

interface WithId {
  readonly Params: { readonly id: string };
}

/** Who may take records of a pool at all: a right of their role beside being in the pool. */
async function takingFrom(ctx: Context, id: string) {
  const pool = await poolOf(ctx, id);
  if (!ctx.access.can(`${pool.object}.${claimVerb}`)) throw errors.FORBIDDEN();
  mayClaim(ctx, pool);
  return { pool, meta: pooledMeta(ctx.whole(), pool.object) };
}

const tagged = (reply: FastifyReply, pool: PoolSettings): PoolSettings => {
  reply.header('etag', `"${pool.version}"`);
  return pool;
};

/** 公海: pools with what is left of one's quota, taking several records or the next one, settings, simulation, what happened. */
export async function poolRoutes(server: FastifyInstance): Promise<void> {
  requestRoutes(server);
  server.get(
    '/pools',
    { schema: { summary: 'Pools in which the caller takes part, with what they may still take', tags } },
    async (request) => ({
      items: await listPools(await ctxOf(request), textParam(request.query, 'object')),
    }),
  );

  server.post('/pools', { schema: { summary: 'Make a pool', tags, body: anything } }, async (request, reply) =>
    reply.code(201).send(await savePool(await ctxOf(request), undefined, request.body)),
  );

  server.get<WithId>(
    '/pools/:id',
    { schema: { summary: 'Settings of a pool: people, limits, rules', tags, params } },
    async (request, reply) => tagged(reply, await settingsOf(await ctxOf(request), request.params.id)),
  );

  server.put<WithId>(
    '/pools/:id',
    { schema: { summary: 'Change a pool; what is not named stays', tags, params, body: anything } },
    async (request, reply) => tagged(reply, await savePool(await ctxOf(request), request.params.id, request.body, ifMatchOf(request))),
  );

  server.post<WithId & { Body: { records?: unknown } }>(
    '/pools/:id/claim',
    {
      schema: {
        summary: 'Claim several records; each answers for itself',
        tags,
        params,
        body: { type: 'object', additionalProperties: false, required: ['records'], properties: { records: {} } },
      },
    },
    async (request, reply) => {
      const ctx = await ctxOf(request);
      const { pool, meta } = await takingFrom(ctx, request.params.id);
      const ids = request.body.records;
      checkBatch(pool, ids);
      return withIdempotency(ctx, request, reply, async (caller) => {
        const results = await retried(caller, () => caller.whole().transaction((tx) => claimOrApply(tx, meta, pool, ids)));
        const items = results.map(({ id, claimed, requested, error }) => ({
          id,
          status: error?.status ?? 200,
          claimed,
          ...(requested ? { requested } : {}),
          ...(error ? { error: problemBody(error, ctx.language, request.id) } : {}),
        }));
        return { status: 200, headers: {}, body: { results: items } };
      });
    },
  );

  server.post<WithId>(
    '/pools/:id/claimNext',
    { schema: { summary: 'Claim the best record nobody is just taking; `record` is null when there is none', tags, params } },
    async (request, reply) => {
      const ctx = await ctxOf(request);
      const { pool, meta } = await takingFrom(ctx, request.params.id);
      return withIdempotency(ctx, request, reply, async (caller) => {
        const next = await retried(caller, () =>
          caller.whole().transaction(async (tx) => {
            const id = await nextRecord(tx, meta, pool);
            if (id === undefined) return null;
            const [result] = await claimOrApply(tx, meta, pool, [id]);
            if (result?.error) throw result.error;
            return { record: id, ...(result?.requested ? { requested: true } : {}) };
          }),
        );
        return { status: 200, headers: {}, body: next ?? { record: null } };
      });
    },
  );

  server.post<WithId>(
    '/pools/:id/simulate',
    {
      schema: {
        summary: 'What would go back within some days, by the rules as they are or by others',
        tags,
        params,
        body: { type: ['object', 'null'] },
      },
    },
    async (request) => simulate(await ctxOf(request), request.params.id, request.body),
  );

  server.get<WithId>(
    '/pools/:id/log',
    { schema: { summary: 'What happened in a pool, the newest first', tags, params } },
    async (request) =>
      poolLog(await ctxOf(request), request.params.id, {
        before: textParam(request.query, 'before'),
        what: textParam(request.query, 'what'),
      }),
  );
}

interface LogItem {
  readonly id: string;
  readonly record: string;
  readonly what: string;
  readonly reason: string;
  readonly note: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly by: string | null;
  readonly at: string;
}

const pageSize = 50;

const logged: readonly PoolLine['what'][] = ['claimed', 'assigned', 'returned', 'reclaimed'];

/** Of a pool for its administrators, all or of one kind. `before` is the id of the last entry of the page before. */
async function poolLog(
  ctx: Context,
  id: string,
  { before, what }: { readonly before?: string | undefined; readonly what?: string | undefined },
) {
  if (before !== undefined && !isId(before)) throw fieldError('INVALID_VALUE', 'before');
  if (what !== undefined && !logged.some((one) => one === what))
    throw fieldError('INVALID_VALUE', 'what', label(`应为 ${logged.join('、')}`, `Must be one of ${logged.join(', ')}`));
  const pool = await poolOf(ctx, id);
  if (!rulesPool(ctx, pool)) throw errors.FORBIDDEN();
  const rows = await ctx.query<LogItem>(sql`
    select id, record_id as record, what, reason, note, from_user as "from", to_user as "to", by_user as "by", at from pool_log
    where tenant_id = ${ctx.tenant.id} and pool_id = ${pool.id} ${before ? sql`and id < ${before}::uuid` : sql``} ${what ? sql`and what = ${what}` : sql``} order by id desc limit ${pageSize + 1}`);
  const shown = rows.slice(0, pageSize);
  const people = shown.flatMap((row) => [row.from, row.to, row.by]).flatMap((user) => (user ? [{ object: 'user', id: user }] : []));
  const titles = await loadTitles(ctx, [...people, ...shown.map(({ record }) => ({ object: pool.object, id: record }))]);
  const named = (one: string | null) => (one === null ? null : { id: one, title: titles.get(one) ?? '' });
  return {
    items: shown.map((row) => ({ ...row, record: named(row.record), from: named(row.from), to: named(row.to), by: named(row.by) })),
    nextCursor: rows.length > pageSize ? (shown.at(-1)?.id ?? null) : null,
  };
}
