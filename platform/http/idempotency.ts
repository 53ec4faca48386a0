import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sql } from '../database/sql.ts';
import { errors, fieldError, label } from '../kernel/index.ts';
import type { Context } from '../module/index.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

interface Stored {
  readonly body_hash: string;
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string>> | null;
  readonly answer: string | null;
}

export interface OnceOptions {
  /** What is called: the same key on another route is another request. */
  readonly route: string;
  readonly key: string;
  readonly body: string;
}

const keptMs = 24 * 3_600_000;
// A process that died leaves its mark behind; nothing takes this long.
const staleMs = 60_000;

/**
 * Runs a request once per Idempotency-Key (contract.md section 2). What it writes and the answer to repeat are one transaction: after a
 * crash either both are there or neither. `run` must work with the context it is given.
 */
export async function once(ctx: Context, { route, key, body }: OnceOptions, run: (ctx: Context) => Promise<Answer>): Promise<Answer> {
  const hash = createHash('sha256').update(body).digest('hex');
  const claimed = ctx.clock.now();
  const mine = sql`tenant_id = ${ctx.tenant.id} and user_id = ${ctx.user.id}::uuid and route = ${route} and key = ${key}`;
  const earlier = await claim(ctx, { route, key, hash, at: claimed });
  if (earlier) {
    if (earlier.body_hash !== hash) throw errors.IDEMPOTENCY_MISMATCH();
    if (earlier.status === null) throw errors.IN_PROGRESS({ retryAfter: 1 });
    return { status: earlier.status, headers: earlier.headers ?? {}, body: JSON.parse(earlier.answer ?? 'null') };
  }
  try {
    return await ctx.transaction(async (tx) => {
      const answer = await run(tx);
      const kept = await tx.query(sql`
        update idempotency_key set status = ${answer.status}, headers = ${JSON.stringify(answer.headers)}::jsonb, answer = ${JSON.stringify(answer.body ?? null)}
        where ${mine} and created_at = ${claimed} and status is null returning key`);
      // Taken over by a repetition that found this one too slow: only one of them may count.
      if (kept.length === 0) throw errors.IN_PROGRESS({ retryAfter: 1 });
      return answer;
    });
  } catch (error) {
    // A refused request has done nothing: it may be sent again under the same key.
    await ctx
      .transaction((tx) => tx.query(sql`delete from idempotency_key where ${mine} and created_at = ${claimed} and status is null`))
      .catch(() => undefined);
    throw error;
  }
}

/** Makes the key this request's own; otherwise what is there under it. */
async function claim(
  ctx: Context,
  { route, key, hash, at }: { route: string; key: string; hash: string; at: Date },
): Promise<Stored | undefined> {
  return ctx.transaction(async (tx) => {
    const taken = await tx.query(sql`
      insert into idempotency_key as k (tenant_id, user_id, route, key, body_hash, created_at)
      values (${tx.tenant.id}, ${tx.user.id}::uuid, ${route}, ${key}, ${hash}, ${at})
      on conflict (tenant_id, user_id, route, key) do update
        set body_hash = excluded.body_hash, status = null, headers = null, answer = null, created_at = excluded.created_at
        where k.created_at < ${new Date(at.getTime() - keptMs)}
          or (k.status is null and k.body_hash = excluded.body_hash and k.created_at < ${new Date(at.getTime() - staleMs)})
      returning key`);
    if (taken.length > 0) return undefined;
    const [row] = await tx.query<Stored>(sql`
      select body_hash, status, headers, answer from idempotency_key
      where tenant_id = ${tx.tenant.id} and user_id = ${tx.user.id}::uuid and route = ${route} and key = ${key}`);
    // Gone again in this moment: the first was refused, and this one may simply be repeated.
    return row ?? { body_hash: hash, status: null, headers: null, answer: null };
  });
}

/** Answers a request, once per Idempotency-Key when it brings one. */
export async function withIdempotency(
  ctx: Context,
  request: FastifyRequest,
  reply: FastifyReply,
  run: (ctx: Context) => Promise<Answer>,
): Promise<FastifyReply> {
  const key = request.headers['idempotency-key'];
  const answer =
    key === undefined
      ? await run(ctx)
      : await once(ctx, { route: routeOf(request), key: checkKey(key), body: request.bodyText ?? '' }, run);
  return reply
    .code(answer.status)
    .headers({ ...answer.headers })
    .send(answer.body);
}

const routeOf = (request: FastifyRequest) => `${request.method} ${request.url.split('?')[0] ?? ''}`.slice(0, 500);

function checkKey(key: string | string[]): string {
  const text = (Array.isArray(key) ? key.join(',') : key).trim();
  if (text.length > 128) throw fieldError('LIMIT_EXCEEDED', 'Idempotency-Key', label('最多 128 个字符', 'At most 128 characters'));
  if (text === '') throw fieldError('INVALID_VALUE', 'Idempotency-Key');
  return text;
}
