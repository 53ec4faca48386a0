import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { testClock } from '@huanke/platform/kernel';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Client, ok, type TestApp, type TestTenant, testApp } from './testing.ts';

/** SAL-18, calls: a telephone system on loopback that reports by the documented interface and places calls. */
let app: TestApp;
let tenant: TestTenant;
let other: TestTenant;
// 10:00 in Shanghai
const clock = testClock('2026-03-31T02:00:00Z');

interface Line {
  readonly id: string;
  readonly address: string;
  readonly secret: string;
}
let line: Line;

const asked: { body: string; signature: string }[] = [];
let answer = { status: 200, body: '{"callId":"placed-1"}' };
const system: Server = createServer((request, response) => {
  let body = '';
  request.on('data', (part) => {
    body += part;
  });
  request.on('end', () => {
    asked.push({ body, signature: String(request.headers['huanke-signature']) });
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
  });
});

const sign = (body: string | Buffer, secret: string, at = clock.now()) => {
  const t = Math.floor(at.getTime() / 1000);
  return `t=${t},v1=${createHmac('sha256', secret).update(`${t}.`).update(body).digest('hex')}`;
};
const report = (news: object, by: { line?: Line; signature?: string } = {}) => {
  const { line: from = line } = by;
  const body = JSON.stringify(news);
  return app.anonymous.send('POST', `/telephony/${from.address}/events`, body, {
    'content-type': 'application/json',
    'huanke-signature': by.signature ?? sign(body, from.secret),
  });
};
let serial = 0;
const ended = (more: object = {}) => {
  serial += 1;
  return {
    event: 'ended',
    callId: `call-${serial}`,
    direction: 'in',
    from: '+86 138-0013-8000',
    to: '057188888888',
    agent: null as string | null,
    startedAt: '2026-03-31T01:50:00Z',
    answeredAt: '2026-03-31T01:50:20Z',
    endedAt: '2026-03-31T01:52:00Z',
    ...more,
  };
};
const create = async (who: Client, object: string, values: object) => {
  const made = await who.post(`/records/${object}`, values);
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return made.body.id as string;
};
const emailOf = async (who: Client) => (await tenant.as.admin.get(`/records/user/${who.user}`)).body.email as string;
const calls = async () =>
  (await app.app.owner.query('select count(*)::int as count from call_log where tenant_id = $1', [tenant.id])).rows[0].count as number;

let account: string;
let contact: string;

beforeAll(async () => {
  await new Promise<void>((done) => system.listen(0, '127.0.0.1', done));
  app = await testApp({ clock, config: { outboundPrivate: true } });
  tenant = await app.tenant();
  other = await app.tenant();
  const { seller, admin } = tenant.as;
  account = await create(seller, 'account', { name: '恒润化工' });
  contact = await create(seller, 'contact', { name: '张伟', account, phone: '13800138000' });
  const url = `http://127.0.0.1:${(system.address() as AddressInfo).port}/dial`;
  line = (await admin.post('/telephony/lines', { name: '呼叫中心', callUrl: url })).body;
});
afterAll(async () => {
  await app.close();
  await new Promise((done) => system.close(done));
});
beforeEach(() => {
  asked.length = 0;
  answer = { status: 200, body: '{"callId":"placed-1"}' };
});

describe('a telephone system', () => {
  it('is connected by administrators, and its secret shows once', async () => {
    const { admin, seller } = tenant.as;
    const { body, text } = await admin.get('/telephony/lines');
    expect(body.items).toMatchObject([{ id: line.id, name: '呼叫中心', active: true, address: line.address }]);
    expect(line.secret).toMatch(/^hkts_/);
    expect(text).not.toContain(line.secret);
    for (const call of [
      seller.get('/telephony/lines'),
      seller.post('/telephony/lines', { name: 'x' }),
      seller.delete(`/telephony/lines/${line.id}`),
    ])
      expect((await call).status).toBe(403);
    expect((await other.as.admin.get('/telephony/lines')).body).toEqual({ items: [] });
    expect((await other.as.admin.delete(`/telephony/lines/${line.id}`)).status).toBe(404);
    expect((await admin.post('/telephony/lines', { name: ' ' })).body.errors[0].field).toBe('name');
    expect((await app.app.owner.query('select secret from telephony_line')).rows[0].secret).toMatch(/^e1\./);
  });

  it('is believed by its signature alone, and not for long', async () => {
    const before = await calls();
    const news = ended();
    const body = JSON.stringify(news);
    for (const signature of [
      '',
      'v1=00',
      sign(body, 'another'),
      sign(`${body} `, line.secret),
      sign(body, line.secret, new Date('2026-03-31T01:54:00Z')),
      sign(body, line.secret, new Date('2026-03-31T02:06:00Z')),
    ])
      expect([(await report(news, { signature })).status, await calls()]).toEqual([401, before]);
    expect((await report(news, { line: { ...line, address: `${other.id}-${line.id}` } })).status).toBe(404);
    expect((await report(news, { line: { ...line, address: 'nonsense' } })).status).toBe(404);
    expect((await report(news, { signature: sign(body, line.secret, new Date('2026-03-31T01:56:00Z')) })).status).toBe(200);
  });

  it('is told which field it got wrong', async () => {
    for (const [wrong, field] of [
      [{ callId: '' }, 'callId'],
      [{ direction: 'up' }, 'direction'],
      [{ endedAt: 'soon' }, 'endedAt'],
      [{ seconds: -1 }, 'seconds'],
      [{ outcome: 'great' }, 'outcome'],
    ] as const) {
      const { status, body } = await report(ended(wrong));
      expect([status, body.errors[0].field]).toEqual([422, field]);
    }
    const text = 'no json';
    expect(
      (await app.anonymous.send('POST', `/telephony/${line.address}/events`, text, { 'huanke-signature': sign(text, line.secret) })).body
        .code,
    ).toBe('MALFORMED_JSON');
  });
});

describe('a call that ended', () => {
  it('told twice, even at once, is one log (c), with the customer it concerned', async () => {
    const { seller } = tenant.as;
    const news = ended({ agent: await emailOf(seller), transcript: '谈了报价' });
    const before = await calls();
    const answers = await Promise.all([report(news), report(news), report(news)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    const ids = new Set(answers.map(({ body }) => body.call));
    expect(ids.size).toBe(1);
    expect(answers.filter(({ body }) => body.repeated)).toHaveLength(2);
    expect(await calls()).toBe(before + 1);
    const [id] = ids;
    const { body: call } = await seller.get(`/records/callLog/${id}`);
    expect(call).toMatchObject({
      direction: 'in',
      outcome: 'answered',
      seconds: 100,
      startAt: '2026-03-31T01:50:00.000Z',
      transcript: '谈了报价',
      owner: { id: seller.user },
    });
    expect(new Set(call.related.map((one: { id: string }) => one.id))).toEqual(new Set([contact, account]));
    expect((await seller.get(`/records/account/${account}/timeline`)).text).toContain(id);
    // a call of at least 30 seconds is a follow-up (SAL-4)
    expect((await seller.get(`/records/account/${account}`)).body.lastFollowAt).toBe('2026-03-31T01:50:00.000Z');
    const { rows } = await app.app.owner.query("select event from event where record_id = $1 and event = 'call.ended'", [id]);
    expect(rows).toHaveLength(1);
  });

  it('does not count as a follow-up when it was too short or not taken', async () => {
    const { seller } = tenant.as;
    const short = await create(seller, 'account', { name: '云帆贸易', phone: '13900139000' });
    await report(ended({ from: '13900139000', answeredAt: '2026-03-31T01:51:31Z' }));
    await report(ended({ from: '13900139000', answeredAt: null, outcome: 'missed' }));
    expect((await seller.get(`/records/account/${short}`)).body.lastFollowAt).toBeNull();
    await report(ended({ from: '13900139000', answeredAt: '2026-03-31T01:51:30Z' }));
    expect((await seller.get(`/records/account/${short}`)).body.lastFollowAt).not.toBeNull();
  });

  it('knows people by their office line and their other number, too', async () => {
    const { seller, admin } = tenant.as;
    const more = { workPhone: '0571-88776655', otherPhone: '13700137002' };
    const person = await create(seller, 'contact', { name: '两个号', phone: '13700137001', ...more });
    for (const from of ['+86 571 8877 6655', '137-0013-7002']) {
      const { call } = (await report(ended({ from }))).body;
      expect((await admin.get(`/records/callLog/${call}`)).body.related, from).toMatchObject([{ object: 'contact', id: person }]);
    }
  });

  it('asks whom it concerned where several bear the number, and never guesses', async () => {
    const { seller, outsider } = tenant.as;
    const one = await create(seller, 'contact', { name: '王强', phone: '0571-87654321' });
    const two = await create(seller, 'contact', { name: '王刚', phone: '(0571)8765 4321' });
    const { body } = await report(ended({ from: '+8657187654321', agent: await emailOf(seller) }));
    const { body: call } = await seller.get(`/records/callLog/${body.call}`);
    expect(call).toMatchObject({ related: null, toConfirm: true });
    const candidates = (await seller.get(`/calls/${body.call}/candidates`)).body.items;
    expect(candidates.map((item: { record: { id: string } }) => item.record.id).sort()).toEqual([one, two].sort());
    expect((await outsider.get(`/calls/${body.call}/candidates`)).status).toBe(404);
    const confirm = { input: { records: [{ object: 'contact', id: one }] } };
    expect((await outsider.post(`/records/callLog/${body.call}/actions/confirm`, confirm)).status).toBe(404);
    expect((await seller.post(`/records/callLog/${body.call}/actions/confirm`, confirm)).status).toBe(200);
    expect((await seller.get(`/records/callLog/${body.call}`)).body).toMatchObject({ related: [{ id: one }], toConfirm: false });
  });

  it('of an unknown number is given to who is made with it; a wrong record is replaced, and taken away', async () => {
    const { seller, outsider, readOnly } = tenant.as;
    const from = '13655556666';
    const { body } = await report(ended({ from, agent: await emailOf(seller) }));
    const candidates = async () =>
      ok(await seller.get(`/calls/${body.call}/candidates`)).body.items.map((one: { object: string; record: { id: string } }) => [
        one.object,
        one.record.id,
      ]);
    expect(await candidates()).toEqual([]);
    const make = async (object: string, values: object): Promise<string> => ok(await seller.post(`/records/${object}`, values)).body.id;
    const company = await make('account', { name: '海陵阀门' });
    const caller = await make('contact', { name: '顾师傅', account: company, phone: from });
    expect(await candidates()).toEqual([
      ['contact', caller],
      ['account', company],
    ]);
    const confirm = (who: Client, ...records: { object: string; id: string }[]) =>
      who.post(`/records/callLog/${body.call}/actions/confirm`, { input: { records } });
    const related = async () =>
      (await seller.get(`/records/callLog/${body.call}`)).body.related.map(
        (one: { object: string; id: string }) => `${one.object} ${one.id}`,
      );
    const wrong = await make('lead', { name: '打错的人', phone: '13655550000' });
    ok(await confirm(seller, { object: 'lead', id: wrong }));
    expect(await related()).toEqual([`lead ${wrong}`]);
    ok(await confirm(seller, { object: 'contact', id: caller }));
    expect((await related()).sort()).toEqual([`account ${company}`, `contact ${caller}`]);
    ok(await confirm(seller, { object: 'contact', id: caller }));
    expect((await related()).length).toBe(2);
    expect(await candidates()).toEqual([]);
    const hidden = ok(await outsider.post('/records/account', { name: '别人的客户' })).body.id;
    const refused = await confirm(seller, { object: 'account', id: hidden });
    expect([refused.status, refused.body.errors[0].field]).toEqual([422, 'records[0]']);
    expect((await confirm(readOnly, { object: 'contact', id: caller })).status).toBe(403);
    expect((await confirm(other.as.admin, { object: 'contact', id: caller })).status).toBe(404);
    ok(await confirm(seller));
    expect(await seller.get(`/records/callLog/${body.call}`)).toMatchObject({ body: { related: null, toConfirm: false } });
  });

  it('is seen by its owner and by those who see the customer', async () => {
    const { seller, manager, outsider, admin } = tenant.as;
    const { body } = await report(ended({ agent: await emailOf(outsider) }));
    const seen = async (who: Client) => (await who.get(`/records/callLog/${body.call}`)).status;
    expect(await Promise.all([seen(outsider), seen(seller), seen(manager), seen(admin)])).toEqual([200, 200, 200, 200]);
    expect(await seen(tenant.as.colleague)).toBe(404);
    expect(await seen(other.as.admin)).toBe(404);
    expect((await seller.post('/records/callLog', { subject: 'x' })).status).toBe(403);
  });
});

describe('a telephone that rings', () => {
  it('shows its person who it is, once', async () => {
    const { seller } = tenant.as;
    const news = {
      event: 'ringing',
      callId: 'ring-1',
      direction: 'in',
      from: '13800138000',
      to: '057188888888',
      agent: await emailOf(seller),
    };
    expect((await report(news)).body).toEqual({ event: 'ringing', told: 1 });
    expect((await report(news)).body).toEqual({ event: 'ringing', told: 0 });
    const notices = (await seller.get('/notifications')).body.items.filter((one: { kind: string }) => one.kind === 'callRinging');
    expect(notices).toMatchObject([{ object: 'contact', record: { id: contact }, text: '来电：13800138000，联系人“张伟”' }]);
    await report({ ...news, callId: 'ring-2', from: '13700137000' });
    expect((await seller.get('/notifications')).text).toContain('来电：13700137000，系统中没有这个号码');
    expect((await report({ ...news, callId: 'ring-3', agent: 'nobody@x.cn' })).body).toEqual({ event: 'ringing', told: 0 });
  });
});

describe('click-to-call', () => {
  it('asks the system, signed, and says when it does not take the call', async () => {
    const { seller } = tenant.as;
    expect((await seller.get('/communication-ways')).body).toEqual({ write: false, call: true, text: false });
    expect((await other.as.seller.get('/communication-ways')).body).toEqual({ write: false, call: false, text: false });
    const placed = await seller.post('/calls', { to: '+86 138-0013-8000' });
    expect([placed.status, placed.body]).toEqual([202, { callId: 'placed-1' }]);
    expect(asked).toHaveLength(1);
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({ event: 'call', agent: await emailOf(seller), to: '13800138000' });
    expect(asked[0]?.signature).toBe(sign(asked[0]?.body ?? '', line.secret));
    answer = { status: 503, body: '' };
    expect((await seller.post('/calls', { to: '13800138000' })).body.code).toBe('CALL_FAILED');
    expect((await seller.post('/calls', { to: 'nonsense' })).body.errors[0].field).toBe('to');
    expect((await tenant.as.readOnly.post('/calls', { to: '13800138000' })).status).toBe(403);
    expect((await other.as.seller.post('/calls', { to: '13800138000' })).body.code).toBe('NO_TELEPHONY');
    expect(asked).toHaveLength(2);
  });
});

describe('recordings', () => {
  const sound = Buffer.concat([Buffer.from('RIFF\u0024\u0000\u0000\u0000WAVE', 'latin1'), Buffer.alloc(64, 1)]);
  const hand = (callId: string, content = sound) =>
    app.anonymous.send('POST', `/telephony/${line.address}/calls/${callId}/recording`, content, {
      'content-type': 'audio/wav',
      'huanke-signature': sign(content, line.secret),
    });
  const allow = (recordingAnnounced: boolean) => tenant.as.admin.put('/meta/parts/callSettings/calls', { recordingAnnounced });
  const listened = async () =>
    (
      await app.app.owner.query("select by_user from audit_log where tenant_id = $1 and event = 'callLog.listened' order by at", [
        tenant.id,
      ])
    ).rows;

  it('are refused until the company has said that callers are told', async () => {
    const news = ended();
    await report(news);
    expect((await hand(news.callId)).body.code).toBe('RECORDING_OFF');
    expect((await tenant.as.seller.put('/meta/parts/callSettings/calls', { recordingAnnounced: true })).status).toBe(403);
    expect((await allow(true)).status).toBeLessThan(300);
    expect((await hand('unknown')).status).toBe(404);
    expect((await hand(news.callId, Buffer.from('no sound'))).body.errors[0].field).toBe('recording');
    expect((await hand(news.callId)).status).toBe(201);
    expect((await hand(news.callId)).status).toBe(200);
  });

  it('are heard by those who see the call, each time written down, and in no other way', async () => {
    const { seller, outsider, admin, owner } = tenant.as;
    const news = ended({ agent: await emailOf(seller) });
    const id = (await report(news)).body.call as string;
    await hand(news.callId);
    const before = (await listened()).length;
    const heard = await seller.get(`/calls/${id}/recording`);
    expect([heard.status, heard.headers['content-type'], heard.headers['content-length']]).toEqual([
      200,
      expect.stringMatching(/^audio\//),
      String(sound.length),
    ]);
    expect((await outsider.get(`/calls/${id}/recording`)).status).toBe(404);
    expect((await other.as.admin.get(`/calls/${id}/recording`)).status).toBe(404);
    expect((await listened()).slice(before)).toEqual([{ by_user: seller.user }]);
    const { rows } = await app.app.owner.query('select file_id from guarded_file where record_id = $1', [id]);
    expect(rows).toHaveLength(1);
    for (const who of [admin, owner, seller]) expect((await who.get(`/files/${rows[0].file_id}`)).status).toBe(404);
    expect((await seller.get(`/records/callLog/${id}/timeline`)).text).not.toContain(rows[0].file_id);
  });

  it('go after 180 days, the calls stay', async () => {
    const news = ended();
    const id = (await report(news)).body.call as string;
    await hand(news.callId);
    const job = app.app.registry.jobs.get('engagement.dropRecordings');
    const purge = app.app.registry.jobs.get('files.purge');
    const night = async () => {
      for (const one of [purge, job])
        await one?.run({ app: app.app, contextFor: app.app.contextFor, signal: new AbortController().signal }, {});
    };
    const left = async () => {
      const { rows } = await app.app.owner.query(
        `select c.has_recording as told, (select count(*)::int from guarded_file g join file f on f.tenant_id = g.tenant_id and f.id = g.file_id
          where g.record_id = c.id) as files from call_log c where c.id = $1 and c.deleted_at is null`,
        [id],
      );
      return rows;
    };
    clock.advance(180 * 86_400_000 - 1000);
    await night();
    expect(await left()).toEqual([{ told: true, files: 1 }]);
    clock.advance(2000);
    await night();
    expect(await left()).toEqual([{ told: false, files: 0 }]);
  });
});
