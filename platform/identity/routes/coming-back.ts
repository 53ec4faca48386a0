import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Application } from '../../module/index.ts';
import { type SsoProblem, SsoRefusal } from '../sso/arrive.ts';
import { admit, refuseAddress } from './cookie.ts';

/** Binds what comes back from a provider to the browser that was sent there. */
const flowCookie = 'huanke_sso';
const cookieOptions = (request: FastifyRequest) =>
  ({ path: '/api/v1/auth', httpOnly: true, sameSite: 'lax', secure: request.protocol === 'https', maxAge: 600 }) as const;

/** Where providers send people back to. */
export const siteOf = (app: Application, request: FastifyRequest) => app.identity.publicUrl ?? `${request.protocol}://${request.host}`;

/** An address of this product and nothing else. */
export const safeNext = (next: string | undefined) => (next && /^\/(?![/\\])/.test(next) ? next : '/');

/** The state this browser was sent away with. */
export const stateOf = (request: FastifyRequest): string => request.cookies[flowCookie] ?? '';

export function rememberState(request: FastifyRequest, reply: FastifyReply, state: string): void {
  reply.setCookie(flowCookie, state, cookieOptions(request));
}

export function forgetState(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(flowCookie, cookieOptions(request));
}

/** Problems are told on the sign-in page: the person came here by being sent, not by pressing a button of ours. */
export async function orSignIn(
  app: Application,
  request: FastifyRequest,
  reply: FastifyReply,
  work: () => Promise<string>,
): Promise<FastifyReply> {
  let to: string;
  try {
    to = await work();
  } catch (error) {
    const problem: SsoProblem = error instanceof SsoRefusal ? error.problem : 'failed';
    app.log.info({ error, traceId: request.id, problem }, 'single sign-on refused');
    to = `/sign-in?problem=${problem}`;
  }
  return reply.redirect(to, 303);
}

/** Begins the session of somebody their company's provider vouches for. */
export async function letIn(
  app: Application,
  request: FastifyRequest,
  reply: FastifyReply,
  who: { person: string; tenant: number; user: string },
): Promise<void> {
  await refuseAddress(app, request, who).catch((cause: unknown) => {
    throw new SsoRefusal('network', cause);
  });
  forgetState(request, reply);
  await admit(app, request, reply, { ...who, via: 'sso' });
}
