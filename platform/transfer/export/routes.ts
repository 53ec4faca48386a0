import type { FastifyInstance } from 'fastify';
import { ctxOf } from '../../http/request.ts';
import type { Application } from '../../module/index.ts';
import { type ExportInput, startExport } from './export.ts';

const body = {
  type: 'object',
  additionalProperties: false,
  required: ['object'],
  properties: {
    object: { type: 'string' },
    view: { type: ['string', 'null'] },
    filter: { type: ['object', 'null'] },
    search: { type: ['string', 'null'] },
    sort: { type: ['array', 'null'] },
    fields: { type: ['array', 'null'], items: { type: 'string' } },
    format: { type: 'string' },
    timeZone: { type: ['string', 'null'] },
  },
} as const;

/** `POST /exports`: the job of it is `GET /jobs/{id}`, its file `GET /files/{fileId}`. */
export async function exportRoutes(server: FastifyInstance, _app: Application): Promise<void> {
  server.post<{ Body: ExportInput }>(
    '/exports',
    { schema: { summary: 'Export a list to a file', tags: ['exports'], body } },
    async (request, reply) => {
      const ctx = await ctxOf(request);
      return reply.code(202).send(await startExport(ctx, request.body));
    },
  );
}
