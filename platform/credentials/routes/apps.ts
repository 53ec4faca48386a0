import type { FastifyInstance } from 'fastify';
import { ctxOf } from '../../http/request.ts';
import { answer, idParam, list, nothing, shape, text } from '../../identity/routes/schemas.ts';
import type { Application } from '../../module/index.ts';
import { type AppInput, createApp, listApps, renewSecret, revokeApp, updateApp } from '../apps.ts';
import { readLimits, saveLimits } from '../limits.ts';
import { keyFields, personOf } from './parts.ts';

interface WithId {
  Params: { id: string };
}

const appFields = { ...keyFields, clientId: text() };
const app = answer(appFields);
const withSecret = answer({ ...appFields, clientSecret: text() });
const body = { name: text(400), scopes: list(text(120), 1000), user: text(100) };
const limits = { credential: { type: 'integer' }, user: { type: 'integer' } } as const;
const tags = ['credentials'];

/** `/api-apps`: programs that sign in by themselves. `/api-limits`: how many requests a minute keys and people may make. */
export async function appRoutes(server: FastifyInstance, _app: Application): Promise<void> {
  server.get('/api-apps', { schema: { summary: 'Apps', tags, response: { 200: answer({ items: list(app) }) } } }, async (request) => ({
    items: await listApps(await ctxOf(request)),
  }));

  server.post<{ Body: AppInput }>(
    '/api-apps',
    {
      schema: {
        summary: 'Make an app; the answer alone shows its secret',
        tags,
        body: shape(body, ['name', 'scopes']),
        response: { 201: withSecret },
      },
    },
    async (request, reply) => {
      const made = await createApp(await personOf(request), request.body);
      return reply.code(201).header('cache-control', 'no-store').send(made);
    },
  );

  server.patch<WithId & { Body: Partial<AppInput> }>(
    '/api-apps/:id',
    { schema: { summary: 'Change an app', tags, params: idParam, body: shape(body), response: { 200: app } } },
    async (request) => updateApp(await personOf(request), request.params.id, request.body),
  );

  server.post<WithId>(
    '/api-apps/:id/secret',
    { schema: { summary: 'A new secret; the old one ends', tags, params: idParam, response: { 200: withSecret } } },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      return renewSecret(await personOf(request), request.params.id);
    },
  );

  server.delete<WithId>(
    '/api-apps/:id',
    { schema: { summary: 'End an app and its tokens', tags, params: idParam, response: { 204: nothing } } },
    async (request, reply) => {
      await revokeApp(await personOf(request), request.params.id);
      return reply.code(204).send();
    },
  );

  server.get(
    '/api-limits',
    { schema: { summary: 'Requests a minute, per key and per person', tags, response: { 200: answer(limits) } } },
    async (request) => readLimits(await ctxOf(request)),
  );

  server.patch<{ Body: { credential?: number; user?: number } }>(
    '/api-limits',
    { schema: { summary: 'Change how many requests a minute there may be', tags, body: shape(limits), response: { 200: answer(limits) } } },
    async (request) => saveLimits(await personOf(request), request.body),
  );
}
