import { ctxOf } from '@huanke/platform/http';
import { errors } from '@huanke/platform/kernel';
import type { Application, Context, ModuleRoutes } from '@huanke/platform/module';
import type { FastifyRequest } from 'fastify';
import { dropFeed, feedOf, makeFeed, readFeed } from '../calendar/feed.ts';

const tags = ['activities'];

/** A program that acts for somebody must not make itself an address that outlives its key. */
async function personOf(request: FastifyRequest): Promise<Context> {
  const ctx = await ctxOf(request);
  if (request.credential) throw errors.FORBIDDEN();
  return ctx;
}

const urlOf = (app: Application, request: FastifyRequest, token: string) =>
  `${app.identity.publicUrl ?? `${request.protocol}://${request.host}`}/api/v1/calendar-feeds/${token}.ics`;

/** `GET|POST|DELETE /calendar-feed`: one's own secret address; `GET /calendar-feeds/{token}.ics`: the calendar behind it, for programs. */
export const calendarFeedRoutes: ModuleRoutes = async (server, app) => {
  server.get('/calendar-feed', { schema: { summary: 'Whether one has a calendar address', tags } }, async (request) => ({
    feed: await feedOf(await personOf(request)),
  }));

  server.post(
    '/calendar-feed',
    { schema: { summary: 'Make a new calendar address; the one before ends', tags } },
    async (request, reply) => {
      const { token, createdAt } = await makeFeed(await personOf(request));
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .send({ url: urlOf(app, request, token), createdAt });
    },
  );

  server.delete('/calendar-feed', { schema: { summary: 'End the calendar address', tags } }, async (request, reply) => {
    await dropFeed(await personOf(request));
    return reply.code(204).send();
  });

  server.get<{ Params: { file: string } }>(
    '/calendar-feeds/:file',
    {
      config: { public: true },
      schema: {
        summary: 'A calendar as iCalendar, by its secret address',
        tags,
        params: { type: 'object', properties: { file: { type: 'string' } } },
      },
    },
    async (request, reply) => {
      const { text, etag } = await readFeed(app, request.params.file.replace(/\.ics$/, ''));
      reply.header('etag', etag).header('cache-control', 'private, no-cache');
      if (request.headers['if-none-match'] === etag) return reply.code(304).send();
      return reply.type('text/calendar; charset=utf-8').send(text);
    },
  );
};
