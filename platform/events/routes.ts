import type { FastifyInstance } from 'fastify';
import { intParam, textParam } from '../http/params.ts';
import { ctxOf } from '../http/request.ts';
import { errors, newId } from '../kernel/index.ts';
import type { Application } from '../module/index.ts';
import type { EventBus } from './bus.ts';
import { createEventFeed } from './feed.ts';
import { eventItems, visibleEvents } from './items.ts';
import { createLiveHub } from './live.ts';
import { beginning, formatPosition, parsePosition, readEvents } from './outbox.ts';
import { createStream } from './stream.ts';

const BEAT = 25_000;

const event = {
  type: 'object',
  properties: {
    id: { type: 'string', format: 'uuid' },
    at: { type: 'string', format: 'date-time' },
    event: { type: 'string' },
    object: { type: 'string' },
    record: { type: 'string', format: 'uuid' },
    by: { type: ['object', 'null'], properties: { id: { type: 'string' }, title: { type: 'string' } } },
    channel: { type: 'string' },
    changes: {},
  },
};

/** `GET /events`: the change stream for integrations. `GET /live`: what the web app hears. */
export async function liveRoutes(server: FastifyInstance, app: Application, bus: EventBus): Promise<void> {
  const feed = createEventFeed(app, bus);
  server.get(
    '/events',
    {
      schema: {
        summary: 'Change stream: committed events in order, each at least once',
        tags: ['events'],
        description:
          'Ask again with nextCursor as `since`; an empty page means that there is nothing new yet. Events are kept for 30 days. With Accept: text/event-stream they come as they happen; Last-Event-ID goes on from there.',
        querystring: { type: 'object', additionalProperties: false, properties: { since: { type: 'string' }, limit: { type: 'string' } } },
        response: { 200: { type: 'object', properties: { items: { type: 'array', items: event }, nextCursor: { type: 'string' } } } },
      },
    },
    async (request, reply) => {
      const ctx = await ctxOf(request);
      if (!ctx.access.can('events.read')) throw errors.FORBIDDEN();
      const isStream = request.headers.accept?.includes('text/event-stream') === true;
      const last = isStream ? request.headers['last-event-id'] : undefined;
      const since = typeof last === 'string' && last !== '' ? last : textParam(request.query, 'since');
      const after = since === undefined ? beginning : parsePosition(since);
      if (!after) throw errors.BAD_CURSOR();
      if (isStream) return feed.open(request, reply, { ctx, after });
      const events = await readEvents(ctx, ctx.tenant.id, after, { limit: intParam(request.query, 'limit', { fallback: 100, max: 1000 }) });
      return {
        items: await eventItems(ctx, await visibleEvents(ctx, events)),
        nextCursor: formatPosition(events.at(-1)?.position ?? after),
      };
    },
  );

  const hub = createLiveHub(app, bus);
  const beats = new Set<NodeJS.Timeout>();
  // open streams would keep the server from closing
  server.addHook('preClose', async () => {
    for (const beat of beats) clearInterval(beat);
    feed.close();
    hub.close();
  });

  server.get(
    '/live',
    {
      schema: {
        summary: 'Server-sent events: what changes, notices, progress of jobs',
        tags: ['events'],
        response: { 200: { type: 'string', description: 'text/event-stream' } },
      },
    },
    async (request, reply) => {
      const ctx = await ctxOf(request);
      reply.hijack();
      const { raw } = reply;
      // "close": the connection ends with the stream, or it would idle on and hold up a stopping server
      raw.writeHead(200, {
        ...reply.getHeaders(),
        connection: 'close',
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-cache, no-transform',
        'x-accel-buffering': 'no',
      } as Record<string, string>);
      const stream = createStream({
        ctx,
        raw,
        again: async () => request.caller?.(),
        refresh: hub.refreshFor,
        onClose() {
          clearInterval(beat);
          beats.delete(beat);
          hub.remove(stream);
        },
      });
      const beat = setInterval(() => {
        stream.beat();
        stream.check().catch((error: unknown) => app.log.warn({ error }, 'live stream not checked'));
      }, BEAT);
      beats.add(beat);
      // nothing is written before nothing can be missed: what a browser loads once the stream is open, and hears from then on, is all
      try {
        await hub.add(stream);
      } catch (error) {
        app.log.warn({ error }, 'live stream not opened');
        raw.destroy();
        return;
      }
      if (!stream.closed) raw.write(`retry: 3000\n: ${newId()}\n\n`);
      // a browser that comes back has missed what happened meanwhile
      if (request.headers['last-event-id'] !== undefined) for (const message of hub.refreshFor(ctx)) stream.send(message);
      // the connection may have gone while we were asked who it is
      if (raw.destroyed) hub.remove(stream);
    },
  );
}
