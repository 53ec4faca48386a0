import { contentDisposition } from '@huanke/platform/files';
import { ctxOf, objectFor } from '@huanke/platform/http';
import type { ModuleRoutes } from '@huanke/platform/module';
import { fileOf, playbookFor, tickStep } from './view.ts';

const text = { type: 'string' } as const;
const label = { type: 'object', properties: { zh: text, en: text } } as const;
const orNull = (schema: object) => ({ anyOf: [schema, { type: 'null' }] });
const object = (properties: object) => ({ type: 'object', properties }) as const;
const list = (items: object) => ({ type: 'array', items }) as const;
const step = object({
  key: text,
  text,
  required: { type: 'boolean' },
  script: { type: ['string', 'null'] },
  materials: list(object({ name: text, url: text, file: text })),
  proof: orNull(object({ kind: text, name: text, label })),
  done: orNull(object({ kind: text, at: { type: ['string', 'null'] }, by: orNull(object({ id: text, title: text })) })),
});
const answer = object({ field: text, stages: list(object({ key: text, steps: list(step) })) });

interface OfRecord {
  readonly object: string;
  readonly id: string;
}

/** `GET /records/{object}/{id}/playbook`; `PUT …/playbook/{stage}/{step}` {done}; `GET …/playbook/files/{file}`: the steps of each stage for one record. */
export const playbookRoutes: ModuleRoutes = async (server) => {
  server.get<{ Params: OfRecord }>(
    '/records/:object/:id/playbook',
    {
      schema: {
        summary: 'The steps of every stage for a record, and what is done of them',
        tags: ['playbooks'],
        params: object({ object: text, id: text }),
        response: { 200: answer },
      },
    },
    async (request) => {
      const ctx = await ctxOf(request);
      return playbookFor(ctx, objectFor(ctx, request.params.object, 'read'), request.params.id);
    },
  );

  server.get<{ Params: OfRecord & { readonly file: string } }>(
    '/records/:object/:id/playbook/files/:file',
    {
      schema: {
        summary: 'A file among the materials of a playbook, for who sees the record',
        tags: ['playbooks'],
        params: object({ object: text, id: text, file: text }),
      },
    },
    async (request, reply) => {
      const ctx = await ctxOf(request);
      const { object: name, id, file } = request.params;
      const found = await fileOf(ctx, objectFor(ctx, name, 'read'), { id, file });
      return reply
        .header('content-disposition', contentDisposition('attachment', found.name))
        .header('cache-control', 'private, no-store')
        .header('content-length', found.size)
        .type(found.type)
        .send(await ctx.app.files.open(ctx.tenant.id, found.id));
    },
  );

  server.put<{ Params: OfRecord & { readonly stage: string; readonly step: string }; Body: { done: boolean } }>(
    '/records/:object/:id/playbook/:stage/:step',
    {
      schema: {
        summary: 'Tick a step of the playbook, or take the tick back',
        tags: ['playbooks'],
        params: object({ object: text, id: text, stage: text, step: text }),
        body: { type: 'object', additionalProperties: false, required: ['done'], properties: { done: { type: 'boolean' } } },
        response: { 200: answer },
      },
    },
    async (request) => {
      const ctx = await ctxOf(request);
      const { object: name, id, stage, step: key } = request.params;
      return tickStep(ctx, objectFor(ctx, name, 'edit'), { id, stage, step: key, done: request.body.done });
    },
  );
};
