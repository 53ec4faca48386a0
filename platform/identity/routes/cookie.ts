import type { FastifyReply, FastifyRequest } from 'fastify';
import { auditAs } from '../../audit/index.ts';
import { channelOf, clientOf } from '../../http/request.ts';
import { errors } from '../../kernel/index.ts';
import type { Application } from '../../module/index.ts';
import { type SessionAnswer, sessionAnswer } from '../answer.ts';
import type { Origin } from '../audited.ts';
import { type Device, endSession, findSession, type Session, type SessionVia, sessionDays, startSession } from '../sessions.ts';

export const sessionCookie = 'huanke_session';

/** The session token a request carries, if any. */
export function sessionToken(request: FastifyRequest): string | undefined {
  return request.cookies[sessionCookie];
}

const options = (request: FastifyRequest) =>
  ({ path: '/', httpOnly: true, sameSite: 'lax', secure: request.protocol === 'https' }) as const;

export function clearCookie(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(sessionCookie, options(request));
}

/** By what way and from where a request comes, for the audit log. */
export function originOf(request: FastifyRequest): Origin {
  return { channel: channelOf(request), client: clientOf(request) };
}

function deviceOf(request: FastifyRequest): Device {
  const { agent, address } = clientOf(request);
  return { device: agent, address };
}

/** The session a request belongs to; the context says who, this says by which sign-in. */
export async function sessionOf(app: Application, request: FastifyRequest): Promise<Session> {
  const session = await findSession(app, sessionToken(request) ?? '');
  if (!session) throw errors.UNAUTHENTICATED();
  return session;
}

/** Begins a session, sets the cookie and gives the answer; a session the browser had before ends. */
export async function enter(
  app: Application,
  request: FastifyRequest,
  reply: FastifyReply,
  who: { person: string; tenant: number; user: string; via: SessionVia },
): Promise<SessionAnswer> {
  const answer = await sessionAnswer(app, who);
  const before = sessionToken(request);
  if (before) await endSession(app, before);
  const token = await startSession(app, { ...who, ...deviceOf(request) });
  await auditAs(app, { tenant: who.tenant, user: who.user, ...originOf(request) }, { event: 'session.started', data: { via: who.via } });
  reply.setCookie(sessionCookie, token, { ...options(request), maxAge: sessionDays * 86_400 });
  return answer;
}
