import type { FastifyInstance, FastifyRequest } from 'fastify';
import { intParam, listParam, textParam } from '../http/params.ts';
import { ctxOf } from '../http/request.ts';
import { fieldError } from '../kernel/index.ts';
import type { Application } from '../module/index.ts';
import { viewChoice } from './choices.ts';
import { follow, following, unfollow } from './follow.ts';
import { addFavourite, listKept, rememberRecent, removeFavourite } from './kept.ts';
import { groupLabels, type NoticeGroup, noticeGroups } from './kinds.ts';
import { listNotifications, readNotifications } from './notify.ts';
import { saveChoice } from './save-choice.ts';

const text = { type: 'string' };
const notification = {
  type: 'object',
  properties: {
    id: text,
    kind: text,
    text,
    at: { type: 'string', format: 'date-time' },
    read: { type: 'boolean' },
    object: { type: ['string', 'null'] },
    record: { type: ['object', 'null'], properties: { id: text, title: text } },
    data: { type: 'object', additionalProperties: true },
  },
};
const kept = {
  type: 'object',
  properties: { items: { type: 'array', items: { type: 'object', properties: { object: text, id: text, title: text, at: text } } } },
};
const reference = { type: 'object', properties: { object: text, id: text } };
const limitQuery = { type: 'object', additionalProperties: false, properties: { limit: text } };

type ReferenceRequest = FastifyRequest<{ Params: { object: string; id: string } }>;

const isGroup = (name: string): name is NoticeGroup => (noticeGroups as readonly string[]).includes(name);

/** Notices, recently opened records and favourites of the caller. */
export async function notificationRoutes(server: FastifyInstance, _app: Application): Promise<void> {
  server.get(
    '/notifications',
    {
      schema: {
        summary: 'Notices of the caller, the newest first',
        tags: ['notifications'],
        querystring: {
          type: 'object',
          additionalProperties: false,
          properties: { cursor: text, limit: text, groups: text, unread: { type: 'string', enum: ['true', 'false'] } },
        },
        response: {
          200: {
            type: 'object',
            properties: {
              items: { type: 'array', items: notification },
              nextCursor: { type: ['string', 'null'] },
              unread: { type: 'integer' },
            },
          },
        },
      },
    },
    async (request) => {
      const cursor = textParam(request.query, 'cursor', 500);
      const groups = listParam(request.query, 'groups');
      if (groups?.some((group) => !isGroup(group))) throw fieldError('INVALID_VALUE', 'groups');
      return listNotifications(await ctxOf(request), {
        ...(groups ? { groups: groups.filter(isGroup) } : {}),
        unread: (request.query as { unread?: string }).unread === 'true',
        limit: intParam(request.query, 'limit', { fallback: 20, max: 100 }),
        ...(cursor ? { cursor } : {}),
      });
    },
  );

  server.post(
    '/notifications/read',
    {
      schema: {
        summary: 'Mark notices as read: some by id, or all',
        tags: ['notifications'],
        body: {
          type: 'object',
          additionalProperties: false,
          properties: { ids: { type: 'array', maxItems: 1000, items: text }, all: { type: 'boolean' } },
        },
        response: { 200: { type: 'object', properties: { unread: { type: 'integer' } } } },
      },
    },
    async (request) => {
      const ctx = await ctxOf(request);
      const { ids, all } = (request.body ?? {}) as { ids?: string[]; all?: boolean };
      if (!ids && all !== true) throw fieldError('REQUIRED', 'ids');
      return { unread: await readNotifications(ctx, all === true ? 'all' : { ids: ids ?? [] }) };
    },
  );

  server.get(
    '/recent',
    { schema: { summary: 'Records the caller opened last', tags: ['records'], querystring: limitQuery, response: { 200: kept } } },
    async (request) => ({
      items: await listKept(await ctxOf(request), 'recent_record', intParam(request.query, 'limit', { fallback: 20, max: 50 })),
    }),
  );

  server.post(
    '/recent',
    {
      schema: {
        summary: 'Say that a record was opened',
        tags: ['records'],
        body: { ...reference, additionalProperties: false, required: ['object', 'id'] },
        response: { 204: { type: 'null' } },
      },
    },
    async (request, reply) => {
      const { object, id } = request.body as { object: string; id: string };
      await rememberRecent(await ctxOf(request), object, id);
      return reply.code(204).send();
    },
  );

  server.get(
    '/favourites',
    { schema: { summary: 'Favourites of the caller', tags: ['records'], querystring: limitQuery, response: { 200: kept } } },
    async (request) => ({
      items: await listKept(await ctxOf(request), 'favourite', intParam(request.query, 'limit', { fallback: 200, max: 200 })),
    }),
  );

  server.put(
    '/favourites/:object/:id',
    { schema: { summary: 'Mark a record as a favourite', tags: ['records'], params: reference, response: { 204: { type: 'null' } } } },
    async (request: ReferenceRequest, reply) => {
      await addFavourite(await ctxOf(request), request.params.object, request.params.id);
      return reply.code(204).send();
    },
  );

  server.delete(
    '/favourites/:object/:id',
    { schema: { summary: 'Take back a favourite', tags: ['records'], params: reference, response: { 204: { type: 'null' } } } },
    async (request: ReferenceRequest, reply) => {
      await removeFavourite(await ctxOf(request), request.params.object, request.params.id);
      return reply.code(204).send();
    },
  );

  await followRoutes(server);
  await choiceRoutes(server);
}

async function followRoutes(server: FastifyInstance): Promise<void> {
  const tags = ['records'];
  server.get(
    '/follows/:object/:id',
    { schema: { summary: 'Whether the caller follows a record, and how many do', tags, params: reference } },
    async (request: ReferenceRequest) => following(await ctxOf(request), request.params.object, request.params.id),
  );

  server.put(
    '/follows/:object/:id',
    { schema: { summary: 'Follow a record', tags, params: reference, response: { 204: { type: 'null' } } } },
    async (request: ReferenceRequest, reply) => {
      await follow(await ctxOf(request), request.params.object, request.params.id);
      return reply.code(204).send();
    },
  );

  server.delete(
    '/follows/:object/:id',
    { schema: { summary: 'Follow a record no longer', tags, params: reference, response: { 204: { type: 'null' } } } },
    async (request: ReferenceRequest, reply) => {
      await unfollow(await ctxOf(request), request.params.object, request.params.id);
      return reply.code(204).send();
    },
  );
}

/** How one is told, and the company's defaults: `/notification-choices` and `/notification-choices/company`. */
async function choiceRoutes(server: FastifyInstance): Promise<void> {
  const tags = ['notifications'];
  const body = { type: 'object', additionalProperties: true };
  const groups = noticeGroups.map((key) => ({ key, label: groupLabels[key] }));
  for (const [path, of, what] of [
    ['/notification-choices', 'me', 'How the caller is told'],
    ['/notification-choices/company', 'company', 'How people are told unless they chose otherwise'],
  ] as const) {
    server.get(path, { schema: { summary: what, tags } }, async (request) => ({ ...(await viewChoice(await ctxOf(request), of)), groups }));
    server.patch(path, { schema: { summary: `${what}: change it`, tags, body } }, async (request) => ({
      ...(await saveChoice(await ctxOf(request), of, request.body as Record<string, unknown>)),
      groups,
    }));
  }
}
