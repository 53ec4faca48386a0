import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { errors } from '../kernel/index.ts';
import type { Application, Context, ObjectMeta, Values } from '../module/index.ts';
import {
  aggregateRecords,
  answerOf,
  bulk,
  createRecord,
  deletedRecords,
  deleteRecord,
  getRecord,
  queryRecords,
  recordHistory,
  restoreRecord,
  revealField,
  updateRecord,
} from '../records/index.ts';
import { withIdempotency } from './idempotency.ts';
import { problemBody } from './problem.ts';
import { ctxOf, duplicatesOf, ifMatchOf } from './request.ts';

type ObjectRequest = FastifyRequest<{ Params: { object: string; id: string } }>;

/** The object a route names, when the caller may use it thus; everything else is 404 or 403. */
export function objectFor(ctx: Context, name: string, verb: string): ObjectMeta {
  const meta = ctx.meta.object(name);
  if (!meta || !ctx.access.can(`${name}.read`)) throw errors.NOT_FOUND();
  if (!ctx.access.can(`${name}.${verb}`)) throw errors.FORBIDDEN();
  return meta;
}

function valuesOf(body: unknown): Record<string, unknown> {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw errors.WRONG_TYPE({ errors: [{ field: 'body', code: 'WRONG_TYPE', message: errors.WRONG_TYPE().text }] });
  return body as Record<string, unknown>;
}

function pageOf(request: FastifyRequest): { limit?: number; cursor?: string } {
  const { limit, cursor } = request.query as { limit?: string; cursor?: string };
  return { ...(limit === undefined ? {} : { limit: Number(limit) }), ...(cursor ? { cursor } : {}) };
}

function sendRecord(reply: FastifyReply, status: number, record: Values): FastifyReply {
  return reply
    .code(status)
    .header('etag', `"${String(record.version)}"`)
    .send(record);
}

/** Routes of contract.md section 2: every object, shipped or tenant-made, through the one engine. */
export async function recordRoutes(server: FastifyInstance, _app: Application): Promise<void> {
  const schema = (summary: string) => ({ summary, tags: ['records'] });

  server.post('/records/:object', { schema: schema('Create a record') }, async (request: ObjectRequest, reply) => {
    const ctx = await ctxOf(request);
    const meta = objectFor(ctx, request.params.object, 'create');
    return withIdempotency(ctx, request, reply, async (tx) => {
      const saved = await createRecord(tx, meta, valuesOf(request.body), { duplicates: duplicatesOf(request) });
      const record = await answerOf(tx, meta, saved);
      return {
        status: 201,
        headers: { location: `/api/v1/records/${meta.name}/${saved.id}`, etag: `"${String(record.version)}"` },
        body: record,
      };
    });
  });

  server.get('/records/:object/deleted', { schema: schema('Records in the recycle bin') }, async (request: ObjectRequest) => {
    const ctx = await ctxOf(request);
    return deletedRecords(ctx, objectFor(ctx, request.params.object, 'delete'), pageOf(request));
  });

  server.get('/records/:object/:id', { schema: schema('Read a record') }, async (request: ObjectRequest, reply) => {
    const ctx = await ctxOf(request);
    const meta = objectFor(ctx, request.params.object, 'read');
    const { fields } = request.query as { fields?: string };
    return sendRecord(reply, 200, await getRecord(ctx, meta, request.params.id, fields ? fields.split(',') : undefined));
  });

  server.patch('/records/:object/:id', { schema: schema('Change a record') }, async (request: ObjectRequest, reply) => {
    const ctx = await ctxOf(request);
    const meta = objectFor(ctx, request.params.object, 'edit');
    const { version, ...values } = valuesOf(request.body);
    const options = { ...(version === undefined ? {} : { version }), ifMatch: ifMatchOf(request) };
    const saved = await updateRecord(ctx, meta, request.params.id, values, options);
    return sendRecord(reply, 200, await answerOf(ctx, meta, saved));
  });

  server.delete('/records/:object/:id', { schema: schema('Move a record to the recycle bin') }, async (request: ObjectRequest, reply) => {
    const ctx = await ctxOf(request);
    await deleteRecord(ctx, objectFor(ctx, request.params.object, 'delete'), request.params.id, { ifMatch: ifMatchOf(request) });
    return reply.code(204).send();
  });

  server.post('/records/:object/:id/restore', { schema: schema('Bring a record back') }, async (request: ObjectRequest, reply) => {
    const ctx = await ctxOf(request);
    const meta = objectFor(ctx, request.params.object, 'delete');
    return sendRecord(reply, 200, await answerOf(ctx, meta, await restoreRecord(ctx, meta, request.params.id)));
  });

  server.post('/records/:object/query', { schema: schema('List records by filter, sort and cursor') }, async (request: ObjectRequest) => {
    const ctx = await ctxOf(request);
    return queryRecords(ctx, objectFor(ctx, request.params.object, 'read'), request.body ?? {});
  });

  server.post('/records/:object/aggregate', { schema: schema('Group and measure records') }, async (request: ObjectRequest) => {
    const ctx = await ctxOf(request);
    return aggregateRecords(ctx, objectFor(ctx, request.params.object, 'read'), request.body ?? {});
  });

  server.post(
    '/records/:object/bulk',
    { schema: schema('Create, change, upsert or delete up to 1,000 records') },
    async (request: ObjectRequest, reply) => {
      const ctx = await ctxOf(request);
      const meta = objectFor(ctx, request.params.object, 'read');
      return withIdempotency(ctx, request, reply, async (tx) => {
        const { failed, results } = await bulk(tx, meta, request.body);
        const listed = results.map(({ error, ...result }) => ({
          ...result,
          ...(error ? { error: problemBody(error, ctx.language, request.id) } : {}),
        }));
        return { status: failed ? 422 : 200, headers: {}, body: { results: listed } };
      });
    },
  );

  server.post(
    '/records/:object/:id/unmask',
    { schema: schema('Clear value of a masked or encrypted field') },
    async (request: ObjectRequest, reply) => {
      const ctx = await ctxOf(request);
      const meta = objectFor(ctx, request.params.object, 'read');
      reply.header('cache-control', 'no-store');
      return { value: await revealField(ctx, meta, request.params.id, valuesOf(request.body).field) };
    },
  );

  server.get('/records/:object/:id/history', { schema: schema('What was changed, when and by whom') }, async (request: ObjectRequest) => {
    const ctx = await ctxOf(request);
    const meta = objectFor(ctx, request.params.object, 'read');
    return recordHistory(ctx, meta, request.params.id, pageOf(request));
  });

  server.get(
    '/records/:object/:id/related/:list',
    { schema: schema('A related list of a record') },
    async (request: FastifyRequest<{ Params: { object: string; id: string; list: string } }>) => {
      const ctx = await ctxOf(request);
      const meta = objectFor(ctx, request.params.object, 'read');
      const list = meta.related.find((one) => one.name === request.params.list);
      if (!list) throw errors.NOT_FOUND();
      const { id } = await getRecord(ctx, meta, request.params.id, ['id']);
      const target = objectFor(ctx, list.object, 'read');
      const { records, nextCursor } = await queryRecords(ctx, target, {
        filter: { field: list.field, op: 'eq', value: id },
        fields: ['id', 'version', ...list.columns],
        ...(list.sort ? { sort: list.sort } : {}),
        ...pageOf(request),
      });
      return { items: records, nextCursor };
    },
  );
}
