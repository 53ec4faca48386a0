import { type LookupAddress, lookup } from 'node:dns';
import { type IncomingHttpHeaders, type RequestOptions, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isOpenPort, isPublicAddress } from './address.ts';

/** Why nothing was sent, or no answer came. */
export type OutboundFault = 'url' | 'private' | 'port' | 'dns' | 'refused' | 'timeout' | 'tls' | 'connection';

export class OutboundError extends Error {
  readonly fault: OutboundFault;

  constructor(fault: OutboundFault, cause?: unknown) {
    super(`outbound request: ${fault}`, cause === undefined ? undefined : { cause });
    this.fault = fault;
  }
}

export interface OutboundRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  /** POST unless given. */
  readonly method?: string;
  readonly timeoutMs?: number;
  /** So much of the answer is read; characters, 4,096 unless given. */
  readonly keep?: number;
}

export interface OutboundAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Its beginning. */
  readonly body: string;
  /** The answer was longer than what was read of it. */
  readonly isCut: boolean;
}

/** Requests to addresses that tenants choose. */
export interface Outbound {
  /** Sends and gives the answer, a redirect included: none is followed. Throws OutboundError. */
  send(request: OutboundRequest): Promise<OutboundAnswer>;
  /** What is wrong with an address before anything is looked up; undefined when nothing is. */
  check(url: string): OutboundFault | undefined;
}

declare module '../module/context.ts' {
  interface Application {
    readonly outbound: Outbound;
  }
}

const usuallyKept = 4096;
const defaultTimeout = 10_000;

const bare = (host: string) => host.replace(/^\[|\]$/g, '');

export interface OutboundOptions {
  /** Addresses of the own network may be called: for installations whose receivers stand beside them. */
  readonly allowPrivate: boolean;
  /** How names become addresses; for tests. */
  readonly resolve?: typeof lookup;
}

/** The one way out. A name is resolved once, all its addresses are checked, and the connection goes to one of these: no second answer counts. */
export function outbound({ allowPrivate, resolve = lookup }: OutboundOptions): Outbound {
  const isAllowed = (address: string) => allowPrivate || isPublicAddress(address);

  function check(text: string): OutboundFault | undefined {
    if (!URL.canParse(text)) return 'url';
    const url = new URL(text);
    if (!['http:', 'https:'].includes(url.protocol) || url.username || url.password || url.hash) return 'url';
    if (!allowPrivate && url.port !== '' && !isOpenPort(Number(url.port))) return 'port';
    const host = bare(url.hostname);
    if (isIP(host) !== 0 && !isAllowed(host)) return 'private';
    return !allowPrivate && /(^|\.)(localhost|local|internal|lan|home\.arpa)\.?$/i.test(host) ? 'private' : undefined;
  }

  const checkedLookup: LookupFunction = (host, options, done) => {
    resolve(host, { ...options, all: true }, (error, found: LookupAddress[]) => {
      if (error) return done(new OutboundError('dns', error), '', 0);
      const [first] = found;
      // one closed address among open ones is reason enough: which is used is not ours to say
      if (!first || !found.every(({ address }) => isAllowed(address))) return done(new OutboundError('private'), '', 0);
      if (options.all) (done as unknown as (error: null, found: LookupAddress[]) => void)(null, found);
      else done(null, first.address, first.family);
    });
  };

  function send({
    url,
    headers,
    body,
    method = 'POST',
    timeoutMs = defaultTimeout,
    keep = usuallyKept,
  }: OutboundRequest): Promise<OutboundAnswer> {
    const fault = check(url);
    if (fault) return Promise.reject(new OutboundError(fault));
    const target = new URL(url);
    const options: RequestOptions = {
      method,
      headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
      lookup: checkedLookup,
      agent: false,
      signal: AbortSignal.timeout(timeoutMs),
    };
    return new Promise((settle, refuse) => {
      const fail = (error: unknown) => refuse(error instanceof OutboundError ? error : new OutboundError(faultOf(error), error));
      const call = (target.protocol === 'https:' ? requestHttps : requestHttp)(target, options, (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk: string) => {
          if (text.length <= keep) text += chunk;
          // an endless answer is not read to its end
          else answer.destroy();
        });
        answer.on('error', fail);
        answer.on('close', () => {
          // a connection that broke half-way has given no answer
          if (!answer.complete && text.length <= keep) return fail(Object.assign(new Error('cut off'), { code: 'ECONNRESET' }));
          settle({ status: answer.statusCode ?? 0, headers: answer.headers, body: text.slice(0, keep), isCut: text.length > keep });
        });
      });
      call.on('error', fail);
      call.end(body);
    });
  }

  return { check, send };
}

function faultOf(error: unknown): OutboundFault {
  const { code = '', name = '' } = error as { code?: string; name?: string };
  if (name === 'AbortError' || name === 'TimeoutError' || code === 'ETIMEDOUT') return 'timeout';
  if (code === 'ECONNREFUSED') return 'refused';
  if (/CERT|TLS|SSL|ALTNAME|SELF_SIGNED|VERIFY/.test(code)) return 'tls';
  return 'connection';
}
