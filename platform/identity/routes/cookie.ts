import type { FastifyReply, FastifyRequest } from 'fastify';
import { auditAs } from '../../audit/index.ts';
import { channelOf, clientOf } from '../../http/request.ts';
import { errors } from '../../kernel/index.ts';
import type { Application } from '../../module/index.ts';
import { type SessionAnswer, sessionAnswer } from '../answer.ts';
import type { Origin } from '../audited.ts';
import { deviceName } from '../device-name.ts';
import { openFlow } from '../flows.ts';
import { rememberDevice } from '../known-devices.ts';
import { wrongNetwork } from '../networks.ts';
import { type Device, endSession, findSession, type Session, type SessionVia, sessionDays, startSession } from '../sessions.ts';
import { stepMissing } from '../two-step/policy.ts';

export const sessionCookie = 'huanke_session';
/** By this the browser is known when somebody signs in anew. It opens nothing. */
const deviceCookie = 'huanke_device';
const deviceDays = 400;

/** The session token a request carries, if any. */
export function sessionToken(request: FastifyRequest): string | undefined {
  return request.cookies[sessionCookie];
}

const options = (request: FastifyRequest) =>
  ({ path: '/', httpOnly: true, sameSite: 'lax', secure: request.protocol === 'https' }) as const;

export function setSessionCookie(request: FastifyRequest, reply: FastifyReply, token: string): void {
  reply.setCookie(sessionCookie, token, { ...options(request), maxAge: sessionDays * 86_400 });
}

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

export interface Entering {
  readonly person: string;
  readonly tenant: number;
  readonly user: string;
  readonly via: SessionVia;
}

/** The sign-in is right so far: `flow` stands for it for ten minutes and opens nothing but the step that is missing. */
export interface NextStep {
  readonly step: 'code' | 'enrol';
  readonly flow: string;
}

/** Lets somebody in who has shown who they are, or (202) asks for the second step first. */
export async function enter(
  app: Application,
  request: FastifyRequest,
  reply: FastifyReply,
  who: Entering,
): Promise<SessionAnswer | NextStep> {
  await refuseAddress(app, request, who);
  const step = await stepMissing(app, who);
  if (!step) return admit(app, request, reply, who);
  const { person, tenant, user, via } = who;
  reply.code(202);
  return { step, flow: await openFlow(app, { kind: step, person, tenant, user, data: { via } }) };
}

/** Begins a session, sets the cookie and gives the answer; a session the browser had before ends. */
export async function admit(app: Application, request: FastifyRequest, reply: FastifyReply, who: Entering): Promise<SessionAnswer> {
  const answer = await sessionAnswer(app, who);
  const before = sessionToken(request);
  if (before) await endSession(app, before);
  const device = deviceOf(request);
  const token = await startSession(app, { ...who, ...device });
  await auditAs(app, { tenant: who.tenant, user: who.user, ...originOf(request) }, { event: 'session.started', data: { via: who.via } });
  setSessionCookie(request, reply, token);
  const known = await rememberDevice(app, who.person, device, request.cookies[deviceCookie]);
  reply.setCookie(deviceCookie, known.token, { ...options(request), maxAge: deviceDays * 86_400 });
  const { person, tenant, user, via } = who;
  const data = { via, device: deviceName(device.device), address: device.address };
  if (known.isNew) app.identity.report({ event: 'device.added', person, tenant, user, data });
  return answer;
}

/** People of some roles come in from certain networks only. */
export async function refuseAddress(app: Application, request: FastifyRequest, who: Pick<Entering, 'tenant' | 'user'>): Promise<void> {
  const tenant = await app.identity.tenant(who.tenant);
  const member = tenant && (await app.identity.member(tenant, who.user));
  if (member?.fromHere && !member.fromHere(request.ip)) throw wrongNetwork(request.ip);
}
