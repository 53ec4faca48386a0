import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ctxOf } from '../http/request.ts';
import { errors } from '../kernel/index.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { userData, userDataCounts } from './belongings.ts';
import { type ConsentInput, consentSources, consentsOf, giveConsent, personRecord, purposes, withdrawConsent } from './consent.ts';
import { type ErasureInput, startErasure } from './erase.ts';
import { type KeptInput, keptList, saveKept } from './kept.ts';
import { startPackage } from './package.ts';
import { mayProtect, previewErasure } from './plan.ts';

interface Place {
  readonly object: string;
  readonly id: string;
  readonly consent?: string;
}

const text = (max: number) => ({ type: 'string', maxLength: max }) as const;
const optional = (max: number) => ({ type: ['string', 'null'], maxLength: max }) as const;
const shape = (properties: Readonly<Record<string, object>>, required: readonly string[] = []) =>
  ({ type: 'object', additionalProperties: false, properties, required }) as const;
const params = { type: 'object', properties: { object: text(80), id: text(80), consent: text(80) } } as const;
const chosen = { people: { type: 'array', maxItems: 1000, items: text(36) } } as const;
const kept = shape({ object: text(80), reason: text(1000), until: optional(10) }, ['object', 'reason']);
const tags = ['protection'];

const placeOf = (request: FastifyRequest) => request.params as Place;

/** Somebody who may protect people's data, and a record of theirs. */
async function subjectOf(request: FastifyRequest): Promise<{ ctx: Context; meta: ObjectMeta; id: string }> {
  const ctx = await ctxOf(request);
  mayProtect(ctx);
  const { object, id } = placeOf(request);
  await personRecord(ctx, object, id, 'read');
  // all of the person's data, also fields this caller does not read otherwise
  const meta = ctx.elevated().meta.object(object);
  if (!meta) throw errors.NOT_FOUND();
  return { ctx, meta, id: id.toLowerCase() };
}

/** Consent of people, and what they may ask of a company: a copy of their data, and its erasure. */
export async function protectionRoutes(server: FastifyInstance): Promise<void> {
  const base = '/records/:object/:id';
  server.get(`${base}/consents`, { schema: { summary: 'What the person of a record has agreed to', tags, params } }, async (request) => {
    const { object, id } = placeOf(request);
    return { items: await consentsOf(await ctxOf(request), object, id), purposes, sources: consentSources };
  });

  server.post<{ Body: ConsentInput }>(
    `${base}/consents`,
    {
      schema: {
        summary: 'Write down a consent',
        tags,
        params,
        body: shape({ purpose: text(40), source: text(40), evidence: optional(4000), fileId: optional(36), givenAt: optional(40) }, [
          'purpose',
          'source',
        ]),
      },
    },
    async (request, reply) => {
      const { object, id } = placeOf(request);
      return reply.code(201).send({ id: await giveConsent(await ctxOf(request), object, id, request.body) });
    },
  );

  server.post(`${base}/consents/:consent/withdraw`, { schema: { summary: 'End a consent', tags, params } }, async (request, reply) => {
    const { object, id, consent = '' } = placeOf(request);
    await withdrawConsent(await ctxOf(request), object, id, consent);
    return reply.code(204).send();
  });

  server.post<{ Body: { people?: string[] } }>(
    `${base}/person/preview`,
    { schema: { summary: 'Who is found for a person, and what an erasure would touch', tags, params, body: shape(chosen) } },
    async (request) => {
      const { ctx, meta, id } = await subjectOf(request);
      return previewErasure(ctx.elevated(), meta, id, request.body.people);
    },
  );

  server.post<{ Body: { people?: string[] } }>(
    `${base}/person/export`,
    { schema: { summary: 'A copy of everything about a person, as a job', tags, params, body: shape(chosen) } },
    async (request, reply) => {
      const { ctx, meta, id } = await subjectOf(request);
      return reply.code(202).send(await startPackage(ctx, meta, id, request.body.people));
    },
  );

  server.get(
    '/users/:id/data',
    {
      schema: {
        summary: 'Everything kept about a user that belongs to them alone',
        tags,
        params: { type: 'object', properties: { id: text(80) } },
      },
    },
    async (request) => userData(await ctxOf(request), placeOf(request).id),
  );

  server.get(
    '/users/:id/data/counts',
    {
      schema: {
        summary: 'How much is kept about a user that belongs to them alone, and what of it stays when they are deleted',
        tags,
        params: { type: 'object', properties: { id: text(80) } },
      },
    },
    async (request) => ({ items: await userDataCounts(await ctxOf(request), placeOf(request).id) }),
  );

  server.get('/protection/kept', { schema: { summary: 'Objects whose texts stay when a person is erased', tags } }, async (request) => {
    const ctx = await ctxOf(request);
    mayProtect(ctx);
    return { objects: await keptList(ctx) };
  });

  server.put<{ Body: { objects: KeptInput[] } }>(
    '/protection/kept',
    {
      schema: {
        summary: 'Objects to keep beside those the law names, why and until when',
        tags,
        body: shape({ objects: { type: 'array', maxItems: 200, items: kept } }, ['objects']),
      },
    },
    async (request) => ({ objects: await saveKept(await ctxOf(request), request.body.objects) }),
  );

  server.post<{ Body: ErasureInput }>(
    `${base}/person/erase`,
    {
      schema: {
        summary: 'Erase a person, as a job',
        tags,
        params,
        body: shape({ ...chosen, mode: { type: 'string', enum: ['anonymise', 'delete'] }, reason: text(2000) }, ['mode', 'reason']),
      },
    },
    async (request, reply) => {
      const { ctx, meta, id } = await subjectOf(request);
      return reply.code(202).send(await startErasure(ctx, meta, id, request.body));
    },
  );
}
