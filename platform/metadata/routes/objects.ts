import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { ctxOf } from '../../http/request.ts';
import { errors } from '../../kernel/index.ts';
import type { Context } from '../../module/index.ts';
import { describeField, describeObject } from '../describe.ts';
import { createField, deleteField, updateField } from '../edit.ts';
import { type Viewer, viewerAs } from '../layouts/preview.ts';
import { createObject, deleteObject, updateObject } from '../object-edit.ts';

const anyObject = { type: 'object', additionalProperties: true } as const;
const nameParam = {
  type: 'object',
  properties: { object: { type: 'string', maxLength: 80 }, field: { type: 'string', maxLength: 80 } },
} as const;

/** The context after a metadata change, which sees what has just been written. */
async function afterChange(ctx: Context): Promise<Context> {
  return ctx.app.contextFor({ tenant: ctx.tenant.id, user: ctx.user.id, channel: ctx.channel, scopes: ctx.access.scopes ?? null });
}

function readable(ctx: Context, name: string) {
  const meta = ctx.meta.object(name);
  if (!meta || !ctx.access.can(`${name}.read`)) throw errors.NOT_FOUND();
  return meta;
}

function answerWithTag(ctx: Context, reply: FastifyReply, ifNoneMatch: string | undefined, body: () => unknown, viewer: Viewer = ctx) {
  // rights and roles decide what is described, so they are part of the tag
  const rights = createHash('sha256')
    .update([...viewer.user.roles, ...viewer.access.permissions].join())
    .digest('hex')
    .slice(0, 12);
  const tag = `"m${ctx.meta.version}-${ctx.tenant.accessVersion}-${rights}"`;
  reply.header('etag', tag).header('cache-control', 'private, no-cache');
  return ifNoneMatch === tag ? reply.code(304).send() : reply.send(body());
}

/** GET and POST /meta/objects, and what lies below. */
export function objectRoutes(server: FastifyInstance): void {
  server.get('/meta/objects', { schema: { summary: 'Objects the caller may read', tags: ['meta'] } }, async (request, reply) => {
    const ctx = await ctxOf(request);
    return answerWithTag(ctx, reply, request.headers['if-none-match'], () => ({
      objects: ctx.meta.objects
        .filter((meta) => ctx.access.can(`${meta.name}.read`))
        .map((meta) => {
          const { fields: _fields, sections: _sections, ...rest } = describeObject(ctx, meta);
          return rest;
        }),
    }));
  });

  server.get<{ Params: { object: string }; Querystring: { as?: string } }>(
    '/meta/objects/:object',
    {
      schema: {
        summary: 'One object with its fields, layouts and actions',
        description: '`as`: the id or key of a role; shows it as somebody with only that role gets it. Needs metadata.manage.',
        tags: ['meta'],
        params: nameParam,
        querystring: { type: 'object', properties: { as: { type: 'string', maxLength: 80 } } },
      },
    },
    async (request, reply) => {
      const ctx = await ctxOf(request);
      const meta = readable(ctx, request.params.object);
      const viewer = request.query.as ? await viewerAs(ctx, request.query.as) : ctx;
      return answerWithTag(
        ctx,
        reply,
        request.headers['if-none-match'],
        () => describeObject(viewer, viewer.meta.object(meta.name) ?? meta),
        viewer,
      );
    },
  );

  server.post('/meta/objects', { schema: { summary: 'Make an object', tags: ['meta'], body: anyObject } }, async (request, reply) => {
    const ctx = await ctxOf(request);
    const name = await createObject(ctx, request.body);
    const next = await afterChange(ctx);
    return reply
      .code(201)
      .header('location', `/api/v1/meta/objects/${name}`)
      .send(describeObject(next, readable(next, name)));
  });

  server.patch<{ Params: { object: string } }>(
    '/meta/objects/:object',
    { schema: { summary: 'Change labels and layout of an object', tags: ['meta'], params: nameParam, body: anyObject } },
    async (request) => {
      const ctx = await ctxOf(request);
      await updateObject(ctx, request.params.object, request.body);
      const next = await afterChange(ctx);
      return describeObject(next, readable(next, request.params.object));
    },
  );

  server.delete<{ Params: { object: string } }>(
    '/meta/objects/:object',
    { schema: { summary: 'Move a tenant-made object to the recycle bin', tags: ['meta'], params: nameParam } },
    async (request, reply) => {
      await deleteObject(await ctxOf(request), request.params.object);
      return reply.code(204).send();
    },
  );

  server.post<{ Params: { object: string } }>(
    '/meta/objects/:object/fields',
    { schema: { summary: 'Add a field', tags: ['meta'], params: nameParam, body: anyObject } },
    async (request, reply) => {
      const ctx = await ctxOf(request);
      const name = await createField(ctx, request.params.object, request.body);
      return reply.code(201).send(await fieldAnswer(ctx, request.params.object, name));
    },
  );

  server.patch<{ Params: { object: string; field: string } }>(
    '/meta/objects/:object/fields/:field',
    { schema: { summary: 'Change a field', tags: ['meta'], params: nameParam, body: anyObject } },
    async (request) => {
      const ctx = await ctxOf(request);
      await updateField(ctx, request.params.object, request.params.field, request.body);
      return fieldAnswer(ctx, request.params.object, request.params.field);
    },
  );

  server.delete<{ Params: { object: string; field: string } }>(
    '/meta/objects/:object/fields/:field',
    { schema: { summary: 'Move a tenant-made field to the recycle bin', tags: ['meta'], params: nameParam } },
    async (request, reply) => {
      await deleteField(await ctxOf(request), request.params.object, request.params.field);
      return reply.code(204).send();
    },
  );
}

async function fieldAnswer(ctx: Context, object: string, name: string) {
  const field = readable(await afterChange(ctx), object).fields.get(name);
  if (!field) throw errors.NOT_FOUND();
  return describeField(field);
}
