import { testClock } from '@huanke/platform/kernel';
import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, type Client, type TestApp, type TestTenant, testApp } from './testing.ts';

/** Leads from the first touch to the customer, from outside. 2026-03-20 is a Friday; all times are of China. */
let app: TestApp;
let tenant: TestTenant;
let other: TestTenant;
const clock = testClock('2026-03-20T02:00:00.000Z');

beforeAll(async () => {
  app = await testApp({ clock });
  tenant = await app.tenant();
  other = await app.tenant();
  await app.startWork();
});
afterAll(() => app.close());
beforeEach(() => clock.set('2026-03-20T02:00:00.000Z'));

const read = async (id: string, who: Client = tenant.as.admin) => (await who.get(`/records/lead/${id}`)).body;
const create = async (values: object, who: Client = tenant.as.seller) => (await who.post('/records/lead', values)).body;
const touches = async (lead: string) =>
  (
    await tenant.as.admin.post('/records/leadTouch/query', {
      fields: ['source', 'campaign', 'touchedAt', 'content'],
      filter: { field: 'lead', op: 'eq', value: lead },
      sort: [{ field: 'touchedAt', direction: 'asc' }],
    })
  ).body.records;
const events = async (event: string, record: string) =>
  (await tenant.as.admin.get('/events?limit=1000')).body.items.filter(
    (one: { event: string; record: string }) => one.event === event && one.record === record,
  );
const breach = () =>
  app.app.registry.jobs
    .get('sales.leadSla')
    ?.run({ app: app.app, contextFor: app.app.contextFor, signal: new AbortController().signal }, undefined);
const told = async (who: Client, lead: string) =>
  (await who.get('/notifications?limit=100')).body.items.filter(
    (one: { kind: string; record: { id: string } | null }) => one.kind === 'slaBreached' && one.record?.id === lead,
  );
const problems = (body: { errors: { field: string; code: string }[] }) => body.errors.map(({ field, code }) => `${field} ${code}`);

let numbers = 0;
/** A mobile number nobody else has. */
const mobile = () => {
  numbers += 1;
  return `139${String(10_000_000 + numbers)}`;
};

describe('capturing leads', () => {
  it('takes the same callback in once, however often and however much at once it comes (SAL-1 a)', async () => {
    const body = {
      source: 'ads',
      externalId: 'form-1',
      campaign: '春季投放',
      lead: { name: '周工', company: '远大机电', phone: mobile() },
    };
    const answers = await Promise.all([1, 2, 3].map(() => tenant.as.manager.post('/leads/capture', body)));
    expect(answers.map((one) => one.status).sort()).toEqual([200, 200, 201]);
    const ids = new Set(answers.map((one) => `${one.body.lead} ${one.body.touch}`));
    expect(ids.size).toBe(1);
    const again = await tenant.as.manager.post('/leads/capture', body);
    expect(again).toMatchObject({ status: 200, body: { outcome: 'repeated', lead: answers[0]?.body.lead } });
    expect(await touches(again.body.lead)).toHaveLength(1);
    // the id belongs to its source and its company
    expect((await tenant.as.manager.post('/leads/capture', { ...body, source: 'website' })).body.outcome).toBe('touched');
    expect((await other.as.manager.post('/leads/capture', body)).body.outcome).toBe('new');
  });

  it('knows one person from two campaigns: one lead, two touches, the first stays (SAL-1 d)', async () => {
    const phone = mobile();
    const first = await tenant.as.manager.post('/leads/capture', {
      source: 'exhibition',
      campaign: '上海展会',
      at: '2026-03-18T06:00:00.000Z',
      utm: { medium: 'qr' },
      lead: { name: '吴工', phone },
    });
    expect(first).toMatchObject({ status: 201, body: { outcome: 'new' } });
    // somebody else writes the number in another way; the lead is not theirs to see
    const second = await tenant.as.outsider.post('/leads/capture', {
      source: 'website',
      campaign: '官网白皮书',
      lead: { name: '吴', company: '恒润', phone: `+86 ${phone}` },
    });
    expect([second.status, second.body]).toEqual([200, { outcome: 'touched', lead: null, touch: null }]);
    expect(await touches(first.body.lead)).toMatchObject([
      { source: 'exhibition', campaign: '上海展会', touchedAt: '2026-03-18T06:00:00.000Z' },
      { source: 'website', campaign: '官网白皮书', touchedAt: '2026-03-20T02:00:00.000Z' },
    ]);
    expect(await read(first.body.lead)).toMatchObject({
      firstCampaign: '上海展会',
      firstSource: 'exhibition',
      firstTouchAt: '2026-03-18T06:00:00.000Z',
      lastCampaign: '官网白皮书',
      lastSource: 'website',
      source: 'exhibition',
    });
    const [{ id: touched }] = await touches(first.body.lead);
    expect((await tenant.as.outsider.get(`/records/leadTouch/${touched}`)).status).toBe(404);
    expect((await other.as.admin.get(`/records/leadTouch/${touched}`)).status).toBe(404);
    await until(async () => (await events('lead.touched', first.body.lead)).length === 2 || undefined);
  });

  it('makes one lead of one person who comes twice at the same moment', async () => {
    const phone = mobile();
    const answers = await Promise.all(
      ['甲', '乙', '丙'].map((name) =>
        tenant.as.manager.post('/leads/capture', { source: 'ads', externalId: `twin-${name}`, lead: { name, phone } }),
      ),
    );
    expect(answers.map((one) => one.body.outcome).sort()).toEqual(['new', 'touched', 'touched']);
    expect(await touches(answers[0]?.body.lead)).toHaveLength(3);
  });

  it('keeps a lead whose number is none, and says so', async () => {
    const odd = await tenant.as.manager.post('/leads/capture', { source: 'ads', lead: { name: '郑工', phone: '12345678901' } });
    expect(await read(odd.body.lead)).toMatchObject({ phone: '12345678901', phoneBad: true });
    const words = await tenant.as.manager.post('/leads/capture', { source: 'ads', lead: { name: '王工', phone: '微信联系' } });
    expect(words.status).toBe(201);
    expect(await read(words.body.lead)).toMatchObject({ phone: null, phoneBad: true });
    expect((await touches(words.body.lead))[0].content).toContain('微信联系');
    await tenant.as.admin.patch(`/records/lead/${odd.body.lead}`, { phone: mobile() });
    expect(await read(odd.body.lead)).toMatchObject({ phoneBad: false });
  });

  it('never signs up again who has opted out', async () => {
    const phone = mobile();
    const body = { source: 'website', consent: ['marketingEmail'], lead: { name: '订阅者', phone } };
    const { lead } = (await tenant.as.admin.post('/leads/capture', body)).body;
    const consents = async () => (await tenant.as.admin.get(`/records/lead/${lead}/consents`)).body.items;
    const [given] = await consents();
    expect(given).toMatchObject({ purpose: 'marketingEmail', withdrawnAt: null });
    await tenant.as.admin.post(`/records/lead/${lead}/consents/${given.id}/withdraw`);
    expect((await tenant.as.admin.post('/leads/capture', body)).body.outcome).toBe('touched');
    expect((await consents()).filter((one: { withdrawnAt: string | null }) => one.withdrawnAt === null)).toEqual([]);
  });

  it('fills in what a known person says anew, and overwrites nothing', async () => {
    const { seller, manager, admin } = tenant.as;
    const phone = mobile();
    const lead = await create({ name: '孙工', phone, need: '换泵' });
    const said = { name: '孙经理', phone, email: 'sun@again.example', company: '再来机电', title: '设备经理', industry: 'energy' };
    const again = await manager.post('/leads/capture', {
      source: 'website',
      campaign: '白皮书',
      consent: ['marketingEmail', 'marketingEmail'],
      lead: { ...said, need: '不换了', status: 'converted', slaDueAt: '2030-01-01T00:00:00Z', owner: manager.user, what: 'ever' },
    });
    expect([again.status, again.body.outcome, again.body.lead]).toEqual([200, 'touched', lead.id]);
    expect(await read(lead.id)).toMatchObject({
      ...{ name: '孙工', email: 'sun@again.example', company: '再来机电', title: '设备经理', industry: 'energy', need: '换泵' },
      ...{ status: 'assigned', slaDueAt: '2026-03-20T02:30:00.000Z', owner: { id: seller.user } },
    });
    const consents = async () => (await admin.get(`/records/lead/${lead.id}/consents`)).body.items;
    expect(await consents()).toMatchObject([
      { purpose: 'marketingEmail', source: 'form', evidence: 'website · 白皮书', withdrawnAt: null },
    ]);
    // known by the address it has learnt; the same once more changes nothing
    const bad = { source: 'website', lead: { name: '孙工', email: 'SUN@again.example', employees: 'viele' } };
    expect(problems((await manager.post('/leads/capture', bad)).body)).toEqual(['employees INVALID_VALUE']);
    expect((await manager.post('/leads/capture', { ...bad, consent: ['marketingEmail'], lead: said })).body.lead).toBe(lead.id);
    expect(await consents()).toHaveLength(1);
    expect(await touches(lead.id)).toHaveLength(2);
  });

  it('tells the owner that a known lead has come again: open, reopened and converted ones', async () => {
    const { seller, colleague, manager, admin } = tenant.as;
    const phone = mobile();
    const lead = await create({ name: '回头客', company: '回头客机电', phone });
    const heard = async (who: Client) =>
      (await who.get('/notifications?limit=100')).body.items.filter(
        (one: { kind: string; record: { id: string } | null }) => one.kind === 'leadTouched' && one.record?.id === lead.id,
      );
    const come = (externalId: string, who = manager) =>
      who.post('/leads/capture', { source: 'ads', externalId, lead: { name: '回头客', phone }, consent: ['marketingSms'] });
    await come('back-1');
    await come('back-1');
    const [notice, ...more] = await heard(seller);
    expect([more, notice.text]).toEqual([[], '线索“回头客”又来联系了，来源：广告投放']);
    // of what one has taken in oneself one needs not be told
    await come('back-2', seller);
    expect(await heard(seller)).toHaveLength(1);
    await seller.post(`/records/lead/${lead.id}/actions/invalidate`, { input: { invalidReason: 'noNeed' } });
    await come('back-3');
    expect(await heard(seller)).toHaveLength(2);
    const converted = await seller.post(`/records/lead/${lead.id}/actions/convert`, { input: { opportunity: false } });
    const { contact } = converted.body.result;
    const late = await manager.post('/leads/capture', {
      source: 'website',
      lead: { name: '回头客', phone, email: 'late@back.example' },
      consent: ['marketingSms', 'profiling'],
    });
    expect(late.body).toMatchObject({ outcome: 'touched', lead: lead.id });
    expect(await heard(seller)).toHaveLength(3);
    expect([await heard(colleague), await heard(manager)]).toEqual([[], []]);
    // a converted lead stays as it is; what the person agrees to holds for the contact
    expect(await read(lead.id)).toMatchObject({ status: 'converted', email: null, lastSource: 'website' });
    const purposes = (await admin.get(`/records/contact/${contact}/consents`)).body.items.map((one: { purpose: string }) => one.purpose);
    expect(purposes).toContain('profiling');
  });

  it('tells nothing of a lead to who may not see it, but knows it', async () => {
    const { seller, colleague, outsider, manager } = tenant.as;
    const phone = mobile();
    const lead = await create({ name: '别人的线索', phone }, colleague);
    const body = { source: 'ads', externalId: `hidden-${phone}`, lead: { name: '试探', phone } };
    for (const outcome of ['touched', 'repeated'])
      expect((await seller.post('/leads/capture', body)).body).toEqual({ lead: null, touch: null, outcome });
    expect((await outsider.post('/leads/capture', { ...body, externalId: null })).body.lead).toBeNull();
    expect((await manager.post('/leads/capture', body)).body).toMatchObject({ lead: lead.id, outcome: 'repeated' });
    expect(await touches(lead.id)).toHaveLength(2);
    expect((await other.as.seller.post('/leads/capture', body)).body.outcome).toBe('new');
  });

  it('reads numbers and addresses in full width', async () => {
    const phone = mobile();
    const wide = (text: string) =>
      Array.from(text, (char) => (char === ' ' ? '　' : String.fromCharCode(char.charCodeAt(0) + 0xfee0))).join('');
    const first = await tenant.as.seller.post('/leads/capture', { source: 'ads', lead: { name: '全角', phone: wide(phone) } });
    expect(await read(first.body.lead)).toMatchObject({ phone, phoneBad: null });
    const again = await tenant.as.seller.post('/leads/capture', { source: 'ads', lead: { name: '半角', phone } });
    expect(again.body).toMatchObject({ outcome: 'touched', lead: first.body.lead });
    const email = `a${phone}@wide.example`;
    const other = await create({ name: '全角邮箱', email: wide(email) });
    expect(await read(other.id)).toMatchObject({ email });
    for (const object of ['lead', 'contact']) {
      const made = await tenant.as.seller.post(`/records/${object}`, { name: '全角电话', phone: wide(`(0571) ${phone.slice(3)}`) });
      expect([made.status, made.body.phone]).toEqual([201, `(0571) ${phone.slice(3)}`]);
    }
    const check = { object: 'lead', values: { phone: wide(phone), email: wide(email) } };
    const { candidates } = (await tenant.as.seller.post('/duplicates/check', check)).body;
    expect(candidates.map((one: { id: string }) => one.id).sort()).toEqual([first.body.lead, other.id].sort());
  });

  it('takes the source somebody is entered with as the first touch', async () => {
    const phone = mobile();
    const lead = await create({ name: '展会名片', phone, source: 'exhibition' });
    const first = { firstSource: 'exhibition', firstTouchAt: '2026-03-20T02:00:00.000Z', firstCampaign: null };
    expect(await read(lead.id)).toMatchObject({ ...first, lastSource: 'exhibition', lastTouchAt: first.firstTouchAt });
    clock.set('2026-03-20T05:00:00.000Z');
    await tenant.as.seller.post('/leads/capture', { source: 'website', campaign: '白皮书', lead: { name: '展会名片', phone } });
    const last = { lastSource: 'website', lastTouchAt: '2026-03-20T05:00:00.000Z', lastCampaign: '白皮书' };
    expect(await read(lead.id)).toMatchObject({ ...first, ...last, source: 'exhibition' });
    // one that came from nowhere known has its first touch when it is told
    const unknown = mobile();
    const later = await create({ name: '来路不明', phone: unknown });
    expect(await read(later.id)).toMatchObject({ firstSource: null, firstTouchAt: null });
    await tenant.as.seller.post('/leads/capture', { source: 'website', lead: { name: '来路不明', phone: unknown } });
    expect(await read(later.id)).toMatchObject({ firstSource: 'website', firstTouchAt: '2026-03-20T05:00:00.000Z' });
  });

  it('needs no more than a WeChat id to reach somebody, and knows them by it', async () => {
    const post = (lead: object, more: object = {}, who = tenant.as.manager) =>
      who.post('/leads/capture', { source: 'wecom', campaign: '视频号', lead, ...more });
    const company = { company: '湖州恒泵化工有限公司', industry: 'chemical', employees: 320, uscc: ' 91350100m000100y43 ' };
    const first = await post({ name: '冯工', wechat: 'hz_Pump88', ...company });
    expect(first).toMatchObject({ status: 201, body: { outcome: 'new' } });
    expect(await read(first.body.lead)).toMatchObject({
      wechat: 'hz_Pump88',
      industry: 'chemical',
      employees: 320,
      uscc: '91350100M000100Y43',
      phone: null,
      phoneBad: null,
    });
    const again = await post({ name: '冯经理', wechat: ' HZ_PUMP88 ' }, { campaign: '直播' });
    expect(again).toMatchObject({ status: 200, body: { outcome: 'touched', lead: first.body.lead } });
    const twins = await Promise.all([1, 2].map(() => post({ name: '同时', wechat: 'same_moment1' })));
    expect(twins.map((one) => one.body.outcome).sort()).toEqual(['new', 'touched']);
    expect((await post({ name: '冯工', wechat: 'hz_Pump88' }, {}, other.as.manager)).body.outcome).toBe('new');
    expect(problems((await post({ name: '没有联系方式', wechat: ' ' })).body)).toEqual(['lead.phone REQUIRED']);
    // the code of a licence: 18 of its own characters, while a check character that is wrong is left to a person
    for (const uscc of ['91350100M000100Y4', '91350100I000100Y43'])
      expect(problems((await post({ name: '错码', wechat: 'wrong_code1', uscc })).body)).toEqual(['uscc INVALID_VALUE']);
    expect((await post({ name: '校验位', wechat: 'doubtful_1', uscc: '91310000MA0000015G' })).status).toBe(201);
    expect(problems((await post({ name: '行业', wechat: 'no_such_one', industry: 'space' })).body)).toEqual(['industry INVALID_VALUE']);
  });

  it('refuses what it can not use, and who may not', async () => {
    const { manager, readOnly } = tenant.as;
    const post = (body: object, who = manager) => who.post('/leads/capture', body);
    expect(problems((await post({ source: 'ads', lead: { phone: mobile() } })).body)).toEqual(['lead.name REQUIRED']);
    expect(problems((await post({ source: 'ads', lead: { name: '无名' } })).body)).toEqual(['lead.phone REQUIRED']);
    expect((await post({ source: 'mars', lead: { name: '火星', phone: mobile() } })).status).toBe(422);
    expect((await post({ source: 'ads', at: '2030-01-01T00:00:00Z', lead: { name: '未来', phone: mobile() } })).status).toBe(422);
    expect((await post({ source: 'ads', lead: { name: '甲', phone: mobile(), slaDueAt: '2030-01-01T00:00:00Z' } })).status).toBe(422);
    expect((await post({ source: 'ads', lead: { name: '甲', phone: mobile() } }, readOnly)).status).toBe(403);
    expect((await app.anonymous.post('/leads/capture', {})).status).toBe(401);
    expect((await manager.post('/records/leadTouch', { source: 'ads' })).status).toBeGreaterThanOrEqual(403);
  });
});

describe('a lead that is only a company', () => {
  it('is called by the company wherever it is named, and its card says what matters', async () => {
    const { seller } = tenant.as;
    const lead = await create({ company: '只有公司的机电', phone: mobile() });
    expect(lead.name).toBeNull();
    const related = [{ object: 'lead', id: lead.id }];
    const title = '只有公司的机电';
    const noted = (await seller.post('/records/activity', { type: 'note', subject: '备注', related })).body;
    expect(noted.related).toEqual([{ object: 'lead', id: lead.id, title }]);
    expect((await seller.get(`/records/activity/${noted.id}`)).body.related).toEqual([{ object: 'lead', id: lead.id, title }]);
    const check = await seller.post('/duplicates/check', { object: 'lead', values: { phone: lead.phone } });
    expect(check.body.candidates).toMatchObject([{ id: lead.id, title }]);
    const { list, requireAny, highlights } = (await seller.get('/meta/objects/lead')).body;
    expect([list.card, requireAny]).toEqual([['company', 'status', 'slaDueAt', 'score'], [['name', 'company']]]);
    expect(highlights.slice(0, 4)).toEqual(['company', 'phone', 'status', 'slaDueAt']);
    // a company with columns of its own has the card all the same
    const { admin } = other.as;
    expect((await admin.patch('/meta/objects/lead', { listColumns: ['name', 'phone'] })).status).toBe(200);
    expect((await admin.get('/meta/objects/lead')).body).toMatchObject({ listColumns: ['name', 'phone'], list: { card: list.card } });
  });
});

describe('a new lead can be reached', () => {
  const refusal = ({ status, body }: Answer) => [status, body.errors?.[0]?.field, body.errors?.[0]?.code];
  const asked = (who: Client, values: object) => who.post('/records/lead', { name: '何工', company: '远山机电', ...values });

  it('by one of three ways, on every path people and programs make it', async () => {
    const { seller, readOnly } = tenant.as;
    for (const values of [{}, { phone: null, email: '', wechat: ' ' }])
      expect(refusal(await asked(seller, values))).toEqual([422, 'phone', 'REQUIRED']);
    for (const values of [{ phone: mobile() }, { email: 'he@yuanshan.example' }, { wechat: 'he_yuanshan' }, { phone: '1380013800' }])
      expect((await asked(seller, values)).status).toBe(201);
    const bulk = { operation: 'create', records: [{ name: '一' }, { name: '二', wechat: 'two_in_bulk' }] };
    const { results } = (await seller.post('/records/lead/bulk', bulk)).body;
    expect(results.map(({ status }: { status: number }) => status)).toEqual([422, 201]);
    // what is taken away later is not asked for, and who may not make leads hears that
    const kept = (await asked(seller, { phone: mobile() })).body.id;
    expect((await seller.patch(`/records/lead/${kept}`, { phone: null })).status).toBe(200);
    expect((await asked(readOnly, {})).status).toBe(403);
    // a number of a form that nobody could call is kept with its touch
    const form = { source: 'website', lead: { name: '乱填', company: '远山机电', phone: '不想留' } };
    const captured = await tenant.as.manager.post('/leads/capture', form);
    expect([captured.status, captured.body.outcome]).toEqual([201, 'new']);
    expect(await read(captured.body.lead)).toMatchObject({ phone: null, phoneBad: true });
  });

  it('unless the company asks for nothing', async () => {
    const { admin, seller } = (await app.tenant()).as;
    expect(refusal(await asked(seller, {}))).toEqual([422, 'phone', 'REQUIRED']);
    const rules = '/meta/parts/leadRules/company';
    expect((await seller.put(rules, { firstResponseMinutes: 30, reachable: false })).status).toBe(403);
    expect((await admin.put(rules, { firstResponseMinutes: 30, reachable: 'no' })).status).toBe(400);
    expect((await admin.put(rules, { firstResponseMinutes: 30, reachable: false })).status).toBeLessThan(300);
    expect((await asked(seller, {})).status).toBe(201);
    // the company beside it has said nothing
    expect(refusal(await asked(other.as.seller, {}))).toEqual([422, 'phone', 'REQUIRED']);
  });
});

describe('the life of a lead', () => {
  it('is assigned when it has an owner, and answered in time or not (SAL-1 b)', async () => {
    clock.set('2026-03-20T09:50:00.000Z');
    const lead = await create({ name: '周五的线索', phone: mobile() });
    expect(await read(lead.id)).toMatchObject({
      status: 'assigned',
      ownerSince: '2026-03-20T09:50:00.000Z',
      slaDueAt: '2026-03-23T01:20:00.000Z',
      slaBreachedAt: null,
    });
    await until(async () => (await events('lead.assigned', lead.id)).length === 1 || undefined);
    clock.set('2026-03-23T01:19:59.000Z');
    await breach();
    expect(await read(lead.id)).toMatchObject({ slaBreachedAt: null });
    clock.set('2026-03-23T01:20:00.000Z');
    await Promise.all([breach(), breach()]);
    await breach();
    expect(await read(lead.id)).toMatchObject({ slaBreachedAt: '2026-03-23T01:20:00.000Z', status: 'assigned' });
    await until(async () => (await events('lead.slaBreached', lead.id)).length > 0 || undefined);
    expect(await events('lead.slaBreached', lead.id)).toHaveLength(1);
    expect(await told(tenant.as.seller, lead.id)).toHaveLength(1);
    expect(await told(tenant.as.colleague, lead.id)).toEqual([]);
  });

  it('tells the manager of a breach, once', async () => {
    await tenant.as.admin.patch(`/records/user/${tenant.as.seller.user}`, { manager: tenant.as.manager.user });
    const lead = await create({ name: '没人管', phone: mobile() });
    clock.set('2026-03-23T06:00:00.000Z');
    await breach();
    await breach();
    expect(await told(tenant.as.seller, lead.id)).toHaveLength(1);
    const [notice, ...more] = await told(tenant.as.manager, lead.id);
    expect(more).toEqual([]);
    expect(notice.text).toContain('没人管');
  });

  it('is answered by a call that is written down, also one whose news is still under way', async () => {
    const lead = await create({ name: '接了电话', phone: mobile() });
    const quick = await create({ name: '紧接着', phone: mobile() });
    clock.set('2026-03-20T02:20:00.000Z');
    const call = (id: string, type = 'call') =>
      tenant.as.seller.post('/records/activity', {
        type,
        subject: '首次联系',
        content: '介绍了产品，客户说下周再谈',
        related: [{ object: 'lead', id }],
      });
    await call(quick.id, 'note');
    await call(lead.id);
    const answered = await until(async () => {
      const now = await read(lead.id);
      return now.firstResponseAt ? now : undefined;
    });
    expect(answered).toMatchObject({
      firstResponseAt: '2026-03-20T02:20:00.000Z',
      lastFollowAt: '2026-03-20T02:20:00.000Z',
      status: 'following',
      slaDueAt: null,
    });
    clock.set('2026-03-20T02:31:00.000Z');
    await breach();
    expect((await read(lead.id)).slaBreachedAt).toBeNull();
    // a note is no answer
    expect(await read(quick.id)).toMatchObject({ firstResponseAt: null, slaBreachedAt: '2026-03-20T02:30:00.000Z' });
  });

  it('starts the clock anew with another owner, and none where the company wants none', async () => {
    const lead = await create({ name: '转手', phone: mobile() });
    clock.set('2026-03-20T02:10:00.000Z');
    await tenant.as.admin.patch(`/records/lead/${lead.id}`, { owner: tenant.as.colleague.user });
    expect(await read(lead.id)).toMatchObject({ ownerSince: '2026-03-20T02:10:00.000Z', slaDueAt: '2026-03-20T02:40:00.000Z' });
    await tenant.as.admin.patch(`/records/lead/${lead.id}`, { owner: null });
    expect(await read(lead.id)).toMatchObject({ ownerSince: null, slaDueAt: null });
    const set = (firstResponseMinutes: unknown) => other.as.admin.put('/meta/parts/leadRules/company', { firstResponseMinutes });
    expect((await set(null)).status).toBe(200);
    expect((await read((await create({ name: '不限', phone: mobile() }, other.as.seller)).id, other.as.admin)).slaDueAt).toBeNull();
    await set(120);
    expect((await read((await create({ name: '两小时', phone: mobile() }, other.as.seller)).id, other.as.admin)).slaDueAt).toBe(
      '2026-03-20T04:10:00.000Z',
    );
    expect((await set(0)).status).toBe(422);
    expect((await other.as.seller.put('/meta/parts/leadRules/company', { firstResponseMinutes: 5 })).status).toBe(403);
  });

  it('ends with a reason only (SAL-1 c), and comes back when the person does', async () => {
    const phone = mobile();
    const lead = await create({ name: '不需要', phone });
    const url = `/records/lead/${lead.id}`;
    const without = await tenant.as.seller.post(`${url}/actions/invalidate`, { input: {} });
    expect([without.status, ...problems(without.body)]).toEqual([422, 'invalidReason REQUIRED']);
    const moved = await tenant.as.seller.patch(url, { status: 'invalid' });
    expect([moved.status, ...problems(moved.body)]).toEqual([422, 'invalidReason REQUIRED']);
    expect((await tenant.as.seller.post(`${url}/actions/invalidate`, { input: { invalidReason: 'mars' } })).status).toBe(422);
    expect((await tenant.as.readOnly.post(`${url}/actions/invalidate`, { input: { invalidReason: 'noNeed' } })).status).toBe(403);
    expect((await other.as.admin.post(`${url}/actions/invalidate`, { input: { invalidReason: 'noNeed' } })).status).toBe(404);
    expect((await tenant.as.seller.post(`${url}/actions/invalidate`, { input: { invalidReason: 'noNeed' } })).status).toBe(200);
    expect(await read(lead.id)).toMatchObject({ status: 'invalid', invalidReason: 'noNeed', slaDueAt: null });
    const [told] = await until(async () => ((found) => (found.length > 0 ? found : undefined))(await events('lead.invalidated', lead.id)));
    expect(told.changes).toEqual({ reason: 'noNeed' });
    await tenant.as.manager.post('/leads/capture', { source: 'website', lead: { name: '不需要', phone } });
    expect(await read(lead.id)).toMatchObject({ status: 'assigned', invalidReason: null });
  });

  it('goes the ways the process allows', async () => {
    const lead = await create({ name: '流程', phone: mobile() });
    const move = async (status: string, who: Client = tenant.as.seller) => (await who.patch(`/records/lead/${lead.id}`, { status })).status;
    expect(await move('converted')).toBe(409);
    expect(await move('qualified', tenant.as.manager)).toBe(200);
    expect((await read(lead.id)).firstResponseAt).toBe('2026-03-20T02:00:00.000Z');
    expect(await move('new')).toBe(409);
  });

  it('is qualified by three answers or by who may accept it, by whatever way it is said (SAL-7)', async () => {
    const { seller, manager, admin } = tenant.as;
    const refused = { status: 403, code: 'FORBIDDEN', errors: [{ field: 'status', code: 'FORBIDDEN' }] };
    const lead = await create({ name: '没问过', phone: mobile(), budget: '50 万', need: '换泵' });
    const url = `/records/lead/${lead.id}`;
    expect((await seller.post(`${url}/actions/qualify`, { input: {} })).body).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    expect((await seller.patch(url, { status: 'qualified' })).body).toMatchObject(refused);
    const { results } = (
      await seller.post('/records/lead/bulk', {
        operation: 'update',
        records: [{ id: lead.id, status: 'qualified' }],
      })
    ).body;
    expect(results[0]).toMatchObject({ status: 403, error: refused });
    const made = await seller.post('/records/lead', { name: '生来合格', phone: mobile(), status: 'qualified' });
    expect(made.body).toMatchObject(refused);
    expect(await read(lead.id)).toMatchObject({ status: 'assigned', qualifiedAt: null, slaDueAt: '2026-03-20T02:30:00.000Z' });
    expect((await other.as.manager.patch(url, { status: 'qualified' })).status).toBe(404);
    // a third answer in the same breath; taken away again, the manager has to accept it
    expect((await seller.patch(url, { status: 'qualified', timeline: '三季度' })).status).toBe(200);
    expect((await seller.patch(url, { status: 'following', timeline: null })).status).toBe(200);
    expect((await seller.patch(url, { status: 'qualified' })).status).toBe(403);
    expect((await manager.patch(url, { status: 'qualified' })).status).toBe(200);
    expect((await admin.post('/records/lead', { name: '管理员录入', phone: mobile(), status: 'qualified' })).status).toBe(201);
  });

  it('keeps its clock: recycled it is in a pool only, new without an owner only (SAL-1)', async () => {
    const { seller, admin } = tenant.as;
    const lead = await create({ name: '别想停表', phone: mobile() });
    const url = `/records/lead/${lead.id}`;
    const ways = ['recycled', 'new'].flatMap((status) => [
      () => seller.patch(url, { status }),
      () => admin.patch(url, { status }),
      async () => {
        const { results } = (await seller.post('/records/lead/bulk', { operation: 'update', records: [{ id: lead.id, status }] })).body;
        return { status: results[0].status, body: results[0].error };
      },
    ]);
    for (const way of ways) {
      const { status, body } = await way();
      expect([status, ...problems(body)]).toEqual([409, 'status STATE']);
    }
    expect((await seller.post('/records/lead', { name: '生来回收', phone: mobile(), status: 'recycled' })).status).toBe(409);
    expect((await admin.patch(url, { status: 'recycled', owner: null })).status).toBe(409);
    expect(await read(lead.id)).toMatchObject({ status: 'assigned', slaDueAt: '2026-03-20T02:30:00.000Z' });
    // who takes the owner away may call it new: the next owner has the clock
    expect((await admin.patch(url, { status: 'new', owner: null })).status).toBe(200);
    expect((await admin.patch(url, { owner: tenant.as.colleague.user })).status).toBe(200);
    expect(await read(lead.id)).toMatchObject({ status: 'assigned', slaDueAt: '2026-03-20T02:30:00.000Z' });
  });

  it('has a clock again when it comes back to whoever has it, by hand or by the person', async () => {
    const { seller, manager } = tenant.as;
    const phone = mobile();
    const lead = await create({ name: '又来了', phone });
    const url = `/records/lead/${lead.id}`;
    const call = { type: 'call', subject: '首次联系', related: [{ object: 'lead', id: lead.id }] };
    clock.set('2026-03-20T02:10:00.000Z');
    expect((await seller.post('/records/activity', call)).status).toBe(201);
    await until(async () => (await read(lead.id)).firstResponseAt ?? undefined);
    const leave = () => seller.post(`${url}/actions/invalidate`, { input: { invalidReason: 'noNeed' } });
    expect((await leave()).status).toBe(200);
    clock.set('2026-03-20T03:00:00.000Z');
    expect((await seller.patch(url, { status: 'assigned' })).status).toBe(200);
    const reopened = { status: 'assigned', slaBreachedAt: null, firstResponseAt: null };
    expect(await read(lead.id)).toMatchObject({ ...reopened, slaDueAt: '2026-03-20T03:30:00.000Z' });
    // the call of before is no answer to this
    clock.set('2026-03-20T03:30:00.000Z');
    await breach();
    expect(await read(lead.id)).toMatchObject({ status: 'assigned', slaBreachedAt: '2026-03-20T03:30:00.000Z' });
    expect((await leave()).status).toBe(200);
    clock.set('2026-03-20T06:00:00.000Z');
    expect((await manager.post('/leads/capture', { source: 'website', lead: { name: '又来了', phone } })).body.outcome).toBe('touched');
    expect(await read(lead.id)).toMatchObject({ ...reopened, slaDueAt: '2026-03-20T06:30:00.000Z' });
    // given to somebody else in the same breath, too
    expect((await leave()).status).toBe(200);
    clock.set('2026-03-20T07:00:00.000Z');
    expect((await manager.patch(url, { status: 'assigned', owner: tenant.as.colleague.user })).status).toBe(200);
    expect(await read(lead.id)).toMatchObject({ ...reopened, slaDueAt: '2026-03-20T07:30:00.000Z' });
  });
});
