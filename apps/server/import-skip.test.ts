import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, ok, type TestApp, type TestTenant, testApp } from './testing.ts';

let app: TestApp;
let a: TestTenant;
let b: TestTenant;
beforeAll(async () => {
  app = await testApp();
  a = await app.tenant();
  b = await app.tenant();
  await app.startWork();
});
afterAll(() => app.close());

async function upload(client: Client, lines: readonly string[], name = 'list.csv'): Promise<string> {
  const boundary = 'huanke-test';
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: text/csv\r\n\r\n`;
  const body = `${head}${lines.join('\r\n')}\r\n--${boundary}--\r\n`;
  return ok(await client.send('POST', '/files', body, { 'content-type': `multipart/form-data; boundary=${boundary}` })).body.id;
}

async function described(client: Client, object: string, lines: readonly string[], more: object = {}) {
  return ok(await client.post('/imports', { object, fileId: await upload(client, lines), mode: 'create', duplicates: 'skip', ...more }))
    .body;
}

async function finished(client: Client, id: string, verb: 'dryRun' | 'start' = 'start') {
  ok(await client.post(`/imports/${id}/${verb}`));
  const end = verb === 'start' ? 'done' : 'dryRunDone';
  return until(async () => {
    const { body } = await client.get(`/imports/${id}`);
    return ['failed', end].includes(body.status) && body;
  }, `the import is ${end}`);
}

const run = async (client: Client, object: string, lines: readonly string[], more: object = {}) =>
  finished(client, (await described(client, object, lines, more)).id);

/** Row number → reason, of the file of rows that were not taken. */
async function reasons(client: Client, id: string): Promise<Record<string, string>> {
  const { text } = ok(await client.get(`/imports/${id}/errors.csv`));
  const lines = text.replace('\uFEFF', '').trim().split(/\r?\n/);
  expect(lines[0]).toMatch(/^行号,列,原值,原因,/);
  return Object.fromEntries(lines.slice(1).map((line) => [line.split(',')[0], line.split(',')[3] ?? '']));
}

const counts = ({ created, updated, skipped, failed }: Record<string, number>) => ({ created, updated, skipped, failed });
const make = async (client: Client, object: string, values: object) =>
  ok(await client.post(`/records/${object}`, values, { 'x-huanke-duplicates': 'confirmed' })).body.id as string;
const named = async (client: Client, object: string, name: string, fields = ['name']): Promise<Record<string, unknown>[]> =>
  ok(await client.post(`/records/${object}/query`, { filter: { field: 'name', op: 'eq', value: name }, fields, limit: 50 })).body.records;

describe('the key that is taken when none is said', () => {
  test('of leads the telephone, then the mail, never the name of a person', async () => {
    const { admin } = a.as;
    const lines = ['姓名,公司,手机', '王伟,甲一公司,13800000001', '王伟,乙二公司,13800000002'];
    const record = await described(admin, 'lead', lines);
    expect(record.key).toBe('phone');
    expect(counts(await finished(admin, record.id))).toEqual({ created: 2, updated: 0, skipped: 0, failed: 0 });
    expect(await named(admin, 'lead', '王伟')).toHaveLength(2);
    expect((await described(admin, 'lead', ['姓名,邮箱', '甲,a@b.cn'])).key).toBe('email');
    const bare = await admin.post('/imports', {
      object: 'lead',
      fileId: await upload(admin, ['姓名,公司', '王伟,甲一公司']),
      mode: 'create',
      duplicates: 'skip',
    });
    expect([bare.status, bare.body.errors]).toMatchObject([422, [{ field: 'key', code: 'REQUIRED' }]]);
  });

  test('of accounts the code, else the name; of contacts the telephone, else the mail', async () => {
    const { admin } = a.as;
    expect((await described(admin, 'account', ['客户名称,电话,统一社会信用代码', '某,010-1234567,'])).key).toBe('uscc');
    expect((await described(admin, 'account', ['客户名称,电话', '某,13800000003'])).key).toBe('name');
    expect((await described(admin, 'contact', ['姓名,邮箱,手机', '某,a@b.cn,13800000003'])).key).toBe('phone');
    expect((await described(admin, 'contact', ['姓名,邮箱', '某,a@b.cn'])).key).toBe('email');
    const { body } = await admin.get('/meta/objects/lead');
    expect(body.identifiers).toEqual(['phone', 'email', 'wechat']);
    expect((await admin.get('/meta/objects/account')).body.identifiers).toEqual(['uscc', 'name', 'phone']);
  });
});

describe('keys are compared in the form of their type', () => {
  test('telephones, however they are written', async () => {
    const { admin } = a.as;
    await make(admin, 'lead', { name: '李一', phone: '13866660003' });
    await make(admin, 'lead', { name: '李二', phone: '+86 138-6666-0004' });
    // another company's number is nobody's here
    await make(b.as.admin, 'lead', { name: '李三', phone: '13866660005' });
    const lines = [
      '姓名,手机',
      '甲,+86 138-6666-0003',
      '乙,（86）138-66660004',
      '丙,13866660005',
      '丁,(0086)13866660005',
      '戊,138 6666 0006',
    ];
    const record = await described(admin, 'lead', lines, { key: 'phone' });
    const dry = await finished(admin, record.id, 'dryRun');
    expect(counts(dry)).toEqual({ created: 2, updated: 0, skipped: 3, failed: 0 });
    expect(counts(await finished(admin, record.id))).toEqual({ created: 2, updated: 0, skipped: 3, failed: 0 });
    const told = await reasons(admin, record.id);
    expect(Object.keys(told)).toEqual(['2', '3', '5']);
    expect(told['2']).toMatch(/^已有线索“李一”/);
    expect(told['5']).toMatch(/丙/);
  });

  test('landlines and the numbers that have no key of their own', async () => {
    const { admin } = a.as;
    await make(admin, 'account', { name: '固话一厂', phone: '0571-88990011' });
    await make(admin, 'account', { name: '固话二厂', phone: '400-800-1234' });
    const record = await run(admin, 'account', ['客户名称,电话', '甲厂,+86 571 88990011', '乙厂,400-800-1234', '丙厂,(0571)88990012'], {
      key: 'phone',
    });
    expect(counts(record)).toEqual({ created: 1, updated: 0, skipped: 2, failed: 0 });
  });

  test('mail in capitals, texts in full width, fields without a rule too', async () => {
    const { admin } = a.as;
    await make(admin, 'contact', { name: '孙一', email: 'Sun.Yi@Example.com', account: await make(admin, 'account', { name: '孙家厂' }) });
    expect(counts(await run(admin, 'contact', ['姓名,邮箱', '孙一一,sun.yi@example.com'], { key: 'email' }))).toMatchObject({ skipped: 1 });
    await make(admin, 'product', { name: 'Ｗ-100 水泵', code: 'W1' });
    expect(counts(await run(admin, 'product', ['产品名称', 'w-100  水泵', 'W-101 水泵'], { key: 'name' }))).toMatchObject({
      created: 1,
      skipped: 1,
    });
  });

  test('an update finds the record by another spelling, and leaves the spelling', async () => {
    const { admin } = a.as;
    const id = await make(admin, 'lead', { name: '周一', phone: '138-6666-0010' });
    const record = await run(admin, 'lead', ['姓名,手机', '周一新,+8613866660010'], { mode: 'upsert', duplicates: 'create', key: 'phone' });
    expect(counts(record)).toEqual({ created: 0, updated: 1, skipped: 0, failed: 0 });
    expect((await admin.get(`/records/lead/${id}`)).body).toMatchObject({ name: '周一新', phone: '138-6666-0010' });
  });

  test('of a key that several bear, skip leaves the row out, and an update still can not tell', async () => {
    const { admin } = a.as;
    for (const name of ['吴一', '吴二']) await make(admin, 'lead', { name, phone: '13866660020' });
    const lines = ['姓名,手机', '吴三,138 6666 0020'];
    const skipped = await run(admin, 'lead', lines);
    expect(counts(skipped)).toEqual({ created: 0, updated: 0, skipped: 1, failed: 0 });
    expect((await reasons(admin, skipped.id))['2']).toMatch(/^已有 2 条线索是这个值/);
    const updated = await run(admin, 'lead', lines, { mode: 'upsert', duplicates: 'create', key: 'phone' });
    expect(counts(updated)).toEqual({ created: 0, updated: 0, skipped: 0, failed: 1 });
    expect((await reasons(admin, updated.id))['2']).toMatch(/无法确定更新哪一条/);
  });
});

describe('what the rule of the object blocks', () => {
  test('is left out by skip, with the reason and the record it is like', async () => {
    const { admin } = a.as;
    await make(admin, 'account', { name: '深圳市星河环宇科技（集团）有限公司', uscc: '91350100M000100Y43' });
    await make(admin, 'account', { name: '杭州云帆贸易有限公司' });
    const lines = [
      '客户名称,统一社会信用代码',
      '深圳市星河环宇科技(集团)有限公司,',
      '杭州·云帆　贸易 有限公司,',
      '杭州云帆貿易有限公司,',
      '完全不同的一家有限公司,',
      '完全 不同的一家有限公司,',
      '又一家有限公司,91350100m000100y43',
    ];
    const record = await described(admin, 'account', lines);
    expect(record.key).toBe('uscc');
    const dry = await finished(admin, record.id, 'dryRun');
    expect(counts(dry)).toEqual({ created: 1, updated: 0, skipped: 5, failed: 0 });
    const done = await finished(admin, record.id);
    expect(counts(done)).toEqual({ created: 1, updated: 0, skipped: 5, failed: 0 });
    const told = await reasons(admin, record.id);
    expect(Object.keys(told)).toEqual(['2', '3', '4', '6', '7']);
    expect(told['2']).toMatch(/^已有客户“深圳市星河环宇科技（集团）有限公司”/);
    expect(told['3']).toMatch(/杭州云帆贸易有限公司/);
    expect(told['6']).toMatch(/完全不同的一家有限公司/);
    expect(told['7']).toMatch(/深圳市星河环宇科技（集团）有限公司/);
    expect(done.problemsByColumn).toEqual([]);
    expect(done.skippedByColumn.map((group: { count: number }) => group.count).reduce((x: number, y: number) => x + y)).toBe(5);
  });

  test('names no record that the caller may not see', async () => {
    const { seller, outsider } = a.as;
    await make(outsider, 'account', { name: '隐藏的客户有限公司' });
    const record = await run(seller, 'account', ['客户名称', '隐藏的客户有限公司']);
    expect(counts(record)).toEqual({ created: 0, updated: 0, skipped: 1, failed: 0 });
    const reason = (await reasons(seller, record.id))['2'];
    expect(reason).toMatch(/^已有这个客户，由销售二部负责/);
    expect(reason).not.toContain('隐藏的客户');
  });

  test('arrives as it was where twins are to be kept', async () => {
    const { admin } = b.as;
    await make(admin, 'account', { name: '双胞胎有限公司' });
    expect(counts(await run(admin, 'account', ['客户名称', '双胞胎有限公司'], { duplicates: 'create' }))).toMatchObject({
      created: 1,
      skipped: 0,
    });
  });
});

describe('credit codes with a wrong check character', () => {
  test('are imported and listed as warnings', async () => {
    const { admin } = b.as;
    const lines = [
      '客户名称,统一社会信用代码',
      '校验甲有限公司,91350100M000100Y44',
      '校验乙有限公司,91310000MA00003490',
      '校验丙有限公司,9135',
    ];
    const record = await described(admin, 'account', lines, { duplicates: 'create' });
    const dry = await finished(admin, record.id, 'dryRun');
    expect(counts(dry)).toEqual({ created: 2, updated: 0, skipped: 0, failed: 1 });
    expect(dry.problems).toMatchObject({ warnings: 1 });
    expect(dry.warningsByColumn).toEqual([
      expect.objectContaining({
        column: '统一社会信用代码',
        field: 'uscc',
        code: 'CHECK_CHARACTER',
        kind: 'warning',
        message: '统一社会信用代码校验位不符，请核对',
        count: 1,
        samples: [{ row: 2, value: '91350100M000100Y44' }],
      }),
    ]);
    const done = await finished(admin, record.id);
    expect(done).toMatchObject({ created: 2, failed: 1, problems: { warnings: 1 } });
    expect(Object.keys(await reasons(admin, record.id))).toEqual(['4']);
  });
});

test('days as numbers of a spreadsheet stand between days as texts', async () => {
  const { admin } = a.as;
  const field = { name: 'x_visited', type: 'date', label: { zh: '来访日期', en: 'Visited on' } };
  const at = { name: 'x_called', type: 'datetime', label: { zh: '来电时间', en: 'Called at' } };
  for (const one of [field, at]) ok(await admin.post('/meta/objects/lead/fields', one));
  const lines = [
    '姓名,手机,来访日期,来电时间',
    '日一,13866660031,2026年3月5日,2026-03-05 08:00',
    '日二,13866660032,46086,46086.5',
    '日三,13866660033,2026/3/5,46086',
    '日四,13866660034,19999,',
    '日五,13866660035,80001,',
  ];
  const record = await run(admin, 'lead', lines);
  expect(counts(record)).toEqual({ created: 3, updated: 0, skipped: 0, failed: 2 });
  const values = await Promise.all(
    ['日一', '日二', '日三'].map(async (name) => (await named(admin, 'lead', name, ['x_visited', 'x_called']))[0]),
  );
  expect(values.map((value) => value?.['x_visited'])).toEqual(['2026-03-05', '2026-03-05', '2026-03-05']);
  expect(values.map((value) => value?.['x_called'])).toEqual([
    '2026-03-05T00:00:00.000Z',
    '2026-03-05T04:00:00.000Z',
    '2026-03-04T16:00:00.000Z',
  ]);
});

describe('the object of a file', () => {
  const inspected = async (header: string, name = 'list.csv') => {
    const { admin } = a.as;
    const fileId = await upload(admin, [header, header.replace(/[^,]+/g, '甲')], name);
    return ok(await admin.post('/imports/inspect', { fileId })).body.suggestedObject;
  };

  test('is one whose required fields the file can fill', async () => {
    expect(await inspected('姓名,公司,手机')).toBe('lead');
    expect(await inspected('姓名,公司,手机,邮箱')).toBe('lead');
    expect(await inspected('姓名,客户,手机')).toBe('contact');
    expect(await inspected('客户名称,电话,地区')).toBe('account');
    expect(await inspected('客户,名称,地址,电话')).toBe('accountAddress');
    expect(await inspected('客户,联系人,电话', '客户地址.csv')).not.toBe('accountAddress');
  });

  test('may be another one until the import has begun', async () => {
    const { admin, seller } = a.as;
    const record = await described(admin, 'contact', ['姓名,公司,手机', '郑一,郑家厂,13866660041'], { duplicates: 'create' });
    await finished(admin, record.id, 'dryRun');
    const changed = ok(await admin.patch(`/imports/${record.id}`, { object: 'lead' })).body;
    expect(changed).toMatchObject({ object: 'lead', status: 'queued', mode: 'create', key: null, done: 0 });
    expect(changed.mapping.map((entry: { field: string }) => entry.field)).toEqual(['name', 'company', 'phone']);
    expect(await finished(admin, record.id)).toMatchObject({ object: 'lead', created: 1 });
    const late = await admin.patch(`/imports/${record.id}`, { object: 'contact' });
    expect([late.status, late.body.code]).toEqual([409, 'STATE']);
    const other = await described(admin, 'lead', ['姓名,手机', '郑二,13866660042']);
    expect((await admin.patch(`/imports/${other.id}`, { object: 'nothing' })).status).toBe(404);
    expect((await seller.patch(`/imports/${other.id}`, { object: 'contact' })).status).toBe(404);
    expect((await b.as.admin.patch(`/imports/${other.id}`, { object: 'contact' })).status).toBe(404);
  });
});
