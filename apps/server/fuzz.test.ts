import { seeded } from '@huanke/platform/testing/data';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Answer, type TestApp, type TestTenant, testApp } from './testing.ts';

/** 20,000 in the full run; a part of it, by the same generator, in every run. */
const requests = process.env.HUANKE_TEST_FULL ? 20_000 : 2_000;
const seed = Number(process.env.HUANKE_TEST_SEED ?? 20_261_122);

type Schema = Record<string, unknown> & {
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
  enum?: unknown[];
  $ref?: string;
  type?: string | string[];
};
interface Operation {
  method: string;
  path: string;
  body?: Schema;
  query: string[];
}

let t: TestApp;
let a: TestTenant;
let schemas: Record<string, Schema>;
let operations: Operation[];
const known: Record<string, string[]> = {};

beforeAll(async () => {
  t = await testApp();
  a = await t.tenant();
  await t.tenant();
  await a.as.admin.post('/meta/objects', {
    name: 'x_all',
    label: { zh: '全部类型', en: 'All' },
    fields: [
      'text',
      'longText',
      'richText',
      'number',
      'currency',
      'percent',
      'date',
      'datetime',
      'time',
      'boolean',
      'tags',
      'user',
      'department',
      'phone',
      'email',
      'url',
      'address',
      'geolocation',
      'rating',
      'barcode',
      'idNumber',
      'image',
      'attachment',
      'signature',
    ]
      .map((type) => ({ name: `x_${type}`, type, label: { zh: type, en: type } }))
      .concat([
        {
          name: 'x_pick',
          type: 'picklist',
          label: { zh: '选', en: 'Pick' },
          options: [{ key: 'a', label: { zh: '甲', en: 'A' } }],
        } as never,
        {
          name: 'x_many',
          type: 'multiPicklist',
          label: { zh: '多', en: 'Many' },
          options: [{ key: 'a', label: { zh: '甲', en: 'A' } }],
        } as never,
        { name: 'x_to', type: 'lookup', object: 'account', label: { zh: '到', en: 'To' } } as never,
        { name: 'x_no', type: 'autoNumber', pattern: 'D-{YYYY}-{0000}', label: { zh: '号', en: 'No' } } as never,
      ]),
  });
  for (const object of ['account', 'contact', 'lead', 'product', 'opportunity', 'activity', 'x_all']) {
    const made = await a.as.admin.post(
      `/records/${object}`,
      object === 'activity' ? { type: 'note', subject: '一' } : object === 'x_all' ? {} : { name: '一' },
    );
    known[object] = [made.body.id];
  }
  const { body } = await a.as.admin.get('/openapi.json');
  schemas = body.components.schemas;
  operations = Object.entries(
    body.paths as Record<
      string,
      Record<string, { requestBody?: { content: Record<string, { schema: Schema }> }; parameters: { name: string; in: string }[] }>
    >,
  )
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, entry]) => {
        const schema = entry.requestBody?.content['application/json']?.schema;
        return {
          method: method.toUpperCase(),
          path,
          query: entry.parameters.filter((one) => one.in === 'query').map((one) => one.name),
          ...(schema ? { body: schema } : {}),
        };
      }),
    )
    // these end the session that fuzzes, or stream for ever
    .filter(
      ({ path }) =>
        !/\/auth\/(logout|sessions|switch|signup|demo)|\/live$|\/deactivate$|\/handover$|\/users\/\{id\}\/roles$|\/settings$|\/metrics$/.test(
          path,
        ),
    );
});
afterAll(() => t.close());

const nasty = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\u0007\u001b[31m',
  '\ud800',
  '𠮷野家𪚥',
  '👨‍👩‍👧‍👦🇨🇳',
  '‮abc',
  "'; drop table account; --",
  '" or 1=1 --',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: as an attacker would type it
  '${7*7}{{7*7}}',
  '../../etc/passwd',
  '%00%0a',
  "=cmd|' /C calc'!A0",
  'null',
  'true',
  '0',
  '-0',
  '1e999',
  'NaN',
  '9'.repeat(40),
  '0.'.padEnd(60, '1'),
  '2026-02-30',
  '2026-13-01',
  '0000-00-00',
  '9999-12-31',
  '+275760-09-13T00:00:00Z',
  '2026-03-31T25:00:00Z',
  'x'.repeat(10_000),
  '环'.repeat(10_000),
  '\\',
  '\\u0000',
  '%',
  '_',
  '*',
  'Ａ１',
  '國',
];

const naming = new Set([
  'UNKNOWN_FIELD',
  'UNKNOWN_OP',
  'WRONG_TYPE',
  'REQUIRED',
  'INVALID_VALUE',
  'TOO_LONG',
  'LOOKUP_NOT_FOUND',
  'LIMIT_EXCEEDED',
]);
const keys = 'code detail errors status title traceId type';

/** What is wrong with an answer, whatever the request was. */
const leaks = /select |insert into|at async|node_modules|\.ts:\d|syntax error|violates/i;

function faultOf(answer: Answer): string | undefined {
  if (answer.status >= 500) return 'a fault';
  if (answer.status < 400) return undefined;
  // contract.md section 2: bulk with allOrNothing refuses with the list of results, each with its own problem
  if (answer.status === 422 && Array.isArray(answer.body.results)) {
    const lists = answer.body.results.every((result: { index: unknown }, place: number) => result.index === place);
    return lists && !leaks.test(answer.text) ? undefined : 'not the results of a bulk operation, or leaks';
  }
  // the token endpoint refuses in the words of RFC 6749
  if (answer.body?.error_description) return Object.keys(answer.body).length === 2 && !leaks.test(answer.text) ? undefined : 'leaks';
  if (!String(answer.headers['content-type']).includes('application/problem+json')) return 'not problem+json';
  if (Object.keys(answer.body).sort().join(' ') !== keys) return 'not the form of a problem';
  if (!/^[A-Z][A-Z_]+$/.test(answer.body.code)) return 'no code';
  if (leaks.test(answer.text)) return 'leaks';
  return naming.has(answer.body.code) && answer.body.errors.length === 0 ? 'names no field' : undefined;
}

test(`${requests} requests made from the OpenAPI description get an answer, never a fault`, async () => {
  const random = seeded(seed);
  const id = () =>
    random.pick([...Object.values(known).flat(), '00000000-0000-7000-8000-000000000000', 'no-id', '1', ...nasty.slice(0, 8)]);

  function junk(depth = 0): unknown {
    const kinds = depth > 2 ? 6 : 8;
    switch (random.int(0, kinds - 1)) {
      case 0:
        return null;
      case 1:
        return random.pick([true, false]);
      case 2:
        return random.pick([0, -1, 1, 1.5, 1e21, -1e-9, 2 ** 53, 2 ** 31, 1e308]);
      case 3:
      case 4:
      case 5:
        return random.pick(nasty);
      case 6:
        return Array.from({ length: random.int(0, 3) }, () => junk(depth + 1));
      default:
        return Object.fromEntries(
          Array.from({ length: random.int(0, 3) }, () => [
            random.pick([...nasty.slice(0, 20), 'id', 'name', '__proto__', 'constructor', 'field', 'op', 'value']),
            junk(depth + 1),
          ]),
        );
    }
  }

  function value(schema: Schema | undefined, depth = 0): unknown {
    if (!schema || random.chance(0.12) || depth > 5) return junk();
    if (schema.$ref) return value(schemas[schema.$ref.split('/').pop() ?? ''], depth + 1);
    if (schema.enum) return random.pick(schema.enum as string[]);
    if (schema.anyOf) return value(random.pick(schema.anyOf), depth + 1);
    const type = Array.isArray(schema.type) ? random.pick(schema.type) : schema.type;
    switch (type) {
      case 'object': {
        const entries = Object.entries(schema.properties ?? {})
          .filter(() => random.chance(0.4))
          .map(([name, one]) => [name, value(one, depth + 1)] as const);
        if (random.chance(0.1))
          entries.push([random.pick(['unknownField', 'x_none', '__proto__', 'toString', 'tenant_id', 'owner.name']), junk()]);
        return Object.fromEntries(entries);
      }
      case 'array':
        return Array.from({ length: random.chance(0.03) ? 1001 : random.int(0, 4) }, () => value(schema.items, depth + 1));
      case 'integer':
      case 'number':
        return random.pick([0, 1, 5, 50, 200, 201, -1, 1.5]);
      case 'boolean':
        return random.pick([true, false]);
      case 'null':
        return null;
      default:
        if (schema.format === 'uuid') return id();
        if (schema.format === 'date') return random.pick(['2026-03-31', '2024-02-29', ...nasty.slice(20, 30)]);
        if (schema.format === 'date-time') return random.pick(['2026-03-31T06:08:00.000Z', ...nasty.slice(20, 30)]);
        return random.chance(0.4)
          ? random.pick([
              'name',
              'amount',
              'stage',
              'owner',
              'account.name',
              'closeOn',
              'count',
              'x_number',
              'x_date',
              'x_tags',
              'x_pick',
              'x_to',
              'related',
              'createdAt',
              '10',
              '恒润',
              'a@b.cn',
              'https://a.cn',
              '138 0000 0000',
            ])
          : random.pick(nasty);
    }
  }

  const statuses: Record<number, number> = {};
  const problems: string[] = [];
  for (let number = 0; number < requests; number += 1) {
    const operation = random.pick(operations);
    const path = operation.path
      .replace('/api/v1', '')
      .replace(/\{\w+\}/g, () => encodeURIComponent(String(id()).slice(0, 300).toWellFormed()));
    const query = operation.query
      .filter(() => random.chance(0.5))
      .map(
        (name) =>
          `${name}=${encodeURIComponent(
            String(junk() ?? '')
              .slice(0, 300)
              .toWellFormed(),
          )}`,
      )
      .join('&');
    const text = operation.body || random.chance(0.1) ? (random.chance(0.02) ? '{"a":' : JSON.stringify(value(operation.body))) : undefined;
    const headers: Record<string, string> = {
      ...(text === undefined ? {} : { 'content-type': random.chance(0.02) ? 'text/xml' : 'application/json' }),
      ...(random.chance(0.1) ? { 'if-match': random.pick(['"1"', '1', 'x', '"99999999999"', '*']) } : {}),
      ...(random.chance(0.1) ? { 'idempotency-key': random.pick(['k1', 'k2', 'x'.repeat(200)]) } : {}),
      'accept-language': random.pick(['zh-CN', 'en', 'fr', '*;q=9']),
    };
    const answer: Answer = await a.as.admin.send(operation.method, `${path}${query ? `?${query}` : ''}`, text, headers);
    statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
    const wrong = faultOf(answer);
    if (wrong)
      problems.push(
        `${wrong}\n  seed ${seed} #${number}: ${operation.method} ${path}?${query} ${text?.slice(0, 1500) ?? ''}\n  → ${answer.status} ${answer.text.slice(0, 600)}`,
      );
    if (problems.length >= 10) break;
    const list = known[path.split('/')[2] ?? ''];
    if (answer.status === 201 && answer.body.id && list) list.push(answer.body.id);
  }
  expect(problems.join('\n\n')).toBe('');
  expect(statuses[200]).toBeGreaterThan(requests / 20);
  expect((statuses[400] ?? 0) + (statuses[422] ?? 0)).toBeGreaterThan(requests / 10);
}, 900_000);

test('what was typed is stored and read as it was, or refused by name', async () => {
  for (const text of nasty) {
    const { status, body } = await a.as.admin.post('/records/account', { name: text });
    if (status === 201) {
      const again = await a.as.admin.get(`/records/account/${body.id}`);
      expect(again.body.name).toBe(body.name);
      expect(body.name).not.toMatch(/[\u0000-\u001f]/);
      const found = await a.as.admin.post('/records/account/query', { filter: { field: 'name', op: 'eq', value: text }, limit: 1 });
      expect(found.status === 200 ? found.body.records.length : found.status, JSON.stringify(text)).toBe(1);
    } else {
      expect([status, body.errors[0].field], JSON.stringify(text)).toEqual([422, 'name']);
    }
  }
});

test('a body over the limit answers 413', async () => {
  expect(
    (
      await a.as.admin.send('POST', '/records/account', JSON.stringify({ name: 'x'.repeat(9 * 1024 * 1024) }), {
        'content-type': 'application/json',
      })
    ).body,
  ).toMatchObject({ code: 'TOO_LARGE', status: 413 });
});
