import { until } from '@huanke/platform/testing';
import { seeded } from '@huanke/platform/testing/data';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Answer, type TestApp, type TestTenant, testApp } from './testing.ts';

/**
 * Random roles × fields × surfaces against a slow, obvious oracle: no value that is hidden or masked for the caller stands in any answer,
 * whatever they ask, and no word of what is hidden in what describes the object.
 */
const rounds = process.env['HUANKE_TEST_FULL'] ? 25 : 5;
const rights = ['hidden', 'masked', 'read', 'edit'] as const;
type Right = (typeof rights)[number];
interface TestRole {
  readonly key: string;
  readonly kind: 'role' | 'set';
  readonly writes: boolean;
  id: string;
  fields: Record<string, Right>;
}

// what each field holds is found nowhere else; `part` is what of it a mask may not show
const values: Readonly<Record<string, { type: string; value: unknown; part: string; probe: [string, unknown] }>> = {
  x_text: { type: 'text', value: 'Qzx文本内容7319', part: '文本内容7319', probe: ['contains', '文本'] },
  x_phone: { type: 'phone', value: '13958274016', part: '5827', probe: ['eq', '13958274016'] },
  x_number: { type: 'number', value: 86420971, part: '86420971', probe: ['gt', 1] },
  x_day: { type: 'date', value: '1987-06-05', part: '1987-06-05', probe: ['lt', '1999-01-01'] },
  x_mail: { type: 'email', value: 'verborgen@example.cn', part: 'verborgen', probe: ['startsWith', 'ver'] },
  x_notes: { type: 'longText', value: '备忘录说的是五四三二', part: '五四三二', probe: ['isNotNull', undefined] },
  x_ref: { type: 'lookup', value: undefined, part: '被引用的客户', probe: ['isNotNull', undefined] },
};
const names = Object.keys(values);

let app: TestApp;
let a: TestTenant;
let b: TestTenant;
let thing = '';
let child = '';
let account = '';
const roles: TestRole[] = [
  { key: 'x_first', kind: 'role', writes: true, id: '', fields: {} },
  { key: 'x_second', kind: 'role', writes: false, id: '', fields: {} },
  { key: 'x_third', kind: 'set', writes: true, id: '', fields: {} },
];

const good = ({ status, body, text }: Answer, expected = 200) => {
  expect(status, text).toBe(expected);
  return body;
};

beforeAll(async () => {
  app = await testApp();
  a = await app.tenant();
  b = await app.tenant();
  await app.startWork();
  const { admin } = a.as;
  good(await admin.post('/meta/objects', { name: 'x_thing', label: '物件' }), 201);
  for (const [name, { type }] of Object.entries(values))
    good(
      await admin.post('/meta/objects/x_thing/fields', {
        name,
        type,
        label: `字段${name}`,
        ...(type === 'lookup' ? { object: 'account' } : {}),
      }),
      201,
    );
  good(await admin.post('/meta/objects', { name: 'x_child', label: '附属' }), 201);
  good(await admin.post('/meta/objects/x_child/fields', { name: 'x_thing', type: 'lookup', object: 'x_thing', label: '物件' }), 201);
  account = good(await admin.post('/records/account', { name: '被引用的客户' }), 201).id;
  const given = Object.fromEntries(names.map((name) => [name, values[name]?.value]));
  thing = good(await admin.post('/records/x_thing', { name: '一号', ...given, x_ref: account }), 201).id;
  // each value once as the old one and once as the new one of a change
  good(await admin.patch(`/records/x_thing/${thing}`, Object.fromEntries(names.map((name) => [name, null]))));
  good(await admin.patch(`/records/x_thing/${thing}`, { ...given, x_ref: account }));
  child = good(await admin.post('/records/x_child', { name: '附属一号', x_thing: thing }), 201).id;
  for (const role of roles)
    role.id = good(
      await admin.post('/roles', {
        name: role.key,
        key: role.key,
        kind: role.kind,
        permissions: ['*.read', '*.export', '*.import', 'events.read', ...(role.writes ? ['*.create', '*.edit'] : [])],
        scopes: { read: 'all', edit: 'all' },
      }),
      201,
    ).id;
});
afterAll(() => app.close());

const widest = (list: readonly Right[]): Right => rights[Math.max(...list.map((right) => rights.indexOf(right)))] ?? 'edit';

/** What the roles held come to: written for the eye, not for speed. */
function expectedRight(held: readonly TestRole[], field: string): Right {
  const said = (role: TestRole): Right[] => (role.fields[field] ? [role.fields[field]] : role.kind === 'role' ? ['edit'] : []);
  const of = (list: readonly TestRole[]) => {
    const all = list.flatMap(said);
    return all.length === 0 ? 'edit' : widest(all);
  };
  const read = of(held);
  if (read !== 'edit') return read;
  const writers = held.filter((role) => role.writes);
  return writers.length === 0 || of(writers) === 'edit' ? 'edit' : 'read';
}

/** Everything the caller can ask; what it must answer is known for the parts that name one field. */
async function surfaces(ask: TestTenant['as']['seller'], rightsOf: Readonly<Record<string, Right>>): Promise<[string, string][]> {
  const found: [string, string][] = [];
  const note = (name: string, answer: Answer) => {
    expect(answer.status, `${name}: ${answer.text}`).toBeLessThan(500);
    found.push([name, answer.text]);
    return answer;
  };
  const post = async (name: string, url: string, body?: unknown) => note(name, await ask.post(url, body));
  const get = async (name: string, url: string) => note(name, await ask.get(url));
  const status = (right: Right) => (right === 'hidden' ? 400 : right === 'masked' ? 403 : 200);
  await get('metadata', '/meta/objects/x_thing');
  await get('metadata of all', '/meta/objects');
  await get('openapi', '/openapi.json');
  await get('get', `/records/x_thing/${thing}`);
  await post('list', '/records/x_thing/query', {});
  await get('history', `/records/x_thing/${thing}/history`);
  await get('timeline', `/records/x_thing/${thing}/timeline`);
  await get('events', '/events?limit=1000');
  for (const [name, { value, probe, part }] of Object.entries(values)) {
    const right = rightsOf[name] ?? 'edit';
    const at = (surface: string) => `${surface} of ${name} (${right})`;
    const expects = (answer: Answer, expected: number) =>
      expect([answer.status, answer.text], at('status')).toEqual([expected, answer.text]);
    expects(await post(at('field'), '/records/x_thing/query', { fields: [name] }), right === 'hidden' ? 400 : 200);
    expects(await post(at('reached'), '/records/x_child/query', { fields: [`x_thing.${name}`] }), right === 'hidden' ? 400 : 200);
    const filter = { field: name, op: probe[0], ...(probe[1] === undefined ? {} : { value: probe[1] }) };
    expects(
      await post(at('filter'), '/records/x_thing/query', { filter }),
      probe[1] === undefined && right === 'masked' ? 200 : status(right),
    );
    const reached = { ...filter, field: `x_thing.${name}` };
    expects(
      await post(at('reached filter'), '/records/x_child/query', { filter: reached }),
      probe[1] === undefined && right === 'masked' ? 200 : status(right),
    );
    if (name !== 'x_notes') {
      expects(await post(at('sort'), '/records/x_thing/query', { sort: [{ field: name }] }), status(right));
      expects(await post(at('group'), '/records/x_thing/aggregate', { groupBy: [{ field: name }] }), status(right));
    }
    await post(at('measure'), '/records/x_thing/aggregate', { measures: [{ fn: 'max', field: name }] });
    for (const q of [part, String(value ?? '')])
      if (q) {
        const { body } = await get(at('search'), `/search?q=${encodeURIComponent(q)}&objects=x_thing`);
        const { body: list } = await ask.post('/records/x_thing/query', { search: q, fields: ['id'] });
        if (right === 'hidden' || right === 'masked') expect([at('search'), body.groups, list.records]).toEqual([at('search'), [], []]);
      }
    const written = await ask.patch(`/records/x_thing/${thing}`, { [name]: name === 'x_number' ? 1 : null });
    note(at('patch'), written);
    expect([at('patch'), written.status]).toEqual([at('patch'), right === 'edit' ? 200 : right === 'hidden' ? 400 : 403]);
    if (right === 'edit') good(await a.as.admin.patch(`/records/x_thing/${thing}`, { [name]: name === 'x_ref' ? account : value }));
    await post(at('bulk'), '/records/x_thing/bulk', { operation: 'update', records: [{ id: thing, [name]: '1' }], allOrNothing: true });
    if (right === 'edit') good(await a.as.admin.patch(`/records/x_thing/${thing}`, { [name]: name === 'x_ref' ? account : value }));
    note(at('stale'), await ask.patch(`/records/x_thing/${thing}`, { [name]: '1' }, { 'if-match': '"1"' }));
  }
  const fields = names.filter((name) => rightsOf[name] !== 'hidden');
  const { body } = await post('export', '/exports', { object: 'x_thing', fields: ['name', ...fields], format: 'csv' });
  const job = await until(async () => {
    const { body: state } = await ask.get(`/jobs/${body.id}`);
    expect(state.status, JSON.stringify(state)).not.toBe('failed');
    return state.status === 'done' && state;
  });
  await get('exported file', `/files/${job.fileId}`);
  return found;
}

test('no hidden value and no masked one stands in any answer', { timeout: 240_000 }, async () => {
  const { admin, seller } = a.as;
  const random = seeded(20260329);
  for (let round = 0; round < rounds; round += 1) {
    for (const role of roles) {
      role.fields = Object.fromEntries(names.flatMap((name) => (random.int(0, 3) === 0 ? [] : [[name, random.pick(rights)]])));
      good(await admin.patch(`/roles/${role.id}`, { fields: { x_thing: role.fields } }));
    }
    const chosen = roles.filter(() => random.int(0, 1) === 0);
    // somebody who may not write at all says nothing of what may not be written
    const held = chosen.some((role) => role.writes) ? chosen : [...chosen, roles[0] as TestRole];
    good(await admin.put(`/users/${seller.user}/roles`, { roles: held.map((role) => role.key) }));
    const rightsOf = Object.fromEntries(names.map((name) => [name, expectedRight(held, name)]));
    const seed = `round ${round}: ${JSON.stringify(rightsOf)}`;
    for (const [surface, text] of await surfaces(seller, rightsOf))
      for (const name of names) {
        const covered = rightsOf[name] === 'hidden' || rightsOf[name] === 'masked';
        const part = values[name]?.part ?? '';
        // the account itself may be read; only that this record names it may not
        const told = covered && text.includes(part) && !(name === 'x_ref' && surface.startsWith('events'));
        expect([seed, surface, name, told]).toEqual([seed, surface, name, false]);
        const described =
          rightsOf[name] === 'hidden' && ['metadata', 'openapi', 'get', 'list', 'history', 'timeline', 'exported file'].includes(surface);
        expect([seed, surface, name, described && text.includes(name)]).toEqual([seed, surface, name, false]);
      }
    const record = good(await seller.get(`/records/x_thing/${thing}`));
    for (const name of names)
      if (name !== 'x_ref' && (rightsOf[name] === 'read' || rightsOf[name] === 'edit'))
        expect([seed, name, record[name]]).toEqual([seed, name, values[name]?.value]);
  }
  expect(good(await admin.get(`/records/x_thing/${thing}`))).toMatchObject({ x_phone: '13958274016', x_number: 86420971 });
  for (const other of [b.as.admin, b.as.seller]) {
    expect((await other.get(`/records/x_thing/${thing}`)).status).toBe(404);
    expect((await other.patch(`/roles/${roles[0]?.id}`, { fields: {} })).status).not.toBe(200);
  }
  expect(child).not.toBe('');
});
