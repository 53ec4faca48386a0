import type { Caller } from '../bench/server.ts';

/** A request whose every value a scanner may bend; `*` marks places in the address. */
export interface Target {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

type Schema = {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly $ref?: string;
};
interface Operation {
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema?: Schema }[];
}
interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** What would end or lock out the session that scans, never ends, or makes a copy of the company with each of hundreds of requests. */
const spared = /\/auth\/(logout|switch|view-as|security|password$|sessions|two-step|passkeys)|\/live$|^POST .*\/sandboxes$/;
/** What strangers may send: sign-in and all that is done by a secret. */
const open =
  /\/auth\/(login|link|signup|demo|password-reset|sso|saml|oidc|work-apps|passkey(\/|$))|\/invitations\/|\/oauth\/|\/telephony\/0|\/mail\/unsubscribe/;
const some = '00000000-0000-7000-8000-000000000000';

/** Requests that reach the database by themselves: good ones, so that what is bent is a value and not the form. */
function goodRequests(object: string, id: string, field: string): Target[] {
  const at = `/api/v1/records/${object}`;
  const filter = {
    or: [
      { field, op: 'contains', value: '一' },
      { field, op: 'eq', value: '一' },
      { field: 'createdAt', op: 'within', value: 'thisYear' },
    ],
  };
  return [
    { method: 'GET', path: `${at}/${id}*` },
    { method: 'GET', path: `${at}/${id}/history?limit=10` },
    { method: 'GET', path: `${at}/${id}/timeline?limit=10` },
    { method: 'GET', path: `${at}/deleted?limit=10` },
    {
      method: 'POST',
      path: `${at}/query`,
      body: {
        fields: ['id', field],
        filter,
        search: '一',
        sort: [{ field, direction: 'asc' }],
        limit: 10,
        count: 'capped',
        timeZone: 'Asia/Shanghai',
      },
    },
    {
      method: 'POST',
      path: `${at}/aggregate`,
      body: {
        groupBy: [{ field }],
        measures: [
          { fn: 'count', as: 'n' },
          { fn: 'max', field: 'createdAt' },
        ],
        filter,
        limit: 10,
      },
    },
    { method: 'POST', path: at, body: { [field]: '扫描', externalId: 'scan-1' } },
    { method: 'PATCH', path: `${at}/${id}`, body: { [field]: '扫描' } },
    {
      method: 'POST',
      path: `${at}/bulk`,
      body: { operation: 'upsert', key: 'externalId', records: [{ externalId: 'scan-2', [field]: '扫描' }] },
    },
  ];
}

/** An example of a schema: enough to come past the checks of its form. */
function example(schema: Schema | undefined, description: Description, depth = 0): unknown {
  if (!schema || depth > 5) return 'scan';
  if (schema.$ref) return example(description.components.schemas[schema.$ref.split('/').at(-1) ?? ''], description, depth + 1);
  if (schema.enum) return schema.enum.find((one) => one !== null);
  if (schema.anyOf) return example(schema.anyOf[0], description, depth + 1);
  const type = Array.isArray(schema.type) ? schema.type.find((one) => one !== 'null') : schema.type;
  if (type === 'object' || schema.properties)
    return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, one]) => [name, example(one, description, depth + 1)]));
  if (type === 'array') return [example(schema.items, description, depth + 1)];
  if (type === 'integer' || type === 'number') return 1;
  if (type === 'boolean') return true;
  return schema.format === 'uuid' ? some : 'scan';
}

/** Which object's records the ids of a collection are, where its list is not at the same address. */
const recordsAt: Readonly<Record<string, string>> = {
  leads: 'lead',
  accounts: 'account',
  opportunities: 'opportunity',
  tenders: 'tender',
  projects: 'project',
  emails: 'emailMessage',
  calls: 'callLog',
  users: 'user',
};

/** Real ids for the places of addresses: a value that is not there answers 404 before anything is done with it. */
function idFinder(caller: Caller, self: string): (path: string) => Promise<string> {
  const known = new Map<string, Promise<string>>();
  const first = async (method: string, path: string, body?: unknown): Promise<string> => {
    const { status, text, headers } = await caller.send(method, path, body);
    if (status !== 200 || !String(headers['content-type']).includes('json')) return some;
    const { items, records } = JSON.parse(text) as Record<'items' | 'records', { id?: unknown }[] | undefined>;
    // never the one who scans: they would be switched off
    const found = (items ?? records ?? []).find(({ id }) => typeof id === 'string' && id !== self);
    return String(found?.id ?? some);
  };
  return (path) => {
    const collection = path.slice(0, path.indexOf('/{id}')).replace('{object}', 'account');
    const object = /\/records\/(\w+)$/.exec(collection)?.[1] ?? recordsAt[collection.split('/').at(-1) ?? ''];
    const id =
      known.get(collection) ??
      (object ? first('POST', `/api/v1/records/${object}/query`, { fields: ['id'], limit: 5 }) : first('GET', `${collection}?limit=5`));
    known.set(collection, id);
    return id;
  };
}

/** A company with the records of the demo for each of hundreds of requests would say nothing more. */
const bodyOf = (path: string, body: unknown): unknown =>
  path.endsWith('/auth/signup') ? { ...(body as object), password: 'correct horse 42', sampleData: false } : body;

/** Reading first and deleting last: what is gone can not be asked about. */
const order = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Every operation of the company's OpenAPI description, and the record routes of some objects with values that mean something. */
export async function targetsOf(caller: Caller): Promise<Target[]> {
  const description = JSON.parse((await caller.send('GET', '/api/v1/openapi.json')).text) as Description;
  const { user } = JSON.parse((await caller.send('GET', '/api/v1/auth/me')).text) as { user: { id: string } };
  const idAt = idFinder(caller, user.id);
  const targets: Target[] = [];
  for (const [object, field] of [
    ['account', 'name'],
    ['opportunity', 'name'],
    ['activity', 'subject'],
    ['user', 'name'],
  ] as const) {
    const { records } = JSON.parse((await caller.send('POST', `/api/v1/records/${object}/query`, { limit: 1 })).text) as {
      records: { id: string }[];
    };
    targets.push(...goodRequests(object, records[0]?.id ?? some, field));
  }
  targets.push(
    { method: 'GET', path: '/api/v1/search?q=恒润&objects=account&limit=5' },
    { method: 'GET', path: '/api/v1/events?limit=5&since=1.1' },
  );
  for (const [path, methods] of Object.entries(description.paths))
    for (const [method, operation] of Object.entries(methods)) {
      // the record routes of each object are one code, and scanned above
      const full = path.startsWith('/api/') ? path : `/api/v1${path}`;
      if (spared.test(`${method.toUpperCase()} ${full}`) || (/\/records\/[^{]/.test(path) && !/\/actions\//.test(path))) continue;
      const query = operation.parameters
        .filter((one) => one.in === 'query')
        .map((one) => `${one.name}=${encodeURIComponent(String(example(one.schema, description)))}`);
      const id = full.includes('/{id}') ? await idAt(full) : some;
      const words: Readonly<Record<string, string>> = {
        object: 'account',
        id: `${id}*`,
        field: 'name',
        list: 'contacts',
        user: await idAt('/api/v1/users/{id}'),
      };
      const filled = full.replace(/\{(\w+)\}/g, (_, name: string) => words[name] ?? `${some}*`);
      const schema = operation.requestBody?.content['application/json']?.schema;
      targets.push({
        method: method.toUpperCase(),
        path: `${filled}${query.length > 0 ? `?${query.join('&')}` : ''}`,
        ...(schema ? { body: bodyOf(full, example(schema, description)) } : {}),
      });
    }
  return targets.toSorted((one, other) => order.indexOf(one.method) - order.indexOf(other.method));
}

/** What somebody without a session can send, and the rest: signed in, the first would only change who is signed in. */
export function byCaller(targets: readonly Target[]): { readonly anybody: Target[]; readonly signedIn: Target[] } {
  const { anybody = [], signedIn = [] } = Object.groupBy(targets, ({ path }) => (open.test(path) ? 'anybody' : 'signedIn'));
  return { anybody, signedIn };
}

/** The requests as the log of a proxy, the form in which a scanner takes many at once. */
export function proxyLog(url: string, cookie: string, targets: readonly Target[]): string {
  const { host } = new URL(url);
  const line = '='.repeat(54);
  return targets
    .map(({ method, path, body }) => {
      const text = body === undefined ? '' : JSON.stringify(body);
      const head = [`${method} ${encodeURI(path)} HTTP/1.1`, `Host: ${host}`, ...(cookie ? [`Cookie: ${cookie}`] : [])];
      if (body !== undefined) head.push('Content-Type: application/json');
      return `${line}\n12:00:00  ${url}  [127.0.0.1]\n${line}\n${head.join('\r\n')}\r\n\r\n${text}\n${line}\n\n\n`;
    })
    .join('');
}
