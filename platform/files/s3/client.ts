import { errors } from '../../kernel/index.ts';
import { authorization, type Credentials, encodePath, encodeQuery, sha256 } from './sigv4.ts';

/** A bucket of an S3-compatible store and how it is reached. */
export interface Bucket {
  readonly bucket: string;
  /** Before every name; empty or ending in a slash. */
  readonly prefix: string;
  readonly endpoint: string;
  readonly region: string;
  /** Where the bucket stands: in the host name or as the first part of the path. */
  readonly style: 'host' | 'path';
  readonly credentials: Credentials;
}

interface Call {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE' | 'HEAD';
  /** Name of the object below the prefix; none for the bucket itself. */
  readonly name?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  readonly signal?: AbortSignal;
}

/** An answer that is no success. Its text names the code of the store, never a key. */
export class S3Error extends Error {
  readonly status: number;
  readonly code: string;

  constructor(method: string, status: number, code: string) {
    super(`the file store answered ${method} with ${status} ${code}`);
    this.name = 'S3Error';
    this.status = status;
    this.code = code;
  }
}

const tries = 3;
const pause = 200;
const patience = 60_000;

export const tagOf = (xml: string, name: string): string | undefined =>
  unescapeXml(new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1]);

const unescapeXml = (text: string | undefined) =>
  text?.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&apos;', "'").replaceAll('&amp;', '&');

const isPassing = (status: number) => status === 429 || status >= 500;

/** Requests of one bucket: signed, tried again where that helps, refusals as S3Error. */
export function s3Client(place: Bucket) {
  const base = new URL(place.endpoint);
  const host = place.style === 'host' ? `${place.bucket}.${base.host}` : base.host;
  const root = `${base.pathname.replace(/\/$/, '')}${place.style === 'host' ? '' : `/${place.bucket}`}`;

  async function once(call: Call): Promise<Response> {
    const path = `${root}/${call.name === undefined ? '' : place.prefix + call.name}`;
    const payload = sha256(call.body ?? '');
    const headers: Record<string, string> = {
      ...call.headers,
      host,
      'x-amz-date': new Date().toISOString().replace(/[-:]|\.\d{3}/g, ''),
      'x-amz-content-sha256': payload,
    };
    const query = call.query ?? {};
    const signed = authorization({ method: call.method, path, query, headers, payload }, place.credentials, {
      region: place.region,
      service: 's3',
    });
    const { host: _host, ...sent } = headers;
    const search = encodeQuery(query);
    const waiting = new AbortController();
    const timer = setTimeout(() => waiting.abort(), patience);
    try {
      return await fetch(`${base.protocol}//${host}${encodePath(path)}${search && `?${search}`}`, {
        method: call.method,
        headers: { ...sent, authorization: signed },
        redirect: 'error',
        signal: call.signal ? AbortSignal.any([waiting.signal, call.signal]) : waiting.signal,
        ...(call.body ? { body: new Uint8Array(call.body) } : {}),
      });
    } finally {
      clearTimeout(timer);
    }
  }

  async function refusal(call: Call, answer: Response): Promise<S3Error> {
    const text = await answer.text().catch(() => '');
    return new S3Error(call.method, answer.status, tagOf(text, 'Code') ?? answer.statusText);
  }

  return {
    /** The answer of the store when it is a success, its body still unread. */
    async send(call: Call): Promise<Response> {
      for (let attempt = 1; ; attempt += 1) {
        const answer = await once(call).catch((cause: unknown) => {
          if (attempt === tries || call.signal?.aborted) throw errors.UNAVAILABLE({ cause, retryAfter: 5 });
          return undefined;
        });
        if (answer?.ok) return answer;
        if (answer && (attempt === tries || !isPassing(answer.status))) {
          const error = await refusal(call, answer);
          throw isPassing(error.status) ? errors.UNAVAILABLE({ cause: error, retryAfter: 5 }) : error;
        }
        await answer?.body?.cancel();
        await new Promise((wake) => setTimeout(wake, pause * 2 ** (attempt - 1)));
      }
    },
  };
}

export type S3Client = ReturnType<typeof s3Client>;
