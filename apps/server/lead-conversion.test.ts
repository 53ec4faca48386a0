import { testClock } from '@huanke/platform/kernel';
import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Client, type TestApp, type TestTenant, testApp } from './testing.ts';

/** Converting leads and taking that back, from outside. */
let app: TestApp;
let tenant: TestTenant;
let other: TestTenant;
let product: string;
const clock = testClock('2026-03-20T02:00:00.000Z');

beforeAll(async () => {
  app = await testApp({ clock });
  tenant = await app.tenant();
  other = await app.tenant();
  await app.startWork();
  product = (await tenant.as.admin.post('/records/product', { name: '磁力泵' })).body.id;
});
afterAll(() => app.close());
beforeEach(() => clock.set('2026-03-20T02:00:00.000Z'));

let made = 0;
let unnamed = 0;
async function newLead(values: object = {}, who: Client = tenant.as.seller) {
  made += 1;
  if (!('company' in values)) unnamed += 1;
  const company = `远大机电${['一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '甲', '乙', '丙', '丁'][unnamed]}有限公司`;
  return (await who.post('/records/lead', { name: `周工${made}`, company, phone: `1380000${1000 + made}`, source: 'ads', ...values })).body;
}
const run = (id: string, input: object, who: Client = tenant.as.seller) => who.post(`/records/lead/${id}/actions/convert`, { input });
/** With the least that a deal must have, unless there is to be none. */
const convert = (id: string, input: object = {}, who: Client = tenant.as.seller) =>
  run(id, 'opportunity' in input ? input : { opportunityName: '新项目', closeOn: '2026-06-30', product, ...input }, who);
const revert = (id: string, who: Client = tenant.as.manager) => who.post(`/records/lead/${id}/actions/revertConversion`, { input: {} });
const read = async (object: string, id: string) => (await tenant.as.admin.get(`/records/${object}/${id}`)).body;
const exists = async (object: string, id: string) => (await tenant.as.admin.get(`/records/${object}/${id}`)).status === 200;

describe('converting a lead', () => {
  it('makes one account of a double click; the second answers with the ids (SAL-8 a)', async () => {
    const lead = await newLead();
    const answers = await Promise.all([convert(lead.id, { amount: '88000' }), convert(lead.id, { amount: '88000' })]);
    expect(answers.map((one) => one.status).sort()).toEqual([200, 409]);
    const { result } = answers.find((one) => one.status === 200)?.body ?? {};
    const refused = answers.find((one) => one.status === 409)?.body;
    expect(refused).toMatchObject({ code: 'ALREADY_CONVERTED', errors: [{ field: 'id', record: result }] });
    const { records } = (
      await tenant.as.admin.post('/records/account/query', { fields: ['id'], filter: { field: 'name', op: 'eq', value: lead.company } })
    ).body;
    expect(records).toHaveLength(1);
    expect(await read('lead', lead.id)).toMatchObject({
      status: 'converted',
      convertedAt: '2026-03-20T02:00:00.000Z',
      convertedAccount: { id: result.account },
      convertedContact: { id: result.contact },
      convertedOpportunity: { id: result.opportunity },
    });
    expect((await other.as.admin.post(`/records/lead/${lead.id}/actions/convert`, { input: {} })).status).toBe(404);
  });

  it('where the lead is becomes the main address of its new account, and goes with it', async () => {
    const address = { region: '330106', street: '文三路 90 号', lng: 120.13, lat: 30.28 };
    const lead = await newLead({ company: '文三路测试仪器有限公司', address });
    const { result } = (await convert(lead.id, { opportunity: false })).body;
    const addressesOf = async (account: string) =>
      (
        await tenant.as.admin.post('/records/accountAddress/query', {
          filter: { field: 'account', op: 'eq', value: account },
          fields: ['name', 'address', 'main', 'kind'],
        })
      ).body.records;
    expect(await addressesOf(result.account)).toMatchObject([{ name: '线索地址', address, main: true, kind: 'office' }]);
    // an account that was there keeps its own
    const second = await newLead({ company: '文三路测试仪器分公司', address });
    expect((await convert(second.id, { account: result.account, opportunity: false })).status).toBe(200);
    expect(await addressesOf(result.account)).toHaveLength(1);
    const third = await newLead({ company: '古荡精密仪器有限公司', address });
    const made = (await convert(third.id, { opportunity: false })).body.result;
    expect(await addressesOf(made.account)).toHaveLength(1);
    expect((await revert(third.id)).status).toBe(200);
    expect(await exists('account', made.account)).toBe(false);
    expect(await addressesOf(made.account)).toEqual([]);
    // one that somebody has changed or added since is somebody's work
    const again = (await convert(third.id, { opportunity: false })).body.result;
    const [{ id }] = await addressesOf(again.account);
    expect((await tenant.as.seller.patch(`/records/accountAddress/${id}`, { phone: '0571-88990011' })).status).toBe(200);
    expect((await revert(third.id)).status).toBe(422);
  });

  it('asks which account where the company is there already (SAL-8 b); the owner of that one stays', async () => {
    const account = (await tenant.as.manager.post('/records/account', { name: '星河环宇科技有限公司' })).body;
    const lead = await newLead({ company: '星河环宇科技有限公司' });
    const hidden = (await convert(lead.id)).body;
    expect(hidden).toMatchObject({
      status: 422,
      code: 'ACCOUNT_CHOICE',
      errors: [{ field: 'account', record: { hidden: true, team: '销售一部' } }],
    });
    expect(JSON.stringify(hidden)).not.toContain(account.id);
    expect(await convert(lead.id, {}, tenant.as.manager)).toMatchObject({
      status: 422,
      body: { code: 'ACCOUNT_CHOICE', errors: [{ field: 'account', code: 'ACCOUNT_CHOICE', record: { id: account.id } }] },
    });
    expect((await read('lead', lead.id)).status).toBe('assigned');
    const linked = await convert(lead.id, { account: account.id, opportunity: false }, tenant.as.manager);
    expect(linked).toMatchObject({ status: 200, body: { result: { account: account.id, opportunity: null } } });
    expect((await read('account', account.id)).owner.id).toBe(tenant.as.manager.user);
    // what the caller can not see can not be chosen
    const foreign = await newLead({}, tenant.as.outsider);
    expect((await convert(foreign.id, { account: account.id }, tenant.as.outsider)).status).toBe(404);
  });

  it('links a contact that is there, and brings touches and activities along (SAL-8 c)', async () => {
    const captured = await tenant.as.seller.post('/leads/capture', {
      source: 'exhibition',
      campaign: '上海展会',
      at: '2026-03-18T02:00:00.000Z',
      lead: { name: '钱工', company: '海陵精密仪器有限公司', phone: '13811110001' },
    });
    await tenant.as.seller.post('/leads/capture', { source: 'website', campaign: '白皮书', lead: { name: '钱工', phone: '13811110001' } });
    const { lead } = captured.body;
    const call = (
      await tenant.as.seller.post('/records/activity', { type: 'call', subject: '问需求', related: [{ object: 'lead', id: lead }] })
    ).body;
    const account = (await tenant.as.seller.post('/records/account', { name: '海陵精密仪器有限公司' })).body;
    const contact = (await tenant.as.seller.post('/records/contact', { name: '钱工', account: account.id })).body;
    const { result } = (await convert(lead, { account: account.id, contact: contact.id, closeOn: '2026-06-30' })).body;
    expect(result).toMatchObject({ account: account.id, contact: contact.id });
    expect(await read('opportunity', result.opportunity)).toMatchObject({
      firstSource: 'exhibition',
      firstCampaign: '上海展会',
      lastSource: 'website',
      lastCampaign: '白皮书',
      closeOn: '2026-06-30',
    });
    const items = (await tenant.as.seller.get(`/records/opportunity/${result.opportunity}/timeline?kinds=activity`)).body.items;
    expect(items.map((item: { id: string }) => item.id)).toContain(call.id);
  });

  it('brings consents along, given and taken back, once', async () => {
    const { seller, admin } = tenant.as;
    const at = (object: string, id: string) => `/records/${object}/${id}/consents`;
    const give = async (object: string, id: string, purpose: string, givenAt: string) =>
      (await seller.post(at(object, id), { purpose, source: 'phone', evidence: '电话里说的', givenAt })).body.id as string;
    const takeBack = async (object: string, id: string, consent: string) =>
      expect((await seller.post(`${at(object, id)}/${consent}/withdraw`)).status).toBe(204);
    const of = async (contact: string) =>
      (await admin.get(at('contact', contact))).body.items
        .map((one: { purpose: string; givenAt: string; withdrawnAt: string | null }) => [
          one.purpose,
          one.givenAt.slice(0, 10),
          one.withdrawnAt?.slice(0, 10) ?? null,
        ])
        .sort();
    const lead = await newLead({ company: '同意精密有限公司' });
    await give('lead', lead.id, 'marketingEmail', '2026-03-01T00:00:00Z');
    await takeBack('lead', lead.id, await give('lead', lead.id, 'marketingSms', '2026-03-02T00:00:00Z'));
    const made = (await convert(lead.id, { opportunity: false })).body.result;
    const whole = [
      ['marketingEmail', '2026-03-01', null],
      ['marketingSms', '2026-03-02', '2026-03-20'],
    ];
    expect(await of(made.contact)).toEqual(whole);
    const [first] = (await admin.get(at('contact', made.contact))).body.items.filter(
      (one: { purpose: string }) => one.purpose === 'marketingEmail',
    );
    expect(first).toMatchObject({ source: 'phone', evidence: '电话里说的 · 线索转换', by: null });

    // a contact that is there: what either side took back stays so, and a second lead of the same brings nothing twice
    const account = (await seller.post('/records/account', { name: '老同意有限公司' })).body.id;
    const contact = (await seller.post('/records/contact', { name: '老熟人', account })).body.id;
    await give('contact', contact, 'marketingSms', '2026-02-01T00:00:00Z');
    await takeBack('contact', contact, await give('contact', contact, 'marketingEmail', '2026-02-02T00:00:00Z'));
    await give('contact', contact, 'profiling', '2026-02-03T00:00:00Z');
    const second = await newLead({ company: '老同意有限公司的线索' });
    await give('lead', second.id, 'marketingEmail', '2026-03-01T00:00:00Z');
    await takeBack('lead', second.id, await give('lead', second.id, 'marketingSms', '2026-03-02T00:00:00Z'));
    await give('lead', second.id, 'profiling', '2026-03-03T00:00:00Z');
    await give('lead', second.id, 'sharing', '2026-03-04T00:00:00Z');
    const to = { account, contact, opportunity: false };
    expect((await convert(second.id, to)).status).toBe(200);
    const joined = [
      ['marketingEmail', '2026-02-02', '2026-03-20'],
      ['marketingSms', '2026-02-01', '2026-03-20'],
      ['marketingSms', '2026-03-02', '2026-03-20'],
      ['profiling', '2026-02-03', null],
      ['sharing', '2026-03-04', null],
    ];
    expect(await of(contact)).toEqual(joined);
    expect((await revert(second.id)).status).toBe(200);
    expect((await convert(second.id, to)).status).toBe(200);
    expect(await of(contact)).toEqual(joined);
    expect((await other.as.admin.get(at('contact', contact))).status).toBe(404);
  });

  it('leaves the lead as it was when the opportunity is refused (SAL-8 d)', async () => {
    const lead = await newLead();
    const before = await read('lead', lead.id);
    expect((await convert(lead.id, { amount: 'viel' })).status).toBe(422);
    expect(await read('lead', lead.id)).toEqual(before);
    const { records } = (
      await tenant.as.admin.post('/records/account/query', { fields: ['id'], filter: { field: 'name', op: 'eq', value: lead.company } })
    ).body;
    expect(records).toEqual([]);
  });

  it('asks for name, close date and amount or product of a deal, each by its field; what the mapping brings counts', async () => {
    const lead = await newLead({ company: '问全商机有限公司' });
    const asked = async (input: object) => {
      const { status, body } = await run(lead.id, input);
      return [status, ...(body.errors ?? []).map(({ field, code }: { field: string; code: string }) => `${field} ${code}`)];
    };
    expect(await asked({})).toEqual([422, 'opportunityName REQUIRED', 'closeOn REQUIRED', 'amount REQUIRED']);
    expect(await asked({ opportunity: true, opportunityName: '甲', amount: '1' })).toEqual([422, 'closeOn REQUIRED']);
    expect(await asked({ opportunityName: '甲', closeOn: '2026-06-30' })).toEqual([422, 'amount REQUIRED']);
    expect(await asked({ closeOn: '2026-06-30', product })).toEqual([422, 'opportunityName REQUIRED']);
    expect((await read('lead', lead.id)).status).toBe('assigned');
    expect((await run(lead.id, {}, other.as.admin)).status).toBe(404);
    expect(await asked({ opportunityName: '甲', closeOn: '2026-06-30', product })).toEqual([200]);
    const second = await newLead({ company: '问全商机乙有限公司' });
    expect((await run(second.id, { opportunity: false })).status).toBe(200);
  });

  it('lets the owner of a lead join the team of an account of somebody else, asks its owner, or refuses, as the company says', async () => {
    const { admin, manager, seller } = tenant.as;
    const rule = async (existingAccount: string) =>
      admin.put('/meta/parts/leadRules/company', { firstResponseMinutes: 30, existingAccount });
    const made = async (name: string) => {
      const account = (await manager.post('/records/account', { name })).body.id as string;
      return { account, lead: (await newLead({ company: `${name}的线索` })).id as string };
    };
    const team = async (account: string) =>
      (await manager.get(`/records/account/${account}/team`)).body.items.map((one: { user: { id: string }; level: string }) => [
        one.user.id,
        one.level,
      ]);
    const joins = async () =>
      (await manager.get('/notifications')).body.items.filter((one: { kind: string }) => one.kind === 'duplicateJoin').length;
    const none = { opportunity: false };

    const joined = await made('加入客户');
    expect((await seller.get(`/records/account/${joined.account}`)).status).toBe(404);
    expect((await convert(joined.lead, { account: joined.account, ...none }, manager)).status).toBe(200);
    expect(await team(joined.account)).toEqual([[seller.user, 'read']]);
    expect((await seller.get(`/records/account/${joined.account}`)).body.owner.id).toBe(manager.user);

    expect((await rule('maybe')).body.errors).toMatchObject([{ field: 'existingAccount', code: 'INVALID_VALUE' }]);
    expect((await rule('request')).status).toBe(200);
    const asked = await made('询问客户');
    expect((await convert(asked.lead, { account: asked.account, ...none }, admin)).status).toBe(200);
    expect(await team(asked.account)).toEqual([]);
    expect(await joins()).toBe(1);

    expect((await rule('refuse')).status).toBe(200);
    const refused = await made('拒绝客户');
    expect(await convert(refused.lead, { account: refused.account, ...none }, manager)).toMatchObject({
      status: 422,
      body: { code: 'ACCOUNT_OWNED', errors: [{ field: 'account', code: 'ACCOUNT_OWNED' }] },
    });
    expect((await read('lead', refused.lead)).status).toBe('assigned');
    expect([await team(refused.account), await joins()]).toEqual([[], 1]);
    // who is in its team already, or owns it, is in
    const again = await newLead({ company: '加入客户的第二条' });
    expect((await convert(again.id, { account: joined.account, ...none }, manager)).status).toBe(200);
    const own = (await seller.post('/records/account', { name: '自己的客户' })).body.id;
    const mine = await newLead({ company: '自己的线索' });
    expect((await convert(mine.id, { account: own, ...none })).status).toBe(200);
    expect((await admin.delete('/meta/parts/leadRules/company')).status).toBeLessThan(300);
  });

  it('is final: nobody writes it by hand, nothing changes afterwards', async () => {
    const lead = await newLead();
    const url = `/records/lead/${lead.id}`;
    expect((await tenant.as.admin.patch(url, { status: 'converted' })).status).toBe(409);
    expect((await tenant.as.admin.patch(url, { status: 'converted', convertedAt: '2026-03-20T02:00:00Z' })).status).toBeGreaterThanOrEqual(
      403,
    );
    await convert(lead.id);
    expect((await tenant.as.seller.patch(url, { phone: '13900000009' })).body).toMatchObject({ status: 409, errors: [{ field: 'phone' }] });
    expect((await tenant.as.seller.patch(url, { status: 'qualified' })).status).toBe(409);
    expect((await tenant.as.seller.patch(url, { tags: ['回访'] })).status).toBe(200);
  });
});

describe('the mapping of a conversion', () => {
  const part = '/meta/parts/conversionMapping/lead';
  const mapping = async () => (await tenant.as.admin.get('/leads/conversion-mapping')).body;
  const put = (lines: object[], who: Client = tenant.as.admin) => who.put(part, { lines });
  const field = async (object: string, values: object) => {
    const answer = await tenant.as.admin.post(`/meta/objects/${object}/fields`, { label: { zh: '字段', en: 'Field' }, ...values });
    expect(answer.status, answer.text).toBe(201);
  };
  const converted = async (values: object, input: object = {}) => {
    const lead = await newLead(values);
    const answer = await convert(lead.id, input);
    expect(answer.status, answer.text).toBe(200);
    return { lead: lead.id, ...answer.body.result };
  };

  it('is the shipped one until a company says otherwise, and a conversion remembers its version', async () => {
    const { version, isShipped, lines, targets } = await mapping();
    expect([version, isShipped, lines.length]).toEqual([0, true, 15]);
    expect(lines.every(({ problem }: { problem: unknown }) => problem === null)).toBe(true);
    const fits = targets.find(({ object, to }: { object: string; to: string }) => object === 'contact' && to === 'phone');
    expect(fits.from).toEqual(['phone', 'workPhone', 'otherPhone']);
    const known = {
      ...{ email: 'he@hailan.cn', wechat: 'he_hailan' },
      ...{ industry: 'chemical', employees: 260, uscc: '91310000MA00003490' },
    };
    const first = await converted({ company: '海蓝流体有限公司', name: '何工', title: '工艺经理', ...known });
    expect(await read('lead', first.lead)).toMatchObject({ mappingVersion: 0 });
    expect(await read('account', first.account)).toMatchObject({
      ...{ name: '海蓝流体有限公司', source: 'ads' },
      ...{ industry: 'chemical', employees: 260, uscc: '91310000MA00003490' },
    });
    expect(await read('contact', first.contact)).toMatchObject({
      name: '何工',
      title: '工艺经理',
      email: 'he@hailan.cn',
      wechat: 'he_hailan',
    });
    expect(await read('opportunity', first.opportunity)).toMatchObject({ source: 'ads' });

    await field('lead', { name: 'x_purpose', type: 'text', max: 40 });
    await field('lead', { name: 'x_heads', type: 'number' });
    await field('lead', { name: 'x_planned', type: 'currency' });
    await field('opportunity', { name: 'x_use', type: 'text', max: 60 });
    await field('opportunity', { name: 'x_from', type: 'text' });
    const own = [
      { from: 'company', object: 'account', to: 'name' },
      { from: 'x_heads', object: 'account', to: 'employees' },
      { from: 'name', object: 'contact', to: 'name' },
      { from: 'x_purpose', object: 'opportunity', to: 'x_use' },
      { from: 'source', object: 'opportunity', to: 'x_from' },
      { from: 'x_planned', object: 'opportunity', to: 'amount' },
    ];
    expect((await put(own)).status).toBe(200);
    expect(await mapping()).toMatchObject({ version: 1, isShipped: false });
    const told = { x_purpose: '酸洗循环', x_heads: 320, x_planned: '86000.50' };
    const second = await converted({ company: '海青流体有限公司', name: '于工', title: '采购', ...told });
    expect(await read('lead', second.lead)).toMatchObject({ mappingVersion: 1 });
    expect(await read('account', second.account)).toMatchObject({ name: '海青流体有限公司', employees: 320, phone: null, source: null });
    expect(await read('contact', second.contact)).toMatchObject({ name: '于工', title: null, phone: null });
    expect(await read('opportunity', second.opportunity)).toMatchObject({ x_use: '酸洗循环', x_from: '广告投放', amount: '86000.50' });
    // what is said on converting stands over it
    const third = await converted({ company: '海紫流体有限公司', ...told }, { amount: '1' });
    expect(await read('opportunity', third.opportunity)).toMatchObject({ amount: '1.00' });
    // a field that has gone leaves its line behind, and no conversion fails for it
    expect((await tenant.as.admin.delete('/meta/objects/opportunity/fields/x_from')).status).toBeLessThan(300);
    const problems = (await mapping()).lines.map(({ problem }: { problem: unknown }) => problem !== null);
    expect(problems).toEqual([false, false, false, false, true, false]);
    const fourth = await converted({ company: '海橙流体有限公司', ...told });
    expect(await read('opportunity', fourth.opportunity)).toMatchObject({ x_use: '酸洗循环' });
    // back to the shipped one is a version of its own; the conversions of before keep theirs
    expect((await tenant.as.admin.delete(part)).status).toBeLessThan(300);
    const fifth = await converted({ company: '海白流体有限公司', title: '采购' });
    expect(await read('contact', fifth.contact)).toMatchObject({ title: '采购' });
    expect(await Promise.all([second, fifth].map(async ({ lead }) => (await read('lead', lead)).mappingVersion))).toEqual([1, 2]);
    expect((await revert(fifth.lead)).status).toBe(200);
    expect((await read('lead', fifth.lead)).mappingVersion).toBeNull();
  });

  it('takes over an industry both have; one that an import has given to leads alone stays with the lead', async () => {
    const { options } = (await tenant.as.admin.get('/meta/objects/lead')).body.fields.find(
      ({ name }: { name: string }) => name === 'industry',
    );
    const own = { key: '水处理', label: { zh: '水处理', en: 'Water treatment' } };
    expect((await tenant.as.admin.patch('/meta/objects/lead/fields/industry', { options: [...options, own] })).status).toBe(200);
    expect((await mapping()).lines.every(({ problem }: { problem: unknown }) => problem === null)).toBe(true);
    const ours = await converted({ company: '海泉流体有限公司', industry: '水处理', employees: 40 });
    expect(await read('account', ours.account)).toMatchObject({ industry: null, employees: 40 });
    expect(await read('lead', ours.lead)).toMatchObject({ industry: '水处理' });
    const both = await converted({ company: '海川流体有限公司', industry: 'energy' });
    expect(await read('account', both.account)).toMatchObject({ industry: 'energy' });
  });

  it('stands when options were added to a list since: what the other list lacks stays with the lead', async () => {
    const { admin } = (await app.tenant()).as;
    const rows = async () => (await admin.get('/leads/conversion-mapping')).body.lines as { problem: unknown }[];
    const save = async (lines: object[]) => {
      const { status, body } = await admin.put(part, { lines });
      return [status, ...(body.errors ?? []).map(({ field: name }: { field: string }) => name)];
    };
    const add = async (name: string, keys: string[]) => {
      const { options } = (await admin.get('/meta/objects/lead')).body.fields.find((one: { name: string }) => one.name === name);
      const added = keys.map((key) => ({ key, label: { zh: key, en: key } }));
      expect((await admin.patch(`/meta/objects/lead/fields/${name}`, { options: [...options, ...added] })).status).toBe(200);
    };
    const label = { zh: '关注', en: 'Interest' };
    const interest = { name: 'x_interest', type: 'multiPicklist', label, options: [{ key: 'pump', label: { zh: '泵', en: 'Pump' } }] };
    for (const object of ['lead', 'account']) expect((await admin.post(`/meta/objects/${object}/fields`, interest)).status).toBe(201);
    await add('source', ['抖音']);
    expect((await rows()).filter(({ problem }) => problem !== null)).toEqual([]);
    const { shipped } = (await admin.get('/leads/conversion-mapping')).body;
    const own = { from: 'x_interest', object: 'account', to: 'x_interest' };
    expect(await save([...shipped, own])).toEqual([200]);
    // lines of theirs that nobody changes are kept as well, while a new one must fit
    await add('x_interest', ['valve']);
    expect((await rows()).filter(({ problem }) => problem !== null)).toEqual([]);
    const more = { from: 'budget', object: 'opportunity', to: 'winReason' };
    expect(await save([...shipped, own, more])).toEqual([200]);
    expect(await save([...shipped, { from: 'x_interest', object: 'account', to: 'source' }])).toEqual([
      422,
      'lines[15].to',
      'lines[15].to',
    ]);
    const convertOne = async (name: string, values: object) => {
      const lead = (await admin.post('/records/lead', { name, company: `${name}流体有限公司`, wechat: `wx_${name}`, ...values })).body;
      const { result } = (await admin.post(`/records/lead/${lead.id}/actions/convert`, { input: { opportunity: false } })).body;
      return (await admin.get(`/records/account/${result.account}`)).body;
    };
    expect(await convertOne('海葵', { source: 'ads', x_interest: ['pump', 'valve'] })).toMatchObject({
      source: 'ads',
      x_interest: ['pump'],
    });
    expect(await convertOne('海星', { source: '抖音', x_interest: ['valve'] })).toMatchObject({ source: null, x_interest: null });
    await admin.delete(part);
    expect(await save([...shipped, own])).toEqual([422, 'lines[15].to']);
  });

  it('asks which account where the credit code of the lead is there already, whatever the company is called', async () => {
    const uscc = '91310000MA0000015F';
    const account = (await tenant.as.seller.post('/records/account', { name: '海明流体有限公司', uscc })).body.id;
    const lead = await newLead({ company: '改了名的流体公司', uscc });
    expect((await convert(lead.id)).body).toMatchObject({
      code: 'ACCOUNT_CHOICE',
      errors: [{ field: 'account', record: { id: account, kind: 'uscc', score: 100 } }],
    });
    expect((await convert(lead.id, { account, opportunity: false })).status).toBe(200);
  });

  it('is checked by types when it is saved, line by line', async () => {
    const line = (from: string, object: string, to: string) => ({ from, object, to });
    const problems = async (...lines: object[]) => {
      const { status, body } = await put(lines);
      return [status, ...(body.errors ?? []).map(({ field: name, code }: { field: string; code: string }) => `${name} ${code}`)];
    };
    const ok = line('name', 'contact', 'name');
    // a text into a number
    expect(await problems(ok, line('budget', 'account', 'employees'))).toEqual([422, 'lines[1].to INVALID_VALUE']);
    expect(await problems(line('score', 'account', 'source'))).toEqual([422, 'lines[0].to INVALID_VALUE']);
    expect(await problems(line('status', 'opportunity', 'source'))).toEqual([422, 'lines[0].to INVALID_VALUE']);
    expect(await problems(line('budget', 'contact', 'title'))).toEqual([422, 'lines[0].to INVALID_VALUE']);
    expect(await problems(line('email', 'contact', 'phone'))).toEqual([422, 'lines[0].to INVALID_VALUE']);
    // fields that are not there, not for lead, or not to be filled
    expect(await problems(line('x_none', 'contact', 'name'))).toEqual([422, 'lines[0].from INVALID_VALUE']);
    expect(await problems(line('name', 'contact', 'x_none'))).toEqual([422, 'lines[0].to INVALID_VALUE']);
    expect(await problems(line('convertedAccount', 'contact', 'account'))).toEqual([422, 'lines[0].to INVALID_VALUE']);
    expect(await problems(line('firstSource', 'opportunity', 'firstSource'))).toEqual([422, 'lines[0].to INVALID_VALUE']);
    expect(await problems(line('owner', 'account', 'name'))).toEqual([422, 'lines[0].from INVALID_VALUE']);
    expect(await problems(line('name', 'product', 'name'))).toEqual([422, 'lines[0].object INVALID_VALUE']);
    expect(await problems(ok, line('title', 'contact', 'name'))).toEqual([422, 'lines[1].to INVALID_VALUE']);
    expect(await problems({ from: 'name', object: 'contact' })).toEqual([422, 'lines[0].to REQUIRED']);
    expect((await put([ok], tenant.as.manager)).status).toBe(403);
    expect((await tenant.as.manager.get('/leads/conversion-mapping')).status).toBe(403);
    expect(await mapping()).toMatchObject({ version: 2, isShipped: true });
  });

  it('travels in a package, and stands in the history of the configuration', async () => {
    const lines = [{ from: 'company', object: 'account', to: 'name' }];
    expect((await put(lines)).status).toBe(200);
    const { items } = (await tenant.as.admin.get('/meta/changes?kind=conversionMapping&limit=10')).body;
    expect(items.map(({ operation }: { operation: string }) => operation)).toEqual(['restore', 'delete', 'create']);
    const ofOther = async () => (await other.as.admin.get('/leads/conversion-mapping')).body;
    expect(await ofOther()).toMatchObject({ version: 0, isShipped: true });
    const head = { name: 'mapping', version: '1.0.0', label: { zh: '映射', en: 'Mapping' } };
    const file = (await tenant.as.admin.post('/packages/export', head)).body;
    expect(file.parts).toContainEqual(expect.objectContaining({ kind: 'conversionMapping', name: 'lead', definition: { lines } }));
    const installed = await other.as.admin.post('/packages/install', { package: file });
    expect(installed.status, installed.text).toBeLessThan(300);
    expect(await ofOther()).toMatchObject({ version: 1, isShipped: false, lines });
  });

  it('fills what is closed to the caller', async () => {
    const lines = [
      { from: 'company', object: 'account', to: 'name' },
      { from: 'need', object: 'opportunity', to: 'winReason' },
    ];
    expect((await put(lines)).status).toBe(200);
    const { items } = (await tenant.as.admin.get('/roles')).body;
    const { id } = items.find(({ key }: { key: string }) => key === 'member');
    const limit = async (fields: object) => expect((await tenant.as.admin.patch(`/roles/${id}`, { fields })).status).toBe(200);
    await limit({ opportunity: { winReason: 'hidden' } });
    const lead = await newLead({ company: '海灰流体有限公司', need: '耐酸' });
    const { result } = (await convert(lead.id)).body;
    expect((await tenant.as.seller.get(`/records/opportunity/${result.opportunity}`)).body).not.toHaveProperty('winReason');
    await limit({});
    expect(await read('opportunity', result.opportunity)).toMatchObject({ winReason: '耐酸' });
  });

  it('brings along records the lead names, also those the caller does not see', async () => {
    const { admin, seller } = tenant.as;
    expect((await admin.post('/meta/objects', { name: 'x_partner', label: { zh: '代理', en: 'Agent' } })).status).toBe(201);
    for (const object of ['lead', 'opportunity']) await field(object, { name: 'x_agent', type: 'lookup', object: 'x_partner' });
    const agent = (await admin.post('/records/x_partner', { name: '东南代理' })).body.id;
    expect((await put([{ from: 'x_agent', object: 'opportunity', to: 'x_agent' }])).status).toBe(200);
    const lead = await newLead({ company: '海绿流体有限公司' });
    expect((await admin.patch(`/records/lead/${lead.id}`, { x_agent: agent })).status).toBe(200);
    expect((await seller.get(`/records/x_partner/${agent}`)).status).toBe(404);
    const { result } = (await convert(lead.id)).body;
    expect(await read('opportunity', result.opportunity)).toMatchObject({ x_agent: { id: agent } });
    expect((await seller.post('/records/opportunity', { name: '自己写', x_agent: agent })).status).toBe(422);
  });
});

describe('taking a conversion back', () => {
  it('puts everything back within a day, by a manager', async () => {
    const lead = await newLead();
    const { result } = (await convert(lead.id, { amount: '100' })).body;
    // the system has written the position of the contact meanwhile
    await until(async () => {
      const filter = { field: 'account', op: 'eq', value: result.account };
      return (await tenant.as.admin.post('/records/contactAccount/query', { filter, fields: ['id'] })).body.records.length === 1;
    }, 'the position of the contact');
    expect((await revert(lead.id, tenant.as.seller)).status).toBe(403);
    expect((await revert(lead.id, other.as.manager)).status).toBe(404);
    clock.set('2026-03-21T02:00:00.000Z');
    expect(await revert(lead.id)).toMatchObject({ status: 200, body: { result: { status: 'qualified' } } });
    for (const object of ['account', 'contact', 'opportunity'] as const) expect(await exists(object, result[object])).toBe(false);
    expect(await read('lead', lead.id)).toMatchObject({ status: 'qualified', convertedAt: null, convertedAccount: null });
    expect((await revert(lead.id)).status).toBe(409);
    await until(async () => {
      const { items } = (await tenant.as.admin.get('/events?limit=1000')).body;
      return items.some((one: { event: string; record: string }) => one.event === 'lead.reverted' && one.record === lead.id) || undefined;
    });
    // and again
    expect((await convert(lead.id)).status).toBe(200);
  });

  it('keeps an account that was there before', async () => {
    const account = (await tenant.as.seller.post('/records/account', { name: '老客户有限公司' })).body;
    const lead = await newLead();
    const { result } = (await convert(lead.id, { account: account.id })).body;
    expect((await revert(lead.id)).status).toBe(200);
    expect(await exists('account', account.id)).toBe(true);
    expect(await exists('opportunity', result.opportunity)).toBe(false);
  });

  it('is refused after a day, and where something was added since', async () => {
    const late = await newLead();
    await convert(late.id);
    clock.set('2026-03-21T02:00:00.001Z');
    expect((await revert(late.id)).body).toMatchObject({ status: 422, code: 'REVERT_TOO_LATE' });
    clock.set('2026-03-20T02:00:00.000Z');
    const additions: ((made: { account: string; opportunity: string }) => Promise<unknown>)[] = [
      ({ account }) => tenant.as.seller.post('/records/contact', { name: '新来的', account }),
      ({ opportunity }) => tenant.as.seller.patch(`/records/opportunity/${opportunity}`, { amount: '5' }),
      ({ opportunity }) =>
        tenant.as.seller.post('/records/activity', {
          type: 'call',
          subject: '谈价',
          related: [{ object: 'opportunity', id: opportunity }],
        }),
      ({ account }) => tenant.as.seller.post(`/records/account/${account}/comments`, { body: '<p>看这里</p>' }),
    ];
    for (const add of additions) {
      const lead = await newLead();
      const { result } = (await convert(lead.id)).body;
      clock.advance(1000);
      await add(result);
      expect((await revert(lead.id)).body).toMatchObject({ status: 422, code: 'REVERT_IN_USE' });
      expect((await read('lead', lead.id)).status).toBe('converted');
    }
  });
});
