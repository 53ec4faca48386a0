import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ctxOf } from '../http/request.ts';
import { errors, fieldError, label } from '../kernel/index.ts';
import type { Application, Context } from '../module/index.ts';
import { importLimit, largestOf, readableFile, type StoredFile, saveFile } from './files.ts';
import { type LinkUse, linkTo, openLink } from './links.ts';
import { contentDisposition } from './names.ts';
import { hasWatermark, isPicture, type PreviewSize, previewErrors, previewOf, previewSizes, watermarkText } from './preview.ts';
import { rangeOf } from './range.ts';
import { type FileSettings, fileSettings, saveFileSettings } from './settings.ts';
import { mayShow } from './sniff.ts';

const fileSchema = {
  type: 'object',
  properties: { id: { type: 'string' }, name: { type: 'string' }, size: { type: 'integer' }, type: { type: 'string' } },
} as const;

/** Upload, download and previews of files. */
export async function fileRoutes(server: FastifyInstance, app: Application): Promise<void> {
  server.post(
    '/files',
    {
      schema: {
        summary: 'Upload a file',
        description:
          'At most HUANKE_UPLOAD_LIMIT_MB (100 MB), tables with `use=import` HUANKE_IMPORT_LIMIT_MB (200 MB); beyond, 413 names the limit.',
        tags: ['files'],
        consumes: ['multipart/form-data'],
        querystring: {
          type: 'object',
          additionalProperties: false,
          properties: { use: { type: 'string', enum: ['import'], description: 'A table (CSV or XLSX) that is to be imported' } },
        },
        response: { 201: fileSchema },
      },
    },
    async (request, reply) => {
      const ctx = await ctxOf(request);
      if (!request.isMultipart()) throw errors.UNSUPPORTED_MEDIA_TYPE();
      const part = await request
        // one byte more than any file may have: it is read no further, and seen to be too large
        .file({ limits: { fileSize: importLimit() + 1, files: 1, fields: 20 }, throwFileSizeLimit: false })
        .catch((cause: unknown) => {
          throw fieldError(
            'INVALID_VALUE',
            'file',
            label(`上传内容不完整：${textOf(cause)}`, `The upload is not well-formed: ${textOf(cause)}`),
          );
        });
      if (!part) throw fieldError('REQUIRED', 'file', label('请选择要上传的文件', 'Choose a file to upload'));
      const { use } = request.query as { readonly use?: 'import' };
      const info = await saveFile(ctx, { name: part.filename, content: part.file, most: (type) => largestOf(type, use) });
      return reply.code(201).header('location', `/api/v1/files/${info.id}`).send(info);
    },
  );

  server.get<{ Params: { id: string } }>(
    '/files/:id',
    { schema: { summary: 'Download a file', tags: ['files'] } },
    async (request, reply) => {
      const ctx = await ctxOf(request);
      const file = await readableFile(ctx, request.params.id);
      // whoever draws a PDF lays it over the pages
      if (file.type === 'application/pdf' && (await hasWatermark(ctx)))
        reply.header('x-huanke-watermark', encodeURIComponent(watermarkText(ctx)));
      return sendFile(request, reply, { ctx, file }, mayShow(file.type) ? 'inline' : 'attachment');
    },
  );

  server.get<{ Params: { id: string }; Querystring: { size?: PreviewSize } }>(
    '/files/:id/preview',
    {
      schema: {
        summary: 'A picture made smaller: `thumb` or `large`',
        tags: ['files'],
        querystring: {
          type: 'object',
          additionalProperties: false,
          properties: { size: { type: 'string', enum: Object.keys(previewSizes) } },
        },
      },
    },
    async (request, reply) => {
      const ctx = await ctxOf(request);
      const file = await readableFile(ctx, request.params.id);
      return sendPreview(reply, { ctx, file }, request.query.size ?? 'thumb');
    },
  );

  await linkRoutes(server, app);
  await settingRoutes(server);
}

/** Addresses that run out: `POST /files/{id}/links` makes one, `/file-links/{token}` is one. */
async function linkRoutes(server: FastifyInstance, app: Application): Promise<void> {
  const use = { type: 'string', enum: ['preview', 'download'] };
  server.post<{ Params: { id: string }; Body: { use: LinkUse } }>(
    '/files/:id/links',
    {
      schema: {
        summary: 'An address of a file that works for five minutes',
        tags: ['files'],
        body: { type: 'object', additionalProperties: false, required: ['use'], properties: { use } },
        response: { 201: { type: 'object', properties: { url: { type: 'string' }, expiresAt: { type: 'string' } } } },
      },
    },
    async (request, reply) => reply.code(201).send(await linkTo(await ctxOf(request), request.params.id, request.body.use)),
  );

  server.get<{ Params: { token: string } }>(
    '/file-links/:token',
    { config: { public: true }, schema: { summary: 'The file behind a signed address', tags: ['files'] } },
    async (request, reply) => {
      const linked = await openLink(app, request.params.token);
      if (linked.use === 'download') return sendFile(request, reply, linked, 'attachment');
      if (isPicture(linked.file.type)) return sendPreview(reply, linked, 'large');
      if (!mayShow(linked.file.type)) throw previewErrors.NO_PREVIEW();
      return sendFile(request, reply, linked, 'inline');
    },
  );
}

async function settingRoutes(server: FastifyInstance): Promise<void> {
  const settings = { type: 'object', additionalProperties: false, required: ['watermark'], properties: { watermark: { type: 'boolean' } } };
  const schema = { tags: ['settings'], response: { 200: settings } };
  server.get('/file-settings', { schema: { ...schema, summary: 'How files are shown' } }, async (request) =>
    fileSettings(await ctxOf(request)),
  );
  server.patch('/file-settings', { schema: { ...schema, summary: 'Change how files are shown', body: settings } }, async (request) =>
    saveFileSettings(await ctxOf(request), request.body as FileSettings),
  );
}

interface Sent {
  readonly ctx: Context;
  readonly file: StoredFile;
}

/** Were a browser to show it as a page all the same, it may do nothing: no scripts, no origin. */
function guarded(reply: FastifyReply): FastifyReply {
  return reply.header('x-content-type-options', 'nosniff').header('content-security-policy', "default-src 'none'; sandbox");
}

async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  { ctx, file }: Sent,
  kind: 'inline' | 'attachment',
): Promise<FastifyReply> {
  const etag = `"${file.sha256}"`;
  guarded(reply)
    .header('content-disposition', contentDisposition(kind, file.name))
    .header('cache-control', 'private, max-age=0, must-revalidate')
    .header('accept-ranges', 'bytes')
    .header('etag', etag);
  if (request.headers['if-none-match'] === etag) return reply.code(304).send();
  reply.type(kind === 'inline' ? file.type : safeType(file.type));
  const range = rangeOf(request.headers.range, request.headers['if-range'], { size: file.size, etag });
  if (range === 'none') return reply.code(416).header('content-range', `bytes */${file.size}`).send();
  if (range) reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${file.size}`);
  return reply
    .header('content-length', range ? range.end - range.start + 1 : file.size)
    .send(await ctx.app.files.open(ctx.tenant.id, file.id, range));
}

async function sendPreview(reply: FastifyReply, { ctx, file }: Sent, size: PreviewSize): Promise<FastifyReply> {
  const picture = await previewOf(ctx, file, size);
  // a watermark says who looked and when: it is never kept
  return guarded(reply)
    .header('cache-control', size === 'thumb' ? 'private, max-age=3600' : 'private, no-store')
    .type('image/webp')
    .send(picture);
}

const textOf = (cause: unknown) => (cause instanceof Error && 'code' in cause ? String(cause.code) : 'multipart');

/** Types that a browser would run are named neutrally. */
function safeType(type: string): string {
  return type === 'text/html' || type === 'image/svg+xml' ? 'application/octet-stream' : type;
}
