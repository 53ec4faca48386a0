import type { FastifyInstance } from 'fastify';
import { contentDisposition, sourceFile } from '../../files/index.ts';
import { intParam, textParam } from '../../http/params.ts';
import { ctxOf } from '../../http/request.ts';
import { isId } from '../../kernel/index.ts';
import { type Application, automations } from '../../module/index.ts';
import { openSheet } from '../../sheets/index.ts';
import { errorsCsv } from './errors-csv.ts';
import { inspectFile } from './inspect.ts';
import { keptRecords } from './kept.ts';
import { parseMapping } from './mapping.ts';
import { renderImport, renderImports, renderInspection } from './render.ts';
import { beginImport, cancelImport, changeImport, createImport } from './service.ts';
import { type ImportInput, importObject } from './settings.ts';
import { listImports, loadImport } from './store.ts';
import { templateCsv, templateXlsx } from './template.ts';

const text = { type: ['string', 'null'] } as const;
const entry = {
  type: 'object',
  required: ['column', 'field'],
  properties: {
    column: { type: 'string' },
    field: { type: 'string' },
    valueMap: { type: ['object', 'null'], additionalProperties: text },
    format: text,
    lookupBy: text,
    createMissing: { type: ['boolean', 'null'] },
    onMissing: text,
    path: { type: ['array', 'null'], items: { type: 'string' } },
    managerField: text,
    join: text,
  },
} as const;
const settings = {
  mode: { type: ['string', 'null'], enum: ['create', 'update', 'upsert', null] },
  key: text,
  mapping: { type: ['array', 'null'], items: entry },
  duplicates: { type: ['string', 'null'], enum: ['create', 'skip', 'update', 'review', null] },
  automation: { type: ['string', 'null'], enum: [...automations, null] },
  owner: { type: ['string', 'object', 'null'] },
  sheet: text,
  encoding: text,
  remember: { type: 'boolean' },
} as const;
const createBody = {
  type: 'object',
  additionalProperties: false,
  required: ['object', 'fileId'],
  properties: { object: { type: 'string' }, fileId: { type: 'string' }, ...settings },
};
const changeBody = { type: 'object', additionalProperties: false, properties: { object: text, ...settings } };
const inspectBody = {
  type: 'object',
  additionalProperties: false,
  required: ['fileId'],
  properties: { fileId: { type: 'string' }, object: text, sheet: text, encoding: text, mapping: { type: ['array', 'null'], items: entry } },
};
const tags = ['imports'];

/** Everything about imports under `/imports`. */
export async function importRoutes(server: FastifyInstance, _app: Application): Promise<void> {
  server.post<{ Body: ImportInput }>(
    '/imports',
    { schema: { summary: 'Describe an import', tags, body: createBody } },
    async (request, reply) => {
      const ctx = await ctxOf(request);
      const record = await createImport(ctx, request.body);
      return reply
        .code(201)
        .header('location', `/api/v1/imports/${record.id}`)
        .send(await renderImport(ctx, record));
    },
  );

  type InspectBody = { fileId: string; object?: string | null; sheet?: string | null; encoding?: string | null; mapping?: unknown };
  server.post<{ Body: InspectBody }>(
    '/imports/inspect',
    { schema: { summary: 'Look into a file before importing it', tags, body: inspectBody } },
    async (request) => {
      const ctx = await ctxOf(request);
      const { fileId, object, sheet, encoding, mapping } = request.body;
      const file = await sourceFile(ctx, 'fileId', fileId);
      const meta = object ? importObject(ctx, object) : undefined;
      const place = { ...(sheet ? { sheet } : {}), ...(encoding ? { encoding } : {}) };
      const parsed =
        meta && mapping
          ? parseMapping(ctx, mapping, {
              meta,
              mode: 'upsert',
              header: (await openSheet(await ctx.app.files.local(ctx.tenant.id, file.id), place)).columns,
            })
          : undefined;
      return renderInspection(
        ctx,
        await inspectFile(ctx, file, { ...place, ...(meta ? { object: meta } : {}), ...(parsed ? { mapping: parsed } : {}) }),
      );
    },
  );

  server.get('/imports', { schema: { summary: 'Recent imports', tags } }, async (request) => {
    const ctx = await ctxOf(request);
    const limit = intParam(request.query, 'limit', { fallback: 20, max: 100 });
    const cursor = textParam(request.query, 'cursor');
    const object = textParam(request.query, 'object');
    const records = await listImports(ctx, {
      limit: limit + 1,
      ...(isId(cursor) ? { before: cursor } : {}),
      ...(object ? { object } : {}),
    });
    return {
      items: await renderImports(ctx, records.slice(0, limit)),
      nextCursor: records.length > limit ? (records[limit - 1]?.id ?? null) : null,
    };
  });

  server.get('/imports/template', { schema: { summary: 'A file to fill in', tags } }, async (request, reply) => {
    const ctx = await ctxOf(request);
    const meta = importObject(ctx, textParam(request.query, 'object'));
    const csv = textParam(request.query, 'format') === 'csv';
    const name = `${ctx.language === 'en' ? meta.label.en : meta.label.zh}${ctx.language === 'en' ? ' import template' : '导入模板'}`;
    return reply
      .type(csv ? 'text/csv; charset=utf-8' : 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
      .header('content-disposition', contentDisposition('attachment', `${name}.${csv ? 'csv' : 'xlsx'}`))
      .send(csv ? templateCsv(ctx, meta) : await templateXlsx(ctx, meta));
  });

  type One = { Params: { id: string } };
  server.get<One>('/imports/:id', { schema: { summary: 'How far an import is', tags } }, async (request) => {
    const ctx = await ctxOf(request);
    return renderImport(ctx, await loadImport(ctx, request.params.id));
  });

  server.patch<One & { Body: ImportInput }>(
    '/imports/:id',
    {
      schema: {
        summary: 'Change an import that has not begun',
        description:
          'With another `object` the columns are matched anew unless `mapping` says how, and mode, key and duplicates begin anew.',
        tags,
        body: changeBody,
      },
    },
    async (request) => {
      const ctx = await ctxOf(request);
      return renderImport(ctx, await changeImport(ctx, request.params.id, request.body));
    },
  );

  server.get<One>(
    '/imports/:id/errors.csv',
    { schema: { summary: 'The rows that were not taken, with reasons', tags } },
    async (request, reply) => {
      const ctx = await ctxOf(request);
      const record = await loadImport(ctx, request.params.id);
      const name = record.fileName.replace(/\.[a-z0-9]{1,5}$/i, '');
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', contentDisposition('attachment', `${name} ${ctx.language === 'en' ? 'errors' : '错误行'}.csv`))
        .send(await errorsCsv(ctx, record));
    },
  );

  server.get<One>(
    '/imports/:id/kept',
    {
      schema: {
        summary: 'What an undo left alone: records changed since, or needed by others',
        description:
          'In the order of the file: `{items: [{row, object, record: {id, title}, deleted, action: created|updated, reason: changed|needed}], nextCursor}`. `deleted`: by somebody since. `row` is null for records made beside the rows. Empty before the undo has ended.',
        tags,
      },
    },
    async (request) => {
      const ctx = await ctxOf(request);
      const limit = intParam(request.query, 'limit', { fallback: 50, max: 200 });
      const cursor = textParam(request.query, 'cursor');
      return keptRecords(ctx, await loadImport(ctx, request.params.id), { limit, cursor });
    },
  );

  for (const [verb, summary] of [
    ['dryRun', 'Check every row without writing'],
    ['start', 'Import, or go on where it stopped'],
    ['undo', 'Take an import back'],
  ] as const) {
    server.post<One>(`/imports/:id/${verb}`, { schema: { summary, tags } }, async (request) => {
      const ctx = await ctxOf(request);
      return renderImport(ctx, await beginImport(ctx, request.params.id, verb));
    });
  }

  server.post<One>('/imports/:id/cancel', { schema: { summary: 'Stop an import', tags } }, async (request) => {
    const ctx = await ctxOf(request);
    return renderImport(ctx, await cancelImport(ctx, request.params.id));
  });
}
