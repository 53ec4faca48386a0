import type { FastifyInstance } from 'fastify';
import { ctxOf, ifMatchOf } from '../../http/request.ts';
import { fieldError, label } from '../../kernel/index.ts';
import { mayEditMetadata } from '../change-log.ts';
import { deletePart, listParts, orderParts, type PartPlace, savePart } from '../parts.ts';

type Params = { kind: string; object?: string; name: string };

const definition = { type: 'object', additionalProperties: true } as const;
const text = { type: 'string', maxLength: 80 } as const;
const part = { type: 'object', properties: { name: text, definition }, required: ['name', 'definition'] } as const;
const list = { type: 'object', properties: { items: { type: 'array', items: part } }, required: ['items'] } as const;

const placeOf = ({ kind, object, name }: Params): PartPlace => ({ kind, name, ...(object === undefined ? {} : { object }) });

function namesOf(body: unknown): string[] {
  const names = (body as { names?: unknown }).names;
  if (!Array.isArray(names) || !names.every((name) => typeof name === 'string'))
    throw fieldError('WRONG_TYPE', 'names', label('应为名称列表', 'Must be a list of names'));
  return names;
}

/** Layouts, rules, option sets and every other kind of parts that modules declare: of an object, or of the whole tenant. */
export function partRoutes(server: FastifyInstance): void {
  for (const [of, base] of [
    ['an object', '/meta/objects/:object/parts/:kind'],
    ['the company', '/meta/parts/:kind'],
  ] as const) {
    const params = {
      type: 'object',
      properties: { kind: text, name: text, ...(base.includes(':object') ? { object: text } : {}) },
    } as const;
    const tags = ['meta'];
    server.get<{ Params: Params }>(
      base,
      { schema: { summary: `Parts of one kind of ${of}`, tags, params, response: { 200: list } } },
      async (request) => {
        const ctx = await ctxOf(request);
        mayEditMetadata(ctx);
        return { items: await listParts(ctx, request.params.kind, request.params.object) };
      },
    );
    server.put<{ Params: Params }>(
      `${base}/:name`,
      { schema: { summary: `Make or replace a part of ${of}`, tags, params, body: definition, response: { 200: part } } },
      async (request) => savePart(await ctxOf(request), placeOf(request.params), request.body, { ifMatch: ifMatchOf(request) }),
    );
    server.delete<{ Params: Params }>(
      `${base}/:name`,
      { schema: { summary: `Take away a part of ${of}`, tags, params } },
      async (request, reply) => {
        await deletePart(await ctxOf(request), placeOf(request.params), { ifMatch: ifMatchOf(request) });
        return reply.code(204).send();
      },
    );
    server.put<{ Params: Params }>(
      base,
      { schema: { summary: `Put the parts of one kind of ${of} in order`, tags, params, body: definition } },
      async (request, reply) => {
        await orderParts(await ctxOf(request), request.params.kind, request.params.object, namesOf(request.body));
        return reply.code(204).send();
      },
    );
  }
}
