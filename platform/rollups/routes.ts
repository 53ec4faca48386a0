import type { FastifyInstance } from 'fastify';
import { sql } from '../database/sql.ts';
import { ctxOf } from '../http/request.ts';
import { errors } from '../kernel/index.ts';
import { mayEditMetadata } from '../metadata/index.ts';

/** `GET /meta/objects/{o}/computing`: roll-ups whose existing records are being worked out, and how far that is (0 to 1). */
export async function rollupRoutes(server: FastifyInstance): Promise<void> {
  server.get<{ Params: { object: string } }>(
    '/meta/objects/:object/computing',
    {
      schema: {
        summary: 'Roll-ups that are being worked out',
        tags: ['meta'],
        params: { type: 'object', properties: { object: { type: 'string', maxLength: 80 } } },
      },
    },
    async (request) => {
      const ctx = await ctxOf(request);
      mayEditMetadata(ctx);
      if (!ctx.meta.object(request.params.object)) throw errors.NOT_FOUND();
      const fields = await ctx.query<{ name: string; progress: number }>(sql`
        select field as name, least(done::float8 / greatest(total, 1), 0.99) as progress from meta_work
        where tenant_id = ${ctx.tenant.id} and object = ${request.params.object} and kind = 'rollup' and finished_at is null`);
      return { fields };
    },
  );
}
