import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { chinaRows } from '../text/regions/data.ts';
import { ctxOf } from './request.ts';

/** The places of China for address fields: 60 kB that only pages with an address ask for, and browsers keep. */
export async function regionRoutes(server: FastifyInstance): Promise<void> {
  const body = JSON.stringify({ regions: chinaRows() });
  const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 16)}"`;
  server.get(
    '/regions',
    { schema: { summary: 'Places of China by GB/T 2260 code: [code, name]', tags: ['meta'] } },
    async (request, reply) => {
      await ctxOf(request);
      reply.header('etag', tag).header('cache-control', 'private, max-age=86400');
      if (request.headers['if-none-match'] === tag) return reply.code(304).send();
      return reply.type('application/json').send(body);
    },
  );
}
