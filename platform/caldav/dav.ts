import type { Outbound, OutboundAnswer } from '../outbound/index.ts';
import { DavError } from './failure.ts';
import type { DavAccess } from './types.ts';
import { childAt, childrenOf, parseXml, type XmlNode } from './xml.ts';

export const D = (name: string) => `{DAV:}${name}`;
export const C = (name: string) => `{urn:ietf:params:xml:ns:caldav}${name}`;
export const CS = (name: string) => `{http://calendarserver.org/ns/}${name}`;
export const namespaces = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:CS="http://calendarserver.org/ns/"';

const mostRedirects = 5;
/** Characters; a batch of 50 events is far smaller. */
const longestAnswer = 8_000_000;
const timeoutMs = 30_000;

export interface DavRequest {
  readonly method: string;
  readonly url: string;
  readonly depth?: '0' | '1';
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface DavAnswer extends OutboundAnswer {
  /** Where the answer came from, after redirects. */
  readonly url: string;
}

/** One entry of a multistatus: what a resource says of the properties that were asked for. */
export interface DavEntry {
  readonly url: string;
  /** Of the resource as a whole; null where only its properties have one. */
  readonly status: number | null;
  readonly props: ReadonlyMap<string, XmlNode>;
}

/** Requests to one calendar server, signed in. */
export interface Dav {
  readonly server: string;
  /** Follows redirects that stay with the server. Any status is an answer but 401, 403 on PROPFIND, 429 and above 499. */
  send(request: DavRequest): Promise<DavAnswer>;
  /** What a multistatus says. @throws DavError `answer` for anything else */
  multistatus(request: DavRequest): Promise<{ readonly entries: readonly DavEntry[]; readonly url: string; readonly token: string | null }>;
}

/**
 * Whether the password may go to an address that the server itself names. Its own host, or a neighbour under the same domain, as iCloud has
 * them (caldav.icloud.com, p34-caldav.icloud.com); never from an encrypted connection to an open one.
 */
export function isOwn(server: string, target: string): boolean {
  const [from, to] = [new URL(server), new URL(target)];
  if (from.protocol === 'https:' && to.protocol !== 'https:') return false;
  if (from.host === to.host) return true;
  const [, ...domain] = from.hostname.split('.');
  // of example.com.cn the rest would be com.cn, where anybody may live
  const isDomain = domain.length >= 2 && (domain[0] ?? '').length > 3 && !/^[\d.]+$/.test(from.hostname);
  return isDomain && to.port === from.port && to.hostname.endsWith(`.${domain.join('.')}`);
}

const statusIn = (text: string | undefined): number | null => {
  const found = /\s(\d{3})(\s|$)/.exec(text ?? '');
  return found ? Number(found[1]) : null;
};

/** An address in an answer as a whole one. @throws DavError where it leads away from the server */
export function resolved(server: string, base: string, href: string): string {
  const url = URL.canParse(href.trim(), base) ? new URL(href.trim(), base).toString() : '';
  if (url === '' || !isOwn(server, url)) throw new DavError('redirect');
  return url;
}

function readEntry(server: string, base: string, response: XmlNode): DavEntry {
  const props = childrenOf(response, D('propstat'))
    .filter((stat) => statusIn(childAt(stat, D('status'))?.text) === 200)
    .flatMap((stat) => childAt(stat, D('prop'))?.children ?? []);
  return {
    url: resolved(server, base, childAt(response, D('href'))?.text ?? ''),
    status: statusIn(childAt(response, D('status'))?.text),
    props: new Map(props.map((node) => [node.name, node])),
  };
}

function refuse({ status }: OutboundAnswer): void {
  if (status === 401) throw new DavError('login', status);
  if (status === 429 || status >= 500) throw new DavError('busy', status);
}

/** Signs in to a calendar server; nothing is sent before the first request. */
export function openDav(outbound: Outbound, { server, login, password }: DavAccess): Dav {
  const authorization = `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}`;
  async function send({ method, url: first, depth, body = '', headers = {} }: DavRequest): Promise<DavAnswer> {
    let url = resolved(server, server, first);
    for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
      const answer = await outbound.send({
        url,
        method,
        body,
        timeoutMs,
        keep: longestAnswer,
        headers: {
          authorization,
          'user-agent': 'Huanke CRM',
          ...(depth ? { depth } : {}),
          ...(body ? { 'content-type': 'application/xml; charset=utf-8' } : {}),
          ...headers,
        },
      });
      if (answer.isCut) throw new DavError('tooLarge', answer.status);
      const to = answer.headers.location;
      if (![301, 302, 303, 307, 308].includes(answer.status) || !to) {
        refuse(answer);
        return { ...answer, url };
      }
      url = resolved(server, url, to);
    }
    throw new DavError('redirect');
  }
  return {
    server,
    send,
    async multistatus(request) {
      const { status, body, url } = await send(request);
      if (status === 404 || status === 410) throw new DavError('notFound', status);
      if (status === 403) throw new DavError('login', status);
      if (status !== 207) throw new DavError('answer', status);
      const root = readRoot(body);
      const entries = childrenOf(root, D('response')).map((response) => readEntry(server, url, response));
      return { entries, url, token: childAt(root, D('sync-token'))?.text.trim() || null };
    },
  };
}

function readRoot(body: string): XmlNode {
  try {
    const root = parseXml(body);
    if (root.name === D('multistatus')) return root;
  } catch (cause) {
    throw new DavError('answer', 207, cause);
  }
  throw new DavError('answer', 207);
}
