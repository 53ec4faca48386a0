import { ctxOf, withIdempotency } from '@huanke/platform/http';
import { errors } from '@huanke/platform/kernel';
import { openMailbox } from '@huanke/platform/mailboxes';
import type { Context, ModuleRoutes } from '@huanke/platform/module';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { askToRead } from '../jobs/read-mailboxes.ts';
import { type ComposeInput, compose } from '../mail/compose.ts';
import { createDraft, type DraftInput, findDraft, listDrafts, removeDraft, updateDraft } from '../mail/draft.ts';
import { sendDraft } from '../mail/send.ts';
import { bodyPage, candidatesOf, threadOf } from '../mail/view.ts';

interface WithId {
  Params: { id: string };
}

const tags = ['emails'];
const text = (max: number) => ({ type: ['string', 'null'], maxLength: max }) as const;
const record = {
  type: 'object',
  additionalProperties: false,
  required: ['object', 'id'],
  properties: { object: { type: 'string', maxLength: 80 }, id: { type: 'string', maxLength: 40 } },
} as const;
const people = {
  type: 'array',
  maxItems: 100,
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['address'],
    properties: { name: { type: 'string', maxLength: 200 }, address: { type: 'string', maxLength: 254 } },
  },
} as const;
const draftBody = {
  type: 'object',
  additionalProperties: false,
  properties: {
    to: people,
    cc: people,
    subject: text(300),
    text: text(100_000),
    replyTo: text(40),
    related: { type: 'array', maxItems: 20, items: record },
    files: { type: 'array', maxItems: 20, items: { type: 'string', maxLength: 40 } },
  },
} as const;
const params = { type: 'object', properties: { id: { type: 'string', maxLength: 100 } } } as const;

/** Who reads e-mail at all. */
async function readerOf(request: FastifyRequest): Promise<Context> {
  const ctx = await ctxOf(request);
  if (!ctx.access.can('emailMessage.read')) throw errors.FORBIDDEN();
  return ctx;
}

/** Letters are written by people themselves, through their own mailbox. */
async function writerOf(request: FastifyRequest): Promise<Context> {
  const ctx = await ctxOf(request);
  if (request.credential || ctx.access.looking || !ctx.access.can('emailMessage.create')) throw errors.FORBIDDEN();
  return ctx;
}

/** `/emails/{id}/…`: letters as they are read; `/email-drafts`: as they are written and sent. */
export const emailRoutes: ModuleRoutes = async (server) => {
  server.post(
    '/emails/fetch',
    { schema: { summary: 'Read the own mailbox now instead of in some minutes', tags, response: { 202: { type: 'null' } } } },
    async (request, reply) => {
      const ctx = await writerOf(request);
      await askToRead(ctx.app, ctx.tenant.id, ctx.user.id);
      return reply.code(202).send();
    },
  );

  server.get<WithId>(
    '/emails/:id/thread',
    { schema: { summary: 'The letters of a thread that one may see', tags, params } },
    async (request) => threadOf(await readerOf(request), request.params.id),
  );

  server.get<WithId & { Querystring: { images?: string } }>(
    '/emails/:id/body',
    {
      schema: {
        summary: 'A letter as a page without scripts; pictures of others only with images=1',
        tags,
        params,
        querystring: { type: 'object', additionalProperties: false, properties: { images: { type: 'string', enum: ['0', '1'] } } },
      },
    },
    async (request, reply) => {
      const { html, policy } = await bodyPage(await readerOf(request), request.params.id, request.query.images === '1');
      return reply
        .header('content-security-policy', policy)
        .header('x-frame-options', 'SAMEORIGIN')
        .header('referrer-policy', 'no-referrer')
        .header('cache-control', 'private, no-store')
        .type('text/html; charset=utf-8')
        .send(html);
    },
  );

  server.get<WithId>(
    '/emails/:id/candidates',
    { schema: { summary: 'Records of which one may be meant, where several bear an address', tags, params } },
    async (request) => candidatesOf(await readerOf(request), 'emailMessage', request.params.id),
  );

  await draftRoutes(server);
};

async function draftRoutes(server: FastifyInstance): Promise<void> {
  server.get('/email-drafts', { schema: { summary: 'Letters one has begun and not sent', tags } }, async (request) => ({
    items: await listDrafts(await writerOf(request)),
  }));

  server.post<{ Body: ComposeInput }>(
    '/email-drafts/compose',
    {
      schema: {
        summary: 'What a letter begins with: recipients, and a template filled from a record',
        tags,
        body: { type: 'object', additionalProperties: false, properties: { about: record, template: text(40), replyTo: text(40) } },
      },
    },
    async (request) => {
      const ctx = await writerOf(request);
      return compose(ctx, request.body, (await openMailbox(ctx, ctx.user.id))?.address ?? '');
    },
  );

  server.post<{ Body: DraftInput }>(
    '/email-drafts',
    { schema: { summary: 'Begin a letter', tags, body: draftBody } },
    async (request, reply) =>
      withIdempotency(await writerOf(request), request, reply, async (tx) => ({
        status: 201,
        headers: {},
        body: await createDraft(tx, request.body),
      })),
  );

  server.get<WithId>('/email-drafts/:id', { schema: { summary: 'One letter', tags, params } }, async (request) =>
    findDraft(await writerOf(request), request.params.id),
  );

  server.put<WithId & { Body: DraftInput }>(
    '/email-drafts/:id',
    { schema: { summary: 'Change a letter that has not gone out', tags, params, body: draftBody } },
    async (request) => updateDraft(await writerOf(request), request.params.id, request.body),
  );

  server.delete<WithId>('/email-drafts/:id', { schema: { summary: 'Throw a letter away', tags, params } }, async (request, reply) => {
    await removeDraft(await writerOf(request), request.params.id);
    return reply.code(204).send();
  });

  server.post<WithId>(
    '/email-drafts/:id/send',
    { schema: { summary: 'Send a letter through one’s own mailbox; sent again it answers the same', tags, params } },
    async (request) => sendDraft(await writerOf(request), request.params.id),
  );
}
