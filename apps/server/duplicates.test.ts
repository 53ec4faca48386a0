import { sql } from '@huanke/platform/database';
import { settleKeys } from '@huanke/platform/duplicates';
import { until } from '@huanke/platform/testing';
import { usccCheck } from '@huanke/platform/text';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Answer, type Client, type TestApp, type TestTenant, testApp } from './testing.ts';

let t: TestApp;
let a: TestTenant;
let b: TestTenant;

beforeAll(async () => {
  t = await testApp();
  a = await t.tenant();
  b = await t.tenant();
});
afterAll(() => t.close());

const codes = ['91350100M000100Y43', '91310000MA00003490', '91310000MA0000015F'] as const;
const make = async (as: Client, object: string, values: object): Promise<string> => {
  const answer = await as.post(`/records/${object}`, values);
  expect(answer.status, answer.text).toBe(201);
  return answer.body.id;
};
const record = (answer: Answer) => answer.body.errors[0]?.record;

test('a code or a whole name that is there already is refused, and the answer names the record', async () => {
  const { seller } = a.as;
  const first = await make(seller, 'account', { name: '深圳市星河环宇科技（集团）有限公司', uscc: codes[0] });
  const byCode = await seller.post('/records/account', { name: '别的名称', uscc: ' 91350100m000100y43 ' });
  expect(byCode.status).toBe(409);
  expect(byCode.body).toMatchObject({
    code: 'DUPLICATE',
    errors: [{ field: 'uscc', code: 'DUPLICATE', record: { id: first, score: 100, action: 'block' } }],
  });
  const byName = await seller.post('/records/account', { name: '深圳市 星河環宇科技(集團)有限公司' });
  expect(byName.status).toBe(409);
  expect(record(byName)).toMatchObject({
    id: first,
    score: 95,
    kind: 'company',
    fields: ['name'],
    title: '深圳市星河环宇科技（集团）有限公司',
  });
  // another code is another company, whatever it is called; and another tenant knows nothing of it
  await make(seller, 'account', { name: '深圳市星河环宇科技（集团）有限公司', uscc: codes[1] });
  await make(b.as.seller, 'account', { name: '深圳市星河环宇科技（集团）有限公司', uscc: codes[0] });
  // the name now belongs to two: who comes without a code is held against both
  const third = await seller.post('/records/account', { name: '深圳市星河环宇科技（集团）有限公司' });
  expect(third.body.errors).toHaveLength(2);
});

test('what is only warned of is asked about when the form asks, and saved once confirmed', async () => {
  const { seller } = a.as;
  const first = await make(seller, 'lead', { name: '王芳', company: '云帆贸易', phone: '+86 139-0013-9000' });
  const lead = { name: '王小姐', phone: '13900139000' };
  const asked = await seller.post('/records/lead', lead, { 'x-huanke-duplicates': 'ask' });
  expect(asked.status).toBe(409);
  expect(record(asked)).toMatchObject({ id: first, score: 90, action: 'warn', kind: 'mobile' });
  await seller.post('/records/lead', lead, { 'x-huanke-duplicates': 'confirmed' }).then((answer) => expect(answer.status).toBe(201));
  // a program that was not asked can not answer
  expect((await seller.post('/records/lead', lead)).status).toBe(201);
  expect((await seller.post('/records/lead', lead, { 'x-huanke-duplicates': 'perhaps' })).status).toBe(422);
  // a credit code names the company: two people of it are two leads, but somebody should look
  const coded = await make(seller, 'lead', { name: '甲', company: '云帆实业', uscc: codes[1], wechat: 'yunfan_jia' });
  const colleague = { name: '乙', company: '别名', uscc: codes[1], wechat: 'yunfan_yi' };
  const sameCode = await seller.post('/records/lead', colleague, { 'x-huanke-duplicates': 'ask' });
  expect(record(sameCode)).toMatchObject({ id: coded, score: 100, action: 'warn', kind: 'uscc' });
  expect((await seller.post('/records/lead', colleague, { 'x-huanke-duplicates': 'confirmed' })).status).toBe(201);
  const sameWechat = await seller.post('/records/lead', { name: '丙', wechat: 'YunFan_Jia' }, { 'x-huanke-duplicates': 'ask' });
  expect(record(sameWechat)).toMatchObject({ id: coded, score: 90, action: 'warn', fields: ['wechat'] });
});

test('a change that makes a record a duplicate is refused; one that leaves it alone is not', async () => {
  const { seller } = a.as;
  const one = await make(seller, 'account', { name: '恒润化工有限公司', uscc: codes[2] });
  const two = await make(seller, 'account', { name: '恒润涂料有限公司' });
  expect((await seller.patch(`/records/account/${two}`, { name: '恒润化工有限公司' })).status).toBe(409);
  expect((await seller.patch(`/records/account/${two}`, { level: 'A' })).status).toBe(200);
  expect((await seller.patch(`/records/account/${one}`, { name: '恒润化工有限公司 ' })).status).toBe(200);
  // the key is free again with the record in the recycle bin, and taken when it comes back
  expect((await seller.delete(`/records/account/${one}`)).status).toBe(204);
  await make(seller, 'account', { name: '恒润化工有限公司' });
  const back = await seller.post(`/records/account/${one}/restore`);
  expect(back.status).toBe(409);
});

test('bulk: the second row of a company loses to the first, others are saved', async () => {
  const answer = await a.as.seller.post('/records/account/bulk', {
    operation: 'create',
    records: [
      { name: '绿洲食品有限公司' },
      { name: '绿洲食品有限公司' },
      { name: '绿洲饮料有限公司' },
      { name: '绿洲食品　有限公司', level: 'A' },
    ],
  });
  expect(answer.body.results.map((one: { status: number }) => one.status)).toEqual([201, 409, 201, 409]);
  expect(answer.body.results[1].error.errors[0].record.id).toBe(answer.body.results[0].id);
});

test('an import brings twins by name along, but no second record of one code', async () => {
  const lines = [
    '客户名称,统一社会信用代码',
    '搬来的客户有限公司,',
    '搬来的客户有限公司,',
    '另一家有限公司,91310000MA1FL5E91X',
    '又一家有限公司,91310000ma1fl5e91x',
  ];
  const boundary = 'x-duplicates';
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\ncontent-type: text/csv\r\n\r\n`;
  const payload = Buffer.from(`${head}${lines.join('\n')}\n\r\n--${boundary}--\r\n`);
  const type = { 'content-type': `multipart/form-data; boundary=${boundary}` };
  const file = await a.as.seller.send('POST', '/files', payload, type);
  const made = await a.as.seller.post('/imports', { object: 'account', fileId: file.body.id, mode: 'create' });
  await t.startWork();
  await a.as.seller.post(`/imports/${made.body.id}/start`);
  const done = await until(async () => {
    const { body } = await a.as.seller.get(`/imports/${made.body.id}`);
    return body.status === 'done' && body;
  });
  expect(done).toMatchObject({ created: 3, failed: 1 });
});

test('of two creates at the same moment one wins, and the loser learns which', async () => {
  const { seller, colleague } = a.as;
  for (let round = 0; round < 25; round += 1) {
    // in turn by one name, and by one credit code under three names
    const byCode = round % 2 === 1;
    const first17 = `91330106MA2B${String(round).padStart(4, '0')}X`;
    const values = (one: string) =>
      byCode
        ? { name: `${one}同时登记第${round}号有限公司`, uscc: `${first17}${usccCheck(first17)}` }
        : { name: `同时创建第${round}号有限公司` };
    const keyed = (key: string): Record<string, string> => (round % 2 === 0 ? {} : { 'idempotency-key': `${key}-${round}` });
    const answers = await Promise.all([
      seller.post('/records/account', { ...values('甲'), phone: '0571-88886666' }, keyed('a')),
      seller.post('/records/account', values('乙'), keyed('b')),
      round % 3 === 0
        ? colleague
            .post('/records/account/bulk', { operation: 'create', records: [values('丙')] })
            .then((answer) => ({ ...answer, ...bulkOne(answer) }))
        : seller.post('/records/account', values('丙'), keyed('c')),
    ]);
    const won = answers.filter((answer) => answer.status === 201);
    expect(
      won.map((answer) => answer.status),
      JSON.stringify(answers.map((answer) => answer.body)),
    ).toEqual([201]);
    for (const lost of answers.filter((answer) => answer.status !== 201)) {
      expect(lost.status).toBe(409);
      expect(lost.body.errors[0].field).toBe(byCode ? 'uscc' : 'name');
      const named = record(lost);
      // whose record it is decides whether the loser may see it
      if (named.hidden) expect(named.id).toBeUndefined();
      else expect(named.id).toBe(won[0]?.body.id);
    }
  }
});

function bulkOne(answer: Answer): { status: number; body: Answer['body'] } {
  const [one] = answer.body.results;
  return { status: one.status, body: one.status === 201 ? { id: one.id } : one.error };
}

test('the check explains each match, and a hidden one says only whose team has it', async () => {
  const { seller, outsider, manager } = a.as;
  const mine = await make(seller, 'account', { name: '杭州云帆贸易有限责任公司', phone: '0571-86867777' });
  const ask = (as: Client, values: object, object = 'account') => as.post('/duplicates/check', { object, values });
  const seen = await ask(seller, { name: '云帆（杭州）贸易有限公司' });
  expect(seen.body.candidates[0]).toMatchObject({
    object: 'account',
    id: mine,
    score: 85,
    kind: 'companyRegion',
    action: 'warn',
    owner: { id: seller.user },
  });
  expect((await ask(seller, { name: '云帆集团', phone: '057186867777' })).body.candidates[0]).toMatchObject({
    id: mine,
    score: 80,
    kind: 'brandPhone',
  });
  // a branch is no duplicate of its company
  expect(
    (await ask(seller, { name: '杭州云帆贸易有限责任公司宁波分公司' })).body.candidates.map((one: { id: string }) => one.id),
  ).not.toContain(mine);
  const hidden = (await ask(outsider, { name: '杭州云帆贸易有限责任公司' })).body.candidates[0];
  expect(hidden).toEqual({
    object: 'account',
    hidden: true,
    team: '销售一部',
    score: 95,
    action: 'block',
    kind: 'company',
    fields: ['name'],
  });
  expect(record(await outsider.post('/records/account', { name: '杭州云帆贸易有限责任公司' }))).not.toHaveProperty('id');
  expect((await ask(manager, { name: '杭州云帆贸易有限责任公司' })).body.candidates[0].id).toBe(mine);
  // the same company under another object
  const lead = (await ask(seller, { company: '杭州云帆贸易有限责任公司' }, 'lead')).body.candidates;
  expect(lead.find((one: { object: string }) => one.object === 'account')).toMatchObject({ id: mine, action: 'review' });
  expect((await ask(b.as.seller, { name: '杭州云帆贸易有限责任公司' })).body.candidates).toEqual([]);
  expect((await ask(seller, {}, 'nothing')).status).toBe(404);
  expect((await ask(a.as.readOnly, { name: '杭州云帆贸易有限责任公司' })).status).toBe(403);
});

test('a branch is no duplicate of its company, but is told where it belongs, as far as the caller may know and write', async () => {
  const { seller, manager, outsider, readOnly, admin } = a.as;
  const check = (as: Client, values: object, id?: string) =>
    as.post('/duplicates/check', { object: 'account', values, ...(id ? { id } : {}) });
  const whose = async (as: Client, values: object, id?: string) =>
    (await check(as, values, id)).body.branchOf.map((one: { id: string }) => one.id);
  const head = await make(seller, 'account', { name: '宁波海川机械有限公司' });
  const name = '宁波海川机械有限公司 杭州分公司';
  const { body } = await check(seller, { name });
  expect(body.candidates.filter((one: { object: string }) => one.object === 'account')).toEqual([]);
  expect(body.branchOf).toEqual([
    { object: 'account', id: head, title: '宁波海川机械有限公司', owner: expect.objectContaining({ id: seller.user }) },
  ]);
  // written shorter it is found by its core, unless the places differ; the whole name goes before the core
  expect(await whose(seller, { name: '海川机械上海办事处' })).toEqual([head]);
  expect(await whose(seller, { name: '海川機械（西湖營業部）' })).toEqual([head]);
  expect(await whose(seller, { name: '苏州海川机械有限公司无锡分公司' })).toEqual([]);
  const short = await make(seller, 'account', { name: '海川机械' });
  expect(await whose(seller, { name })).toEqual([head]);
  expect((await whose(seller, { name: '海川机械股份有限公司上海办事处' })).sort()).toEqual([head, short].sort());
  expect(await whose(seller, { name: '宁波海川机械有限公司' })).toEqual([]);
  // what hangs somewhere is not asked about any more; a branch is nobody's company
  const branch = await make(seller, 'account', { name, parent: head });
  expect(await whose(seller, { name, parent: head }, branch)).toEqual([]);
  expect(await whose(seller, { name }, branch)).toEqual([head]);
  expect((await seller.get(`/records/account/${branch}`)).body.parent).toMatchObject({ id: head });
  // nothing of what is hidden, not even that it is there
  const hidden = await check(outsider, { name });
  expect(hidden.body.branchOf).toEqual([]);
  expect(hidden.text).not.toContain(head);
  expect(await whose(manager, { name: '宁波海川机械有限公司台州分公司' })).toEqual([head]);
  expect(await whose(b.as.admin, { name })).toEqual([]);
  expect((await check(readOnly, { name })).status).toBe(403);
  // nor where the tree is closed to them
  const { items } = (await admin.get('/roles')).body;
  const role = `/roles/${items.find(({ key }: { key: string }) => key === 'member').id}`;
  expect((await admin.patch(role, { fields: { account: { parent: 'read' } } })).status).toBe(200);
  expect(await whose(seller, { name })).toEqual([]);
  expect((await admin.patch(role, { fields: {} })).status).toBe(200);
  expect(await whose(seller, { name })).toEqual([head]);
});

test('who meets a hidden record may ask its owner, once', async () => {
  const { seller, outsider } = a.as;
  await make(seller, 'account', { name: '东海仪表有限公司' });
  const body = { object: 'account', values: { name: '东海仪表有限公司' }, wish: 'join', note: '我在跟进他们的二期' };
  expect((await outsider.post('/duplicates/request', body)).body).toEqual({ asked: 1 });
  await outsider.post('/duplicates/request', body);
  const notices = (await seller.get('/notifications')).body.items.filter((one: { kind: string }) => one.kind === 'duplicateJoin');
  expect(notices).toHaveLength(1);
  expect(notices[0].text).toContain('申请加入：我在跟进他们的二期');
  expect((await outsider.post('/duplicates/request', { ...body, values: { name: '没有这家公司' } })).status).toBe(404);
});

test('a number that many share says nothing', async () => {
  const { seller } = a.as;
  for (const name of ['甲方园区物业', '乙方园区物业', '丙方园区物业', '丁方园区物业'])
    await make(seller, 'account', { name, phone: '0755-26001234' });
  const ask = async (values: object) => (await seller.post('/duplicates/check', { object: 'account', values })).body.candidates;
  expect(await ask({ name: '甲方园区', phone: '0755-26001234' })).toEqual([]);
  await make(seller, 'account', { name: '客服专线科技', phone: '400-820-8820' });
  expect(await ask({ name: '客服专线集团', phone: '4008208820' })).toEqual([]);
});

test('the rule of an object is configuration: checked, logged, and the keys of old records follow', async () => {
  const admin = b.as.admin;
  const put = (object: string, body: unknown) => admin.put(`/meta/objects/${object}/parts/matchRule/standard`, body);
  expect((await put('account', { criteria: [{ kind: 'mobile', fields: ['name', 'phone'], score: 90, action: 'warn' }] })).status).toBe(422);
  expect(
    (await put('account', { criteria: [{ kind: 'uscc', fields: ['annualRevenue'], score: 90, action: 'warn' }] })).body.errors[0].field,
  ).toBe('criteria[0].fields');
  expect((await put('account', { criteria: [{ kind: 'similarCompany', fields: ['name'], score: 60, action: 'block' }] })).status).toBe(422);
  expect((await put('account', { criteria: [] })).status).toBe(422);
  expect((await b.as.seller.put('/meta/objects/account/parts/matchRule/standard', {})).status).toBe(403);
  // a custom object learns to tell its records apart
  await admin.post('/meta/objects', {
    name: 'x_device',
    label: '设备',
    title: 'x_name',
    fields: [
      { name: 'x_name', type: 'text', label: '名称' },
      { name: 'x_serial', type: 'text', label: '序列号' },
    ],
  });
  const old = await make(admin, 'x_device', { x_name: '一号机', x_serial: 'ab 1' });
  expect((await put('x_device', { criteria: [{ kind: 'exact', fields: ['x_serial'], score: 95, action: 'block' }] })).status).toBe(200);
  const ctx = await t.app.contextFor({ tenant: b.id });
  const meta = ctx.meta.object('x_device');
  if (meta) await settleKeys(ctx, meta);
  const refused = await admin.post('/records/x_device', { x_name: '二号机', x_serial: 'ＡＢ 1' });
  expect(refused.status).toBe(409);
  expect(record(refused).id).toBe(old);
  const changes = (await admin.get('/meta/changes?object=x_device')).body.items;
  expect(changes.map((change: { kind: string }) => change.kind)).toContain('matchRule');
  expect(
    (await put('x_device', { active: false, criteria: [{ kind: 'exact', fields: ['x_serial'], score: 95, action: 'block' }] })).status,
  ).toBe(200);
  await make(admin, 'x_device', { x_name: '二号机', x_serial: 'ab 1' });
});

test('keys of records that were there before the rule are made in steps, and a stopped run goes on', async () => {
  const { seller } = b.as;
  for (let n = 0; n < 5; n += 1) await make(seller, 'account', { name: `旧客户${n}号制造有限公司` });
  const ctx = await t.app.contextFor({ tenant: b.id });
  const meta = ctx.meta.object('account');
  if (!meta) throw new Error('no accounts');
  const keys = () =>
    ctx.query(
      sql`select kind, hash, record_id from match_key where tenant_id = ${b.id} and object = 'account' order by record_id, kind, hash`,
    );
  const before = await keys();
  await ctx.transaction((tx) => tx.query(sql`delete from match_key where tenant_id = ${b.id} and object = 'account'`));
  await ctx.transaction((tx) => tx.query(sql`delete from match_state where tenant_id = ${b.id}`));
  await settleKeys(ctx, meta);
  expect(await keys()).toEqual(before);
  await settleKeys(ctx, meta);
  expect(await keys()).toEqual(before);
});
