import type { FastifyInstance } from 'fastify';
import { ctxOf } from '../http/request.ts';
import { errors } from '../kernel/index.ts';
import { mayEditMetadata } from '../metadata/change-log.ts';
import { fieldsOfSet, proposeName } from '../metadata/index.ts';
import type { Context } from '../module/index.ts';
import { deletedFields, deletedObjects, purgeField, purgeObject, restoreField, restoreObject } from './bin.ts';
import { changeType, undoType } from './change-type.ts';
import { fieldEffect, objectEffect, slotsOf } from './effect.ts';
import { promoteOptions } from './promote.ts';
import { replaceOption } from './replace-option.ts';
import { openWorks, typeChoices } from './status.ts';

type Params = { object: string; field: string; name: string };
type Handler = (ctx: Context, params: Params, body: unknown) => Promise<unknown>;

const params = {
  type: 'object',
  properties: {
    object: { type: 'string', maxLength: 80 },
    field: { type: 'string', maxLength: 80 },
    name: { type: 'string', maxLength: 80 },
  },
} as const;
const anyBody = { type: 'object', additionalProperties: true } as const;

const none = async (work: Promise<void>) => {
  await work;
  return undefined;
};

/** What an administrator does with objects, fields and options beyond making and changing them. */
const routes: readonly [method: 'GET' | 'POST', url: string, summary: string, handler: Handler][] = [
  ['GET', '/meta/deleted', 'Deleted objects', async (ctx) => ({ objects: await deletedObjects(ctx) })],
  ['GET', '/meta/objects/:object/effect', 'What deleting the object would touch', (ctx, at) => objectEffect(ctx, at.object)],
  ['POST', '/meta/objects/:object/restore', 'Bring a deleted object back', (ctx, at) => none(restoreObject(ctx, at.object))],
  ['POST', '/meta/objects/:object/purge', 'End a deleted object for good', (ctx, at) => none(purgeObject(ctx, at.object))],
  ['GET', '/meta/objects/:object/slots', 'Slots of an object', async (ctx, at) => ({ slots: await slotsOf(ctx, at.object) })],
  ['GET', '/meta/objects/:object/deletedFields', 'Deleted fields', async (ctx, at) => ({ fields: await deletedFields(ctx, at.object) })],
  ['GET', '/meta/objects/:object/fields/:field/effect', 'Where a field is used', (ctx, at) => fieldEffect(ctx, at.object, at.field)],
  [
    'POST',
    '/meta/objects/:object/fields/:field/restore',
    'Bring a deleted field back',
    (ctx, at) => none(restoreField(ctx, at.object, at.field)),
  ],
  [
    'POST',
    '/meta/objects/:object/fields/:field/purge',
    'End a deleted field for good',
    (ctx, at) => none(purgeField(ctx, at.object, at.field)),
  ],
  [
    'POST',
    '/meta/objects/:object/fields/:field/type',
    'Change the type of a field, or preview it',
    (ctx, at, body) => changeType(ctx, at.object, at.field, body),
  ],
  [
    'GET',
    '/meta/objects/:object/fields/:field/type',
    'What a field can become, and was',
    (ctx, at) => typeChoices(ctx, at.object, at.field),
  ],
  ['GET', '/meta/works', 'Work on the values of fields', (ctx) => openWorks(ctx)],
  [
    'POST',
    '/meta/objects/:object/fields/:field/type/undo',
    'Undo the last change of type',
    (ctx, at) => undoType(ctx, at.object, at.field),
  ],
  [
    'POST',
    '/meta/objects/:object/fields/:field/replaceOption',
    'Replace a picklist value, or preview it',
    (ctx, at, body) => replaceOption(ctx, { object: at.object, field: at.field }, body),
  ],
  [
    'POST',
    '/meta/objects/:object/fields/:field/optionSet',
    'Turn own options into a set',
    (ctx, at, body) => none(promoteOptions(ctx, at.object, at.field, body)),
  ],
  [
    'POST',
    '/meta/optionSets/:name/replaceOption',
    'Replace a value of an option set, or preview it',
    (ctx, at, body) => replaceOption(ctx, { optionSet: at.name }, body),
  ],
  [
    'GET',
    '/meta/optionSets/:name/usage',
    'Fields that use an option set',
    async (ctx, at) => {
      mayEditMetadata(ctx);
      if (!ctx.meta.parts.get('optionSet')?.some((part) => part.name === at.name)) throw errors.NOT_FOUND();
      return { fields: fieldsOfSet(ctx, at.name) };
    },
  ],
];

export async function administrationRoutes(server: FastifyInstance): Promise<void> {
  for (const [method, url, summary, handler] of routes)
    server.route<{ Params: Params }>({
      method,
      url,
      schema: {
        summary,
        tags: ['meta'],
        params,
        ...(method === 'POST' && /type$|replaceOption$|optionSet$/.test(url) ? { body: anyBody } : {}),
      },
      async handler(request, reply) {
        const answer = await handler(await ctxOf(request), request.params, request.body);
        if (answer === undefined) return reply.code(204).send();
        return reply.send(answer);
      },
    });
  server.get<{ Querystring: { label: string; object?: string } }>(
    '/meta/proposeName',
    {
      schema: {
        summary: 'A free API name for a label',
        tags: ['meta'],
        querystring: {
          type: 'object',
          required: ['label'],
          properties: { label: { type: 'string', maxLength: 200 }, object: { type: 'string', maxLength: 80 } },
        },
      },
    },
    async (request) => {
      const ctx = await ctxOf(request);
      mayEditMetadata(ctx);
      return { name: await proposeName(ctx, request.query.label, request.query.object) };
    },
  );
}
