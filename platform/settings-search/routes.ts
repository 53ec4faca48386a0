import type { FastifyInstance } from 'fastify';
import { textParam } from '../http/params.ts';
import { ctxOf } from '../http/request.ts';
import { findInConfiguration } from './find.ts';

const text = { type: 'string' } as const;
const label = { type: 'object', properties: { zh: text, en: text }, required: ['zh', 'en'] } as const;
const found = {
  type: 'object',
  properties: { kind: text, object: text, name: text, label, objectLabel: label },
  required: ['kind', 'object', 'name', 'label'],
} as const;

/** `GET /meta/search?q=kehu`: where in the settings is it? */
export async function settingsSearchRoutes(server: FastifyInstance): Promise<void> {
  server.get(
    '/meta/search',
    {
      schema: {
        summary: 'Objects, fields, option sets and settings of modules by name or pinyin',
        tags: ['meta'],
        querystring: { type: 'object', properties: { q: { type: 'string', maxLength: 100 } } },
        response: { 200: { type: 'object', properties: { items: { type: 'array', items: found } }, required: ['items'] } },
      },
    },
    async (request) => ({ items: findInConfiguration(await ctxOf(request), textParam(request.query, 'q', 100) ?? '') }),
  );
}
