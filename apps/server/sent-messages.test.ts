import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type SmsSimulator, smsSimulator } from '@huanke/engagement/testing';
import { testClock } from '@huanke/platform/kernel';
import { orderErasure, runErasure } from '@huanke/platform/protection';
import { until } from '@huanke/platform/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Client, type TestApp, type TestTenant, testApp } from './testing.ts';

/** SAL-18, text messages: both services on loopback, who may text whom, receipts, and what a kill leaves. */
let app: TestApp;
let tenant: TestTenant;
let other: TestTenant;
let aliyun: SmsSimulator;
let tencent: SmsSimulator;
// 10:00 in Shanghai
const start = '2026-03-31T02:00:00.000Z';
const clock = testClock(start);

const good = ({ status, body }: { status: number; body: unknown }, wanted = 200) => {
  expect(status, JSON.stringify(body)).toBe(wanted);
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of any form
  return body as any;
};
const create = async (who: Client, object: string, values: object): Promise<string> =>
  good(await who.post(`/records/${object}`, values), 201).id;
const query = async (text: string, values: unknown[] = []) => (await app.app.owner.query(text, values)).rows;
const connect = (company: TestTenant, simulator: SmsSimulator, more: object = {}) => {
  const { keyId, secret, endpoint, appId } = simulator;
  const name = simulator === aliyun ? 'aliyun' : 'tencent';
  return company.as.admin.put(`/sms/accounts/${name}`, {
    ...{ keyId, secret, endpoint, signature: '华泵科技' },
    ...(name === 'tencent' ? { appId } : {}),
    ...more,
  });
};
const accountsOf = async (company = tenant) => good(await company.as.admin.get('/sms/accounts')).items;
const accountOf = async (provider: string) => (await accountsOf()).find((one: { provider: string }) => one.provider === provider);

let mobiles = 0;
const mobile = () => {
  mobiles += 1;
  return `139${String(mobiles).padStart(8, '0')}`;
};
let account: string;
let templates: { visit: string; plain: string; sale: string; tencent: string };
const person = (more: object = {}, who = tenant.as.seller) => create(who, 'contact', { name: '张伟', account, phone: mobile(), ...more });
const values = { customer: '张伟', time: '周四 14:00' };
const send = (id: string, input: object = {}, { who = tenant.as.seller, object = 'contact', headers = {} } = {}) =>
  who.post(`/records/${object}/${id}/actions/sendSms`, { input: { template: templates.visit, values, ...input } }, headers);
const sent = async (...args: Parameters<typeof send>): Promise<string> => good(await send(...args)).result.message;
const work = (message: string) =>
  app.app.registry.jobs
    .get('engagement.sendMessage')
    ?.run({ app: app.app, contextFor: app.app.contextFor, signal: new AbortController().signal }, { tenant: tenant.id, message } as never);
const messageOf = async (id: string, who = tenant.as.manager) => good(await who.get(`/records/sentMessage/${id}`));
const dispatchOf = async (id: string) =>
  (await query('select state, tries, content, provider_id from message_dispatch where record_id = $1', [id]))[0];
const report = async (provider: string, body: unknown, address?: string) =>
  app.anonymous.post(`/sms/receipts/${address ?? (await accountOf(provider)).address}`, body);
const receipt = (more: object) => ({
  ...{ phone_number: '13900000001', send_time: '2026-03-31 10:00:01', report_time: '2026-03-31 10:00:05', success: true },
  ...{ err_code: 'DELIVERED', err_msg: '用户接收成功', sms_size: '1', biz_id: '', out_id: '', ...more },
});

beforeAll(async () => {
  [aliyun, tencent] = [await smsSimulator('aliyun', () => clock.now()), await smsSimulator('tencent', () => clock.now())];
  app = await testApp({ clock, config: { outboundPrivate: true } });
  [tenant, other] = [await app.tenant(), await app.tenant()];
  const { seller, admin } = tenant.as;
  account = await create(seller, 'account', { name: '恒润化工' });
  const template = (more: object) =>
    create(admin, 'smsTemplate', { name: '模板', provider: 'aliyun', code: 'SMS_1002', kind: 'notice', content: '感谢来访。', ...more });
  templates = {
    visit: await template({
      name: '拜访确认',
      code: 'SMS_1001',
      content: '尊敬的${customer}，我们将于${time}登门拜访，请留意。',
      fills: 'customer = {{name}}',
    }),
    plain: await template({ name: '感谢' }),
    sale: await template({ name: '促销', kind: 'marketing' }),
    tencent: await template({
      name: '腾讯拜访',
      provider: 'tencent',
      code: '2001',
      content: '{1}您好，{2}见。',
      fills: '1 = {{account.name}}',
    }),
  };
});
afterAll(async () => {
  await app.close();
  await aliyun.close();
  await tencent.close();
});
beforeEach(async () => {
  clock.set(start);
  for (const one of [aliyun, tencent]) {
    one.next = [];
    one.asked = 0;
    one.taken.length = 0;
  }
  for (const one of [aliyun, tencent]) good(await connect(tenant, one));
});

describe('an account at a service', () => {
  it('is connected by administrators; its secret is told to nobody and lies sealed', async () => {
    const { seller, manager } = tenant.as;
    const { text } = await tenant.as.admin.get('/sms/accounts');
    expect(text).not.toContain(aliyun.secret);
    expect(await accountOf('aliyun')).toMatchObject({ keyId: aliyun.keyId, signature: '华泵科技', active: true, failure: null });
    const [row] = await query("select secret, token from sms_account where provider = 'aliyun'");
    expect([row.secret, row.token]).toEqual([expect.stringMatching(/^e1\./), expect.stringMatching(/^e1\./)]);
    for (const call of [
      seller.get('/sms/accounts'),
      manager.put('/sms/accounts/aliyun', {}),
      seller.post('/sms/accounts/aliyun/test'),
      seller.post('/sms/accounts/aliyun/address'),
      seller.delete('/sms/accounts/aliyun'),
    ])
      expect((await call).status).toBe(403);
    expect(await accountsOf(other)).toEqual([]);
    expect((await other.as.admin.delete('/sms/accounts/aliyun')).status).toBe(404);
    expect((await other.as.admin.post('/sms/accounts/aliyun/test')).status).toBe(404);
    expect((await tenant.as.admin.get('/audit?event=smsAccount.changed')).text).not.toContain(aliyun.secret);
  });

  it('is told which field is wrong', async () => {
    for (const [wrong, field] of [
      [{ keyId: '' }, 'keyId'],
      [{ signature: '【华泵科技】' }, 'signature'],
      [{ endpoint: 'ftp://x.cn' }, 'endpoint'],
      [{ endpoint: 'https://x.cn/path' }, 'endpoint'],
      // the secret belongs to the key it came with
      [{ keyId: 'another', secret: undefined }, 'secret'],
    ] as const) {
      const { status, body } = await connect(tenant, aliyun, wrong);
      expect([status, body.errors[0].field]).toEqual([422, field]);
    }
    expect((await connect(tenant, tencent, { appId: 'app' })).body.errors[0].field).toBe('appId');
    expect((await connect(tenant, aliyun, { appId: '1' })).body.errors[0]).toMatchObject({ field: 'appId', code: 'UNKNOWN_FIELD' });
    good(await connect(tenant, aliyun, { secret: undefined }));
  });

  it('says in plain words whether the keys are right, and sends nothing for it', async () => {
    const test = async (name: string) => good(await tenant.as.admin.post(`/sms/accounts/${name}/test`));
    for (const [name, simulator, code] of [
      ['aliyun', aliyun, 'SignatureDoesNotMatch'],
      ['tencent', tencent, 'AuthFailure.SignatureFailure'],
    ] as const) {
      expect(await test(name)).toEqual({ works: true, failure: null });
      good(await connect(tenant, simulator, { secret: 'wrong' }));
      const { works, failure } = await test(name);
      expect([works, failure]).toEqual([false, expect.stringContaining(`没有接受密钥，或密钥没有发送短信的权限（${code}）`)]);
      expect((await accountOf(name)).failure).toBe(failure);
      expect(simulator.taken).toEqual([]);
    }
  });
});

describe('a template', () => {
  it('is held against its service before anybody uses it', async () => {
    const { admin } = tenant.as;
    for (const [wrong, field] of [
      [{ content: '【华泵】您好' }, 'content'],
      [{ provider: 'tencent', content: '{1}和{3}' }, 'content'],
      [{ content: '${a}', fills: 'b = {{name}}' }, 'fills'],
      [{ content: '${a}', fills: '随便' }, 'fills'],
      [{ signature: '[华泵]' }, 'signature'],
    ] as const) {
      const { status, body } = await admin.post('/records/smsTemplate', {
        ...{ name: 'x', provider: 'aliyun', code: '1', kind: 'notice', content: '好' },
        ...wrong,
      });
      expect([status, body.errors[0].field]).toEqual([422, field]);
    }
    expect((await other.as.admin.get(`/records/smsTemplate/${templates.visit}`)).status).toBe(404);
  });
});

describe('a message before it is sent', () => {
  const compose = (id: string, more: object = {}, who = tenant.as.seller, object = 'contact') =>
    who.post('/sms/compose', { about: { object, id }, template: templates.visit, ...more });

  it('is filled from the record and counted', async () => {
    const id = await person();
    const before = good(await compose(id));
    // 【华泵科技】 is 6, the text 6 + 6 + 7 + 9: signs of the variable nobody filled stand there
    expect(before).toMatchObject({
      variables: [
        { name: 'customer', value: '张伟' },
        { name: 'time', value: '' },
      ],
      signature: '华泵科技',
      text: '【华泵科技】尊敬的张伟，我们将于${time}登门拜访，请留意。',
      problem: null,
    });
    const { text, characters, segments } = good(await compose(id, { values: { time: '周四 14:00' } }));
    expect([text, characters, segments]).toEqual(['【华泵科技】尊敬的张伟，我们将于周四 14:00登门拜访，请留意。', 33, 1]);
    expect(aliyun.asked).toBe(0);
  });

  it('says why it can not be sent, and is shown to nobody else', async () => {
    const id = await person({ phone: '0571-88888888' });
    expect(good(await compose(id)).problem).toBe('没有有效的手机号，不能发短信');
    // another mobile of theirs, where the main number is a line or, of a lead, a bad one: the preview shows where it goes
    const second = await person({ phone: '0571-88888888', otherPhone: '13712340000' });
    expect(good(await compose(second))).toMatchObject({ to: '13712340000', problem: null });
    const lead = await create(tenant.as.seller, 'lead', { name: '号码无效', phone: '12345678901', workPhone: '13712340001' });
    expect(good(await compose(lead, {}, tenant.as.seller, 'lead'))).toMatchObject({ to: '13712340001', problem: null });
    expect((await compose(id, {}, tenant.as.outsider)).status).toBe(404);
    expect((await compose(id, {}, other.as.admin)).status).toBe(404);
    expect((await compose(id, {}, tenant.as.readOnly)).status).toBe(403);
    expect((await compose(account, {}, tenant.as.seller, 'account')).status).toBe(404);
    expect((await compose(id, { template: account })).body.errors[0].field).toBe('template');
    good(await tenant.as.admin.delete('/sms/accounts/aliyun'), 204);
    expect(good(await compose(await person())).problem).toContain('还没有接入');
  });

  it('is offered to who may edit the person, not to who may only look', async () => {
    const { seller, outsider } = tenant.as;
    const id = await person();
    const share = async (level: string) =>
      good(await seller.post(`/records/contact/${id}/shares`, { principal: { kind: 'user', id: outsider.user }, level }), 201);
    const offered = async (who = outsider) =>
      good(await who.get(`/records/contact/${id}/actions`)).items.find(({ name }: { name: string }) => name === 'sendSms')?.available;
    await share('read');
    expect(await offered()).toBeUndefined();
    expect(good(await compose(id, {}, outsider)).problem).toBe('您只能查看这个人的记录，不能给对方发短信');
    expect((await send(id, {}, { who: outsider })).status).toBe(403);
    await share('edit');
    expect([await offered(), await offered(seller)]).toEqual([true, true]);
    expect(good(await compose(id, {}, outsider)).problem).toBeNull();
    expect((await other.as.admin.get(`/records/contact/${id}/actions`)).status).toBe(404);
  });
});

describe('a message by who sees numbers masked', () => {
  it('goes to the number, which nobody is shown and no template spells out', async () => {
    const { admin, seller, manager } = tenant.as;
    const phone = mobile();
    const id = await person({ phone });
    const member = good(await admin.get('/roles')).items.find((role: { key: string }) => role.key === 'member').id;
    good(await admin.patch(`/roles/${member}`, { fields: { contact: { phone: 'masked' } } }));
    try {
      const template = await create(admin, 'smsTemplate', {
        ...{ name: '核对号码', provider: 'aliyun', code: 'SMS_1001', kind: 'notice' },
        ...{ content: '${customer}，您的号码是${time}。', fills: 'customer = {{name}}\ntime = {{phone}}' },
      });
      const preview = good(await seller.post('/sms/compose', { about: { object: 'contact', id }, template }));
      expect(preview).toMatchObject({
        to: `${phone.slice(0, 3)}****${phone.slice(-4)}`,
        variables: [{ value: '张伟' }, { value: '' }],
        problem: null,
      });
      const { text, body } = await send(id, { template, values: { customer: '张伟', time: '您登记的' } });
      expect(text).not.toContain(phone);
      await work(body.result.message);
      expect(aliyun.taken).toMatchObject([{ to: phone }]);
      expect((await seller.get(`/records/contact/${id}/timeline`)).text).not.toContain(phone);
      expect((await messageOf(body.result.message, manager)).to).toBe(phone);
    } finally {
      good(await admin.patch(`/roles/${member}`, { fields: {} }));
    }
  });
});

describe('a message', () => {
  it('goes out once by a job, stands with whom it concerns, and its receipts count once', async () => {
    const { seller, manager, colleague, outsider } = tenant.as;
    const phone = mobile();
    const id = await person({ phone });
    const key = { 'idempotency-key': 'two-clicks' };
    const [one, two] = [await send(id, {}, { headers: key }), await send(id, {}, { headers: key })];
    const message = good(one).result.message;
    expect(good(two).result.message).toBe(message);
    expect(await query('select count(*)::int as n from sent_message where tenant_id = $1 and "to" = $2', [tenant.id, phone])).toEqual([
      { n: 1 },
    ]);
    expect([await messageOf(message), aliyun.asked]).toMatchObject([{ status: 'queued' }, 0]);
    await work(message);
    await work(message);
    expect(aliyun.taken).toEqual([
      { to: phone, signature: '华泵科技', code: 'SMS_1001', values, id: message, providerId: expect.any(String) },
    ]);
    const providerId = aliyun.taken[0]?.providerId;
    expect(await messageOf(message)).toMatchObject({
      ...{ status: 'sent', to: phone, channel: 'sms', segments: 1, characters: 33, providerId, reason: null },
      ...{ content: '【华泵科技】尊敬的张伟，我们将于周四 14:00登门拜访，请留意。', sentAt: start },
      owner: { id: seller.user },
    });
    // what the service was handed is forgotten
    expect(await dispatchOf(message)).toMatchObject({ state: 'done', content: null, provider_id: providerId });
    const related = (await messageOf(message)).related.map((record: { id: string }) => record.id);
    expect(new Set(related)).toEqual(new Set([id, account]));
    for (const [object, record] of [
      ['contact', id],
      ['account', account],
    ])
      expect((await seller.get(`/records/${object}/${record}/timeline`)).text).toContain(message);
    // who may not see numbers in full sees them masked here, too: the sender is no exception
    expect((await messageOf(message, seller)).to).toBe(`${phone.slice(0, 3)}****${phone.slice(-4)}`);
    expect((await messageOf(message, manager)).to).toBe(phone);
    for (const who of [colleague, outsider, other.as.admin]) expect((await who.get(`/records/sentMessage/${message}`)).status).toBe(404);
    expect((await seller.post('/records/sentMessage', { content: 'x' })).status).toBe(403);

    clock.advance(5000);
    const told = [receipt({ biz_id: providerId, out_id: message, sms_size: '2' }), receipt({ biz_id: 'of-another-system' })];
    for (let time = 0; time < 2; time += 1) expect((await report('aliyun', told)).body).toEqual({ code: 0, msg: '接收成功' });
    const { version } = await messageOf(message);
    expect(await messageOf(message)).toMatchObject({ status: 'delivered', segments: 2, settledAt: '2026-03-31T02:00:05.000Z' });
    // what arrived does not fail afterwards
    await report('aliyun', [receipt({ biz_id: providerId, success: false, err_code: 'MK:0001', err_msg: '空号' })]);
    expect(await messageOf(message)).toMatchObject({ status: 'delivered', version });
    expect((await accountOf('aliyun')).heardAt).toBe('2026-03-31T02:00:05.000Z');
  });

  it('goes to leads by the other service, and its sender is told when it does not arrive', async () => {
    const { seller } = tenant.as;
    const phone = mobile();
    const lead = await create(seller, 'lead', { name: '王强', company: '云帆贸易', phone: `+86 ${phone}` });
    const message = await sent(lead, { template: templates.tencent, values: { 1: '云帆贸易', 2: '周五' } }, { object: 'lead' });
    await work(message);
    expect(tencent.taken).toMatchObject([
      { to: `+86${phone}`, signature: '华泵科技', code: '2001', values: ['云帆贸易', '周五'], id: message },
    ]);
    const sid = tencent.taken[0]?.providerId;
    const status = { user_receive_time: '2026-03-31 10:00:05', nationcode: '86', mobile: phone, report_status: 'FAIL', sid };
    const failed = await report('tencent', [{ ...status, errmsg: 'MK:0001', description: '空号' }]);
    expect(failed.body).toEqual({ result: 0, errmsg: 'OK' });
    await report('tencent', [{ ...status, errmsg: 'MK:0001', description: '空号' }]);
    expect(await messageOf(message)).toMatchObject({ status: 'failed', reason: '运营商未送达（空号，MK:0001）' });
    const notices = (await seller.get('/notifications')).body.items.filter((one: { kind: string }) => one.kind === 'messageFailed');
    expect(notices).toMatchObject([
      { object: 'lead', record: { id: lead }, text: '发给线索“王强”的短信没有送达：运营商未送达（空号，MK:0001）' },
    ]);
  });

  it('that the service refuses has failed, in plain words, and an administrator’s part stands with the account', async () => {
    const message = await sent(await person());
    aliyun.next = [{ status: 200, json: { Code: 'isv.AMOUNT_NOT_ENOUGH', Message: '账户余额不足' } }];
    await work(message);
    const reason = '阿里云短信：账户余额或套餐不足，或没有开通短信服务（isv.AMOUNT_NOT_ENOUGH）';
    expect(await messageOf(message)).toMatchObject({ status: 'failed', reason });
    expect((await accountOf('aliyun')).failure).toBe(reason);
    await work(await sent(await person()));
    expect((await accountOf('aliyun')).failure).toBeNull();
  });
});

describe('a message is refused', () => {
  const refusal = async (...args: Parameters<typeof send>) => {
    const { status, body } = await send(...args);
    return [status, body.code];
  };
  const consent = async (object: string, id: string) =>
    good(await tenant.as.seller.post(`/records/${object}/${id}/consents`, { purpose: 'marketingSms', source: 'phone' }), 201).id;
  afterEach(() => tenant.as.admin.delete('/meta/parts/smsSettings/sms'));

  it('without a mobile number, with wrong variables, or where the template can not be used', async () => {
    const id = await person();
    expect(await refusal(await person({ phone: '0571-88888888' }))).toEqual([422, 'SMS_NO_MOBILE']);
    expect(await refusal(await person({ phone: null }))).toEqual([422, 'SMS_NO_MOBILE']);
    const { body } = await send(id, { values: { customer: '张伟', time: ' ', other: 'x' } });
    expect(body.errors).toMatchObject([{ field: 'values.time', code: 'REQUIRED' }]);
    expect((await send(id, { values: { ...values, time: '长'.repeat(201) } })).body.errors).toMatchObject([
      { field: 'values.time', code: 'TOO_LONG' },
    ]);
    good(await tenant.as.admin.patch(`/records/smsTemplate/${templates.plain}`, { active: false }));
    expect((await send(id, { template: templates.plain })).body.errors[0]).toMatchObject({ field: 'template', code: 'INVALID_VALUE' });
    good(await tenant.as.admin.patch(`/records/smsTemplate/${templates.plain}`, { active: true }));
    good(await connect(tenant, aliyun, { active: false }));
    expect(await refusal(id)).toEqual([422, 'NO_SMS']);
  });

  it('to who may not text, or not this person', async () => {
    const id = await person();
    const { readOnly, outsider, manager } = tenant.as;
    expect(await refusal(id, {}, { who: readOnly })).toEqual([403, 'FORBIDDEN']);
    expect(await refusal(id, {}, { who: outsider })).toEqual([404, 'NOT_FOUND']);
    expect(await refusal(id, {}, { who: other.as.admin })).toEqual([404, 'NOT_FOUND']);
    good(await send(id, {}, { who: manager }));
  });

  it('to who took the consent back, on whichever record; marketing to who gave none, and at night', async () => {
    const phone = mobile();
    const id = await person({ phone });
    const lead = await create(tenant.as.seller, 'lead', { name: '张伟', company: '恒润化工', phone });
    expect(await refusal(id, { template: templates.sale })).toEqual([422, 'SMS_NO_CONSENT']);
    const given = await consent('contact', id);
    good(await send(id, { template: templates.sale }));
    for (const [at, status] of [
      ['2026-03-31T12:59:59Z', 200],
      ['2026-03-31T13:00:00Z', 422],
      ['2026-03-31T23:59:59Z', 422],
      ['2026-04-01T00:00:00Z', 200],
    ] as const) {
      clock.set(at);
      const answer = await send(id, { template: templates.sale });
      expect([at, answer.status, answer.body.code]).toEqual([at, status, status === 200 ? undefined : 'SMS_QUIET']);
    }
    // the same person as a lead, found by the number
    good(await tenant.as.seller.post(`/records/contact/${id}/consents/${given}/withdraw`), 204);
    expect(await refusal(lead, {}, { object: 'lead' })).toEqual([422, 'SMS_WITHDRAWN']);
    expect(await refusal(id)).toEqual([422, 'SMS_WITHDRAWN']);
    await consent('contact', id);
    good(await send(id));
  });

  it('beyond the share of a number or a sender for the day; what failed does not count', async () => {
    const { admin, seller, manager } = tenant.as;
    expect((await admin.put('/meta/parts/smsSettings/sms', { perRecipient: 2 })).status).toBeLessThan(300);
    const id = await person();
    await sent(id);
    const failing = await sent(id);
    aliyun.next = [{ status: 200, json: { Code: 'isv.BUSINESS_LIMIT_CONTROL' } }];
    await work(failing);
    const answers = await Promise.all([send(id), send(id), send(id, {}, { who: manager })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422, 422]);
    expect((await send(id)).body).toMatchObject({ code: 'SMS_RECIPIENT_LIMIT', title: expect.stringContaining('2 条') });
    // 23:59:59, then midnight in Shanghai
    clock.set('2026-03-31T15:59:59Z');
    expect(await refusal(id)).toEqual([422, 'SMS_RECIPIENT_LIMIT']);
    clock.set('2026-03-31T16:00:00Z');
    good(await send(id));
    const [{ n }] = await query('select count(*)::int as n from sent_message where tenant_id = $1 and owner = $2 and sent_at >= $3', [
      tenant.id,
      seller.user,
      '2026-03-31T16:00:00Z',
    ]);
    expect((await admin.put('/meta/parts/smsSettings/sms', { perSender: n })).status).toBeLessThan(300);
    expect(await refusal(await person())).toEqual([422, 'SMS_SENDER_LIMIT']);
    good(await send(await person({}, manager), {}, { who: manager }));
    expect((await seller.put('/meta/parts/smsSettings/sms', { perSender: 1 })).status).toBe(403);
  });
});

describe('sending', () => {
  it('is tried again only when surely nothing was sent, and given up after two hours', async () => {
    const [throttled, unreachable] = [await sent(await person()), await sent(await person())];
    aliyun.next = [{ status: 400, json: { Code: 'Throttling.User', Message: 'Request was denied due to user flow control.' } }];
    await work(throttled);
    expect([await dispatchOf(throttled), (await messageOf(throttled)).status]).toMatchObject([{ state: 'waiting', tries: 1 }, 'queued']);
    const [job] = await query('select run_at from graphile_worker.jobs where key = $1', [`message:${throttled}`]);
    expect(job.run_at.toISOString()).toBe('2026-03-31T02:00:30.000Z');
    await work(throttled);
    expect([aliyun.taken.length, (await messageOf(throttled)).status]).toEqual([1, 'sent']);

    const closed = await smsSimulator('aliyun', () => clock.now());
    await closed.close();
    good(await connect(tenant, aliyun, { endpoint: closed.endpoint }));
    await work(unreachable);
    expect([await dispatchOf(unreachable), (await accountOf('aliyun')).failure]).toMatchObject([
      { state: 'waiting' },
      '阿里云短信：连接不上',
    ]);
    clock.advance(2 * 3_600_000 + 1);
    await work(unreachable);
    expect(await messageOf(unreachable)).toMatchObject({ status: 'failed', reason: '超过 2 小时没有发出，已放弃' });
  });

  it('is never tried again when the answer is lost; a receipt settles it', async () => {
    const message = await sent(await person());
    aliyun.next = ['drop'];
    await work(message);
    expect(await messageOf(message)).toMatchObject({ status: 'unconfirmed', reason: expect.stringContaining('不会自动重发') });
    await work(message);
    expect([aliyun.asked, aliyun.taken.length]).toEqual([1, 1]);
    await report('aliyun', [receipt({ biz_id: aliyun.taken[0]?.providerId, out_id: message })]);
    expect(await messageOf(message)).toMatchObject({ status: 'delivered', reason: null, providerId: aliyun.taken[0]?.providerId });
  });

  it('is not done for who was erased meanwhile, and erasure finds what was sent', async () => {
    const { admin, seller } = tenant.as;
    const phone = mobile();
    const lead = await create(seller, 'lead', { name: '贺兰敏之', company: '某公司', phone });
    const gone = await sent(lead, { values: { ...values, customer: '贺兰敏之' } }, { object: 'lead' });
    await work(gone);
    const waiting = await sent(lead, { values: { ...values, customer: '贺兰敏之' } }, { object: 'lead' });
    const places = async (word: string) => [
      ...(await query("select id from sent_message where sent_message::text like '%' || $1 || '%'", [word])),
      ...(await query("select record_id from message_dispatch where message_dispatch::text like '%' || $1 || '%'", [word])),
    ];
    expect([(await places('贺兰敏之')).length, (await places(phone)).length]).toEqual([3, 2]);
    const preview = good(await admin.post(`/records/lead/${lead}/person/preview`, {}));
    expect(preview.linked).toContainEqual({ object: 'sentMessage', count: 2 });
    const system = await app.app.contextFor({ tenant: tenant.id });
    const meta = system.meta.object('lead');
    if (!meta) throw new Error('no leads');
    const erasure = await orderErasure(await admin.context(), meta, lead, { mode: 'anonymise', reason: '本人要求' });
    await runErasure(system, erasure, async () => undefined);
    expect([await places('贺兰敏之'), await places(phone)]).toEqual([[], []]);
    await work(waiting);
    expect(await messageOf(waiting)).toMatchObject({ status: 'failed', reason: '接收号码已被清除' });
    expect(aliyun.taken).toHaveLength(1);
  });
});

describe('what a service reports', () => {
  it('is believed by the secret address alone, which can be changed', async () => {
    const { address } = await accountOf('aliyun');
    const token = address.slice(-32);
    for (const wrong of [
      'nonsense',
      `${other.id}-aliyun-${token}`,
      `${tenant.id}-tencent-${token}`,
      `${tenant.id}-aliyun-${'A'.repeat(32)}`,
    ])
      expect((await report('aliyun', [receipt({})], wrong)).status).toBe(404);
    expect((await report('aliyun', { no: 'list' })).body.errors[0].field).toBe('body');
    const renewed = good(await tenant.as.admin.post('/sms/accounts/aliyun/address')).address;
    expect((await report('aliyun', [receipt({})], address)).status).toBe(404);
    expect((await report('aliyun', [receipt({})], renewed)).status).toBe(200);
  });

  it('before the answer is written down comes again: the id is not known yet', async () => {
    const message = await sent(await person(), { template: templates.tencent, values: { 1: '恒润', 2: '周五' } });
    await query("update message_dispatch set state = 'calling', called_at = $2 where record_id = $1", [message, start]);
    const early = await report('tencent', [{ sid: '2028:unknown', report_status: 'SUCCESS', errmsg: 'DELIVRD' }]);
    expect([early.status, early.headers['retry-after']]).toEqual([503, '60']);
    // whoever asked two minutes ago has died
    clock.advance(120_000);
    expect((await report('tencent', [{ sid: '2028:unknown', report_status: 'SUCCESS', errmsg: 'DELIVRD' }])).status).toBe(200);
  });
});

describe('a process that is killed', () => {
  let child: ChildProcess | undefined;
  // left alive after a failure it would hold the output of the whole run open
  afterAll(() => void child?.kill('SIGKILL'));

  /** A worker in a process of its own. */
  function workerProcess(message: string): ChildProcess {
    const at = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
    const program = `
      const { openRuntime } = await import(${at('./runtime.ts')});
      const { readConfig } = await import(${at('./config.ts')});
      const { testClock } = await import(${at('../../platform/kernel/index.ts')});
      const config = { ...readConfig({}), dataDir: process.env.DATA, outboundPrivate: true };
      const clock = testClock(process.env.NOW);
      const runtime = await openRuntime({ config, clock, quiet: true, ready: { ownerUrl: process.env.OWNER_URL, appUrl: process.env.APP_URL } });
      const { app } = runtime;
      await app.registry.jobs.get('engagement.sendMessage').run(
        { app, contextFor: app.contextFor, signal: new AbortController().signal },
        { tenant: Number(process.env.TENANT), message: process.env.MESSAGE },
      );
    `;
    return spawn(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      env: {
        ...process.env,
        DATA: app.app.dataDir,
        OWNER_URL: app.runtime.ownerUrl,
        APP_URL: String(app.app.database.pool.options.connectionString),
        TENANT: String(tenant.id),
        MESSAGE: message,
        NOW: start,
      },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
  }

  it('leaves no message that is sent twice, and none that waits for ever', async () => {
    const id = await person();
    const asking = await sent(id);
    let answer = () => {};
    aliyun.next = [new Promise<void>((done) => (answer = done))];
    const sender = workerProcess(asking);
    child = sender;
    await until(() => aliyun.asked === 1, 'the request');
    const died = new Promise((resolve) => sender.once('exit', resolve));
    sender.kill('SIGKILL');
    await died;
    answer();
    await until(() => aliyun.taken.length === 1, 'the message at the service');
    expect(await dispatchOf(asking)).toMatchObject({ state: 'calling' });
    // the queue hands the job out again
    const waiting = await sent(id);
    await work(asking);
    await work(waiting);
    expect(aliyun.taken.map(({ id: message }) => message)).toEqual([asking, waiting]);
    expect([(await messageOf(asking)).status, (await messageOf(waiting)).status]).toEqual(['unconfirmed', 'sent']);
    await report('aliyun', [receipt({ biz_id: aliyun.taken[0]?.providerId, out_id: asking })]);
    expect((await messageOf(asking)).status).toBe('delivered');
  });
});
