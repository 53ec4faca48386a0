import type { FastifyInstance } from 'fastify';
import { ctxOf } from '../../http/request.ts';
import type { Application } from '../../module/index.ts';
import { type ExportInput, startExport } from './export.ts';
import { decideExport, exportRequests } from './requests.ts';
import { type ExportRules, exportRules, mayApprove, rowsToday, saveExportRules } from './rules.ts';

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
    reason: { type: ['string', 'null'], maxLength: 1000 },
  },
} as const;

const params = { type: 'object', properties: { id: { type: 'string', maxLength: 80 } } } as const;
const decision = { type: 'object', additionalProperties: false, properties: { reason: { type: 'string', maxLength: 2000 } } } as const;
const rules = {
  type: 'object',
  additionalProperties: false,
  properties: {
    approveAbove: { type: ['integer', 'null'] },
    approvePersonal: { type: 'boolean' },
    approvers: { type: 'array', maxItems: 50, items: { type: 'string', maxLength: 60 } },
    dailyRows: { type: ['integer', 'null'] },
    watermark: { type: 'boolean' },
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

  const tags = ['exports'];
  server.get('/exports/rules', { schema: { summary: 'What the company asks of exports', tags } }, async (request) => {
    const ctx = await ctxOf(request);
    return { ...(await exportRules(ctx)), today: await rowsToday(ctx), mayApprove: await mayApprove(ctx) };
  });

  server.put<{ Body: Partial<ExportRules> }>(
    '/exports/rules',
    { schema: { summary: 'Change what the company asks of exports', tags, body: rules } },
    async (request) => saveExportRules(await ctxOf(request), request.body),
  );

  server.get('/exports/requests', { schema: { summary: 'Exports that wait for an approval, and past ones', tags } }, async (request) => ({
    items: await exportRequests(await ctxOf(request)),
  }));

  for (const [verb, verdict] of [
    ['approve', 'approved'],
    ['deny', 'denied'],
  ] as const)
    server.post<{ Params: { id: string }; Body: { reason?: string } }>(
      `/exports/requests/:id/${verb}`,
      { schema: { summary: `${verb === 'approve' ? 'Approve' : 'Deny'} an export`, tags, params, body: decision } },
      async (request) => decideExport(await ctxOf(request), request.params.id, verdict, request.body.reason ?? ''),
    );
}
