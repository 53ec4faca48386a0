import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ctxOf } from '../http/request.ts';
import { errors } from '../kernel/index.ts';
import { packageText } from '../packages/index.ts';
import { differenceOf, previewChanges, promote } from './promote.ts';
import { deleteSandbox, mostSandboxes, startSandbox, viewSandboxes } from './service.ts';

const tags = ['sandboxes'];
const params = { type: 'object', properties: { id: { type: 'string', maxLength: 12 } } } as const;
const names = { type: 'array', maxItems: 6000, items: { type: 'string', maxLength: 200 } } as const;
const chosen = { take: names, skip: names } as const;
const shape = (properties: Readonly<Record<string, object>>, required: readonly string[] = []) =>
  ({ type: 'object', additionalProperties: false, properties, required }) as const;

function idOf(request: FastifyRequest): number {
  const id = Number((request.params as { id: string }).id);
  if (!Number.isInteger(id) || id < 1 || id > 2_147_483_647) throw errors.NOT_FOUND();
  return id;
}

interface Chosen {
  readonly take?: readonly string[];
  readonly skip?: readonly string[];
  readonly dryRun?: boolean;
}

/** Trial copies of the company over HTTP; everything needs `settings.manage` and `metadata.manage`. */
export async function sandboxRoutes(server: FastifyInstance): Promise<void> {
  server.get('/sandboxes', { schema: { summary: 'Sandboxes of the company', tags } }, async (request) => ({
    items: await viewSandboxes(await ctxOf(request)),
    most: mostSandboxes,
  }));

  server.post<{ Body: { name: string; objects?: string[] } }>(
    '/sandboxes',
    {
      schema: {
        summary: 'Make a sandbox; records of the objects named are copied, masked',
        tags,
        body: shape({ name: { type: 'string', maxLength: 200 }, objects: { ...names, maxItems: 200 } }, ['name']),
      },
    },
    async (request, reply) => reply.code(202).send(await startSandbox(await ctxOf(request), request.body)),
  );

  server.delete(
    '/sandboxes/:id',
    { schema: { summary: 'Delete a sandbox, or give up making it', tags, params } },
    async (request, reply) => {
      await deleteSandbox(await ctxOf(request), idOf(request));
      return reply.code(204).send();
    },
  );

  server.post<{ Body: Chosen }>(
    '/sandboxes/:id/preview',
    { schema: { summary: 'What promoting the changes of a sandbox would change', tags, params, body: shape(chosen) } },
    async (request) => previewChanges(await ctxOf(request), idOf(request), request.body.take, request.body.skip),
  );

  server.post<{ Body: Chosen }>(
    '/sandboxes/:id/promote',
    {
      schema: {
        summary: 'Bring the changes of a sandbox into the company',
        tags,
        params,
        body: shape({ ...chosen, dryRun: { type: 'boolean' } }),
      },
    },
    async (request) => promote(await ctxOf(request), idOf(request), request.body),
  );

  server.get(
    '/sandboxes/:id/package',
    { schema: { summary: 'The changes of a sandbox as a package', tags, params } },
    async (request, reply) => {
      const { file } = await differenceOf(await ctxOf(request), idOf(request));
      return reply.header('content-type', 'application/json; charset=utf-8').send(packageText(file));
    },
  );
}
