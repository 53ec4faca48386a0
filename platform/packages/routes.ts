import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ctxOf } from '../http/request.ts';
import { runBackground } from '../jobs/index.ts';
import { BodyReader, mayEditMetadata } from '../metadata/index.ts';
import type { Context } from '../module/index.ts';
import { addExamples, removeExamples } from './examples.ts';
import { type ExportRequest, exportPackage, packageText } from './export.ts';
import { type InstallOptions, installPackage, previewPackage } from './install.ts';
import { laterContext } from './jobs.ts';
import { readPackage } from './read.ts';
import { uninstallPackage, uninstallUsage } from './remove.ts';
import { installedPackages } from './store.ts';
import type { PackageFile } from './types.ts';
import { usageText } from './usage.ts';

const anyBody = { type: 'object', additionalProperties: true } as const;
const params = { type: 'object', properties: { name: { type: 'string', maxLength: 40 } } } as const;
const tags = ['packages'];

async function manager(request: FastifyRequest): Promise<Context> {
  const ctx = await ctxOf(request);
  mayEditMetadata(ctx);
  return ctx;
}

interface PackageRequest {
  readonly file: PackageFile;
  readonly options: InstallOptions;
  readonly demo: boolean;
  readonly background: boolean;
}

/** `{package}` is a file, `{pack}` the name of one that comes with this release. */
async function readRequest(ctx: Context, body: unknown): Promise<PackageRequest> {
  const reader = new BodyReader(body);
  reader.only(new Set(['package', 'pack', 'dryRun', 'take', 'skip', 'demo', 'background']));
  const pack = reader.text('pack', { max: 40 });
  const take = reader.raw('take') === 'all' ? ('all' as const) : reader.list('take', 6000)?.map(String);
  const skip = reader.list('skip', 6000)?.map(String);
  const dryRun = reader.boolean('dryRun') ?? false;
  const demo = reader.boolean('demo') ?? false;
  const background = reader.boolean('background') ?? false;
  reader.finish();
  const file = pack ? (await ctx.app.packs.get(pack)).file : readPackage(reader.raw('package'));
  return { file, options: { dryRun, ...(take ? { take } : {}), ...(skip ? { skip } : {}) }, demo, background };
}

/** What a package brings, in numbers and names, for the gallery. */
function contents(file: PackageFile) {
  return {
    name: file.name,
    version: file.version,
    label: file.label,
    description: file.description ?? null,
    author: file.author ?? null,
    objects: file.objects.map((one) => ({ name: one.name, label: one.definition?.label ?? null, fields: one.fields?.length ?? 0 })),
    parts: file.parts.length,
    roles: file.roles.length,
    views: file.views.length,
  };
}

/** Configuration packages over HTTP; everything needs `metadata.manage`. */
export async function packageRoutes(server: FastifyInstance): Promise<void> {
  server.get('/packages', { schema: { summary: 'Packages that come with this release, and installed ones', tags } }, async (request) => {
    const ctx = await manager(request);
    const installed = await installedPackages(ctx);
    const packs = await ctx.app.packs.list();
    return {
      packs: packs.map(({ file, examples }) => ({ ...contents(file), examples: examples.length })),
      installed: installed.map(({ name, version, label, author, demo, installedAt, items }) => {
        const pack = packs.find(({ file }) => file.name === name);
        return { name, version, label, author, demo, installedAt, items: Object.keys(items).length, available: pack?.file.version ?? null };
      }),
    };
  });

  server.post<{ Body: ExportRequest }>(
    '/packages/export',
    { schema: { summary: 'The configuration, or a part of it, as a package', tags, body: anyBody } },
    async (request, reply) => {
      const { file, left } = await exportPackage(await manager(request), request.body);
      return reply
        .header('content-type', 'application/json; charset=utf-8')
        .header('x-huanke-left-behind', String(left.length))
        .send(packageText(file));
    },
  );

  server.post(
    '/packages/preview',
    { schema: { summary: 'What installing a package would change', tags, body: anyBody } },
    async (request) => {
      const ctx = await manager(request);
      const { file, options } = await readRequest(ctx, request.body);
      return previewPackage(ctx, file, { ...options, dryRun: true });
    },
  );

  server.post(
    '/packages/install',
    { schema: { summary: 'Install a package, or bring it to another version', tags, body: anyBody } },
    async (request, reply) => {
      const ctx = await manager(request);
      const { file, options, demo, background } = await readRequest(ctx, request.body);
      if (background) {
        const { id: job } = await runBackground(ctx, 'package.install', { file, take: options.take, skip: options.skip, demo });
        return reply.code(202).send({ job });
      }
      const outcome = await installPackage(ctx, file, options);
      if (demo && !options.dryRun) await addExamples(await laterContext(ctx), file.name);
      return outcome;
    },
  );

  server.get<{ Params: { name: string } }>(
    '/packages/:name/usage',
    { schema: { summary: 'What keeps a package from being removed, with counts', tags, params } },
    async (request) => {
      const ctx = await manager(request);
      const { made, touched, usage } = await uninstallUsage(ctx, request.params.name);
      return { removes: made.length, restores: touched.length, items: usage.map((one) => ({ ...one, text: usageText(one) })) };
    },
  );

  server.post<{ Params: { name: string } }>(
    '/packages/:name/uninstall',
    { schema: { summary: 'Remove a package that nothing uses', tags, params } },
    async (request) => uninstallPackage(await manager(request), request.params.name),
  );

  server.post<{ Params: { name: string } }>(
    '/packages/:name/examples',
    { schema: { summary: 'Add the example records of an installed package', tags, params } },
    async (request) => ({ created: await addExamples(await manager(request), request.params.name) }),
  );

  server.delete<{ Params: { name: string } }>(
    '/packages/:name/examples',
    { schema: { summary: 'Take the example records of a package away', tags, params } },
    async (request) => ({ removed: await removeExamples(await manager(request), request.params.name) }),
  );
}
