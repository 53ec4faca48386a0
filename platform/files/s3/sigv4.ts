import { createHash, createHmac } from 'node:crypto';

export interface Credentials {
  readonly key: string;
  readonly secret: string;
}

/** What is signed: a request as it will go over the wire. */
export interface SignedRequest {
  readonly method: string;
  /** Decoded, beginning with a slash. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Names in lower case; `host` and `x-amz-date` must be among them. */
  readonly headers: Readonly<Record<string, string>>;
  /** SHA-256 of the body, hexadecimal. */
  readonly payload: string;
}

export interface Scope {
  readonly region: string;
  readonly service: string;
}

export const sha256 = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** Percent-encoding as AWS wants it: everything but A-Z a-z 0-9 - . _ ~ */
export function awsEncode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

export const encodePath = (path: string): string => path.split('/').map(awsEncode).join('/');

/** Name and value, encoded and in order of the encoded names. */
export function encodeQuery(query: Readonly<Record<string, string>>): string {
  return Object.entries(query)
    .map(([name, value]) => [awsEncode(name), awsEncode(value)] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

const namesOf = (headers: SignedRequest['headers']): string[] => Object.keys(headers).toSorted();

export function canonicalRequest(request: SignedRequest): string {
  const names = namesOf(request.headers);
  const headers = names.map((name) => `${name}:${(request.headers[name] ?? '').trim().replace(/ +/g, ' ')}\n`).join('');
  return [request.method, encodePath(request.path), encodeQuery(request.query ?? {}), headers, names.join(';'), request.payload].join('\n');
}

/**
 * The value of the `Authorization` header by AWS Signature Version 4 (docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html).
 *
 * @example headers.authorization = authorization(request, { key, secret }, { region: 'us-east-1', service: 's3' });
 */
export function authorization(request: SignedRequest, { key, secret }: Credentials, { region, service }: Scope): string {
  const at = request.headers['x-amz-date'] ?? '';
  const scope = `${at.slice(0, 8)}/${region}/${service}/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', at, scope, sha256(canonicalRequest(request))].join('\n');
  const signing = [at.slice(0, 8), region, service, 'aws4_request'].reduce<string | Buffer>(
    (sofar, part) => hmac(sofar, part),
    `AWS4${secret}`,
  );
  const signature = hmac(signing, text).toString('hex');
  return `AWS4-HMAC-SHA256 Credential=${key}/${scope},SignedHeaders=${namesOf(request.headers).join(';')},Signature=${signature}`;
}
