import type { FastifyInstance } from 'fastify';
import { intParam } from '../http/params.ts';
import { ctxOf } from '../http/request.ts';
import { answer, idParam, list, nothing, shape, text, textOrNull } from '../identity/routes/schemas.ts';
import type { Application } from '../module/index.ts';
import { findDelivery, listDeliveries, type Replay, replay, sendTest } from './deliveries.ts';
import { createWebhook, deleteWebhook, findWebhook, listWebhooks, renewWebhookSecret, updateWebhook } from './store.ts';
import type { DeliveryStatus, WebhookInput } from './types.ts';

interface WithId {
  Params: { id: string };
}

const integer = { type: 'integer' } as const;
const flag = { type: 'boolean' } as const;
const webhookFields = {
  id: text(),
  name: text(),
  url: text(2000),
  events: list(text()),
  objects: list(text(), 1000),
  user: answer({ id: text(), title: text() }),
  active: flag,
  paused: textOrNull(),
  failures: integer,
  failingSince: textOrNull(),
  waiting: integer,
  dead: integer,
  createdAt: text(),
  oldSecretUntil: textOrNull(),
};
const webhook = answer(webhookFields);
const withSecret = answer({ ...webhookFields, secret: text() });
const body = { name: text(400), url: text(4000), events: list(text(200)), objects: list(text(80), 500), user: text(100), active: flag };
const tried = {
  type: 'object',
  properties: { at: text(), ms: integer, status: integer, error: text(), body: text(4000) },
  required: ['at', 'ms'],
};
const deliveryFields = {
  id: text(),
  eventId: text(),
  event: text(),
  object: text(),
  record: text(),
  status: { type: 'string', enum: ['waiting', 'delivered', 'dead'] },
  tries: integer,
  nextAt: textOrNull(),
  createdAt: text(),
  doneAt: textOrNull(),
  log: list(tried),
};
const deliveryParams = shape({ id: text(200), delivery: text(200) }, ['id', 'delivery']);
const tags = ['webhooks'];

/** `/webhooks`: addresses that are told of events, and what became of every message. */
export async function webhookRoutes(server: FastifyInstance, app: Application): Promise<void> {
  await configurationRoutes(server);
  await deliveryRoutes(server, app);
}

async function configurationRoutes(server: FastifyInstance): Promise<void> {
  server.get(
    '/webhooks',
    { schema: { summary: 'Webhooks', tags, response: { 200: answer({ items: list(webhook) }) } } },
    async (request) => ({
      items: await listWebhooks(await ctxOf(request)),
    }),
  );

  server.post<{ Body: WebhookInput }>(
    '/webhooks',
    {
      schema: {
        summary: 'Make a webhook; the answer alone shows its secret',
        tags,
        body: shape(body, ['name', 'url', 'events']),
        response: { 201: withSecret },
      },
    },
    async (request, reply) => {
      const made = await createWebhook(await ctxOf(request), request.body);
      return reply.code(201).header('cache-control', 'no-store').send(made);
    },
  );

  server.get<WithId>(
    '/webhooks/:id',
    { schema: { summary: 'One webhook', tags, params: idParam, response: { 200: webhook } } },
    async (request) => findWebhook(await ctxOf(request), request.params.id),
  );

  server.patch<WithId & { Body: Partial<WebhookInput> }>(
    '/webhooks/:id',
    { schema: { summary: 'Change a webhook, switch it on or off', tags, params: idParam, body: shape(body), response: { 200: webhook } } },
    async (request) => updateWebhook(await ctxOf(request), request.params.id, request.body),
  );

  server.delete<WithId>(
    '/webhooks/:id',
    { schema: { summary: 'End a webhook', tags, params: idParam, response: { 204: nothing } } },
    async (request, reply) => {
      await deleteWebhook(await ctxOf(request), request.params.id);
      return reply.code(204).send();
    },
  );

  server.post<WithId>(
    '/webhooks/:id/secret',
    { schema: { summary: 'A new secret; the old one signs as well for a day', tags, params: idParam, response: { 200: withSecret } } },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      return renewWebhookSecret(await ctxOf(request), request.params.id);
    },
  );
}

async function deliveryRoutes(server: FastifyInstance, _app: Application): Promise<void> {
  server.post<WithId>(
    '/webhooks/:id/test',
    { schema: { summary: 'Send a test event now', tags, params: idParam, response: { 200: tried } } },
    async (request) => sendTest(await ctxOf(request), request.params.id),
  );

  server.get<WithId & { Querystring: { status?: DeliveryStatus; cursor?: string; limit?: string } }>(
    '/webhooks/:id/deliveries',
    {
      schema: {
        summary: 'Deliveries of a webhook, the newest first',
        tags,
        params: idParam,
        querystring: shape({ status: deliveryFields.status, cursor: text(100), limit: text(10) }),
        response: { 200: answer({ items: list(answer(deliveryFields), 200), nextCursor: textOrNull() }) },
      },
    },
    async (request) => {
      const { status, cursor } = request.query;
      return listDeliveries(await ctxOf(request), request.params.id, {
        limit: intParam(request.query, 'limit', { fallback: 50, max: 200 }),
        ...(status ? { status } : {}),
        ...(cursor ? { cursor } : {}),
      });
    },
  );

  server.get<{ Params: { id: string; delivery: string } }>(
    '/webhooks/:id/deliveries/:delivery',
    {
      schema: {
        summary: 'One delivery with what was sent',
        tags,
        params: deliveryParams,
        response: { 200: answer({ ...deliveryFields, body: { type: 'string' } }) },
      },
    },
    async (request) => findDelivery(await ctxOf(request), request.params.id, request.params.delivery),
  );

  server.post<WithId & { Body: Replay }>(
    '/webhooks/:id/replay',
    {
      schema: {
        summary: 'Send deliveries again: some, or those of a time',
        tags,
        params: idParam,
        body: shape({
          deliveries: list(text(100), 1000),
          from: text(40),
          to: text(40),
          status: { type: 'string', enum: ['delivered', 'dead'] },
        }),
        response: { 200: answer({ count: integer }) },
      },
    },
    async (request) => replay(await ctxOf(request), request.params.id, request.body),
  );
}
