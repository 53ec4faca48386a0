import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { readings } from '../text/pinyin.ts';
import { chinaRows } from '../text/regions/data.ts';
import { ctxOf } from './request.ts';

/** Readings are worked out once, when somebody first asks: the browser has no pinyin of its own. */
function makeBody(): { readonly body: string; readonly tag: string } {
  const said = (name: string) =>
    readings(name)
      .flatMap(([first]) => first ?? [])
      .join(' ');
  const body = JSON.stringify({ regions: chinaRows().map(([code, name]) => [code, name, said(name)]) });
  return { body, tag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 16)}"` };
}

/** The places of China for address fields: 120 kB that only pages with an address ask for, and browsers keep. */
export async function regionRoutes(server: FastifyInstance): Promise<void> {
  let served: { readonly body: string; readonly tag: string } | undefined;
  server.get(
    '/regions',
    { schema: { summary: 'Places of China by GB/T 2260 code: [code, name, pinyin]', tags: ['meta'] } },
    async (request, reply) => {
      await ctxOf(request);
      served ??= makeBody();
      const { body, tag } = served;
      reply.header('etag', tag).header('cache-control', 'private, max-age=86400');
      if (request.headers['if-none-match'] === tag) return reply.code(304).send();
      return reply.type('application/json').send(body);
    },
  );
}
