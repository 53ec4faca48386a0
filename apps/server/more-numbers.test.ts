import { withClient } from '@huanke/platform/database';
import { migrations } from '@huanke/platform/database/migrations';
import { settleKeys } from '@huanke/platform/duplicates';
import { metaOf } from '@huanke/platform/module';
import { orderErasure, runErasure } from '@huanke/platform/protection';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Client, ok, type TestApp, type TestTenant, testApp } from './testing.ts';

/** People have more than one number and address (SAL-1, SAL-10): what holds of the main ones holds of the others. */
let app: TestApp;
let tenant: TestTenant;
let other: TestTenant;

beforeAll(async () => {
  app = await testApp();
  tenant = await app.tenant();
  other = await app.tenant();
  await app.startWork();
});
afterAll(() => app.close());

const create = async (object: string, values: object, who: Client = tenant.as.seller): Promise<string> =>
  ok(await who.post(`/records/${object}`, values)).body.id;
const read = async (object: string, id: string) => ok(await tenant.as.admin.get(`/records/${object}/${id}`)).body;
const capture = async (lead: object) => ok(await tenant.as.manager.post('/leads/capture', { source: 'website', lead })).body;

describe('duplicates', () => {
  const ask = (object: string, values: object, who: Client = tenant.as.seller) =>
    who.post(`/records/${object}`, values, { 'x-huanke-duplicates': 'ask' });
  const first = ({ body }: Answer) => {
    const { id, score, action, kind } = body.errors[0].record;
    return [id, score, action, kind];
  };

  it.each(['contact', 'lead'])('of a %s are found by every number and address, as strongly as by the main ones', async (object) => {
    const tail = object === 'lead' ? '1' : '2';
    const id = await create(object, {
      ...{ name: '方工', workPhone: `0571-8880000${tail}`, otherPhone: `138-0099-000${tail}`, otherEmail: `fang${tail}@second.example` },
    });
    expect(first(await ask(object, { name: '甲', phone: `+8613800990 00${tail}` }))).toEqual([id, 90, 'warn', 'mobile']);
    expect(first(await ask(object, { name: '乙', otherPhone: `1380099000${tail}` }))).toEqual([id, 90, 'warn', 'mobile']);
    expect(first(await ask(object, { name: '丙', email: `Fang${tail}@second.example` }))).toEqual([id, 90, 'warn', 'email']);
    // a line of an office is nobody's own, as it is not as the main number
    ok(await ask(object, { name: '丁', phone: `05718880000${tail}` }));
    ok(await ask(object, { name: '甲', phone: `1380099000${tail}` }, other.as.seller));
    // what is changed counts at once
    ok(await tenant.as.seller.patch(`/records/${object}/${id}`, { otherPhone: `1380088000${tail}` }));
    ok(await ask(object, { name: '戊', phone: `1380099000${tail}` }));
  });

  it('are not looked for anew in companies whose rule is the shipped one', async () => {
    const company = await app.tenant();
    const ctx = (await company.as.admin.context()).elevated();
    const migration = migrations.find(({ id }) => id === '0096-more-numbers');
    const stateOf = async (object: string) =>
      (await app.app.owner.query('select rule, settled_at from match_state where tenant_id = $1 and object = $2', [company.id, object]))
        .rows[0];
    for (const object of ['contact', 'lead']) {
      await settleKeys(ctx, metaOf(ctx, object));
      const now = await stateOf(object);
      const shipped = now.rule.replace('["mobile","workPhone"],["mobile","otherPhone"],["email","otherEmail"],', '');
      expect(shipped).not.toBe(now.rule);
      await app.app.owner.query('update match_state set rule = $1 where tenant_id = $2 and object = $3', [shipped, company.id, object]);
      await withClient(app.runtime.ownerUrl, async (client) => migration?.up(client));
      expect(await stateOf(object)).toEqual(now);
    }
  });
});

it('numbers and addresses are found by their ends, and forgotten with the person', async () => {
  const { seller, admin } = tenant.as;
  const numbers = { workPhone: '0571-28880031', otherPhone: '13811110032', otherEmail: 'fkx@second.example' };
  const id = await create('contact', { name: '方可寻', ...numbers });
  const found = async (search: string) =>
    ok(await seller.post('/records/contact/query', { search, fields: ['id'] })).body.records.map((one: { id: string }) => one.id);
  for (const search of ['80031', '10032', 'fkx@second.example']) expect(await found(search), search).toEqual([id]);
  const system = await app.app.contextFor({ tenant: tenant.id });
  const request = { mode: 'anonymise', reason: '本人要求' } as const;
  await runErasure(system, await orderErasure(await admin.context(), metaOf(system, 'contact'), id, request), async () => undefined);
  expect(await read('contact', id)).toMatchObject({ workPhone: null, otherPhone: null, otherEmail: null });
  for (const search of ['80031', '10032', 'fkx@second.example']) expect(await found(search), search).toEqual([]);
});

describe('leads', () => {
  it('are reached by any of them', async () => {
    const { seller } = tenant.as;
    for (const way of [{ workPhone: '0571-28880041' }, { otherPhone: '13811110041' }, { otherEmail: 'reach@second.example' }])
      ok(await seller.post('/records/lead', { name: '可联系', ...way }));
    const none = await seller.post('/records/lead', { name: '联系不上' });
    expect([none.status, none.body.errors[0].field]).toEqual([422, 'phone']);
    expect((await capture({ name: '留座机', workPhone: '0571-28880042' })).outcome).toBe('new');
  });

  it('that come again with another number or address keep it beside the first', async () => {
    const { lead } = await capture({ name: '马工', phone: '13811110051', email: 'ma@first.example' });
    expect((await capture({ name: '马工', phone: '13811110052', email: 'ma@first.example' })).lead).toBe(lead);
    expect(await read('lead', lead)).toMatchObject({ phone: '13811110051', otherPhone: '13811110052', otherEmail: null });
    // known by the number it has learnt, whichever way that is written: nothing is kept twice
    expect((await capture({ name: '马工', phone: '+86 138-1111-0052', email: 'ma@second.example' })).lead).toBe(lead);
    const known = { phone: '13811110051', otherPhone: '13811110052', email: 'ma@first.example', otherEmail: 'ma@second.example' };
    expect(await read('lead', lead)).toMatchObject(known);
    // there is room for one, and nothing is overwritten
    expect((await capture({ name: '马工', phone: '13811110053', email: 'MA@second.example' })).lead).toBe(lead);
    expect(await read('lead', lead)).toMatchObject(known);
    // a number nobody could call does not lose the lead
    const odd = await capture({ name: '牛工', phone: '13811110054', otherPhone: '请加微信' });
    expect(await read('lead', odd.lead)).toMatchObject({ phone: '13811110054', otherPhone: null, phoneBad: null });
  });

  it('take them along when they are converted, also where the company never changed the mapping', async () => {
    const numbers = { workPhone: '0571-28880061', otherPhone: '13811110061', otherEmail: 'conv@second.example' };
    const lead = await create('lead', { name: '凌工', company: '凌云管业有限公司', phone: '13811110060', ...numbers });
    const { result } = ok(await tenant.as.seller.post(`/records/lead/${lead}/actions/convert`, { input: { opportunity: false } })).body;
    expect(await read('contact', result.contact)).toMatchObject({ phone: '13811110060', ...numbers });
  });
});

it.each([
  ['lead', '姓名,公司,手机,座机,电话2,邮箱,邮箱2', ['name', 'company', 'phone', 'workPhone', 'otherPhone', 'email', 'otherEmail']],
  ['contact', '姓名,固定电话,备用电话,手机,备用邮箱', ['name', 'workPhone', 'otherPhone', 'phone', 'otherEmail']],
  ['contact', '姓名,办公电话,联系电话,其他邮箱', ['name', 'workPhone', 'phone', 'otherEmail']],
])('columns of a file with %ss are known by what they are called: %s', async (object, header, fields) => {
  const { admin } = tenant.as;
  const line = '包工,13811110071,0571-28880071,13811110072,a,b,c'.split(',').slice(0, fields.length).join(',');
  const body = `--huanke\r\ncontent-disposition: form-data; name="file"; filename="list.csv"\r\ncontent-type: text/csv\r\n\r\n${header}\r\n${line}\r\n--huanke--\r\n`;
  const fileId = ok(await admin.send('POST', '/files', body, { 'content-type': 'multipart/form-data; boundary=huanke' })).body.id;
  const { mapping } = ok(await admin.post('/imports', { object, fileId, mode: 'create', duplicates: 'skip' })).body;
  expect(mapping.map((entry: { field: string }) => entry.field)).toEqual(fields);
});
