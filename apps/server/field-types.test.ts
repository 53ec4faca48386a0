import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, type TestApp, type TestTenant, testApp } from './testing.ts';

let t: TestApp;
let a: TestTenant;
let b: TestTenant;
let account = '';
let contact = '';
let foreign = '';
const files: Record<string, string> = {};

const label = (zh: string) => ({ zh, en: zh });
const option = (key: string, when?: string[]) => ({ key, label: label(key), ...(when ? { when } : {}) });
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

async function upload(client: Client, name: string, content: Buffer | string) {
  const edge = 'huanke-test-boundary';
  const head = `--${edge}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: image/png\r\n\r\n`;
  const payload = Buffer.concat([Buffer.from(head), Buffer.from(content), Buffer.from(`\r\n--${edge}--\r\n`)]);
  const answer = await client.send('POST', '/files', payload, { 'content-type': `multipart/form-data; boundary=${edge}` });
  return answer.body.id as string;
}

interface Case {
  readonly type: string;
  /** Beside type and label. */
  readonly more?: Record<string, unknown>;
  /** What is written first, and how it is read; then what it is changed to. */
  readonly first: () => unknown;
  readonly second: () => unknown;
  readonly read?: (value: unknown) => unknown;
  /** A filter that finds the first and not the second value. */
  readonly finds?: () => Record<string, unknown>;
  readonly sorts?: boolean;
  readonly groups?: boolean;
  /** Input → the code that refuses it. */
  readonly refused: readonly (readonly [value: unknown, code: string])[];
  /** How it is written into a file, and what an export says of the first value; null: not by files. */
  readonly cell: string | null;
  readonly exported?: string | number;
  /** The history keeps something else than the value. */
  readonly secret?: boolean;
}

const same = (value?: unknown) => value;
const wrongs = [
  [{ x: 1 }, 'WRONG_TYPE'],
  [true, 'WRONG_TYPE'],
] as const;
const file = (name: string) => () => [{ id: files[name] }];
const shownFile = (value: unknown) => (value as { id: string }[]).map(({ id }) => expect.objectContaining({ id, type: 'image/png' }));

const cases: Readonly<Record<string, Case>> = {
  x_text: {
    type: 'text',
    first: () => '环保 A',
    second: () => '节能 B',
    sorts: true,
    groups: true,
    cell: '环保 A',
    refused: [...wrongs, ['x'.repeat(256), 'TOO_LONG']],
  },
  x_long: {
    type: 'longText',
    first: () => '第一行\n第二行',
    second: () => '另一段',
    cell: '第一行 第二行',
    finds: () => ({ op: 'contains', value: '第二' }),
    refused: [...wrongs, ['长'.repeat(20_001), 'TOO_LONG']],
    exported: '第一行\n第二行',
  },
  x_rich: {
    type: 'richText',
    first: () => '<p onclick="x">好<script>1</script></p>',
    second: () => '<b>粗</b>',
    read: (value) => (String(value).includes('好') ? '<p>好</p>' : value),
    finds: () => ({ op: 'contains', value: '好' }),
    cell: '<p>好</p>',
    exported: '好',
    refused: [...wrongs, ['字'.repeat(100_001), 'TOO_LONG'], ['<b>'.repeat(400_000), 'TOO_LONG']],
  },
  x_number: {
    type: 'number',
    more: { unit: 'm³/h' },
    first: () => 12,
    second: () => 40,
    sorts: true,
    groups: true,
    cell: '12',
    exported: 12,
    finds: () => ({ op: 'lt', value: 20 }),
    refused: [...wrongs, ['abc', 'INVALID_VALUE'], [1.5, 'INVALID_VALUE'], ['9'.repeat(40), 'INVALID_VALUE']],
  },
  x_decimal: {
    type: 'number',
    more: { scale: 2 },
    first: () => '12.50',
    second: () => '40.00',
    sorts: true,
    cell: '12.5',
    exported: 12.5,
    refused: [['1.234', 'INVALID_VALUE']],
  },
  x_money: {
    type: 'currency',
    first: () => '1134672.00',
    second: () => '2.50',
    sorts: true,
    cell: '¥1,134,672',
    exported: 1134672,
    refused: [...wrongs, ['1e999', 'INVALID_VALUE'], ['1.234', 'INVALID_VALUE']],
  },
  x_percent: {
    type: 'percent',
    first: () => '12.50',
    second: () => '80.00',
    sorts: true,
    cell: '12.5%',
    exported: '12.50',
    refused: [...wrongs, ['半', 'INVALID_VALUE']],
  },
  x_date: {
    type: 'date',
    first: () => '2026-03-31',
    second: () => '2027-01-02',
    sorts: true,
    groups: true,
    cell: '2026/3/31',
    exported: '2026-03-31',
    finds: () => ({ op: 'between', value: ['2026-01-01', '2026-12-31'] }),
    refused: [[5, 'WRONG_TYPE'], ...wrongs, ['2026-02-30', 'INVALID_VALUE'], ['明天', 'INVALID_VALUE']],
  },
  x_at: {
    type: 'datetime',
    first: () => '2026-03-31T06:08:00.000Z',
    second: () => '2027-01-01T00:00:00.000Z',
    sorts: true,
    groups: true,
    cell: '2026-03-31 14:08:00',
    exported: '2026-03-31 14:08:00',
    refused: [...wrongs, ['2026-03-31', 'INVALID_VALUE']],
  },
  x_time: {
    type: 'time',
    first: () => '14:08',
    second: () => '18:30',
    sorts: true,
    groups: true,
    cell: '14:08',
    refused: [...wrongs, ['25:00', 'INVALID_VALUE']],
  },
  x_bool: {
    type: 'boolean',
    first: () => true,
    second: () => false,
    sorts: true,
    groups: true,
    cell: '是',
    exported: '是',
    refused: [
      [{ x: 1 }, 'WRONG_TYPE'],
      ['也许', 'INVALID_VALUE'],
    ],
  },
  x_pick: {
    type: 'picklist',
    more: { options: [option('甲'), option('乙')] },
    first: () => '甲',
    second: () => '乙',
    sorts: true,
    groups: true,
    cell: '甲',
    refused: [...wrongs, ['丙', 'INVALID_VALUE']],
  },
  x_picks: {
    type: 'multiPicklist',
    more: { options: [option('红'), option('绿'), option('蓝')] },
    first: () => ['红', '绿'],
    second: () => ['蓝'],
    finds: () => ({ op: 'contains', value: '红' }),
    cell: '红；绿',
    exported: '红；绿',
    refused: [
      ['红', 'WRONG_TYPE'],
      [['黑'], 'INVALID_VALUE'],
      [[1], 'WRONG_TYPE'],
    ],
  },
  x_tags: {
    type: 'tags',
    first: () => ['重点', '老客户'],
    second: () => ['新'],
    finds: () => ({ op: 'in', value: ['重点'] }),
    cell: '重点；老客户',
    exported: '重点；老客户',
    refused: [
      ['重点', 'WRONG_TYPE'],
      [['x'.repeat(51)], 'TOO_LONG'],
    ],
  },
  x_lookup: {
    type: 'lookup',
    more: { object: 'account' },
    first: () => account,
    second: () => foreign,
    read: (id) => ({ id, title: id === account ? '恒润化工' : '另一家' }),
    sorts: true,
    groups: true,
    cell: '恒润化工',
    exported: '恒润化工',
    refused: [
      [5, 'WRONG_TYPE'],
      ['x', 'INVALID_VALUE'],
      ['0197d9f0-0000-7000-8000-000000000000', 'LOOKUP_NOT_FOUND'],
    ],
  },
  x_target: {
    type: 'lookup',
    more: { objects: ['account', 'contact'] },
    first: () => ({ object: 'contact', id: contact }),
    second: () => account,
    read: (value) =>
      value === account ? { object: 'account', id: account, title: '恒润化工' } : { object: 'contact', id: contact, title: '王工' },
    finds: () => ({ op: 'eq', value: contact }),
    cell: null,
    exported: '王工',
    refused: [
      [5, 'WRONG_TYPE'],
      [{ object: 'product', id: '0197d9f0-0000-7000-8000-000000000000' }, 'INVALID_VALUE'],
      [{ object: 1, id: 'x' }, 'WRONG_TYPE'],
    ],
  },
  x_links: {
    type: 'lookup',
    more: { objects: ['account', 'contact'], many: true },
    first: () => [{ object: 'account', id: account }],
    second: () => [{ object: 'contact', id: contact }],
    read: (value) => (value as { id: string }[]).map((link) => ({ ...link, title: link.id === account ? '恒润化工' : '王工' })),
    finds: () => ({ op: 'contains', value: account }),
    cell: null,
    exported: '恒润化工',
    refused: [
      ['x', 'WRONG_TYPE'],
      [[{ object: 'product', id: 'x' }], 'INVALID_VALUE'],
    ],
  },
  x_user: {
    type: 'user',
    first: () => a.as.seller.user,
    second: () => a.as.manager.user,
    exported: '销售',
    read: (id) => expect.objectContaining({ id }),
    finds: () => ({ op: 'eq', value: a.as.seller.user }),
    sorts: true,
    groups: true,
    cell: null,
    refused: [...wrongs.slice(1), ['x', 'INVALID_VALUE']],
  },
  x_department: {
    type: 'department',
    first: () => a.departments.first,
    second: () => a.departments.second,
    exported: '销售',
    read: (id) => expect.objectContaining({ id }),
    sorts: true,
    groups: true,
    cell: '销售一部',
    refused: [['x', 'INVALID_VALUE']],
  },
  x_phone: {
    type: 'phone',
    first: () => '13800138000',
    second: () => '0571-88880000',
    sorts: true,
    groups: true,
    cell: '13800138000',
    refused: [...wrongs, ['<b>', 'INVALID_VALUE']],
  },
  x_email: {
    type: 'email',
    first: () => 'wang@a.cn',
    second: () => 'li@b.cn',
    sorts: true,
    groups: true,
    cell: 'wang@a.cn',
    refused: [...wrongs, ['wang', 'INVALID_VALUE']],
  },
  x_url: {
    type: 'url',
    first: () => 'https://a.cn/',
    second: () => 'https://b.cn/x',
    groups: true,
    cell: 'https://a.cn/',
    refused: [...wrongs, ['javascript:alert(1)', 'INVALID_VALUE']],
  },
  x_address: {
    type: 'address',
    first: () => ({ region: '330604', street: '纬九路8号' }),
    second: () => ({ region: '110105', street: '建国路' }),
    finds: () => ({ op: 'under', value: '330000' }),
    groups: true,
    cell: '浙江省绍兴市上虞区纬九路8号',
    exported: '浙江省绍兴市上虞区纬九路8号',
    refused: [
      ['浙江', 'WRONG_TYPE'],
      [{ region: '999999' }, 'INVALID_VALUE'],
      [{ region: 'abc' }, 'INVALID_VALUE'],
      [{ region: 33 }, 'WRONG_TYPE'],
      [{ street: 'x'.repeat(301) }, 'TOO_LONG'],
    ],
  },
  x_place: {
    type: 'geolocation',
    first: () => ({ lng: 120.87, lat: 30.03 }),
    second: () => ({ lng: 116.4, lat: 39.9 }),
    finds: () => ({ op: 'near', value: { lng: 120.9, lat: 30, km: 20 } }),
    cell: '120.87, 30.03',
    exported: '120.87,30.03',
    refused: [
      ['x', 'WRONG_TYPE'],
      [[1, 2], 'WRONG_TYPE'],
      [{ lng: 181, lat: 0 }, 'INVALID_VALUE'],
      [{ lng: '1', lat: '2' }, 'INVALID_VALUE'],
    ],
  },
  x_image: {
    type: 'image',
    first: file('png'),
    second: file('other'),
    read: shownFile,
    finds: () => ({ op: 'isNotNull' }),
    cell: null,
    exported: 'a.png',
    refused: [
      ['x', 'WRONG_TYPE'],
      [[{ id: 'x' }], 'INVALID_VALUE'],
      ['svg', 'INVALID_VALUE'],
      ['stolen', 'LOOKUP_NOT_FOUND'],
    ],
  },
  x_file: {
    type: 'attachment',
    first: file('png'),
    second: file('other'),
    read: shownFile,
    finds: () => ({ op: 'isNotNull' }),
    cell: null,
    exported: 'a.png',
    refused: [
      [[5], 'WRONG_TYPE'],
      ['stolen', 'LOOKUP_NOT_FOUND'],
    ],
  },
  x_sign: {
    type: 'signature',
    first: file('png'),
    second: file('other'),
    read: shownFile,
    finds: () => ({ op: 'isNotNull' }),
    cell: null,
    exported: 'a.png',
    refused: [['svg', 'INVALID_VALUE']],
  },
  x_rating: {
    type: 'rating',
    first: () => 4,
    second: () => 5,
    sorts: true,
    groups: true,
    cell: '4',
    exported: 4,
    refused: [...wrongs, [6, 'INVALID_VALUE'], [0, 'INVALID_VALUE']],
  },
  x_barcode: {
    type: 'barcode',
    more: { kind: 'ean13' },
    first: () => '6901234567892',
    second: () => '4006381333931',
    groups: true,
    cell: '6901234567892',
    refused: [...wrongs, ['6901234567890', 'INVALID_VALUE'], ['69', 'INVALID_VALUE']],
  },
  x_id: {
    type: 'idNumber',
    more: { kind: 'resident', mask: 'idNumber' },
    first: () => '11010519491231002X',
    second: () => '110105491231003',
    read: (value) => (String(value).length === 15 ? '110105194912310038' : value),
    groups: true,
    cell: '１１０１０５１９４９１２３１００２ｘ',
    refused: [...wrongs, ['110105194912310021', 'INVALID_VALUE'], ['110105194902310021', 'INVALID_VALUE']],
  },
  x_uscc: {
    type: 'idNumber',
    more: { kind: 'uscc' },
    first: () => '91350100M000100Y43',
    second: () => '91310000MA00003490',
    groups: true,
    cell: '91350100m000100y43',
    refused: [
      ['91350100M000100Y44', 'INVALID_VALUE'],
      ['91350100M000100Y4', 'INVALID_VALUE'],
    ],
  },
  x_lenient: {
    type: 'idNumber',
    more: { kind: 'uscc', lenient: true },
    first: () => '91350211M0000XUF46',
    second: () => '91350100M000100Y43',
    cell: '91350211M0000XUF46',
    refused: [['91350100M000100Y4Z', 'INVALID_VALUE']],
  },
  x_secret: {
    type: 'encrypted',
    secret: true,
    first: () => '6222020200112340',
    second: () => '6222020200115678',
    read: (value) => `••••${String(value).slice(-4)}`,
    finds: () => ({ op: 'eq', value: '6222020200112340' }),
    cell: '6222020200112340',
    exported: '••••2340',
    refused: [...wrongs, ['密'.repeat(501), 'TOO_LONG'], ['••••9999', 'INVALID_VALUE']],
  },
};
const names = Object.keys(cases);
const readOf = (name: string, value: unknown) => (cases[name]?.read ?? same)(value);
const bodyOf = (which: 'first' | 'second') => Object.fromEntries(names.map((name) => [name, cases[name]?.[which]()]));
const fields = (tested: Readonly<Record<string, Case>>) =>
  Object.entries(tested).map(([name, { type, more }]) => ({ name, type, label: label(name.slice(2)), ...more }));

beforeAll(async () => {
  t = await testApp();
  a = await t.tenant();
  b = await t.tenant();
  await t.startWork();
  const make = async (client: Client, object: string, values: Record<string, unknown>) =>
    (await client.post(`/records/${object}`, values)).body.id as string;
  account = await make(a.as.admin, 'account', { name: '恒润化工' });
  foreign = await make(a.as.admin, 'account', { name: '另一家' });
  contact = await make(a.as.admin, 'contact', { name: '王工', account });
  files['png'] = await upload(a.as.admin, 'a.png', png);
  files['other'] = await upload(a.as.admin, 'b.png', png);
  files['svg'] = await upload(a.as.admin, 'c.png', '<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>');
  files['stolen'] = await upload(b.as.admin, 'd.png', png);
  const made = await a.as.admin.post('/meta/objects', {
    name: 'x_device',
    label: label('设备'),
    title: 'x_name',
    access: 'readWrite',
    fields: [
      { name: 'x_name', type: 'text', label: label('名称') },
      { name: 'x_auto', type: 'autoNumber', label: label('编号'), pattern: 'D-{0000}' },
      ...fields(cases),
    ],
  });
  expect(made.body).toMatchObject({ name: 'x_device' });
});
afterAll(() => t.close());

describe('every type', () => {
  let first = '';
  let second = '';

  test('is created, read, listed, changed and cleared', async () => {
    const made = await a.as.admin.post('/records/x_device', { x_name: '一号', ...bodyOf('first') });
    expect(made.body.errors ?? []).toEqual([]);
    expect(made.status).toBe(201);
    first = made.body.id;
    const other = await a.as.admin.post('/records/x_device', { x_name: '二号', ...bodyOf('second') });
    expect(other.status).toBe(201);
    second = other.body.id;
    const stored = (await a.as.admin.get(`/records/x_device/${first}`)).body;
    const { records } = (
      await a.as.admin.post('/records/x_device/query', { fields: names, filter: { field: 'x_name', op: 'eq', value: '一号' } })
    ).body;
    for (const name of names) {
      const wanted = readOf(name, cases[name]?.first());
      for (const [way, found] of [
        ['answer', made.body],
        ['read', stored],
        ['list', records[0]],
      ] as const)
        expect([name, way, found[name]]).toEqual([name, way, wanted]);
      expect([name, other.body[name]]).toEqual([name, readOf(name, cases[name]?.second())]);
    }
    expect(stored.x_auto).toBe('D-0001');
    // what was read may be sent back whole: nothing changes
    const { version, ...whole } = stored;
    expect((await a.as.admin.patch(`/records/x_device/${first}`, { ...whole, version })).body.version).toBe(version);
    const third = (await a.as.admin.post('/records/x_device', { x_name: '三号', ...bodyOf('first') })).body.id;
    const changed = await a.as.admin.patch(`/records/x_device/${third}`, bodyOf('second'));
    expect(changed.body.errors ?? []).toEqual([]);
    for (const name of names) expect([name, changed.body[name]]).toEqual([name, readOf(name, cases[name]?.second())]);
    const cleared = await a.as.admin.patch(`/records/x_device/${third}`, Object.fromEntries(names.map((name) => [name, null])));
    for (const name of names) expect([name, cleared.body[name]]).toEqual([name, null]);
    // the history tells all of it, of encrypted values only that they changed
    const { items } = (await a.as.admin.get(`/records/x_device/${third}/history`)).body;
    const change = (item: { changes: { field: string; old: unknown; new: unknown }[] }, name: string) =>
      item.changes.find((one) => one.field === name);
    for (const name of names) {
      const { first: one, second: two, secret, type } = cases[name] ?? { first: same, second: same };
      const shown = (value: unknown) =>
        secret ? '••••' : type === 'image' || type === 'attachment' || type === 'signature' ? value : readOf(name, value);
      expect([name, change(items[1], name)]).toEqual([name, { field: name, old: shown(one()), new: shown(two()) }]);
      expect([name, change(items[0], name)]).toEqual([name, { field: name, old: shown(two()), new: null }]);
    }
    await a.as.admin.delete(`/records/x_device/${third}`);
  });

  test.each(names)('%s is filtered, sorted and grouped where that makes sense', async (name) => {
    const { finds, sorts, groups, first: value } = cases[name] ?? {};
    const query = (body: unknown) => a.as.admin.post('/records/x_device/query', body);
    const { value: only, ...rest } = finds ? finds() : { op: 'eq', value: value?.() };
    const filter = { field: name, ...rest, ...(only === undefined ? {} : { value: only }) };
    const ids = ((await query({ filter })).body.records ?? []).map((record: { id: string }) => record.id);
    expect(ids).toEqual(rest.op === 'isNotNull' ? [second, first] : [first]);
    expect((await query({ filter: { field: name, op: 'isNull' } })).body.records).toEqual([]);
    const not = await query({ filter: { not: filter } });
    expect(not.body.records.map((record: { id: string }) => record.id)).toEqual(rest.op === 'isNotNull' ? [] : [second]);
    const sorted = await query({ sort: [{ field: name, direction: 'asc' }] });
    const grouped = await a.as.admin.post('/records/x_device/aggregate', { groupBy: [{ field: name }], measures: [{ fn: 'count' }] });
    if (sorts) expect(sorted.body.records).toHaveLength(2);
    else expect([200, 400]).toContain(sorted.status);
    if (groups) expect(grouped.body.rows.map((row: { count: number }) => row.count)).toEqual([1, 1]);
    else expect([200, 400]).toContain(grouped.status);
    // never a clear text, and never found by a part of it
    if (cases[name]?.secret) {
      expect([sorted.status, grouped.status]).toEqual([400, 400]);
      for (const op of ['contains', 'startsWith', 'gt'])
        expect((await query({ filter: { field: name, op, value: '6222' } })).body).toMatchObject({ status: 400, code: 'UNKNOWN_OP' });
    }
  });

  test.each(names.flatMap((name) => (cases[name]?.refused ?? []).map(([value, code]) => [name, code, value] as const)))(
    '%s refuses with %s',
    async (name, code, raw) => {
      const value = raw === 'svg' || raw === 'stolen' ? [{ id: files[raw] }] : raw;
      const { status, body } = await a.as.admin.post('/records/x_device', { x_name: '坏', [name]: value });
      expect([status, body.errors]).toEqual([code === 'WRONG_TYPE' ? 400 : 422, [expect.objectContaining({ field: name, code })]]);
    },
  );

  test('control characters are never stored', async () => {
    const { body } = await a.as.admin.post('/records/x_device', {
      x_name: '控\u0000制',
      x_rich: '<p>a\u0000b</p>',
      x_secret: '6222\u00000202\u000000112340',
      x_long: 'a\u0007b',
    });
    expect(body).toMatchObject({ x_name: '控制', x_rich: '<p>ab</p>', x_secret: '••••2340', x_long: 'ab' });
    await a.as.admin.delete(`/records/x_device/${body.id}`);
  });

  test('is exported as people read it', async () => {
    const { body } = await a.as.admin.post('/exports', {
      object: 'x_device',
      fields: names,
      format: 'csv',
      filter: { field: 'x_name', op: 'eq', value: '一号' },
    });
    const job = await ended(a.as.admin, `/jobs/${body.id}`);
    const text = (await a.as.admin.get(`/files/${job.fileId}`)).text;
    for (const name of names)
      expect([name, text]).toEqual([name, expect.stringContaining(String(cases[name]?.exported ?? cases[name]?.first()))]);
    expect(text).not.toContain('6222020200112340');
  });

  test('is imported', async () => {
    const columns = names.filter((name) => cases[name]?.cell !== null);
    const csv = [
      ['名称', ...columns],
      ['导入', ...columns.map((name) => cases[name]?.cell ?? '')],
    ]
      .map((row) => row.map((cell) => `"${cell}"`).join(','))
      .join('\n');
    const fileId = await upload(a.as.admin, 'devices.csv', csv);
    const mapping = [{ column: '名称', field: 'x_name' }, ...columns.map((name) => ({ column: name, field: name }))];
    const created = await a.as.admin.post('/imports', { object: 'x_device', fileId, mode: 'create', mapping });
    expect(created.body.errors ?? []).toEqual([]);
    await a.as.admin.post(`/imports/${created.body.id}/start`);
    const done = await ended(a.as.admin, `/imports/${created.body.id}`);
    expect([done, (await a.as.admin.get(`/imports/${created.body.id}/errors.csv`)).text]).toEqual([
      expect.objectContaining({ created: 1, failed: 0 }),
      expect.anything(),
    ]);
    // the clear texts of its encrypted column do not lie about any longer
    expect((await a.as.admin.get(`/files/${fileId}`)).status).toBe(404);
    const { records } = (
      await a.as.admin.post('/records/x_device/query', { fields: columns, filter: { field: 'x_name', op: 'eq', value: '导入' } })
    ).body;
    for (const name of columns.filter((one) => one !== 'x_long'))
      expect([name, records[0][name]]).toEqual([name, readOf(name, cases[name]?.first())]);
  });

  test('an import tells the row and the reason of an encrypted value it refused, not the value', async () => {
    const long = '9'.repeat(3000);
    const fileId = await upload(a.as.admin, 'secrets.csv', `名称,密码\n太长,${long}\n`);
    const mapping = [
      { column: '名称', field: 'x_name' },
      { column: '密码', field: 'x_secret' },
    ];
    const { body } = await a.as.admin.post('/imports', { object: 'x_device', fileId, mode: 'create', mapping });
    await a.as.admin.post(`/imports/${body.id}/start`);
    expect(await ended(a.as.admin, `/imports/${body.id}`)).toMatchObject({ created: 0, failed: 1 });
    const csv = (await a.as.admin.get(`/imports/${body.id}/errors.csv`)).text;
    expect([csv.includes('密码'), csv.includes('9999')]).toEqual([true, false]);
    const { rows } = await t.app.owner.query(
      "select 1 from import_entry x where x::text like '%99999999%' union all select 1 from import x where x::text like '%99999999%'",
    );
    expect(rows).toEqual([]);
  });

  test('stands in the OpenAPI document, and nowhere for another tenant', async () => {
    const { body } = await a.as.admin.get('/openapi.json');
    expect(Object.keys(body.components.schemas.XDevice.properties)).toEqual(expect.arrayContaining(names));
    for (const [method, url] of [
      ['get', `/records/x_device/${first}`],
      ['post', '/records/x_device/query'],
      ['post', `/records/x_device/${first}/unmask`],
    ] as const)
      expect((await b.as.admin[method](url, method === 'post' ? ({ field: 'x_secret' } as never) : undefined)).status).toBe(404);
  });

  test('an encrypted text is shown to who may, and that they looked is written down', async () => {
    const reveal = (client: Client, field: unknown = 'x_secret', id = first) => client.post(`/records/x_device/${id}/unmask`, { field });
    expect((await reveal(a.as.admin)).body).toEqual({ value: '6222020200112340' });
    expect((await reveal(a.as.seller)).status).toBe(403);
    expect((await reveal(a.as.readOnly)).status).toBe(403);
    expect((await reveal(a.as.admin, 'x_text')).body).toMatchObject({ status: 400, code: 'UNKNOWN_FIELD' });
    expect((await reveal(a.as.admin, 5)).body).toMatchObject({ status: 400, code: 'WRONG_TYPE' });
    expect((await reveal(a.as.admin, 'x_secret', 'nothing')).status).toBe(404);
    const { items } = (await a.as.admin.get(`/records/x_device/${first}/history`)).body;
    expect(items.filter((item: { operation: string }) => item.operation === 'revealed')).toEqual([
      expect.objectContaining({
        by: expect.objectContaining({ id: a.as.admin.user }),
        changes: [{ field: 'x_secret', old: null, new: null }],
      }),
    ]);
  });

  test('an encrypted text lies nowhere in the clear', async () => {
    const { rows } = await t.app.owner.query<{ name: string }>(
      "select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and c.relkind = 'r' order by 1",
    );
    const holding: string[] = [];
    for (const { name } of rows) {
      const { rows: found } = await t.app.owner.query(`select 1 from "${name}" x where x::text like '%62220202%' limit 1`);
      if (found.length > 0) holding.push(name);
    }
    // nothing but what people uploaded themselves, which is a file
    expect(holding).toEqual([]);
  });
});

const ended = (client: Client, url: string) =>
  until(async () => {
    const { body } = await client.get(url);
    return ['done', 'failed'].includes(body.status) && body;
  }, `the end of ${url}`);

describe('dependent picklists', () => {
  const post = (values: Record<string, unknown>) => a.as.admin.post('/records/x_line', values);
  beforeAll(async () => {
    const made = await a.as.admin.post('/meta/objects', {
      name: 'x_line',
      label: label('产线'),
      fields: [
        { name: 'x_name', type: 'text', label: label('名称') },
        { name: 'x_kind', type: 'picklist', label: label('大类'), options: [option('水'), option('气')] },
        {
          name: 'x_model',
          type: 'picklist',
          label: label('型号'),
          dependsOn: 'x_kind',
          options: [option('泵', ['水']), option('风机', ['气']), option('通用')],
        },
        {
          name: 'x_parts',
          type: 'multiPicklist',
          label: label('配件'),
          dependsOn: 'x_model',
          options: [option('叶轮', ['泵']), option('皮带', ['风机']), option('螺栓')],
        },
      ],
    });
    expect(made.status).toBe(201);
  });

  test('a chain of three is held on every save', async () => {
    const ok = await post({ x_kind: '水', x_model: '泵', x_parts: ['叶轮', '螺栓'] });
    expect(ok.status).toBe(201);
    const refused = (body: unknown, field: string) =>
      expect(body).toMatchObject({ status: 422, errors: [{ field, code: 'INVALID_VALUE' }] });
    refused((await post({ x_kind: '气', x_model: '泵' })).body, 'x_model');
    refused((await post({ x_model: '泵' })).body, 'x_model');
    refused((await post({ x_kind: '水', x_model: '泵', x_parts: ['叶轮', '皮带'] })).body, 'x_parts');
    expect((await post({ x_model: '通用', x_parts: ['螺栓'] })).status).toBe(201);
    const patch = (values: unknown) => a.as.admin.patch(`/records/x_line/${ok.body.id}`, values);
    refused((await patch({ x_kind: '气' })).body, 'x_model');
    expect((await patch({ x_kind: '气', x_model: '风机', x_parts: null })).body).toMatchObject({
      x_kind: '气',
      x_model: '风机',
      x_parts: null,
    });
    expect((await patch({ x_kind: null, x_model: null })).status).toBe(200);
    const bulk = await a.as.admin.post('/records/x_line/bulk', {
      operation: 'create',
      records: [
        { x_kind: '水', x_model: '风机' },
        { x_kind: '水', x_model: '泵' },
      ],
    });
    expect(bulk.body.results.map((result: { status: number }) => result.status)).toEqual([422, 201]);
  });

  test('an old pair stays when other fields change', async () => {
    const { body } = await post({ x_kind: '水', x_model: '泵' });
    await a.as.admin.patch('/meta/objects/x_line/fields/x_model', {
      options: [option('泵', ['气']), option('风机', ['气']), option('通用')],
    });
    expect((await a.as.admin.patch(`/records/x_line/${body.id}`, { x_name: '改名', x_model: '泵' })).body).toMatchObject({
      x_name: '改名',
      x_model: '泵',
    });
    expect((await post({ x_kind: '水', x_model: '泵' })).status).toBe(422);
  });

  test('rings, strangers and other types are refused', async () => {
    const patch = (name: string, body: unknown) => a.as.admin.patch(`/meta/objects/x_line/fields/${name}`, body);
    expect((await patch('x_kind', { dependsOn: 'x_parts' })).body).toMatchObject({ status: 422, errors: [{ field: 'dependsOn' }] });
    expect((await patch('x_kind', { dependsOn: 'x_nothing' })).status).toBe(422);
    expect((await patch('x_kind', { dependsOn: 'x_name' })).status).toBe(422);
    expect((await patch('x_name', { dependsOn: 'x_kind' })).status).toBe(422);
  });
});

describe('a lookup to one of several objects', () => {
  test('follows what becomes of its target', async () => {
    const made = await a.as.admin.post('/meta/objects', {
      name: 'x_visit',
      label: label('拜访'),
      fields: [
        { name: 'x_name', type: 'text', label: label('名称') },
        { name: 'x_clear', type: 'lookup', objects: ['account', 'contact'], label: label('清空'), onDelete: 'clear' },
        { name: 'x_cascade', type: 'lookup', objects: ['account', 'contact'], label: label('一起删'), onDelete: 'cascade' },
        { name: 'x_restrict', type: 'lookup', objects: ['account', 'contact'], label: label('不许删'), onDelete: 'restrict' },
      ],
    });
    expect(made.status).toBe(201);
    const target = async () => (await a.as.admin.post('/records/contact', { name: '李工', account })).body.id as string;
    const visit = async (values: Record<string, unknown>) => (await a.as.admin.post('/records/x_visit', values)).body.id as string;
    const [one, two, three] = [await target(), await target(), await target()];
    const clear = await visit({ x_clear: { object: 'contact', id: one } });
    const cascade = await visit({ x_cascade: two });
    await visit({ x_restrict: three });
    // the id of a contact is not that of an account
    const wrong = await a.as.admin.post('/records/x_visit', { x_clear: { object: 'account', id: one } });
    expect(wrong.body).toMatchObject({ status: 422, errors: [{ field: 'x_clear', code: 'LOOKUP_NOT_FOUND' }] });
    expect((await a.as.admin.delete(`/records/contact/${one}`)).status).toBe(204);
    expect((await a.as.admin.get(`/records/x_visit/${clear}`)).body.x_clear).toBeNull();
    expect((await a.as.admin.delete(`/records/contact/${two}`)).status).toBe(204);
    expect((await a.as.admin.get(`/records/x_visit/${cascade}`)).status).toBe(404);
    expect((await a.as.admin.delete(`/records/contact/${three}`)).status).toBe(409);
  });
});

test('regions are served once and kept', async () => {
  const got = await a.as.readOnly.get('/regions');
  expect(got.body.regions).toContainEqual(['330604', '上虞区', 'shang yu qu']);
  expect(got.body.regions).toContainEqual(['500000', '重庆市', 'chong qing shi']);
  expect((await a.as.readOnly.get('/regions', { 'if-none-match': String(got.headers['etag']) })).status).toBe(304);
  expect((await t.anonymous.get('/regions')).status).toBe(401);
});
