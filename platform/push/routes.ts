import type { FastifyInstance } from 'fastify';
import { ctxOf } from '../http/request.ts';
import { sessionOf } from '../identity/index.ts';
import type { Application } from '../module/index.ts';
import { listDevices, removeDevice, saveDevice } from './devices.ts';
import { vapidKeys } from './vapid.ts';

const tags = ['notifications'];
const text = { type: 'string' };

/** The devices on which the caller receives pushes: `/push-devices`. */
export async function pushRoutes(server: FastifyInstance, app: Application): Promise<void> {
  server.get(
    '/push-devices',
    { schema: { summary: 'Devices on which the caller receives pushes, and the key browsers subscribe with', tags } },
    async (request) => {
      const ctx = await ctxOf(request);
      const { id } = await sessionOf(app, request);
      return { publicKey: (await vapidKeys(app)).publicKey, items: await listDevices(ctx, id) };
    },
  );

  server.post(
    '/push-devices',
    {
      schema: {
        summary: 'Receive pushes in the browser in use, for as long as its session lasts',
        tags,
        body: { type: 'object', additionalProperties: false, properties: { endpoint: text, p256dh: text, auth: text } },
      },
    },
    async (request, reply) => {
      const ctx = await ctxOf(request);
      const { id } = await sessionOf(app, request);
      return reply.code(201).send(await saveDevice(ctx, id, request.body));
    },
  );

  server.delete<{ Params: { id: string } }>(
    '/push-devices/:id',
    { schema: { summary: 'Receive no more pushes on a device', tags, response: { 204: { type: 'null' } } } },
    async (request, reply) => {
      await removeDevice(await ctxOf(request), request.params.id);
      return reply.code(204).send();
    },
  );
}
