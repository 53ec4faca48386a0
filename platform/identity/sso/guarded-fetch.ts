import { lookup } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from '../../outbound/index.ts';

/** An address that an administrator may not make this server ask. */
export class ForbiddenAddress extends Error {}

const largestAnswer = 1024 * 1024;
const patienceMs = 10_000;

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix] = network.split('/');
    list.addSubnet(address, Number(prefix), isIP(address) === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}

// never an identity provider, also where private networks may be asked: this network, link-local (with the metadata services of clouds), multicast, reserved
const neverAsked = listOf(['0.0.0.0/8', '169.254.0.0/16', '224.0.0.0/4', '240.0.0.0/4', '::/128', 'fe80::/10', 'ff00::/8']);
/** Whether this server may be made to ask that address. */
export function isAllowed(address: string, allowPrivate: boolean): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  const plain = mapped ?? address;
  const version = isIP(plain);
  // the hexadecimal spelling of a mapped address has no honest use
  if (version === 0 || (version === 6 && /^::ffff:/i.test(plain))) return false;
  return isPublicAddress(plain) || (allowPrivate && !neverAsked.check(plain, version === 4 ? 'ipv4' : 'ipv6'));
}

interface FetchOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/**
 * A fetch for addresses an administrator has typed: https only, follows nothing, and connects to no private address. The address is
 * judged when the connection is made, so that a name can not answer differently to a check before it.
 */
export function guardedFetch(options: { allowPrivate: boolean }): (url: string, init: FetchOptions) => Promise<Response> {
  const { allowPrivate } = options;
  const safeLookup: LookupFunction = (host, how, done) =>
    lookup(host, { ...how, all: true }, (error, addresses) => {
      if (error) return done(error, '', 0);
      const [first] = addresses;
      if (!first || addresses.some(({ address }) => !isAllowed(address, allowPrivate))) return done(new ForbiddenAddress(host), '', 0);
      if (how.all) done(null, addresses);
      else done(null, first.address, first.family);
    });
  return async (text, init) => {
    const url = new URL(text);
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (url.protocol !== 'https:' && !(allowPrivate && url.protocol === 'http:')) throw new ForbiddenAddress(url.protocol);
    if (isIP(host) !== 0 && !isAllowed(host, allowPrivate)) throw new ForbiddenAddress(host);
    return send(url, init, safeLookup);
  };
}

function send(url: URL, init: FetchOptions, safeLookup: LookupFunction): Promise<Response> {
  const body = init.body === undefined || init.body === null ? undefined : String(init.body);
  const { request } = url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const call = request(
      url,
      {
        method: init.method ?? 'GET',
        headers: { ...init.headers, ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }) },
        lookup: safeLookup,
        timeout: patienceMs,
        signal: init.signal ?? AbortSignal.timeout(patienceMs),
      },
      (answer) => {
        const parts: Buffer[] = [];
        let size = 0;
        answer.on('data', (part: Buffer) => {
          size += part.length;
          if (size > largestAnswer) call.destroy(new Error('the answer is too large'));
          parts.push(part);
        });
        answer.on('error', reject);
        answer.on('end', () => {
          const status = answer.statusCode ?? 502;
          const headers = Object.entries(answer.headers).flatMap(([name, value]) =>
            value === undefined ? [] : [[name, [value].flat().join(', ')] as [string, string]],
          );
          resolve(new Response([204, 205, 304].includes(status) ? null : Buffer.concat(parts), { status, headers }));
        });
      },
    );
    call.on('timeout', () => call.destroy(new Error('no answer in time')));
    call.on('error', reject);
    call.end(body);
  });
}
