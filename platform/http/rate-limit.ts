import type { FastifyReply, FastifyRequest } from 'fastify';
import { throttle } from '../identity/throttle.ts';
import { type Clock, errors } from '../kernel/index.ts';

/** Whose requests are counted together, and how many of them a minute may have. */
export interface Quota {
  readonly policy: 'credential' | 'user' | 'address';
  readonly key: string;
  readonly limit: number;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by who finds out the caller; without it the address counts. */
    quota: Quota | null;
  }
}

const windowMs = 60_000;
/** A page loads from few addresses behind a company's gateway: many people may share one. */
const perAddress = 1200;

/** All of an IPv6 customer's addresses count as one. */
function addressKey(ip: string): string {
  return ip.includes(':') && !ip.startsWith('::ffff:') ? ip.split(':').slice(0, 4).join(':') : ip;
}

/**
 * Counts requests per minute in the memory of this process and says so by draft-ietf-httpapi-ratelimit-headers; beyond the limit
 * 429 with Retry-After. Several web processes count apart (docs/decisions/0023).
 */
export function rateLimiter({ clock }: { clock: Clock }): (request: FastifyRequest, reply: FastifyReply) => void {
  const counts = throttle({ clock, limit: perAddress, windowMs });
  return (request, reply) => {
    const { policy, key, limit } = request.quota ?? { policy: 'address', key: addressKey(request.ip), limit: perAddress };
    const { allowed, remaining, reset } = counts.count(`${policy} ${key}`, limit);
    reply.header('ratelimit-policy', `"${policy}";q=${limit};w=${windowMs / 1000}`);
    reply.header('ratelimit', `"${policy}";r=${remaining};t=${reset}`);
    if (!allowed) throw errors.RATE_LIMITED({ retryAfter: reset });
  };
}
