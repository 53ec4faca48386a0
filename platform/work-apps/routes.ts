import type { FastifyInstance, FastifyRequest } from 'fastify';
import { textParam } from '../http/params.ts';
import { ctxOf } from '../http/request.ts';
import { siteOf } from '../identity/index.ts';
import { errors } from '../kernel/index.ts';
import type { Application } from '../module/index.ts';
import { listConnections, removeConnection, saveConnection, testConnection } from './connections.ts';
import { startImport } from './directory/jobs.ts';
import { startMatching } from './match.ts';
import { linkByHand, listPeople, ownAccounts, unlink } from './people.ts';
import { isPlatform, type Platform, platforms } from './platforms.ts';
import { callbackPath } from './sign-in.ts';

export interface WithPlatform {
  Params: { platform: string };
}

const tags = ['settings'];
export const platformParam = { type: 'object', properties: { platform: { type: 'string', enum: platforms } } } as const;

export function platformOf({ params }: FastifyRequest<WithPlatform>): Platform {
  if (!isPlatform(params.platform)) throw errors.NOT_FOUND();
  return params.platform;
}

/** `/work-apps`: the work platforms of the company. */
export async function workAppRoutes(server: FastifyInstance, app: Application): Promise<void> {
  server.get('/work-apps', { schema: { summary: 'Work platforms the company has connected', tags } }, async (request) => {
    const ctx = await ctxOf(request);
    const items = await listConnections(ctx);
    const site = siteOf(app, request);
    const { id } = ctx.tenant;
    const [callback, start] = [`${site}${callbackPath}`, `${site}/api/v1/auth/work-apps/${id}`];
    return { items, addresses: { site, callback, start, signIn: `${site}/sign-in?company=${id}` } };
  });

  server.put<WithPlatform>(
    '/work-apps/:platform',
    {
      schema: {
        summary: 'Connect a work platform; a secret that is left out stays',
        tags,
        params: platformParam,
        body: { type: 'object', additionalProperties: false, properties: { appId: {}, agentId: {}, secret: {}, signIn: {} } },
      },
    },
    async (request) => saveConnection(await ctxOf(request), platformOf(request), request.body, siteOf(app, request)),
  );

  server.delete<WithPlatform>(
    '/work-apps/:platform',
    { schema: { summary: 'End the connection to a work platform', tags, params: platformParam, response: { 204: { type: 'null' } } } },
    async (request, reply) => {
      await removeConnection(await ctxOf(request), platformOf(request));
      return reply.code(204).send();
    },
  );

  server.post<WithPlatform>(
    '/work-apps/:platform/test',
    { schema: { summary: 'Ask a work platform whether the app is right', tags, params: platformParam } },
    async (request) => testConnection(await ctxOf(request), platformOf(request)),
  );

  await peopleRoutes(server);
}

interface WithPerson {
  Params: { platform: string; user: string };
}

/** `/work-apps/{platform}/people`: who is who at a platform. */
async function peopleRoutes(server: FastifyInstance): Promise<void> {
  const text = { type: 'string' } as const;
  const personParams = { type: 'object', properties: { ...platformParam.properties, user: text } } as const;

  server.get(
    '/work-apps/mine',
    { schema: { summary: 'The caller’s accounts at the company’s work platforms', tags } },
    async (request) => ({
      items: await ownAccounts(await ctxOf(request)),
    }),
  );

  server.get<WithPlatform>(
    '/work-apps/:platform/people',
    {
      schema: {
        summary: 'People whose account at a work platform is known, 100 at a time',
        tags,
        params: platformParam,
        querystring: { type: 'object', additionalProperties: false, properties: { cursor: text } },
      },
    },
    async (request) => listPeople(await ctxOf(request), platformOf(request), textParam(request.query, 'cursor', 60)),
  );

  server.post<WithPlatform>(
    '/work-apps/:platform/match',
    { schema: { summary: 'Look for people’s accounts by mobile and e-mail, in the background', tags, params: platformParam } },
    async (request, reply) => reply.code(202).send(await startMatching(await ctxOf(request), platformOf(request))),
  );

  server.post<WithPlatform & { Body: { apply?: boolean } | null }>(
    '/work-apps/:platform/import',
    {
      schema: {
        summary: 'Read departments and people of a work platform in the background: to count what would change, or to take it over',
        tags,
        params: platformParam,
        body: { type: ['object', 'null'], additionalProperties: false, properties: { apply: { type: 'boolean' } } },
      },
    },
    async (request, reply) =>
      reply.code(202).send(await startImport(await ctxOf(request), platformOf(request), request.body?.apply ?? false)),
  );

  server.put<WithPerson>(
    '/work-apps/:platform/people/:user',
    {
      schema: {
        summary: 'Say which account at a work platform is somebody’s',
        tags,
        params: personParams,
        body: { type: 'object', additionalProperties: false, properties: { account: {} } },
        response: { 204: { type: 'null' } },
      },
    },
    async (request, reply) => {
      await linkByHand(await ctxOf(request), platformOf(request), request.params.user, request.body);
      return reply.code(204).send();
    },
  );

  server.delete<WithPerson>(
    '/work-apps/:platform/people/:user',
    {
      schema: {
        summary: 'Forget somebody’s account at a work platform; one’s own, or all as an administrator',
        tags,
        params: personParams,
        response: { 204: { type: 'null' } },
      },
    },
    async (request, reply) => {
      await unlink(await ctxOf(request), platformOf(request), request.params.user);
      return reply.code(204).send();
    },
  );
}
