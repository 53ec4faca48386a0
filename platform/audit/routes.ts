import { PassThrough, type Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { intParam, textParam } from '../http/params.ts';
import { ctxOf } from '../http/request.ts';
import { type Label, label, textOf } from '../kernel/index.ts';
import type { Context } from '../module/index.ts';
import { csvWriter } from '../sheets/index.ts';
import { type AuditQuery, auditFacets, listAudit, mayReadAudit } from './list.ts';
import { audit } from './log.ts';
import { sealEntries } from './seal.ts';
import { auditDays, setAuditDays } from './settings.ts';
import { verifyChain } from './verify.ts';

const text = { type: 'string', maxLength: 80 } as const;
const named = { type: 'object', properties: { id: text, title: { type: 'string' } }, required: ['id', 'title'] } as const;
const nullable = { type: ['string', 'null'] } as const;
const entry = {
  type: 'object',
  properties: {
    id: text,
    at: { type: 'string', format: 'date-time' },
    event: text,
    by: { anyOf: [named, { type: 'null' }] },
    channel: text,
    address: nullable,
    agent: nullable,
    object: nullable,
    record: nullable,
    recordTitle: nullable,
    titles: { type: 'object', additionalProperties: { type: 'string' } },
    data: { type: 'object', additionalProperties: true },
    seq: { type: ['integer', 'null'] },
  },
} as const;
const names = ['by', 'event', 'object', 'record', 'from', 'to'] as const;
const filters = Object.fromEntries(names.map((name) => [name, text]));
const query = (more: Readonly<Record<string, object>>) => ({
  type: 'object',
  additionalProperties: false,
  properties: { ...filters, ...more },
});

function filterOf(raw: unknown): AuditQuery {
  return Object.fromEntries(
    names.flatMap((name) => {
      const found = textParam(raw, name);
      return found === undefined ? [] : [[name, found] as const];
    }),
  );
}

/** The audit log: `GET /audit`, its facets, the state of its chain, the file of it, how long it is kept. */
export async function auditRoutes(server: FastifyInstance): Promise<void> {
  const tags = ['audit'];
  const page = { type: 'object', properties: { items: { type: 'array', items: entry }, nextCursor: nullable } } as const;
  server.get(
    '/audit',
    {
      schema: {
        summary: 'The audit log, newest first',
        tags,
        querystring: query({ limit: text, cursor: { type: 'string', maxLength: 200 } }),
        response: { 200: page },
      },
    },
    async (request) => {
      const cursor = textParam(request.query, 'cursor');
      const limit = intParam(request.query, 'limit', { fallback: 50, max: 200 });
      return listAudit(await ctxOf(request), { ...filterOf(request.query), limit, ...(cursor === undefined ? {} : { cursor }) });
    },
  );

  server.get('/audit/facets', { schema: { summary: 'Events and people of the audit log', tags } }, async (request) =>
    auditFacets(await ctxOf(request)),
  );

  server.get('/audit/chain', { schema: { summary: 'Whether the chain of the audit log is whole, and its end', tags } }, async (request) => {
    const ctx = await ctxOf(request);
    mayReadAudit(ctx);
    await sealEntries(ctx);
    return { ...(await verifyChain(ctx)), days: await auditDays(ctx) };
  });

  server.put<{ Body: { days: number | null } }>(
    '/audit/retention',
    {
      schema: {
        summary: 'For how many days the audit log is kept; null: for ever',
        tags,
        body: {
          type: 'object',
          additionalProperties: false,
          required: ['days'],
          properties: { days: { type: ['integer', 'null'] } },
        } as const,
      },
    },
    async (request) => ({ days: await setAuditDays(await ctxOf(request), request.body.days) }),
  );

  server.get(
    '/audit/entries.csv',
    { schema: { summary: 'The audit log as a file', tags, querystring: query({}) } },
    async (request, reply) => {
      const ctx = await ctxOf(request);
      const filter = filterOf(request.query);
      const first = await listAudit(ctx, { ...filter, limit: 200 });
      await audit(ctx, { event: 'audit.exported', data: { filter } });
      reply.header('content-type', 'text/csv; charset=utf-8').header('content-disposition', 'attachment; filename="audit.csv"');
      return reply.send(csvOf(ctx, filter, first));
    },
  );
}

const heads: readonly Label[] = [
  label('序号', 'No.'),
  label('时间', 'Time'),
  label('操作人', 'Who'),
  label('事件', 'Event'),
  label('对象', 'Object'),
  label('记录', 'Record'),
  label('渠道', 'Channel'),
  label('地址', 'Address'),
  label('设备', 'Device'),
  label('详情', 'Details'),
];

function csvOf(ctx: Context, filter: AuditQuery, first: Awaited<ReturnType<typeof listAudit>>): Readable {
  const output = new PassThrough({ highWaterMark: 256 * 1024 });
  const writer = csvWriter(
    output,
    heads.map((head) => ({ header: textOf(head, ctx.language) })),
  );
  const write = async () => {
    for (let page = first; ; page = await listAudit(ctx, { ...filter, limit: 200, cursor: page.nextCursor })) {
      for (const one of page.items) {
        const data = Object.keys(one.data).length === 0 ? null : JSON.stringify(one.data);
        await writer.write([
          one.seq,
          one.at,
          one.by?.title ?? null,
          one.event,
          one.object,
          one.record,
          one.channel,
          one.address,
          one.agent,
          data,
        ]);
      }
      if (page.nextCursor === null) break;
    }
    await writer.end();
  };
  write().catch((error: unknown) => output.destroy(error instanceof Error ? error : new Error(String(error))));
  return output;
}
