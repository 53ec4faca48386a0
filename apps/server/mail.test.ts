import { testClock } from '@huanke/platform/kernel';
import { sendNotices } from '@huanke/platform/mail';
import { notify } from '@huanke/platform/notifications';
import { until } from '@huanke/platform/testing';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Client, type TestApp, type TestTenant, testApp } from './testing.ts';

/** E-mail through a real SMTP server on loopback: what is sent to whom and when, and what is not. */
interface Received {
  readonly to: string;
  readonly headers: string;
  readonly body: string;
}

let app: TestApp;
let tenant: TestTenant;
let other: TestTenant;
let received: Received[] = [];
let refuse: 'nobody' | 'recipient' | 'everything' = 'nobody';
// 10:00 in Shanghai
const clock = testClock('2026-03-31T02:00:00Z');

const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  allowInsecureAuth: true,
  onAuth: ({ username, password }, _session, done) =>
    username === 'crm' && password === '邮箱密码' ? done(null, { user: username }) : done(new Error('no')),
  onRcptTo: (_address, _session, done) => {
    if (refuse === 'nobody') return done();
    const error = Object.assign(new Error('refused'), { responseCode: refuse === 'recipient' ? 550 : 451 });
    return done(error);
  },
  onData(stream, session, done) {
    const parts: Buffer[] = [];
    stream.on('data', (part: Buffer) => parts.push(part));
    stream.on('end', () => {
      const raw = Buffer.concat(parts).toString('utf8');
      const end = raw.indexOf('\r\n\r\n');
      received.push({ to: session.envelope.rcptTo[0]?.address ?? '', headers: unfold(raw.slice(0, end)), body: decoded(raw.slice(end)) });
      done();
    });
  },
});
let port = 0;

const unfold = (text: string) => text.replace(/\r\n[ \t]+/g, ' ');
/** The parts of a multipart mail with their transfer encoding taken off. */
const decoded = (raw: string) =>
  raw
    .split(/\r\n--[^\r\n]+/)
    .map((part) => {
      const [head = '', ...rest] = part.split('\r\n\r\n');
      const text = rest.join('\r\n\r\n');
      if (/base64/i.test(head)) return Buffer.from(text, 'base64').toString('utf8');
      if (!/quoted-printable/i.test(head)) return text;
      const bytes = text
        .replace(/=\r\n/g, '')
        .replace(/=([0-9A-F]{2})/g, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
      return Buffer.from(bytes, 'latin1').toString('utf8');
    })
    .join('\n');
const subjectOf = (mail: Received | undefined) => {
  const raw = /^Subject: (.*)$/m.exec(mail?.headers ?? '')?.[1] ?? '';
  return raw.replace(/=\?UTF-8\?([BQ])\?([^?]*)\?=\s*/gi, (_whole, how: string, text: string) =>
    how.toUpperCase() === 'B'
      ? Buffer.from(text, 'base64').toString('utf8')
      : Buffer.from(
          text.replaceAll('_', ' ').replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
          'latin1',
        ).toString('utf8'),
  );
};

const settings = () => ({
  host: '127.0.0.1',
  port,
  security: 'none',
  login: 'crm',
  secret: '邮箱密码',
  sender: 'crm@example.cn',
  senderName: '环客',
  site: 'https://crm.example.cn/',
});

beforeAll(async () => {
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
  port = (smtp.server.address() as { port: number }).port;
  app = await testApp({ clock, config: { outboundPrivate: true } });
  tenant = await app.tenant();
  other = await app.tenant();
  expect((await tenant.as.admin.put('/mail-server', settings())).status).toBe(200);
});
afterAll(async () => {
  await app.close();
  await new Promise<void>((resolve) => smtp.close(resolve));
});
beforeEach(() => {
  received = [];
  refuse = 'nobody';
});

const emailOf = async (who: Client) => (await tenant.as.admin.get(`/records/user/${who.user}`)).body.email as string;
const signal = new AbortController().signal;
/** What the job does at its time; errors are the job's reason to try again. */
const work = async () => sendNotices(await app.app.contextFor({ tenant: tenant.id }), signal);
const tell = async (who: Client, notice: Partial<Parameters<typeof notify>[1][number]> = {}) =>
  notify(await app.app.contextFor({ tenant: tenant.id }), [{ user: who.user, kind: 'mentioned', ...notice }]);
const newAccount = async (who: Client, name: string) => (await who.post('/records/account', { name })).body.id as string;

describe('the mail server', () => {
  it('is for administrators, and its password never comes back', async () => {
    const { admin, seller } = tenant.as;
    const { body } = await admin.get('/mail-server');
    expect(body.server).toMatchObject({ host: '127.0.0.1', port, login: 'crm', hasSecret: true, site: 'https://crm.example.cn' });
    expect(JSON.stringify(body)).not.toContain('邮箱密码');
    for (const call of [
      seller.get('/mail-server'),
      seller.put('/mail-server', settings()),
      seller.delete('/mail-server'),
      seller.post('/mail-server/test'),
    ])
      expect((await call).status).toBe(403);
    expect((await other.as.admin.get('/mail-server')).body).toEqual({ server: null });
    expect((await other.as.admin.post('/mail-server/test')).status).toBe(404);
    const { rows } = await app.app.owner.query('select secret from mail_server');
    expect(rows).toHaveLength(1);
    expect(rows[0].secret).toMatch(/^e1\./);
  });

  it('sends a test, and says in plain words why it can not', async () => {
    const { admin } = tenant.as;
    expect((await admin.post('/mail-server/test')).body).toEqual({ sent: true, to: await emailOf(admin), failure: null });
    expect(subjectOf(received[0])).toBe('邮件服务器可以使用');
    await admin.put('/mail-server', { ...settings(), secret: '错误' });
    expect((await admin.post('/mail-server/test')).body).toMatchObject({ sent: false, failure: '账号或密码不正确' });
    expect((await admin.get('/mail-server')).body.server).toMatchObject({ failure: '账号或密码不正确' });
    await admin.put('/mail-server', { ...settings(), port: 1 });
    expect((await admin.post('/mail-server/test')).body.failure).toMatch(/^连接不上邮件服务器/);
    await admin.put('/mail-server', settings());
    expect((await admin.get('/mail-server')).body.server.failure).toBeNull();
  });

  it('gets the password that is kept only as long as it is the same server', async () => {
    const { admin } = tenant.as;
    const { secret: _secret, ...same } = settings();
    expect((await admin.put('/mail-server', { ...same, senderName: '新名字' })).status).toBe(200);
    expect((await admin.post('/mail-server/test')).body.sent).toBe(true);
    for (const moved of [{ host: 'localhost' }, { port: 2525 }, { login: 'x' }])
      expect(await admin.put('/mail-server', { ...same, ...moved })).toMatchObject({
        status: 422,
        body: { errors: [{ field: 'secret' }] },
      });
  });

  it('is refused when it is none', async () => {
    const { admin } = tenant.as;
    const wrong: [object, string][] = [
      [{ host: '' }, 'host'],
      [{ host: 'a b' }, 'host'],
      [{ port: 0 }, 'port'],
      [{ port: '465' }, 'port'],
      [{ security: 'ssl' }, 'security'],
      [{ sender: 'x' }, 'sender'],
      [{ site: 'javascript:alert(1)' }, 'site'],
      [{ login: 7 }, 'login'],
    ];
    for (const [part, field] of wrong)
      expect((await admin.put('/mail-server', { ...settings(), ...part })).body.errors, field).toMatchObject([{ field }]);
    expect((await admin.put('/mail-server', { ...settings(), more: 1 })).status).toBe(400);
  });

  it('may not be one inside of the installation unless the operator allows it', async () => {
    const strict = await testApp({ clock });
    try {
      const { admin } = (await strict.tenant()).as;
      expect((await admin.put('/mail-server', settings())).status).toBe(200);
      expect((await admin.post('/mail-server/test')).body).toMatchObject({ sent: false, failure: '邮件服务器在内部网络，系统不允许连接' });
      expect(received).toEqual([]);
    } finally {
      await strict.close();
    }
  });
});

describe('notices by e-mail', () => {
  it('go out once, also when the worker was killed after the server took them', async () => {
    const { seller } = tenant.as;
    await tell(seller);
    await Promise.all([work(), work()]);
    await work();
    expect(received).toHaveLength(1);
  });

  it('are tried again when the server is away, and given up when it refuses the person', async () => {
    const { seller, manager } = tenant.as;
    refuse = 'everything';
    await tell(seller);
    await tell(manager);
    await expect(work()).rejects.toThrow();
    expect(received).toEqual([]);
    expect((await tenant.as.admin.get('/mail-server')).body.server.failure).toContain('不接受');
    refuse = 'nobody';
    await work();
    expect(received).toHaveLength(2);
    refuse = 'recipient';
    await tell(seller);
    await work();
    refuse = 'nobody';
    await work();
    expect(received).toHaveLength(2);
  });

  it('say nothing of what was read, and of what the person may not see when they go out', async () => {
    const { admin, seller, colleague } = tenant.as;
    const id = await newAccount(seller, '机密公司');
    await tell(seller, { object: 'account', record: id, data: { by: admin.user } });
    await admin.patch(`/records/account/${id}`, { owner: colleague.user });
    await tell(seller, { kind: 'taskDue' });
    await seller.post('/notifications/read', { all: true });
    await work();
    expect(received.filter((mail) => mail.to !== '' && mail.body.includes('机密公司') && !mail.to.includes('colleague'))).toEqual([]);
    // sent later, it stays unsaid
    await admin.patch(`/records/account/${id}`, { owner: seller.user });
    await work();
    expect(JSON.stringify(received.map((mail) => mail.body))).not.toContain('提到了您');
  });

  it('wait for the end of quiet hours and for the digest, by the clock of the person', async () => {
    const { seller } = tenant.as;
    const at = async (time: string) => {
      clock.set(time);
      await work();
    };
    await seller.patch('/notification-choices', { quiet: { from: '22:00', to: '07:30' }, timeZone: 'Asia/Shanghai' });
    clock.set('2026-04-01T15:00:00Z'); // 23:00
    await tell(seller);
    await at('2026-04-01T23:29:00Z');
    expect(received).toHaveLength(0);
    await at('2026-04-01T23:30:00Z'); // 07:30
    expect(received).toHaveLength(1);

    await seller.patch('/notification-choices', { mail: 'daily', digestHour: 9, quiet: null });
    clock.set('2026-04-02T02:00:00Z'); // 10:00
    await tell(seller);
    await tell(seller, { kind: 'taskDue' });
    await at('2026-04-03T00:59:00Z');
    expect(received).toHaveLength(1);
    await at('2026-04-03T01:00:00Z');
    expect(received).toHaveLength(2);
    expect(subjectOf(received[1])).toBe('您有 2 条新通知');

    // Monday at nine; then the person changes their mind
    await seller.patch('/notification-choices', { mail: 'weekly', digestDay: 1 });
    await tell(seller);
    await at('2026-04-05T02:00:00Z');
    expect(received).toHaveLength(2);
    await seller.patch('/notification-choices', { mail: 'now' });
    await work();
    expect(received).toHaveLength(3);
    await seller.patch('/notification-choices', { mail: null, digestDay: null, digestHour: null, quiet: 'company', timeZone: null });
  });

  it('end by one click of a signed link, for that kind only', async () => {
    const { seller } = tenant.as;
    await tell(seller);
    await work();
    const link = /<https:\/\/crm\.example\.cn\/api\/v1(\/mail\/unsubscribe\/[^>]+)>/.exec(received[0]?.headers ?? '')?.[1] ?? '';
    // looking at it changes nothing: scanners of mail do
    const page = await app.anonymous.get(link);
    expect(page.status).toBe(200);
    expect(page.text).toContain('不再接收“提到我、回复我”的邮件？');
    expect((await seller.get('/notification-choices')).body.choice.ways.mention).toEqual({ bell: true, mail: true, push: true, app: true });
    const done = await app.anonymous.send('POST', link, 'List-Unsubscribe=One-Click', {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(done.status).toBe(200);
    expect((await seller.get('/notification-choices')).body.choice.ways).toMatchObject({
      mention: { bell: true, mail: false },
      due: { mail: true },
    });
    await tell(seller);
    await work();
    expect(received).toHaveLength(1);
    for (const forged of [
      link.replace('.mention.', '.due.'),
      link.slice(0, -1) + (link.endsWith('x') ? 'y' : 'x'),
      link.replace(seller.user, tenant.as.manager.user),
      '/mail/unsubscribe/1.2',
    ])
      expect((await app.anonymous.get(forged)).status, forged).toBe(404);
    await seller.patch('/notification-choices', { ways: { mention: null } });
  });

  it('follow what the company and then the person chose', async () => {
    const { admin, seller, manager } = tenant.as;
    expect((await seller.patch('/notification-choices/company', { mail: 'daily' })).status).toBe(403);
    await admin.patch('/notification-choices/company', {
      ways: { mention: { bell: true, mail: false }, due: { bell: false, mail: true } },
    });
    await seller.patch('/notification-choices', { ways: { mention: { bell: false, mail: true } } });
    const unread = async (who: Client) => (await who.get('/notifications')).body.unread as number;
    const [before, managers] = [await unread(seller), await unread(manager)];
    await tell(seller);
    await tell(manager);
    await tell(manager, { kind: 'taskDue' });
    await work();
    expect(received.map((mail) => mail.to).sort()).toEqual([await emailOf(seller), await emailOf(manager)].sort());
    expect([await unread(seller), await unread(manager)]).toEqual([before, managers + 1]);
    await admin.patch('/notification-choices/company', { ways: null });
    await seller.patch('/notification-choices', { ways: null });
    expect((await seller.get('/notification-choices')).body.own.ways).toBeUndefined();
  });

  it('refuse choices that are none', async () => {
    const { seller } = tenant.as;
    const wrong: [object, string, number][] = [
      [{ mail: 'hourly' }, 'mail', 422],
      [{ digestHour: 24 }, 'digestHour', 422],
      [{ digestDay: 7 }, 'digestDay', 422],
      [{ quiet: { from: '25:00', to: '07:00' } }, 'quiet.from', 422],
      [{ quiet: { from: '07:00', to: '07:00' } }, 'quiet.to', 422],
      [{ quiet: 7 }, 'quiet', 400],
      [{ timeZone: 'Mars/Base' }, 'timeZone', 422],
      [{ timeZone: 8 }, 'timeZone', 400],
      [{ ways: { gossip: { bell: true, mail: true } } }, 'ways.gossip', 400],
      [{ ways: { due: { bell: true } } }, 'ways.due', 422],
      [{ ways: { due: { bell: 1, mail: true } } }, 'ways.due.bell', 400],
      [{ follow: { everybody: true } }, 'follow.everybody', 400],
      [{ constructor: 1 }, 'constructor', 400],
    ];
    for (const [body, field, status] of wrong)
      expect(await seller.patch('/notification-choices', body), field).toMatchObject({ status, body: { errors: [{ field }] } });
  });
});

describe('with a worker', () => {
  it('tell in the person’s language, with a link and the words of the comment, as text and HTML', async () => {
    const { seller, manager } = tenant.as;
    const id = await newAccount(seller, '发信公司');
    const mark = `<span data-mention="${manager.user}">@经理</span>`;
    await app.startWork();
    await seller.post(`/records/account/${id}/comments`, { body: `${mark} 价格 <b>5 < 6</b>` });
    const mail = await until(async () => received.find((one) => subjectOf(one).endsWith('在客户“发信公司”中提到了您')));
    expect(mail.to).toBe(await emailOf(manager));
    expect(mail.headers).toMatch(/^From: .*<crm@example\.cn>$/m);
    expect(mail.headers).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click$/m);
    expect(mail.body).toContain(`https://crm.example.cn/o/account/${id}`);
    expect(mail.body).toContain('@经理 价格 5 < 6');
    expect(mail.body).toContain('@经理 价格 5 &lt; 6');
    expect(mail.body).toContain('不再接收“提到我、回复我”的邮件');
  });
});

describe('letters', () => {
  it('bring invitations and new passwords', async () => {
    const { admin } = tenant.as;
    const invited = await admin.post('/users/invite', { name: '新同事', email: 'new.colleague@example.cn' });
    expect(invited).toMatchObject({ status: 201, body: { mailed: true } });
    const mail = await until(async () => received.find((one) => one.to === 'new.colleague@example.cn'));
    expect(mail.body).toContain(`https://crm.example.cn${invited.body.link}`);
    const without = await other.as.admin.post('/users/invite', { name: '新同事', email: 'other.colleague@example.cn' });
    expect(without.body).toMatchObject({ mailed: false, link: expect.stringContaining('/invite/') });

    const token = String(invited.body.link).split('/').at(-1);
    expect((await app.anonymous.post(`/invitations/${token}/accept`, { password: 'first password 1' })).status).toBe(200);
    received = [];
    // once each: a second request would end the link of the first
    for (const email of ['new.colleague@example.cn', 'nobody@example.cn'])
      expect((await app.anonymous.post('/auth/password-reset', { email })).status).toBe(204);
    const reset = await until(async () => received.find((one) => one.to === 'new.colleague@example.cn'));
    const link = /https:\/\/crm\.example\.cn\/reset-password\/([A-Za-z0-9_-]+)/.exec(reset.body)?.[1];
    expect((await app.anonymous.post(`/auth/password-reset/${link}`, { password: 'second password 2' })).status).toBe(204);
    expect((await app.anonymous.post('/auth/login', { email: 'new.colleague@example.cn', password: 'second password 2' })).status).toBe(
      200,
    );
  });

  it('that would open several companies are not sent through one of them', async () => {
    const email = 'two.companies@example.cn';
    for (const who of [tenant.as.admin, other.as.admin]) {
      const { body } = await who.post('/users/invite', { name: '两家', email });
      const token = String(body.link).split('/').at(-1);
      expect((await app.anonymous.post(`/invitations/${token}/accept`, { password: 'first password 1' })).status).toBe(200);
    }
    received = [];
    await app.anonymous.post('/auth/password-reset', { email });
    const { body } = await tenant.as.admin.post('/users/invite', { name: '后来的', email: 'later@example.cn' });
    expect(body.mailed).toBe(true);
    await until(async () => received.find((one) => one.to === 'later@example.cn'));
    expect(received.filter((one) => one.to === email && one.body.includes('reset-password'))).toEqual([]);
  });
});
