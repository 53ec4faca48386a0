import type { FastifyInstance } from 'fastify';
import { ctxOf } from '../http/request.ts';
import { errors, fieldError, label } from '../kernel/index.ts';
import type { Application } from '../module/index.ts';
import { readableFile, saveFile, uploadLimit } from './files.ts';
import { contentDisposition } from './names.ts';
import { mayShow } from './sniff.ts';

const fileSchema = {
  type: 'object',
  properties: { id: { type: 'string' }, name: { type: 'string' }, size: { type: 'integer' }, type: { type: 'string' } },
} as const;

/** Upload and download of files. */
export async function fileRoutes(server: FastifyInstance, _app: Application): Promise<void> {
  server.post(
    '/files',
    { schema: { summary: 'Upload a file', tags: ['files'], consumes: ['multipart/form-data'], response: { 201: fileSchema } } },
    async (request, reply) => {
      const ctx = await ctxOf(request);
      if (!request.isMultipart()) throw errors.UNSUPPORTED_MEDIA_TYPE();
      const part = await request
        .file({ limits: { fileSize: uploadLimit(), files: 1, fields: 20 }, throwFileSizeLimit: false })
        .catch((cause: unknown) => {
          throw fieldError(
            'INVALID_VALUE',
            'file',
            label(`上传内容不完整：${textOf(cause)}`, `The upload is not well-formed: ${textOf(cause)}`),
          );
        });
      if (!part) throw fieldError('REQUIRED', 'file', label('请选择要上传的文件', 'Choose a file to upload'));
      const info = await saveFile(ctx, { name: part.filename, content: part.file, truncated: () => part.file.truncated });
      return reply.code(201).header('location', `/api/v1/files/${info.id}`).send(info);
    },
  );

  server.get<{ Params: { id: string } }>(
    '/files/:id',
    { schema: { summary: 'Download a file', tags: ['files'] } },
    async (request, reply) => {
      const ctx = await ctxOf(request);
      const file = await readableFile(ctx, request.params.id);
      const kind = mayShow(file.type) ? 'inline' : 'attachment';
      const etag = `"${file.sha256}"`;
      reply
        .header('content-disposition', contentDisposition(kind, file.name))
        .header('x-content-type-options', 'nosniff')
        // were a browser to show it all the same, it may do nothing: no scripts, no origin
        .header('content-security-policy', "default-src 'none'; sandbox")
        .header('cache-control', 'private, max-age=0, must-revalidate')
        .header('etag', etag);
      if (request.headers['if-none-match'] === etag) return reply.code(304).send();
      return reply
        .type(kind === 'inline' ? file.type : safeType(file.type))
        .header('content-length', file.size)
        .send(ctx.app.files.open(ctx.tenant.id, file.id));
    },
  );
}

const textOf = (cause: unknown) => (cause instanceof Error && 'code' in cause ? String(cause.code) : 'multipart');

/** Types that a browser would run are named neutrally. */
function safeType(type: string): string {
  return type === 'text/html' || type === 'image/svg+xml' ? 'application/octet-stream' : type;
}
