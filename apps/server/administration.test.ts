import { sql } from '@huanke/platform/database';
import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Answer, type TestApp, type TestTenant, testApp } from './testing.ts';

let app: TestApp;
let here: TestTenant;
let other: TestTenant;

beforeAll(async () => {
  app = await testApp();
  here = await app.tenant();
  other = await app.tenant();
  await app.startWork();
});
afterAll(() => app.close());

const object = 'x_shebei';
const fields = `/meta/objects/${object}/fields`;

function good(answer: Answer, status = 200): Answer {
  expect(answer.status, answer.text).toBe(status);
  return answer;
}
const ended = (id: string): Promise<{ status: string; error?: string; result?: unknown }> =>
  until(async () => {
    const { body } = await here.as.admin.get(`/jobs/${id}`);
    return (body.status === 'done' || body.status === 'failed') && body;
  }, 'the end of the job');
const make = async (values: Record<string, unknown>) => good(await here.as.admin.post(`/records/${object}`, values), 201).body;
const read = async (id: string) => good(await here.as.admin.get(`/records/${object}/${id}`)).body;
const field = async (name: string) =>
  good(await here.as.admin.get(`/meta/objects/${object}`)).body.fields.find((one: { name: string }) => one.name === name);
const code = (answer: Answer) => [answer.status, answer.body.code, answer.body.errors?.[0]?.field];

test('an object works everywhere at once, for its tenant only', async () => {
  const { admin, seller, readOnly } = here.as;
  expect(good(await admin.get('/meta/proposeName?label=设备')).body).toEqual({ name: object });
  const body = {
    name: object,
    label: { zh: '设备', en: 'Device' },
    icon: 'product',
    titleField: { type: 'autoNumber', pattern: 'SB-{YYYY}-{0000}' },
  };
  expect(code(await seller.post('/meta/objects', body))).toEqual([403, 'FORBIDDEN', undefined]);
  expect(code(await admin.post('/meta/objects', { ...body, titleField: { type: 'autoNumber' } }))).toEqual([
    422,
    'REQUIRED',
    'titleField.pattern',
  ]);
  expect(code(await admin.post('/meta/objects', { ...body, titleField: { type: 'date' } }))).toEqual([
    422,
    'INVALID_VALUE',
    'titleField.type',
  ]);
  expect(good(await admin.post('/meta/objects', body), 201).body).toMatchObject({ title: 'name', navigation: true, icon: 'product' });
  expect(code(await admin.post('/meta/objects', body))).toEqual([409, 'DUPLICATE', 'name']);
  expect(good(await admin.get('/meta/proposeName?label=设备')).body).toEqual({ name: `${object}2` });
  const made = good(await seller.post(`/records/${object}`, {}), 201).body;
  expect(made.name).toMatch(/^SB-20\d\d-0001$/);
  expect((await readOnly.post(`/records/${object}`, {})).status).toBe(403);
  expect((await other.as.admin.get(`/meta/objects/${object}`)).status).toBe(404);
  expect((await other.as.admin.get(`/records/${object}/${made.id}`)).status).toBe(404);
  expect(good(await admin.get('/openapi.json')).text).toContain(`/records/${object}`);
  expect(good(await seller.get('/search?q=SB-20')).body.groups.map((group: { object: string }) => group.object)).toContain(object);
  expect(good(await admin.patch(`/meta/objects/${object}`, { label: { zh: '装置', en: 'Unit' }, navigation: false })).body).toMatchObject({
    label: { zh: '装置', en: 'Unit' },
    navigation: false,
    name: object,
  });
  expect((await read(made.id)).name).toBe(made.name);
  good(await admin.delete(`/records/${object}/${made.id}`), 204);
});

test('a text becomes a number: previewed, refused, done, undone, with nothing lost', async () => {
  const { admin, seller } = here.as;
  good(await admin.post(fields, { name: 'x_power', label: '功率', type: 'text' }), 201);
  const rows = [await make({ x_power: '1,200' }), await make({ x_power: '约 5' }), await make({ x_power: '7' })];
  const url = `${fields}/x_power/type`;
  expect(code(await seller.post(url, { type: 'number', dryRun: true }))).toEqual([403, 'FORBIDDEN', undefined]);
  expect((await other.as.admin.post(url, { type: 'number', dryRun: true })).status).toBe(404);
  expect(code(await admin.post(url, { type: 'lookup', object: 'account' }))).toEqual([422, 'INVALID_VALUE', 'type']);
  expect(code(await admin.post('/meta/objects/account/fields/name/type', { type: 'longText' }))).toEqual([409, 'STATE', 'type']);
  const preview = good(await admin.post(url, { type: 'number', dryRun: true })).body;
  expect(preview).toMatchObject({ total: 3, converts: 2, fails: 1, samples: [{ id: rows[1].id, title: rows[1].name, value: '约 5' }] });
  expect(code(await admin.post(url, { type: 'number' }))).toEqual([409, 'STATE', 'keepFailed']);
  expect((await field('x_power')).type).toBe('text');
  const { id } = good(await admin.post(url, { type: 'number', keepFailed: 'clear' })).body;
  expect(await ended(id)).toMatchObject({ status: 'done' });
  expect(await field('x_power')).toMatchObject({ type: 'number', readOnly: false });
  expect([(await read(rows[0].id)).x_power, (await read(rows[1].id)).x_power]).toEqual([1200, null]);
  const history = good(await admin.get(`/records/${object}/${rows[1].id}/history`)).body.items[0];
  expect(history.changes).toEqual([{ field: 'x_power', old: '约 5', new: null }]);
  // the slot is filled: a filter finds by the new meaning
  const found = good(await admin.post(`/records/${object}/query`, { filter: { field: 'x_power', op: 'gt', value: 100 } })).body.records;
  expect(found.map((row: { id: string }) => row.id)).toEqual([rows[0].id]);
  good(await admin.patch(`/records/${object}/${rows[2].id}`, { x_power: 8 }));
  const undone = good(await admin.post(`${url}/undo`, {})).body;
  expect(await ended(undone.id)).toMatchObject({ status: 'done' });
  expect((await field('x_power')).type).toBe('text');
  expect(await Promise.all(rows.map(async (row) => (await read(row.id)).x_power))).toEqual(['1,200', '约 5', '8']);
  expect(code(await admin.post(`${url}/undo`, {}))).toEqual([409, 'STATE', 'type']);
});

test('a unique field stays unique over a change of its type', async () => {
  const { admin } = here.as;
  good(await admin.post(fields, { name: 'x_serial', label: '序列号', type: 'text', unique: true }), 201);
  await make({ x_serial: '1' });
  const second = await make({ x_serial: '1.0' });
  const url = `${fields}/x_serial/type`;
  expect(good(await admin.post(url, { type: 'number', dryRun: true })).body).toMatchObject({ duplicates: 1 });
  expect(code(await admin.post(url, { type: 'number' }))).toEqual([409, 'DUPLICATE', 'unique']);
  good(await admin.patch(`/records/${object}/${second.id}`, { x_serial: '2' }));
  expect(await ended(good(await admin.post(url, { type: 'number' })).body.id)).toMatchObject({ status: 'done' });
  expect(code(await admin.post(`/records/${object}`, { x_serial: 2 }))).toEqual([409, 'DUPLICATE', 'x_serial']);
});

test('a picklist value is retired or replaced: records, views and default follow', async () => {
  const { admin } = here.as;
  const options = ['a', 'b', 'c'].map((key) => ({ key, label: key.toUpperCase() }));
  good(await admin.post(fields, { name: 'x_grade', label: '等级', type: 'picklist', options, default: 'a' }), 201);
  expect(code(await admin.post(fields, { name: 'x_bad', label: '坏', type: 'picklist', options, default: 'z' }))).toEqual([
    422,
    'INVALID_VALUE',
    'default',
  ]);
  const row = await make({});
  expect(row.x_grade).toBe('a');
  const filter = { field: 'x_grade', op: 'in', value: ['a', 'c'] };
  const view = good(await admin.post('/views', { object, name: '甲级', definition: { filter } }), 201).body;
  expect(code(await admin.patch(`${fields}/x_grade`, { options: options.slice(1) }))).toEqual([409, 'STATE', 'options']);
  const url = `${fields}/x_grade/replaceOption`;
  expect((await here.as.seller.post(url, { from: 'a', to: 'b' })).status).toBe(403);
  expect(code(await admin.post(url, { from: 'x', to: 'b' }))).toEqual([422, 'INVALID_VALUE', 'from']);
  expect(code(await admin.post(url, { from: 'a', to: 'a' }))).toEqual([422, 'INVALID_VALUE', 'to']);
  expect(good(await admin.post(url, { from: 'a', to: 'b', dryRun: true })).body).toMatchObject({ total: 1 });
  expect(await ended(good(await admin.post(url, { from: 'a', to: 'b' })).body.id)).toMatchObject({ status: 'done' });
  expect((await read(row.id)).x_grade).toBe('b');
  expect(good(await admin.get(`/records/${object}/${row.id}/history`)).body.items[0].changes).toEqual([
    { field: 'x_grade', old: 'a', new: 'b' },
  ]);
  const now = await field('x_grade');
  expect([now.default, now.options.map((one: { key: string }) => one.key)]).toEqual(['b', ['b', 'c']]);
  const views = good(await admin.get(`/views?object=${object}`)).text;
  expect([views.includes(view.id), views.includes('["b","c"]')]).toEqual([true, true]);
});

test('a replaced option is exchanged wherever the configuration names it, in this company only', async () => {
  const { admin } = here.as;
  const option = (key: string, when?: string[]) => ({ key, label: key.toUpperCase(), ...(when ? { when } : {}) });
  const made = async (name: string, rest: object) => good(await admin.post(fields, { name, label: name, type: 'picklist', ...rest }), 201);
  await made('x_level', { options: ['a', 'b', 'c'].map((key) => option(key)) });
  await made('x_sort', { dependsOn: 'x_level', options: [option('p', ['a']), option('q', ['a', 'b']), option('r', ['c'])] });
  good(await admin.post('/meta/objects/contact/fields', { name: 'x_device', label: '设备', type: 'lookup', object }), 201);
  const view = async (of: string, filter: object) =>
    good(await admin.post('/views', { object: of, name: '视图', definition: { filter } }), 201).body.id;
  const views = [
    [
      object,
      await view(object, {
        or: [
          { field: 'x_level', op: 'eq', value: 'a' },
          { field: 'x_level', op: 'isNull' },
        ],
      }),
    ],
    ['contact', await view('contact', { field: 'x_device.x_level', op: 'notIn', value: ['a', 'b'] })],
    ['contact', await view('contact', { field: 'name', op: 'eq', value: 'a' })],
  ] as const;
  const counted = { object, field: 'x_customer', function: 'count', filter: { field: 'x_level', op: 'eq', value: 'a' } };
  good(await admin.post(fields, { name: 'x_customer', label: '客户', type: 'lookup', object: 'account' }), 201);
  good(await admin.post('/meta/objects/account/fields', { name: 'x_firsts', label: '一级设备', type: 'rollup', rollup: counted }), 201);
  const account = good(await admin.post('/records/account', { name: '恒润' }), 201).body.id;
  await make({ x_level: 'b', x_customer: account });
  good(await admin.put(`/meta/objects/${object}/parts/recordType/plain`, { label: '普通', options: { x_level: ['a', 'c'] } }));
  const row = await make({ x_level: 'a', x_sort: 'p', x_customer: account });
  const url = `${fields}/x_level/replaceOption`;
  expect(good(await admin.post(url, { from: 'a', dryRun: true })).body).toMatchObject({ total: 1, mayClear: true, formulas: [] });
  const { id } = good(await admin.post(url, { from: 'a', to: 'b' })).body;
  expect(await ended(id)).toMatchObject({ status: 'done' });
  // the filter of the roll-up names another option now: it is worked out anew
  expect(good(await admin.get('/meta/works')).body.works.filter((work: { kind: string }) => work.kind !== 'rollup')).toEqual([]);
  expect(await read(row.id)).toMatchObject({ x_level: 'b', x_sort: 'p' });
  const firsts = async () => good(await admin.get(`/records/account/${account}`)).body.x_firsts;
  await until(async () => (await firsts()) === 2, 'the roll-up of the new option');
  expect((await field('x_sort')).options.map((one: { when: string[] }) => one.when)).toEqual([['b'], ['b'], ['c']]);
  const filters = await Promise.all(
    views.map(
      async ([of, one]) =>
        good(await admin.get(`/views?object=${of}`)).body.items.find((stored: { id: string }) => stored.id === one).definition.filter,
    ),
  );
  expect(filters).toEqual([
    {
      or: [
        { field: 'x_level', op: 'eq', value: 'b' },
        { field: 'x_level', op: 'isNull' },
      ],
    },
    { field: 'x_device.x_level', op: 'notIn', value: ['b'] },
    { field: 'name', op: 'eq', value: 'a' },
  ]);
  const type = good(await admin.get(`/meta/objects/${object}/parts/recordType`)).body.items[0];
  expect(type.definition.options).toEqual({ x_level: ['b', 'c'] });
  good(await admin.patch(`/records/${object}/${row.id}`, { x_sort: 'q' }));
  expect((await here.as.seller.get('/meta/works')).status).toBe(403);
  good(await admin.delete('/meta/objects/account/fields/x_firsts'), 204);
});

test('a field says what it can become, and what it was', async () => {
  const { admin, seller } = here.as;
  good(await admin.post(fields, { name: 'x_size', label: '尺寸', type: 'text' }), 201);
  const url = `${fields}/x_size/type`;
  expect((await seller.get(url)).status).toBe(403);
  expect((await other.as.admin.get(url)).status).toBe(404);
  const before = good(await admin.get(url)).body;
  expect([before.targets.includes('number'), before.targets.includes('lookup'), before.undo]).toEqual([true, false, null]);
  expect(good(await admin.get('/meta/objects/account/fields/name/type')).body).toEqual({ targets: [], undo: null });
  expect(await ended(good(await admin.post(url, { type: 'number' })).body.id)).toMatchObject({ status: 'done' });
  expect(good(await admin.get(url)).body.undo).toMatchObject({ type: 'text' });
  expect(await ended(good(await admin.post(`${url}/undo`)).body.id)).toMatchObject({ status: 'done' });
  expect([(await field('x_size')).type, good(await admin.get(url)).body.undo]).toEqual(['text', null]);
});

test('an option set serves several fields at once', async () => {
  const { admin, seller } = here.as;
  const set = (keys: string[]) => ({ label: '区域', options: keys.map((key) => ({ key, label: key })) });
  expect((await seller.put('/meta/parts/optionSet/area', set(['n', 's']))).status).toBe(403);
  good(await admin.put('/meta/parts/optionSet/area', set(['n', 's', 'w'])));
  for (const [of, type] of [
    [object, 'picklist'],
    ['account', 'multiPicklist'],
  ] as const)
    good(await admin.post(`/meta/objects/${of}/fields`, { name: 'x_area', label: '区域', type, optionSet: 'area' }), 201);
  expect(code(await admin.post(fields, { name: 'x_area2', label: '区', type: 'picklist', optionSet: 'none' }))).toEqual([
    422,
    'INVALID_VALUE',
    'optionSet',
  ]);
  const device = await make({ x_area: 'n' });
  const account = good(await admin.post('/records/account', { name: '区域客户', x_area: ['n', 's'] }), 201).body;
  good(await admin.put('/meta/parts/optionSet/area', set(['n', 's', 'w', 'e'])));
  expect((await field('x_area')).options.map((one: { key: string }) => one.key)).toEqual(['n', 's', 'w', 'e']);
  expect(code(await admin.put('/meta/parts/optionSet/area', set(['n'])))[1]).toBe('STATE');
  expect(code(await admin.delete('/meta/parts/optionSet/area'))).toEqual([409, 'STATE', 'name']);
  expect(good(await admin.get('/meta/optionSets/area/usage')).body.fields).toHaveLength(2);
  expect(await ended(good(await admin.post('/meta/optionSets/area/replaceOption', { from: 'n', to: 's' })).body.id)).toMatchObject({
    status: 'done',
  });
  expect((await read(device.id)).x_area).toBe('s');
  expect(good(await admin.get(`/records/account/${account.id}`)).body.x_area).toEqual(['s']);
  expect((await other.as.admin.get('/meta/optionSets/area/usage')).status).toBe(404);
  good(await admin.post(`${fields}/x_grade/optionSet`, { name: 'grade', label: '等级' }), 204);
  expect(await field('x_grade')).toMatchObject({ optionSet: 'grade', options: [{ key: 'b' }, { key: 'c' }] });
});

test('a deleted field comes back exactly, its name stays taken, and after the purge its values are gone', async () => {
  const { admin } = here.as;
  good(await admin.post(fields, { name: 'x_site', label: '现场', type: 'text', indexed: true }), 201);
  const row = await make({ x_site: '车间一' });
  const order = async () => (await admin.get(`/meta/objects/${object}`)).body.fields.map((one: { name: string }) => one.name);
  const before = [await order(), await field('x_site')];
  expect(good(await admin.get(`${fields}/x_site/effect`)).body).toMatchObject({ records: 1 });
  good(await admin.delete(`${fields}/x_site`), 204);
  expect((await read(row.id)).x_site).toBeUndefined();
  expect(code(await admin.post(fields, { name: 'x_site', label: '现场', type: 'text' }))).toEqual([409, 'DUPLICATE', 'name']);
  expect(good(await admin.get(`/meta/objects/${object}/deletedFields`)).body.fields).toMatchObject([{ name: 'x_site', type: 'text' }]);
  expect((await here.as.seller.post(`${fields}/x_site/restore`)).status).toBe(403);
  good(await admin.post(`${fields}/x_site/restore`), 204);
  expect([await order(), await field('x_site')]).toEqual(before);
  expect((await read(row.id)).x_site).toBe('车间一');
  const found = await admin.post(`/records/${object}/query`, { filter: { field: 'x_site', op: 'eq', value: '车间一' } });
  expect(good(found).body.records).toHaveLength(1);
  good(await admin.delete(`${fields}/x_site`), 204);
  // as long as its index is made, it is in use
  await until(async () => (await admin.post(`${fields}/x_site/purge`)).status === 204, 'the purge');
  expect(await field('x_site')).toBeUndefined();
  good(await admin.post(fields, { name: 'x_site', label: '现场', type: 'text' }), 201);
  expect((await read(row.id)).x_site).toBeNull();
});

test('an index is given and taken afterwards, and lists find the same', async () => {
  const { admin } = here.as;
  good(await admin.post(fields, { name: 'x_late', label: '后来', type: 'number', indexed: false }), 201);
  const row = await make({ x_late: 42 });
  const context = await admin.context();
  const settle = () =>
    until(async () => {
      const open = await context.query(
        sql`select 1 from meta_work where tenant_id = ${here.id} and field = 'x_late' and finished_at is null`,
      );
      return open.length === 0;
    }, 'the end of the slot work');
  for (const indexed of [true, false]) {
    good(await admin.patch(`${fields}/x_late`, { indexed }));
    await settle();
    expect((await field('x_late')).indexed).toBe(indexed);
    const found = await admin.post(`/records/${object}/query`, { filter: { field: 'x_late', op: 'eq', value: 42 } });
    expect(good(found).body.records.map((one: { id: string }) => one.id)).toEqual([row.id]);
  }
});

test('replacing an option that is retired already leaves no change in the history that changes nothing', async () => {
  const { admin } = here.as;
  const fields = `/meta/objects/${object}/fields`;
  const options = ['m', 'n'].map((key) => ({ key, label: key, active: key === 'm' }));
  good(await admin.post(fields, { name: 'x_shift', label: '班次', type: 'picklist', options }), 201);
  const { id } = good(await admin.post(`${fields}/x_shift/replaceOption`, { from: 'n', to: 'm' })).body;
  expect(await ended(id)).toMatchObject({ status: 'done' });
  const changes = good(await admin.get(`/meta/changes?object=${object}`)).body.items.filter(
    (one: { name: string }) => one.name === 'x_shift',
  );
  // made, and without the option at the end
  expect(changes.map((one: { operation: string }) => one.operation)).toEqual(['update', 'create']);
  good(await admin.delete(`${fields}/x_shift`), 204);
});

test('an object goes to the recycle bin with the lookups to it, comes back whole, and ends for good', async () => {
  const { admin } = here.as;
  const row = await make({});
  good(await admin.post('/meta/objects/account/fields', { name: 'x_device', label: '主设备', type: 'lookup', object }), 201);
  const account = good(await admin.post('/records/account', { name: '有设备的客户', x_device: row.id }), 201).body;
  const effect = good(await admin.get(`/meta/objects/${object}/effect`)).body;
  expect(effect.uses).toContainEqual({ kind: 'lookup', object: 'account', label: { zh: '客户 · 主设备', en: 'Account · 主设备' } });
  expect(effect.records).toBeGreaterThan(3);
  expect((await here.as.seller.delete(`/meta/objects/${object}`)).status).toBe(403);
  expect(code(await admin.delete('/meta/objects/account'))).toEqual([409, 'STATE', 'name']);
  good(await admin.delete(`/meta/objects/${object}`), 204);
  expect((await admin.get(`/records/${object}/${row.id}`)).status).toBe(404);
  expect(good(await admin.get(`/records/account/${account.id}`)).body.x_device).toBeUndefined();
  expect(good(await admin.get('/meta/deleted')).body.objects).toMatchObject([{ name: object }]);
  good(await admin.post(`/meta/objects/${object}/restore`), 204);
  expect((await read(row.id)).id).toBe(row.id);
  expect(good(await admin.get(`/records/account/${account.id}`)).body.x_device).toMatchObject({ id: row.id });
  // whatever speaks of a record of it
  good(await admin.post(fields, { name: 'x_mark', label: '铭牌', type: 'text' }), 201);
  good(
    await admin.put(`/meta/objects/${object}/parts/matchRule/standard`, {
      criteria: [{ kind: 'exact', fields: ['x_mark'], score: 95, action: 'block' }],
    }),
  );
  good(await admin.patch(`/records/${object}/${row.id}`, { x_mark: '只此一台' }));
  good(await admin.post(`/records/${object}/${row.id}/comments`, { body: '看一下' }), 201);
  good(await admin.put(`/follows/${object}/${row.id}`), 204);
  const context = await admin.context();
  const about = async () => {
    const tables = await context.query<{ name: string }>(sql`
      select c.table_name as name from information_schema.columns c join information_schema.columns o using (table_schema, table_name)
      where c.table_schema = 'public' and c.column_name = 'record_id' and o.column_name = 'object' order by 1`);
    const found: string[] = [];
    for (const { name } of tables) {
      const rows = await context.query(sql`select 1 from ${sql.id(name)} where tenant_id = ${here.id} and object = ${object} limit 1`);
      if (rows.length > 0) found.push(name);
    }
    return found;
  };
  expect(await about()).toEqual(expect.arrayContaining(['comment', 'follow', 'match_key', 'record_history', 'record_search']));
  good(await admin.delete(`/meta/objects/${object}`), 204);
  await until(async () => (await admin.post(`/meta/objects/${object}/purge`)).status === 204, 'the purge');
  // logs of the company keep what happened
  expect((await about()).filter((name) => !['audit_log', 'event', 'notification'].includes(name))).toEqual([]);
  expect(await context.query(sql`select 1 from custom_record where tenant_id = ${here.id} and object = ${object}`)).toEqual([]);
  expect((await admin.post(`/meta/objects/${object}/restore`)).status).toBe(404);
});
