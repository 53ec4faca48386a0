import type { FastifyInstance } from 'fastify';
import { ctxOf } from '../http/request.ts';
import { letIn, orSignIn, rememberState, SsoRefusal, safeNext, sessionOf, siteOf, stateOf, takeFlow } from '../identity/index.ts';
import { AppError, errors } from '../kernel/index.ts';
import type { Application } from '../module/index.ts';
import { link } from './people.ts';
import { isPlatform, type Platform } from './platforms.ts';
import { platformOf, platformParam, type WithPlatform } from './routes.ts';
import { codeOf, depart, enterAs, visitorOf, type WorkAppState } from './sign-in.ts';

const tags = ['auth'];
const text = { type: 'string', maxLength: 2000 } as const;
const found = { type: 'null', description: 'Sends the browser on' } as const;
const own = '/settings/notifications';

/** Signing in at a work platform, and saying who one is there by signing in. */
export async function workAppSignInRoutes(server: FastifyInstance, app: Application): Promise<void> {
  server.get<{ Params: { tenant: string; platform: string }; Querystring: { next?: string } }>(
    '/auth/work-apps/:tenant/:platform',
    {
      config: { public: true },
      schema: {
        summary: 'Go to the work platform of a company to sign in',
        tags,
        params: { type: 'object', properties: { tenant: text, platform: text } },
        querystring: { type: 'object', properties: { next: text } },
        response: { 303: found },
      },
    },
    async (request, reply) => {
      app.identity.throttles.address.take(request.ip);
      const { tenant, platform } = request.params;
      if (!/^\d{1,9}$/.test(tenant) || !isPlatform(platform)) throw errors.NOT_FOUND();
      return orSignIn(app, request, reply, async () => {
        const agent = request.headers['user-agent'] ?? '';
        const next = safeNext(request.query.next);
        const { url, state } = await depart(app, { tenant: Number(tenant), platform, site: siteOf(app, request), next, agent });
        rememberState(request, reply, state);
        return url;
      });
    },
  );

  server.post<WithPlatform>(
    '/auth/work-apps/:platform/link',
    { schema: { summary: 'Where to go to say who one is at a work platform', tags, params: platformParam } },
    async (request, reply) => {
      const ctx = await ctxOf(request);
      const session = await sessionOf(app, request);
      const platform = platformOf(request);
      const { person, user } = session;
      const agent = request.headers['user-agent'] ?? '';
      const site = siteOf(app, request);
      const go = { tenant: ctx.tenant.id, platform, site, next: own, agent, link: { person, user } };
      const { url, state } = await depart(app, go).catch((error: unknown) => {
        throw error instanceof SsoRefusal ? errors.NOT_FOUND() : error;
      });
      rememberState(request, reply, state);
      return { url };
    },
  );

  await callbackRoute(server, app);
}

async function callbackRoute(server: FastifyInstance, app: Application): Promise<void> {
  server.get<{ Querystring: Record<string, string | undefined> }>(
    '/auth/work-apps/callback',
    { config: { public: true }, schema: { summary: 'Where work platforms send people back', tags, response: { 303: found } } },
    async (request, reply) =>
      orSignIn(app, request, reply, async () => {
        const state = stateOf(request);
        // an answer somebody else began must not sign this browser in
        if (state === '' || state !== request.query['state']) throw new SsoRefusal('failed');
        const flow = await takeFlow<WorkAppState>(app, state, ['workApp', 'workAppLink']);
        if (!flow?.tenant) throw new SsoRefusal('failed');
        const { tenant, user, data } = flow;
        const isLink = flow.kind === 'workAppLink';
        const visitor = await visitorOf(app, { tenant, data, code: codeOf(request.query), isLink });
        if (isLink && user) {
          // the session that asked, in the company it asked for
          const session = await sessionOf(app, request);
          if (session.user !== user || session.tenant.id !== tenant) throw new SsoRefusal('failed');
          return `${own}?workApp=${await linkSelf(app, { tenant, user, platform: data.platform, account: visitor.account })}`;
        }
        const who = await enterAs(app, tenant, data.platform, visitor);
        await letIn(app, request, reply, { ...who, tenant });
        return data.next;
      }),
  );
}

async function linkSelf(
  app: Application,
  { tenant, user, platform, account }: { tenant: number; user: string; platform: Platform; account: string },
): Promise<'linked' | 'taken'> {
  const ctx = await app.contextFor({ tenant, user, channel: 'web' });
  try {
    await ctx.transaction((tx) => link(tx, platform, { user, account, by: 'self' }));
    return 'linked';
  } catch (error) {
    if (error instanceof AppError && error.code === 'DUPLICATE') return 'taken';
    throw error;
  }
}
