import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { authorization, sha256 } from './sigv4.ts';

/** An object of the bucket as it lies there. */
export interface Held {
  readonly content: Buffer;
  readonly type: string;
}

interface Upload {
  readonly name: string;
  readonly type: string;
  readonly parts: Map<number, Buffer>;
}

export interface Simulator {
  readonly url: string;
  readonly objects: Map<string, Held>;
  /** Uploads in parts that nobody has ended. */
  readonly uploads: Map<string, Upload>;
  /** Method and path of each request, in order. */
  readonly calls: string[];
  /** Answers instead of the bucket where it returns something. */
  interfere: ((call: string) => { status: number; code: string } | 'hangUp' | undefined) | undefined;
  close(): Promise<void>;
}

const quarter = 15 * 60_000;

/**
 * A bucket named `files` as an S3-compatible store shows it, for tests: checks the signature of every request as AWS documents it, its time and
 * the checksum of its body, and refuses what is wrong.
 */
export async function s3Simulator(credentials: { key: string; secret: string }, region: string): Promise<Simulator> {
  const objects = new Map<string, Held>();
  const uploads = new Map<string, Upload>();
  const calls: string[] = [];
  let made = 0;

  const problem = (status: number, code: string) => ({ status, body: `<Error><Code>${code}</Code></Error>`, headers: {} });

  function signatureProblem(request: IncomingMessage, url: URL, body: Buffer): ReturnType<typeof problem> | undefined {
    const given = String(request.headers.authorization ?? '');
    const [, key, names] = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/[^,]+,SignedHeaders=([^,]+),Signature=[0-9a-f]{64}$/.exec(given) ?? [];
    if (!key || !names) return problem(403, 'AccessDenied');
    if (key !== credentials.key) return problem(403, 'InvalidAccessKeyId');
    const at = String(request.headers['x-amz-date'] ?? '');
    const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(at) ?? [];
    if (Math.abs(Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) - Date.now()) > quarter)
      return problem(403, 'RequestTimeTooSkewed');
    const payload = String(request.headers['x-amz-content-sha256'] ?? '');
    if (payload !== sha256(body)) return problem(400, 'XAmzContentSHA256Mismatch');
    const headers = Object.fromEntries(names.split(';').map((name) => [name, String(request.headers[name] ?? '')]));
    if (!('host' in headers) || !('x-amz-date' in headers) || !('x-amz-content-sha256' in headers)) return problem(403, 'AccessDenied');
    const wanted = authorization(
      {
        method: request.method ?? '',
        path: decodeURIComponent(url.pathname),
        query: Object.fromEntries(url.searchParams),
        headers,
        payload,
      },
      credentials,
      { region, service: 's3' },
    );
    const [a, b] = [Buffer.from(wanted), Buffer.from(given)];
    return a.length === b.length && timingSafeEqual(a, b) ? undefined : problem(403, 'SignatureDoesNotMatch');
  }

  const md5 = (content: Buffer) => `"${createHash('md5').update(content).digest('hex')}"`;
  const done = (body: Buffer | string = '', headers: Record<string, string> = {}, status = 200) => ({ status, body, headers });

  function list(url: URL) {
    const prefix = url.searchParams.get('prefix') ?? '';
    const after = url.searchParams.get('continuation-token') ?? '';
    const most = Number(url.searchParams.get('max-keys') ?? 1000);
    const names = [...objects.keys()].filter((name) => name.startsWith(prefix) && name > after).toSorted();
    const shown = names.slice(0, most);
    const next = names.length > most ? `<NextContinuationToken>${shown.at(-1)}</NextContinuationToken>` : '';
    return done(`<ListBucketResult>${shown.map((name) => `<Contents><Key>${name}</Key></Contents>`).join('')}${next}</ListBucketResult>`);
  }

  function get(request: IncomingMessage, name: string) {
    const held = objects.get(name);
    if (!held) return problem(404, 'NoSuchKey');
    const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    if (start === undefined || end === undefined) return done(held.content, { 'content-type': held.type });
    return done(held.content.subarray(Number(start), Number(end) + 1), { 'content-type': held.type }, 206);
  }

  function complete(id: string, body: Buffer) {
    const upload = uploads.get(id);
    if (!upload) return problem(404, 'NoSuchUpload');
    const asked = [...String(body).matchAll(/<PartNumber>(\d+)<\/PartNumber><ETag>([^<]*)<\/ETag>/g)];
    const parts = asked.map(([, number, tag]) => ({ part: upload.parts.get(Number(number)), tag }));
    if (parts.some(({ part, tag }) => !part || md5(part) !== tag)) return problem(400, 'InvalidPart');
    if (parts.slice(0, -1).some(({ part }) => (part?.length ?? 0) < 5 * 1024 * 1024)) return problem(400, 'EntityTooSmall');
    objects.set(upload.name, { content: Buffer.concat(parts.flatMap(({ part }) => part ?? [])), type: upload.type });
    uploads.delete(id);
    return done('<CompleteMultipartUploadResult/>');
  }

  function answer(request: IncomingMessage, url: URL, body: Buffer) {
    const path = decodeURIComponent(url.pathname);
    if (!path.startsWith('/files/')) return problem(404, 'NoSuchBucket');
    const name = path.slice('/files/'.length);
    const type = String(request.headers['content-type'] ?? 'binary/octet-stream');
    const upload = url.searchParams.get('uploadId') ?? '';
    if (request.method === 'GET') return name === '' ? list(url) : get(request, name);
    if (request.method === 'POST' && url.searchParams.has('uploads')) {
      made += 1;
      uploads.set(`u${made}`, { name, type, parts: new Map() });
      return done(`<InitiateMultipartUploadResult><UploadId>u${made}</UploadId></InitiateMultipartUploadResult>`);
    }
    if (request.method === 'POST') return complete(upload, body);
    if (request.method === 'PUT' && upload) {
      uploads.get(upload)?.parts.set(Number(url.searchParams.get('partNumber')), body);
      return uploads.has(upload) ? done('', { etag: md5(body) }) : problem(404, 'NoSuchUpload');
    }
    if (request.method === 'PUT') {
      objects.set(name, { content: body, type });
      return done('', { etag: md5(body) });
    }
    if (upload) uploads.delete(upload);
    else objects.delete(name);
    return done('', {}, 204);
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const url = new URL(request.url ?? '/', 'http://bucket');
      const call = `${request.method} ${url.pathname}${url.search}`;
      calls.push(call);
      const other = simulator.interfere?.(call);
      if (other === 'hangUp') return void request.socket.destroy();
      const reply = other ? problem(other.status, other.code) : (signatureProblem(request, url, body) ?? answer(request, url, body));
      response.writeHead(reply.status, reply.headers).end(reply.status === 204 ? undefined : reply.body);
    });
  });
  await new Promise<void>((go) => server.listen(0, '127.0.0.1', go));
  const address = server.address();
  const simulator: Simulator = {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    objects,
    uploads,
    calls,
    interfere: undefined,
    async close() {
      server.closeAllConnections();
      await new Promise((go) => server.close(go));
    },
  };
  return simulator;
}
