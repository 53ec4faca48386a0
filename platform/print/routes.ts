import type { FastifyInstance, FastifyReply } from 'fastify';
import { contentDisposition } from '../files/index.ts';
import { ctxOf } from '../http/request.ts';
import { errors } from '../kernel/index.ts';
import { mayEditMetadata } from '../metadata/index.ts';
import { printLists } from './lists.ts';
import { type PrintedFile, previewPrint, printRecord, templatesFor } from './print.ts';
import { printableObject } from './source.ts';
import { startersFor } from './starters.ts';
import { pdfType } from './types.ts';

const text = { type: 'string', maxLength: 80 } as const;
const anyBody = { type: 'object', additionalProperties: true } as const;
const named = { type: 'object', properties: { zh: { type: 'string' }, en: { type: 'string' } } } as const;
const listAnswer = (properties: object) =>
  ({
    type: 'object',
    required: ['items'],
    properties: { items: { type: 'array', items: { type: 'object', properties: { name: text, label: named, ...properties } } } },
  }) as const;
const tags = ['print'];

function sendFile(reply: FastifyReply, { content, name, type }: PrintedFile) {
  return reply
    .header('content-disposition', contentDisposition(type === pdfType ? 'inline' : 'attachment', name))
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('cache-control', 'private, no-store')
    .type(type)
    .send(content);
}

/** Printing of records, and what the designer of templates needs beside the routes of parts. */
export async function printRoutes(server: FastifyInstance): Promise<void> {
  server.get<{ Params: { object: string } }>(
    '/records/:object/printTemplates',
    {
      schema: {
        summary: 'Templates that records of an object can be printed with',
        tags,
        params: { type: 'object', properties: { object: text } },
        response: { 200: listAnswer({ format: { type: 'string', enum: ['pdf', 'word'] } }) },
      },
    },
    async (request) => {
      const ctx = await ctxOf(request);
      return { items: await templatesFor(ctx, printableObject(ctx, request.params.object)) };
    },
  );

  server.post<{ Params: { object: string; id: string }; Body: { template?: unknown } }>(
    '/records/:object/:id/print',
    {
      schema: {
        summary: 'Print a record: a PDF, or a filled Word document',
        tags,
        params: { type: 'object', properties: { object: text, id: text } },
        body: { type: 'object', additionalProperties: false, properties: { template: {} } },
      },
    },
    async (request, reply) => {
      const ctx = await ctxOf(request);
      const meta = printableObject(ctx, request.params.object);
      return sendFile(reply, await printRecord(ctx, meta, request.params.id, request.body?.template));
    },
  );

  server.post<{ Params: { object: string }; Body: { definition?: unknown; record?: unknown } }>(
    '/meta/objects/:object/printPreview',
    {
      schema: {
        summary: 'What a print template that is not saved yet gives for a record',
        tags,
        params: { type: 'object', properties: { object: text } },
        body: anyBody,
      },
    },
    async (request, reply) => {
      const ctx = await ctxOf(request);
      mayEditMetadata(ctx);
      const meta = ctx.meta.object(request.params.object);
      if (!meta || !ctx.access.can(`${meta.name}.read`)) throw errors.NOT_FOUND();
      return sendFile(reply, await previewPrint(ctx, meta, request.body));
    },
  );

  server.get<{ Params: { object: string } }>(
    '/meta/objects/:object/printLists',
    {
      schema: {
        summary: 'What a table of a print template can list for a record',
        tags,
        params: { type: 'object', properties: { object: text } },
        response: { 200: listAnswer({ object: text, columns: { type: 'array', items: text } }) },
      },
    },
    async (request) => {
      const ctx = await ctxOf(request);
      mayEditMetadata(ctx);
      const meta = ctx.meta.object(request.params.object);
      if (!meta) throw errors.NOT_FOUND();
      return { items: printLists(ctx, meta) };
    },
  );

  server.get<{ Params: { object: string } }>(
    '/meta/objects/:object/printStarters',
    {
      schema: {
        summary: 'Print templates to begin from, made for an object',
        tags,
        params: { type: 'object', properties: { object: text } },
        response: { 200: listAnswer({ definition: anyBody }) },
      },
    },
    async (request) => {
      const ctx = await ctxOf(request);
      mayEditMetadata(ctx);
      const meta = ctx.meta.object(request.params.object);
      if (!meta) throw errors.NOT_FOUND();
      return { items: startersFor(ctx, meta) };
    },
  );
}
