import { createDecipheriv, createECDH, createHmac, createPublicKey, type ECDH, randomBytes, verify } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A message as it came to the push service, and what the device reads in it. */
export interface Pushed {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into messages of any form
  readonly message: any;
  readonly claims: { readonly aud: string; readonly exp: number; readonly sub?: string };
  readonly bytes: number;
}

/** A browser: the keys of its subscription, and where its push service takes messages for it. */
export interface Browser {
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}

/** A push service on loopback that holds the browsers, too, and reads what comes as they would. */
export interface PushService {
  readonly got: Pushed[];
  /** How the next messages are answered: a status, and how many seconds to wait. */
  answer: (path: string) => { status: number; retryAfter?: number };
  browser(): Browser;
  close(): Promise<void>;
}

const hmac = (key: Buffer, ...parts: readonly (Buffer | string)[]) => {
  const made = createHmac('sha256', key);
  for (const part of parts) made.update(part);
  return made.digest();
};

/** RFC 8291, section 3.4, as it is written there: HKDF by HMAC, step by step. */
export function readPush(body: Buffer, pair: ECDH, auth: Buffer): string {
  const salt = body.subarray(0, 16);
  const size = body.readUInt32BE(16);
  const idLength = body.readUInt8(20);
  const sender = body.subarray(21, 21 + idLength);
  const record = body.subarray(21 + idLength);
  if (size !== 4096 || record.length > size) throw new Error('one record of 4096 bytes is expected');
  const one = Buffer.of(1);
  const keyInfo = Buffer.concat([Buffer.from('WebPush: info\0'), pair.getPublicKey(), sender]);
  const ikm = hmac(hmac(auth, pair.computeSecret(sender)), keyInfo, one);
  const prk = hmac(salt, ikm);
  const key = hmac(prk, 'Content-Encoding: aes128gcm\0', one).subarray(0, 16);
  const nonce = hmac(prk, 'Content-Encoding: nonce\0', one).subarray(0, 12);
  const cipher = createDecipheriv('aes-128-gcm', key, nonce);
  cipher.setAuthTag(record.subarray(-16));
  const clear = Buffer.concat([cipher.update(record.subarray(0, -16)), cipher.final()]);
  if (clear.at(-1) !== 2) throw new Error('the last record ends with 2');
  return clear.subarray(0, -1).toString();
}

/** The claims of `Authorization: vapid t=…, k=…`; throws when the signature is not of that key. */
export function readVapid(header: string): Pushed['claims'] {
  const [, token = '', key = ''] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(header) ?? [];
  const point = Buffer.from(key, 'base64url');
  const [head = '', claims = '', signature = ''] = token.split('.');
  const jwk = { kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') };
  const publicKey = createPublicKey({ format: 'jwk', key: jwk });
  const good = verify(
    'sha256',
    Buffer.from(`${head}.${claims}`),
    { key: publicKey, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  if (!good || JSON.parse(Buffer.from(head, 'base64url').toString()).alg !== 'ES256') throw new Error('the signature is wrong');
  return JSON.parse(Buffer.from(claims, 'base64url').toString());
}

export async function pushService(): Promise<PushService> {
  const browsers = new Map<string, { pair: ECDH; auth: Buffer }>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = request.url ?? '';
      const held = browsers.get(path);
      if (!held) return response.writeHead(404).end();
      const { status, retryAfter } = made.answer(path);
      const body = Buffer.concat(chunks);
      made.got.push({
        path,
        headers: request.headers,
        message: JSON.parse(readPush(body, held.pair, held.auth)),
        claims: readVapid(request.headers.authorization ?? ''),
        bytes: body.length,
      });
      return response.writeHead(status, retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const made: PushService = {
    got: [],
    answer: () => ({ status: 201 }),
    browser() {
      const pair = createECDH('prime256v1');
      const p256dh = pair.generateKeys('base64url');
      const auth = randomBytes(16);
      const path = `/push/${browsers.size + 1}`;
      browsers.set(path, { pair, auth });
      return { endpoint: `${base}${path}`, p256dh, auth: auth.toString('base64url') };
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
  return made;
}
