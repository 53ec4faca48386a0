import type { FastifyInstance } from 'fastify';
import { intParam, textParam } from '../http/params.ts';
import { ctxOf } from '../http/request.ts';
import { changeFacets, listChanges } from './list.ts';
import { undoChange } from './undo.ts';

const text = { type: 'string', maxLength: 80 } as const;
const bilingual = { type: 'object', properties: { zh: { type: 'string' }, en: { type: 'string' } } } as const;
const named = { type: 'object', properties: { id: text, title: { type: 'string' } }, required: ['id', 'title'] } as const;
const change = {
  type: 'object',
  properties: {
    id: text,
    at: { type: 'string', format: 'date-time' },
    by: { anyOf: [named, { type: 'null' }] },
    channel: text,
    kind: text,
    kindLabel: bilingual,
    names: { type: 'object', additionalProperties: bilingual },
    object: text,
    objectLabel: { anyOf: [bilingual, { type: 'null' }] },
    name: text,
    label: bilingual,
    operation: text,
    before: {},
    after: {},
    undoOf: { type: ['string', 'null'] },
    undone: { type: 'boolean' },
    canUndo: { type: 'boolean' },
  },
} as const;
const page = {
  type: 'object',
  properties: { items: { type: 'array', items: change }, nextCursor: { type: ['string', 'null'] } },
  required: ['items', 'nextCursor'],
} as const;
const filters = {
  type: 'object',
  additionalProperties: false,
  properties: {
    object: text,
    kind: text,
    name: text,
    by: text,
    from: { type: 'string', maxLength: 40 },
    to: { type: 'string', maxLength: 40 },
    limit: { type: 'string', maxLength: 10 },
    cursor: text,
  },
} as const;

const texts = ['object', 'kind', 'name', 'by', 'from', 'to', 'cursor'] as const;

function textsOf(query: unknown): Partial<Record<(typeof texts)[number], string>> {
  return Object.fromEntries(
    texts.flatMap((name) => {
      const found = textParam(query, name);
      return found === undefined ? [] : [[name, found] as const];
    }),
  );
}

/** Who changed what in the configuration, and the way back. */
export async function changeRoutes(server: FastifyInstance): Promise<void> {
  const tags = ['meta'];
  server.get(
    '/meta/changes',
    { schema: { summary: 'Changes of the configuration, newest first', tags, querystring: filters, response: { 200: page } } },
    async (request) =>
      listChanges(await ctxOf(request), {
        ...textsOf(request.query),
        limit: intParam(request.query, 'limit', { fallback: 50, max: 200 }),
      }),
  );
  server.get(
    '/meta/changes/facets',
    { schema: { summary: 'Who has changed the configuration, and of what kind', tags } },
    async (request) => changeFacets(await ctxOf(request)),
  );
  server.post<{ Params: { id: string } }>(
    '/meta/changes/:id/undo',
    {
      schema: {
        summary: 'Undo one change; refused when later changes stand on it',
        tags,
        params: { type: 'object', properties: { id: text } },
        response: { 200: { type: 'object', properties: { id: text } } },
      },
    },
    async (request) => undoChange(await ctxOf(request), request.params.id),
  );
}
