import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { childAt, childrenOf, escapeXml, parseXml } from '../xml.ts';

interface Stored {
  readonly data: string;
  readonly etag: string;
  /** The number of the change that wrote it. */
  readonly at: number;
}

/** A calendar server of our own for tests: RFC 4791 and 6578 as far as a client of calendars needs them, for one person. */
export interface CaldavServer {
  readonly port: number;
  readonly url: string;
  /** What lies in the calendar, by the last part of its address. */
  readonly files: ReadonlyMap<string, string>;
  /** What was asked, as `PUT x.ics`. */
  readonly asked: string[];
  /** As another program would write: no conditions. */
  put(name: string, data: string): void;
  remove(name: string): void;
  /** Forgets which tokens it gave out: they are refused. */
  forget(): void;
  /** The next request of a kind is carried out, and its answer lost. */
  loseAnswer(method: string): void;
  close(): Promise<void>;
}

export interface CaldavOptions {
  /** Without: no sync-collection, the ctag alone tells. */
  readonly tokens?: boolean;
  /** Without: the answer to a PUT bears no ETag. */
  readonly etags?: boolean;
  readonly canWrite?: boolean;
  /** Without: who is asked to an event is not kept. */
  readonly guests?: boolean;
  readonly login?: string;
}

export const caldavLogin = { login: 'seller@ours.cn', secret: 'app-password' } as const;
const home = '/dav/calendars/seller/';
const calendar = `${home}work/`;
const xmlns = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:CS="http://calendarserver.org/ns/"';

const D = (name: string) => `{DAV:}${name}`;
const propstat = (props: string) => `<D:propstat><D:prop>${props}</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat>`;
const response = (href: string, inside: string) => `<D:response><D:href>${escapeXml(href)}</D:href>${inside}</D:response>`;
const multistatus = (inside: string) => `<?xml version="1.0" encoding="utf-8"?><D:multistatus ${xmlns}>${inside}</D:multistatus>`;

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

interface Answer {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Record<string, string>;
}

/** Begins one on a free port of this machine. */
export async function caldavServer({
  tokens = true,
  etags = true,
  canWrite = true,
  guests = true,
  login = caldavLogin.login,
}: CaldavOptions = {}): Promise<CaldavServer> {
  const stored = new Map<string, Stored>();
  const gone = new Map<string, number>();
  const asked: string[] = [];
  const lost = new Set<string>();
  let change = 0;
  let oldest = 0;

  const store = (name: string, data: string) => {
    change += 1;
    gone.delete(name);
    stored.set(name, { data, etag: `"${createHash('sha256').update(`${change}${data}`).digest('hex').slice(0, 12)}"`, at: change });
  };
  const drop = (name: string) => {
    change += 1;
    stored.delete(name);
    gone.set(name, change);
  };
  const token = (at: number) => `http://sync.example/${at}`;
  const calendarProps = () =>
    [
      '<D:resourcetype><D:collection/><C:calendar/></D:resourcetype><D:displayname>工作 &amp; 客户</D:displayname>',
      '<C:supported-calendar-component-set><C:comp name="VEVENT"/></C:supported-calendar-component-set>',
      `<D:current-user-privilege-set><D:privilege><D:read/></D:privilege>${canWrite ? '<D:privilege><D:write/></D:privilege>' : ''}</D:current-user-privilege-set>`,
      tokens ? `<D:sync-token>${token(change)}</D:sync-token>` : '',
      `<CS:getctag>c${change}</CS:getctag>`,
    ].join('');
  const fileEntry = (name: string, withData: boolean) => {
    const file = stored.get(name);
    if (!file) return response(`${calendar}${name}`, '<D:status>HTTP/1.1 404 Not Found</D:status>');
    const data = withData ? `<C:calendar-data>${escapeXml(file.data)}</C:calendar-data>` : '<D:resourcetype/>';
    return response(`${calendar}${name}`, propstat(`<D:getetag>${escapeXml(file.etag)}</D:getetag>${data}`));
  };

  function propfind(path: string, depth: string): Answer {
    if (path === '/.well-known/caldav') return { status: 301, headers: { location: '/dav/' } };
    if (path === '/dav/' || path === '/')
      return ok(response(path, propstat('<D:current-user-principal><D:href>/dav/principals/seller/</D:href></D:current-user-principal>')));
    if (path === '/dav/principals/seller/')
      return ok(response(path, propstat(`<C:calendar-home-set><D:href>${home}</D:href></C:calendar-home-set>`)));
    const own = response(calendar, propstat(calendarProps()));
    const tasks = `<D:resourcetype><D:collection/><C:calendar/></D:resourcetype><C:supported-calendar-component-set><C:comp name="VTODO"/></C:supported-calendar-component-set>`;
    if (path === home)
      return ok(
        `${response(home, propstat('<D:resourcetype><D:collection/></D:resourcetype>'))}${own}${response(`${home}tasks/`, propstat(tasks))}`,
      );
    if (path !== calendar) return { status: 404 };
    return ok(depth === '1' ? [own, ...[...stored.keys()].map((name) => fileEntry(name, false))].join('') : own);
  }
  const ok = (inside: string): Answer => ({ status: 207, body: multistatus(inside), headers: { 'content-type': 'application/xml' } });

  function report(body: string): Answer {
    const root = parseXml(body);
    if (root.name === D('sync-collection')) {
      const since = Number(childAt(root, D('sync-token'))?.text.split('/').at(-1));
      if (!tokens) return { status: 501 };
      if (!(since >= oldest)) return { status: 403, body: '<D:error xmlns:D="DAV:"><D:valid-sync-token/></D:error>' };
      const changed = [...stored].filter(([, { at }]) => at > since).map(([name]) => fileEntry(name, false));
      const ended = [...gone].filter(([, at]) => at > since).map(([name]) => fileEntry(name, false));
      return ok(`${[...changed, ...ended].join('')}<D:sync-token>${token(change)}</D:sync-token>`);
    }
    return ok(
      childrenOf(root, D('href'))
        .map(({ text }) => fileEntry(text.slice(calendar.length), true))
        .join(''),
    );
  }

  function write(name: string, { method = '', headers }: IncomingMessage, data: string): Answer {
    const file = stored.get(name);
    const { 'if-match': match, 'if-none-match': none } = headers;
    if (!canWrite) return { status: 403 };
    if (none === '*' && file) return { status: 412 };
    if (match !== undefined && (!file || (match !== '*' && match !== file.etag)))
      return { status: file ? 412 : method === 'DELETE' ? 404 : 412 };
    if (method === 'DELETE') {
      if (!file) return { status: 404 };
      drop(name);
      return { status: 204 };
    }
    store(name, guests ? data : data.replace(/^(ATTENDEE|ORGANIZER).*\r\n(?:[ \t].*\r\n)*/gm, ''));
    const etag = stored.get(name)?.etag ?? '';
    return { status: file ? 204 : 201, ...(etags ? { headers: { etag } } : {}) };
  }

  function answer(request: IncomingMessage, body: string): Answer {
    const path = request.url ?? '';
    const expected = `Basic ${Buffer.from(`${login}:${caldavLogin.secret}`).toString('base64')}`;
    if (request.headers.authorization !== expected) return { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } };
    const name = path.slice(calendar.length);
    if (request.method === 'PROPFIND') return propfind(path, String(request.headers.depth));
    if (request.method === 'REPORT') return path === calendar ? report(body) : { status: 404 };
    if (request.method === 'PUT' || request.method === 'DELETE') return write(name, request, body);
    const file = stored.get(name);
    return file ? { status: 200, body: file.data, headers: { etag: file.etag, 'content-type': 'text/calendar' } } : { status: 404 };
  }

  const server = createServer((request: IncomingMessage, reply: ServerResponse) => {
    void bodyOf(request).then((body) => {
      asked.push(`${request.method} ${request.url?.split('/').filter(Boolean).at(-1)}`);
      const { status, body: text = '', headers = {} } = answer(request, body);
      if (lost.delete(request.method ?? '')) return request.socket.destroy();
      reply.writeHead(status, headers).end(text);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}/`,
    get files() {
      return new Map([...stored].map(([name, { data }]) => [name, data]));
    },
    asked,
    put: store,
    remove: drop,
    forget() {
      change += 1;
      oldest = change;
    },
    loseAnswer: (method) => void lost.add(method),
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}
