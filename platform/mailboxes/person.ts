import type { FastifyRequest } from 'fastify';
import { ctxOf } from '../http/request.ts';
import { errors } from '../kernel/index.ts';
import type { Context } from '../module/index.ts';

/** A mailbox belongs to a person: neither a program that acts for them nor who looks as them connects or reads one. */
export async function personOf(request: FastifyRequest): Promise<Context> {
  const ctx = await ctxOf(request);
  if (request.credential || ctx.access.looking) throw errors.FORBIDDEN();
  return ctx;
}
