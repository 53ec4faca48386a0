import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { errors, isId } from '../../kernel/index.ts';
import type { FileStore, StoredRange } from '../../module/index.ts';
import { type Bucket, S3Error, s3Client, tagOf } from './client.ts';
import { localCopies } from './local.ts';

/** Larger contents go up in parts of this size, so that an upload never needs more than that in memory. S3 wants at least 5 MB. */
const partSize = 8 * 1024 * 1024;

const isMissing = (error: unknown): boolean => error instanceof S3Error && error.status === 404;

/** Chunks of exactly `partSize`, the last one smaller; one empty chunk for nothing. */
async function* partsOf(content: Readable | Buffer): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let size = 0;
  let count = 0;
  for await (const chunk of Buffer.isBuffer(content) ? [content] : content) {
    let rest = chunk as Buffer;
    while (size + rest.length >= partSize) {
      const take = partSize - size;
      yield Buffer.concat([...waiting, rest.subarray(0, take)]);
      count += 1;
      rest = rest.subarray(take);
      waiting = [];
      size = 0;
    }
    if (rest.length > 0) waiting.push(rest);
    size += rest.length;
  }
  if (size > 0 || count === 0) yield Buffer.concat(waiting);
}

const escapeXml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/**
 * Files in a bucket of an S3-compatible store: `<prefix><tenant>/<last two of the id>/<id>`. An upload is there whole or not at all; one
 * that breaks off is taken back, and what a killed process leaves is found by `huanke doctor`.
 */
export function s3Store(place: Bucket): FileStore {
  const client = s3Client(place);

  function nameOf(tenant: number, id: string): string {
    if (!Number.isSafeInteger(tenant) || tenant < 1 || !isId(id)) throw errors.NOT_FOUND();
    const name = id.toLowerCase();
    return `${tenant}/${name.slice(-2)}/${name}`;
  }

  async function putParts(name: string, headers: Record<string, string>, first: Buffer, rest: AsyncGenerator<Buffer>): Promise<void> {
    const begun = await client.send({ method: 'POST', name, query: { uploads: '' }, headers });
    const uploadId = tagOf(await begun.text(), 'UploadId') ?? '';
    try {
      const tags: string[] = [];
      const upload = async (body: Buffer) => {
        const answer = await client.send({ method: 'PUT', name, query: { partNumber: String(tags.length + 1), uploadId }, body });
        await answer.body?.cancel();
        tags.push(answer.headers.get('etag') ?? '');
      };
      await upload(first);
      for await (const part of rest) await upload(part);
      const list = tags.map((tag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${escapeXml(tag)}</ETag></Part>`).join('');
      const body = Buffer.from(`<CompleteMultipartUpload>${list}</CompleteMultipartUpload>`);
      const answer = await client.send({ method: 'POST', name, query: { uploadId }, headers: { 'content-type': 'application/xml' }, body });
      const text = await answer.text();
      // it answers 200 before it knows
      if (text.includes('<Error>')) throw new S3Error('POST', 200, tagOf(text, 'Code') ?? 'InternalError');
    } catch (error) {
      await client.send({ method: 'DELETE', name, query: { uploadId } }).catch(() => undefined);
      throw error;
    }
  }

  async function get(tenant: number, id: string, range?: StoredRange): Promise<Readable> {
    const headers = range && { range: `bytes=${range.start}-${range.end}` };
    const answer = await client
      .send({ method: 'GET', name: nameOf(tenant, id), ...(headers ? { headers } : {}) })
      .catch((cause: unknown) => {
        throw isMissing(cause) ? errors.NOT_FOUND({ cause }) : cause;
      });
    return answer.body ? Readable.fromWeb(answer.body as Parameters<typeof Readable.fromWeb>[0]) : Readable.from([]);
  }

  const copies = localCopies(get);

  return {
    kind: 's3',
    async put(tenant, id, content, type = 'application/octet-stream') {
      const name = nameOf(tenant, id);
      const hash = createHash('sha256');
      let size = 0;
      const measured = async function* (): AsyncGenerator<Buffer> {
        for await (const part of partsOf(content)) {
          hash.update(part);
          size += part.length;
          yield part;
        }
      };
      const parts = measured();
      const headers = { 'content-type': type };
      const first = (await parts.next()).value ?? Buffer.alloc(0);
      if (first.length < partSize) {
        // the end of the stream: an upload that broke off shows here, before anything is stored
        for await (const _ of parts);
        const answer = await client.send({ method: 'PUT', name, headers, body: first });
        await answer.body?.cancel();
      } else await putParts(name, headers, first, parts);
      return { size, sha256: hash.digest('hex') };
    },
    open: get,
    local: (tenant, id) => copies.path(tenant, id),
    async remove(tenant, id) {
      const answer = await client.send({ method: 'DELETE', name: nameOf(tenant, id) }).catch((error: unknown) => {
        if (!isMissing(error)) throw error;
      });
      await answer?.body?.cancel();
      await copies.forget(tenant, id);
    },
    async *list(tenant) {
      let after: string | undefined;
      do {
        const query = {
          'list-type': '2',
          prefix: `${place.prefix}${tenant}/`,
          'max-keys': '1000',
          ...(after ? { 'continuation-token': after } : {}),
        };
        const text: string = await (await client.send({ method: 'GET', query })).text();
        for (const [, name = ''] of text.matchAll(/<Key>([^<]*)<\/Key>/g)) yield name.slice(name.lastIndexOf('/') + 1);
        after = tagOf(text, 'NextContinuationToken');
      } while (after);
    },
    async check() {
      const answer = await client.send({ method: 'GET', query: { 'list-type': '2', prefix: place.prefix, 'max-keys': '1' } });
      await answer.body?.cancel();
    },
    close: () => copies.close(),
  };
}
