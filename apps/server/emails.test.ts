import { testClock } from '@huanke/platform/kernel';
import { type ImapServer, imapServer, type LetterParts, type SmtpSink, smtpSink } from '@huanke/platform/mailboxes/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, type TestApp, type TestTenant, testApp } from './testing.ts';

/** SAL-18, e-mail: real IMAP and SMTP servers on loopback, three colleagues with a mailbox each. */
let app: TestApp;
let tenant: TestTenant;
let other: TestTenant;
const boxes: Record<'seller' | 'colleague' | 'outsider', ImapServer> = {} as never;
let smtp: SmtpSink;
// 10:00 in Shanghai
const clock = testClock('2026-03-31T02:00:00Z');
const own = { seller: 'seller@ours.cn', colleague: 'colleague@ours.cn', outsider: 'outsider@ours.cn' } as const;
type Who = keyof typeof own;

const settings = (who: Who) => ({
  address: own[who],
  name: who,
  login: 'testuser',
  secret: 'testpass',
  imapHost: '127.0.0.1',
  imapPort: boxes[who].port,
  imapSecurity: 'none',
  smtpHost: '127.0.0.1',
  smtpPort: smtp.port,
  smtpSecurity: 'none',
});

/** What the job does when its mailbox is due. */
async function read(who: Who, of = tenant, signal = new AbortController().signal): Promise<void> {
  const job = app.app.registry.jobs.get('engagement.readMailbox');
  await job?.run({ app: app.app, contextFor: app.app.contextFor, signal }, { tenant: of.id, user: of.as[who].user });
}

const create = async (who: Client, object: string, values: object) => {
  const made = await who.post(`/records/${object}`, values);
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return made.body.id as string;
};
const query = async (who: Client, filter?: object) =>
  (
    await who.post('/records/emailMessage/query', {
      fields: ['subject', 'direction', 'related', 'owners', 'owner', 'toConfirm', 'thread', 'isPrivate'],
      ...(filter ? { filter } : {}),
      limit: 100,
    })
  ).body.records as {
    id: string;
    subject: string;
    direction: string;
    thread: string;
    toConfirm: boolean;
    related: { object: string; id: string }[];
    owners: { id: string }[];
  }[];
const bySubject = async (who: Client, subject: string) => query(who, { field: 'subject', op: 'contains', value: subject });
/** Beyond what anybody sees: what lies in the database. */
const stored = async (subject: string, of = tenant) =>
  (await app.app.owner.query('select id from email_message where tenant_id = $1 and subject = $2', [of.id, subject])).rows;
let serial = 0;
const letter = (parts: Partial<LetterParts> & Pick<LetterParts, 'subject'>): LetterParts => {
  serial += 1;
  return { from: '张伟 <zhang@hengrun.cn>', to: own.seller, id: `${serial}@hengrun.cn`, text: '您好，请看附件中的需求说明。', ...parts };
};

let account: string;
let contact: string;

beforeAll(async () => {
  for (const who of ['seller', 'colleague', 'outsider'] as const) boxes[who] = await imapServer();
  smtp = await smtpSink();
  app = await testApp({ clock, config: { outboundPrivate: true } });
  tenant = await app.tenant();
  other = await app.tenant();
  const { seller } = tenant.as;
  account = await create(seller, 'account', { name: '恒润化工' });
  contact = await create(seller, 'contact', { name: '张伟', account, email: 'Zhang@HengRun.cn' });
  for (const who of ['seller', 'colleague', 'outsider'] as const)
    expect((await tenant.as[who].put('/mailbox', settings(who))).status).toBe(200);
});
afterAll(async () => {
  await app.close();
  await smtp.close();
  for (const box of Object.values(boxes)) await box.close();
});

describe('a mailbox', () => {
  it('is its person’s own, and its password never comes back', async () => {
    const { seller, admin } = tenant.as;
    const { body, text } = await seller.get('/mailbox');
    expect(body.mailbox).toMatchObject({ address: own.seller, imapHost: '127.0.0.1', active: true, failure: null });
    expect(text).not.toContain('testpass');
    expect((await admin.get('/mailbox')).body).toEqual({ mailbox: null });
    expect((await other.as.seller.get('/mailbox')).body).toEqual({ mailbox: null });
    const { rows } = await app.app.owner.query('select secret from mailbox where tenant_id = $1', [tenant.id]);
    for (const { secret } of rows) expect(secret).toMatch(/^e1\./);
    const token = (await admin.post('/api-tokens', { name: 'x', scopes: ['*'] })).body.token ?? '';
    if (token) expect((await app.anonymous.get('/mailbox', { authorization: `Bearer ${token}` })).status).toBe(403);
  });

  it('gets its kept password only as long as the servers are the same', async () => {
    const { seller } = tenant.as;
    expect((await seller.put('/mailbox', { signature: '销售部' })).status).toBe(200);
    for (const moved of [{ imapHost: 'localhost' }, { smtpPort: 2525 }, { login: 'x' }]) {
      const { status, body } = await seller.put('/mailbox', moved);
      expect([status, body.errors[0].field]).toEqual([422, 'secret']);
    }
    expect((await seller.put('/mailbox', { blocked: ['nothing'] })).body.errors[0].field).toBe('blocked[0]');
  });

  it('is tried out both ways, and says in plain words what is wrong', async () => {
    const { seller } = tenant.as;
    expect((await seller.post('/mailbox/test')).body).toEqual({ reading: null, sending: null, folders: ['INBOX', 'Sent'] });
    await seller.put('/mailbox', { ...settings('seller'), secret: '错误' });
    const { body } = await seller.post('/mailbox/test');
    expect(body.reading).toMatch(/^账号或密码不正确/);
    expect(body.sending).toBe('账号或密码不正确');
    await seller.put('/mailbox', { ...settings('seller'), imapPort: 1, smtpPort: 1 });
    expect((await seller.post('/mailbox/test')).body.reading).toMatch(/^连接不上邮件服务器/);
    await read('seller');
    expect((await seller.get('/mailbox')).body.mailbox.failure).toMatch(/^连接不上邮件服务器/);
    await seller.put('/mailbox', settings('seller'));
    expect((await seller.get('/mailbox')).body.mailbox.failure).toBeNull();
  });
});

describe('what comes in', () => {
  it('is one letter with three owners when three colleagues have it (a), even all at once', async () => {
    const same = letter({ subject: '三个邮箱', to: Object.values(own).join(', ') });
    for (const box of Object.values(boxes)) box.deliver(same);
    await Promise.all([read('seller'), read('colleague'), read('outsider')]);
    expect(await stored('三个邮箱')).toHaveLength(1);
    const [found] = await bySubject(tenant.as.outsider, '三个邮箱');
    expect(found?.owners.map(({ id }) => id).sort()).toEqual(
      [tenant.as.seller.user, tenant.as.colleague.user, tenant.as.outsider.user].sort(),
    );
    // the contact, and the company they belong to
    expect(new Set(found?.related.map(({ id }) => id))).toEqual(new Set([contact, account]));
    await Promise.all([read('seller'), read('colleague'), read('outsider')]);
    expect(await stored('三个邮箱')).toHaveLength(1);
  });

  it('stays out when nobody in it is known (d), and leaves no trace', async () => {
    boxes.seller.deliver(
      letter({ subject: '家人来信', from: 'mum@home.example', files: [{ name: 'a.txt', type: 'text/plain', content: 'x' }] }),
    );
    boxes.seller.deliver(letter({ subject: '同事之间', from: own.colleague }));
    const files = await app.app.owner.query('select count(*)::int as count from file where tenant_id = $1', [tenant.id]);
    await read('seller');
    expect(await stored('家人来信')).toHaveLength(0);
    expect(await stored('同事之间')).toHaveLength(0);
    expect((await app.app.owner.query('select count(*)::int as count from file where tenant_id = $1', [tenant.id])).rows).toEqual(
      files.rows,
    );
  });

  it('is threaded by what it answers and never by its subject (b)', async () => {
    const first = letter({ subject: '报价', id: 'first@ours.cn', from: own.seller, to: 'zhang@hengrun.cn' });
    boxes.seller.deliver(letter({ subject: '换了主题', id: 'second@x', inReplyTo: 'first@ours.cn' }));
    await read('seller');
    // what was sent is met after its answer
    boxes.seller.deliver(first, 'Sent');
    boxes.seller.deliver(letter({ subject: '第三封', id: 'third@x', references: ['first@ours.cn', 'unknown@x'] }));
    boxes.seller.deliver(letter({ subject: '报价', id: 'stranger@x' }));
    await read('seller');
    const of = async (subject: string) => (await bySubject(tenant.as.seller, subject)).map(({ thread }) => thread);
    const [thread] = await of('换了主题');
    expect(await of('第三封')).toEqual([thread]);
    const threads = await of('报价');
    expect(threads).toHaveLength(2);
    expect(threads.filter((one) => one === thread)).toHaveLength(1);
    const [answer] = await bySubject(tenant.as.seller, '换了主题');
    const { body } = await tenant.as.seller.get(`/emails/${answer?.id}/thread`);
    expect(body.items.map((one: { subject: string }) => one.subject).sort()).toEqual(['换了主题', '第三封', '报价'].sort());
    expect((await bySubject(tenant.as.seller, '报价')).find((one) => one.thread === thread)?.direction).toBe('out');
  });

  it('puts two threads together once a letter shows that they are one', async () => {
    boxes.seller.deliver(letter({ subject: '甲', id: 'a@x', references: ['root@x', 'left@x'] }));
    boxes.seller.deliver(letter({ subject: '乙', id: 'b@x', references: ['right@x'] }));
    await read('seller');
    boxes.seller.deliver(letter({ subject: '丙', id: 'c@x', references: ['a@x', 'b@x'] }));
    await read('seller');
    const threads = await Promise.all(['甲', '乙', '丙'].map(async (subject) => (await bySubject(tenant.as.seller, subject))[0]?.thread));
    expect(new Set(threads).size).toBe(1);
  });

  it('means a contact before a lead, and asks where several bear the address', async () => {
    const { seller } = tenant.as;
    const lead = await create(seller, 'lead', { name: '李娜', company: '云帆', email: 'li@yunfan.cn' });
    boxes.seller.deliver(letter({ subject: '线索来信', from: 'LI@yunfan.cn' }));
    await read('seller');
    expect((await bySubject(seller, '线索来信'))[0]?.related).toMatchObject([{ object: 'lead', id: lead }]);
    const one = await create(seller, 'contact', { name: '王强', email: 'office@twins.cn' });
    const two = await create(seller, 'contact', { name: '王刚', email: 'office@twins.cn' });
    await create(seller, 'activity', { type: 'call', subject: '打过电话', related: [{ object: 'contact', id: one }] });
    await create(seller, 'lead', { name: '王某', email: 'office@twins.cn' });
    boxes.seller.deliver(letter({ subject: '两个王', id: 'twins@x', from: 'office@twins.cn' }));
    await read('seller');
    const [found] = await bySubject(seller, '两个王');
    expect(found).toMatchObject({ related: null, toConfirm: true });
    const candidates = (await seller.get(`/emails/${found?.id}/candidates`)).body.items;
    // the one with the newest activity first
    expect(candidates.map((item: { record: { id: string } }) => item.record.id)).toEqual([one, two]);
    // who does not have it in the mailbox does not say whom it means
    const confirm = { input: { records: [{ object: 'contact', id: two }] } };
    const url = `/records/emailMessage/${found?.id}/actions/confirm`;
    expect((await tenant.as.manager.post(url, confirm)).status).toBe(404);
    const hidden = await create(tenant.as.outsider, 'contact', { name: '别人的' });
    expect((await seller.post(url, { input: { records: [{ object: 'contact', id: hidden }] } })).body.errors[0]).toMatchObject({
      field: 'records[0]',
    });
    expect((await seller.post(url, confirm)).status).toBe(200);
    expect((await bySubject(seller, '两个王'))[0]).toMatchObject({ related: [{ id: two }], toConfirm: false });
    // what was said of the thread holds for its next letter
    boxes.seller.deliver(letter({ subject: '两个王之二', from: 'office@twins.cn', inReplyTo: 'twins@x' }));
    await read('seller');
    expect((await bySubject(seller, '两个王之二'))[0]).toMatchObject({ related: [{ id: two }], toConfirm: false });
  });

  it('holds up nobody behind a letter that is odd in every way', async () => {
    const crowd = Array.from({ length: 300 }, (_, index) => `Somebody with a long name ${index} <person-${index}@elsewhere.example>`);
    boxes.seller.deliver(
      letter({
        subject: '怪信',
        to: [own.seller, ...crowd].join(',\r\n '),
        text: 'a\u0000b',
        html: '<p>\u0000\ud800&#0;</p>',
        references: Array.from({ length: 300 }, (_, index) => `${index}-${'x'.repeat(200)}@x`),
        date: '9999-12-31T00:00:00Z',
      }),
      'INBOX',
      '2026-03-31T02:00:00Z',
    );
    boxes.seller.deliver(letter({ subject: '怪信之后' }));
    await read('seller');
    expect(await stored('怪信')).toHaveLength(1);
    expect(await stored('怪信之后')).toHaveLength(1);
    expect((await tenant.as.seller.get('/mailbox')).body.mailbox.failure).toBeNull();
  });

  it('keeps out whom its person has blocked', async () => {
    const { seller } = tenant.as;
    await create(seller, 'contact', { name: '好友', email: 'friend@private.cn' });
    await seller.put('/mailbox', { blocked: ['@private.cn'] });
    const blocked = letter({ subject: '朋友来信', from: 'friend@private.cn', to: `${own.seller}, ${own.colleague}` });
    boxes.seller.deliver(blocked);
    await read('seller');
    expect(await stored('朋友来信')).toHaveLength(0);
    // a colleague has not
    boxes.colleague.deliver(blocked);
    await read('colleague');
    const [found] = await bySubject(tenant.as.colleague, '朋友来信');
    expect(found?.owners.map(({ id }) => id)).toEqual([tenant.as.colleague.user]);
    await seller.put('/mailbox', { blocked: [] });
  });

  it('goes on where it was after a stop, and doubles nothing when a server numbers anew', async () => {
    for (let index = 0; index < 6; index += 1) boxes.colleague.deliver(letter({ subject: `批次${index}`, to: own.colleague }));
    const stop = new AbortController();
    // what kills a worker in the middle leaves what was stored, with the number of it
    const query = app.app.owner;
    await query.query(
      `create function stop_here() returns trigger language plpgsql as $$ begin if new.subject = '批次3' then raise exception 'killed'; end if; return new; end $$`,
    );
    await query.query('create trigger stop_here before insert on email_message for each row execute function stop_here()');
    await read('colleague', tenant, stop.signal);
    expect(await Promise.all([0, 2, 3, 5].map(async (index) => (await stored(`批次${index}`)).length))).toEqual([1, 1, 0, 0]);
    const place = await query.query(
      "select last_uid::int as uid from mailbox_folder where tenant_id = $1 and user_id = $2 and folder = 'INBOX'",
      [tenant.id, tenant.as.colleague.user],
    );
    await query.query('drop trigger stop_here on email_message');
    await read('colleague');
    expect(await Promise.all([0, 2, 3, 5].map(async (index) => (await stored(`批次${index}`)).length))).toEqual([1, 1, 1, 1]);
    expect(
      (
        await query.query("select last_uid::int as uid from mailbox_folder where tenant_id = $1 and user_id = $2 and folder = 'INBOX'", [
          tenant.id,
          tenant.as.colleague.user,
        ])
      ).rows[0].uid,
    ).toBe(place.rows[0].uid + 3);
    const before = (await query.query('select count(*)::int as count from email_message where tenant_id = $1', [tenant.id])).rows;
    boxes.colleague.renumber();
    await read('colleague');
    expect((await query.query('select count(*)::int as count from email_message where tenant_id = $1', [tenant.id])).rows).toEqual(before);
    boxes.colleague.deliver(letter({ subject: '编号之后', to: own.colleague }));
    await read('colleague');
    expect(await stored('编号之后')).toHaveLength(1);
  });
});

/** The owner of the company, looking as somebody else. */
async function lookAs(user: string): Promise<Client> {
  expect((await tenant.as.owner.post('/auth/view-as', { user })).status).toBeLessThan(300);
  return tenant.as.owner;
}

describe('who sees a letter', () => {
  let id: string;
  beforeAll(async () => {
    boxes.seller.deliver(
      letter({
        subject: '机密条款',
        id: 'secret@x',
        text: '底价一百二十万',
        files: [{ name: '合同.txt', type: 'text/plain', content: '合同正文' }],
      }),
    );
    await read('seller');
    id = (await bySubject(tenant.as.seller, '机密条款'))[0]?.id ?? '';
  });

  /** Every way by which something of a letter could come out. */
  async function surfaces(who: Client, of = tenant): Promise<Record<string, boolean>> {
    const file = (await tenant.as.seller.get(`/records/emailMessage/${id}`)).body.attachments[0].id;
    const list = await who.post('/records/emailMessage/query', { filter: { field: 'id', op: 'eq', value: id } });
    const found = await who.get(`/search?q=${encodeURIComponent('机密条款')}`);
    const count = await who.post('/records/emailMessage/aggregate', {
      measures: [{ fn: 'count' }],
      filter: { field: 'subject', op: 'eq', value: '机密条款' },
    });
    return {
      record: (await who.get(`/records/emailMessage/${id}`)).status === 200,
      list: list.body.records?.length === 1,
      search: found.text.includes(id),
      count: count.body.rows?.[0]?.count === 1,
      history: (await who.get(`/records/emailMessage/${id}/history`)).status === 200,
      body: (await who.get(`/emails/${id}/body`)).status === 200,
      thread: (await who.get(`/emails/${id}/thread`)).status === 200,
      file: (await who.get(`/files/${file}`)).status === 200,
      timeline: (await who.get(`/records/account/${account}/timeline`)).text.includes('机密条款') && of === tenant,
      event: (await who.get('/events?limit=200')).text.includes(id),
    };
  }
  const all = (seen: Record<string, boolean>, but: readonly string[] = []) =>
    Object.entries(seen)
      .filter(([key]) => !but.includes(key))
      .map(([, value]) => value);

  it('its owners and those who see a record it names', async () => {
    const { seller, manager, outsider, colleague, admin } = tenant.as;
    const known = await surfaces(seller);
    expect(all(known, ['event'])).not.toContain(false);
    expect(all(await surfaces(manager), ['event'])).not.toContain(false);
    expect(all(await surfaces(admin), ['event'])).not.toContain(false);
    // neither the letter nor the customer is theirs
    expect(all(await surfaces(outsider))).not.toContain(true);
    expect(all(await surfaces(other.as.admin, other))).not.toContain(true);
    expect(all(await surfaces(colleague))).not.toContain(true);
    // the customer is opened to them, and with it what was written
    expect(
      (await seller.post(`/records/account/${account}/shares`, { principal: { kind: 'user', id: colleague.user }, level: 'read' })).status,
    ).toBeLessThan(300);
    expect(all(await surfaces(colleague), ['event'])).not.toContain(false);
    expect(all(await surfaces(outsider))).not.toContain(true);
  });

  it('only its owners once it is private, not even administrators', async () => {
    const { seller, manager, admin, colleague, outsider } = tenant.as;
    const url = `/records/emailMessage/${id}/actions/setPrivate`;
    expect((await admin.post(url, { input: { private: true } })).status).toBe(404);
    expect((await colleague.post(url, { input: { private: true } })).status).toBe(404);
    expect((await seller.post(url, { input: { private: true } })).body).toEqual({ result: { private: true } });
    expect(all(await surfaces(seller), ['event'])).not.toContain(false);
    for (const who of [manager, admin, colleague, outsider]) expect(all(await surfaces(who), ['event'])).not.toContain(true);
    // a second owner is one, too, and so the next letter of the thread is
    boxes.outsider.deliver(letter({ subject: '机密条款', id: 'secret@x', to: own.outsider }));
    boxes.seller.deliver(letter({ subject: '机密续', inReplyTo: 'secret@x' }));
    await read('outsider');
    await read('seller');
    expect((await outsider.get(`/records/emailMessage/${id}`)).status).toBe(200);
    expect(await bySubject(seller, '机密续')).toMatchObject([{ isPrivate: true }]);
    expect(await bySubject(admin, '机密续')).toEqual([]);
    // who looks as an owner sees what is open to them, and nothing private
    const looking = await lookAs(seller.user);
    expect((await looking.get(`/records/emailMessage/${id}`)).status).toBe(404);
    expect((await looking.get(`/search?q=${encodeURIComponent('机密条款')}`)).text).not.toContain(id);
    expect(await bySubject(looking, '三个邮箱')).toHaveLength(1);
    expect((await looking.get('/email-drafts')).status).toBe(403);
    expect((await looking.get('/mailbox')).status).toBe(403);
    expect((await tenant.as.owner.delete('/auth/view-as')).status).toBeLessThan(300);
    expect((await seller.post(url, { input: { private: false } })).status).toBe(200);
    expect((await manager.get(`/records/emailMessage/${id}`)).status).toBe(200);
  });

  it('is said by the explanation of access', async () => {
    const { admin, colleague } = tenant.as;
    const { body } = await admin.get(`/records/emailMessage/${id}/access?user=${colleague.user}`);
    const read = body.verdicts.find((one: { verb: string }) => one.verb === 'read');
    expect(read.allowed).toBe(true);
    expect(read.reasons).toContainEqual({ kind: 'related', grants: true });
  });

  it('nobody may write one by hand', async () => {
    const { admin, seller } = tenant.as;
    for (const who of [admin, seller]) {
      expect((await who.post('/records/emailMessage', { subject: 'x' })).status).toBe(403);
      expect((await who.patch(`/records/emailMessage/${id}`, { subject: 'x' })).status).toBe(403);
      expect((await who.delete(`/records/emailMessage/${id}`)).status).toBe(403);
    }
  });
});

describe('taken out of the CRM', () => {
  it('it is gone for good, and not fetched again; a colleague’s copy stays theirs', async () => {
    const { seller, colleague, manager } = tenant.as;
    const shared = letter({ subject: '误收的信', to: `${own.seller}, ${own.colleague}` });
    boxes.seller.deliver(shared);
    boxes.colleague.deliver(shared);
    await read('seller');
    await read('colleague');
    const [found] = await bySubject(seller, '误收的信');
    const url = `/records/emailMessage/${found?.id}/actions/removeFromCrm`;
    expect((await manager.post(url, {})).status).toBe(404);
    expect((await seller.post(url, {})).body).toEqual({ result: { gone: false } });
    expect((await bySubject(colleague, '误收的信'))[0]?.owners.map(({ id }) => id)).toEqual([colleague.user]);
    expect((await seller.post(url, {})).status).toBe(404);
    boxes.seller.renumber();
    await read('seller');
    expect((await bySubject(colleague, '误收的信'))[0]?.owners.map(({ id }) => id)).toEqual([colleague.user]);
    expect((await colleague.post(url, {})).body).toEqual({ result: { gone: true } });
    boxes.colleague.renumber();
    await read('colleague');
    expect(await stored('误收的信')).toHaveLength(0);
    expect((await app.app.owner.query('select 1 from email_body where record_id = $1', [found?.id])).rows).toHaveLength(0);
    expect((await app.app.owner.query('select 1 from record_history where record_id = $1', [found?.id])).rows).toHaveLength(0);
  });
});

describe('how it is shown', () => {
  it('runs nothing and loads nothing of others', async () => {
    const { seller } = tenant.as;
    boxes.seller.deliver(
      letter({
        subject: '恶意邮件',
        html: '<p onclick="alert(1)">您好</p><script>alert(1)</script><img src="https://track.example/p.gif"><img src="cid:logo@x"><form action="https://evil.example"><input></form>',
        files: [{ name: 'logo.png', type: 'image/png', content: 'logo', cid: 'logo@x' }],
      }),
    );
    await read('seller');
    const [found] = await bySubject(seller, '恶意邮件');
    const { text, headers } = await seller.get(`/emails/${found?.id}/body`);
    expect(text).toContain('<p>您好</p>');
    expect(text).not.toMatch(/<script|onclick|<form|<input| src="https?:/);
    expect(text).toMatch(/ src="\/api\/v1\/files\/[0-9a-f-]{36}"/);
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; .*sandbox allow-same-origin/,
    );
    expect(String(headers['content-security-policy'])).not.toMatch(/allow-scripts|script-src/);
    const asked = await seller.get(`/emails/${found?.id}/body?images=1`);
    expect(asked.text).toContain(' src="https://track.example/p.gif"');
    expect(asked.headers['content-security-policy']).toContain("img-src 'self' https: http:");
  });
});

describe('writing', () => {
  const draft = async (who: Client, body: object) => (await who.post('/email-drafts', body)).body as { id: string; failure: string | null };

  it('goes out through the person’s own server, once, and stands in its thread', async () => {
    const { seller } = tenant.as;
    boxes.seller.deliver(letter({ subject: '请报价', id: 'ask@hengrun.cn', references: ['older@x'] }));
    await read('seller');
    const [asked] = await bySubject(seller, '请报价');
    const begun = (await seller.post('/email-drafts/compose', { replyTo: asked?.id })).body;
    expect(begun).toMatchObject({ to: [{ address: 'zhang@hengrun.cn' }], cc: [], subject: '回复：请报价' });
    const file = (
      await seller.send(
        'POST',
        '/files',
        '--b\r\ncontent-disposition: form-data; name="file"; filename="报价.txt"\r\n\r\n一百二十万\r\n--b--\r\n',
        { 'content-type': 'multipart/form-data; boundary=b' },
      )
    ).body.id;
    const { id } = await draft(seller, {
      ...begun,
      text: '报价见附件。\n谢谢！',
      replyTo: asked?.id,
      related: [{ object: 'account', id: account }],
      files: [file],
    });
    // two clicks at once
    const answers = await Promise.all([seller.post(`/email-drafts/${id}/send`), seller.post(`/email-drafts/${id}/send`)]);
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
    for (const { status, body } of answers) if (status !== 200) expect(body.code).toBe('EMAIL_SENDING');
    const again = await seller.post(`/email-drafts/${id}/send`);
    expect(again.status).toBe(200);
    const sent = smtp.received.filter(({ subject }) => subject === '回复：请报价');
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({
      recipients: ['zhang@hengrun.cn'],
      inReplyTo: 'ask@hengrun.cn',
      references: ['older@x', 'ask@hengrun.cn'],
      from: { address: own.seller },
    });
    expect(sent[0]?.text).toContain('报价见附件。\n谢谢！\n\n-- \n销售部');
    expect(sent[0]?.files.map(({ name, content }) => [name, content.toString('utf8')])).toEqual([['报价.txt', '一百二十万']]);
    const { body: kept } = await seller.get(`/records/emailMessage/${again.body.email}`);
    expect(kept).toMatchObject({ direction: 'out', thread: asked?.thread, attachments: [{ id: file }] });
    // the server’s own copy of it is the same letter
    boxes.seller.deliver(
      { from: own.seller, to: 'zhang@hengrun.cn', subject: '回复：请报价', id: sent[0]?.messageId ?? '', text: 'x' },
      'Sent',
    );
    await read('seller');
    expect(await stored('回复：请报价')).toHaveLength(1);
    expect((await seller.get('/email-drafts')).body.items).toEqual([]);
    // SAL-4: a letter that says something is a follow-up of the customer
    expect((await seller.get(`/records/account/${account}`)).body.lastFollowAt).not.toBeNull();
  });

  it('says why it can not, keeps the letter, and goes out later', async () => {
    const { seller } = tenant.as;
    const { id } = await draft(seller, { to: [{ address: 'nobody@hengrun.cn' }], subject: '退信', text: '您好' });
    smtp.refuse(true);
    const failed = await seller.post(`/email-drafts/${id}/send`);
    expect([failed.status, failed.body.code, failed.body.detail]).toEqual([422, 'EMAIL_NOT_SENT', '服务器不接受发件人或收件人地址']);
    expect((await seller.get('/email-drafts')).body.items).toMatchObject([
      { id, status: 'failed', failure: '服务器不接受发件人或收件人地址', text: '您好' },
    ]);
    expect(await stored('退信')).toHaveLength(0);
    smtp.refuse(false);
    await seller.put(`/email-drafts/${id}`, { to: [{ address: 'zhang@hengrun.cn' }] });
    expect((await seller.post(`/email-drafts/${id}/send`)).status).toBe(200);
    expect(await stored('退信')).toHaveLength(1);
  });

  it('belongs to its writer, and needs a recipient and a mailbox', async () => {
    const { seller, colleague, manager, readOnly } = tenant.as;
    const { id } = await draft(seller, { subject: '没有收件人' });
    expect((await seller.post(`/email-drafts/${id}/send`)).body.errors[0].field).toBe('to');
    expect((await seller.post('/email-drafts', { to: [{ address: 'nonsense' }] })).body.errors[0].field).toBe('to[0].address');
    for (const who of [colleague, manager, other.as.seller]) {
      expect((await who.get(`/email-drafts/${id}`)).status).toBe(404);
      expect((await who.post(`/email-drafts/${id}/send`)).status).toBe(404);
      expect((await who.delete(`/email-drafts/${id}`)).status).toBe(404);
    }
    expect((await readOnly.post('/email-drafts', { subject: 'x' })).status).toBe(403);
    const without = await draft(manager, { to: [{ address: 'zhang@hengrun.cn' }] });
    expect((await manager.post(`/email-drafts/${without.id}/send`)).body.code).toBe('NO_MAILBOX');
    // what one does not see is not written about, and files of others do not go out
    const foreign = await draft(tenant.as.outsider, {
      to: [{ address: 'a@b.cn' }],
      text: 'x',
      related: [{ object: 'account', id: account }],
    });
    expect((await tenant.as.outsider.post(`/email-drafts/${foreign.id}/send`)).status).toBe(422);
    expect(smtp.received.filter(({ recipients }) => recipients.includes('a@b.cn'))).toEqual([]);
    expect((await seller.delete(`/email-drafts/${id}`)).status).toBe(204);
  });

  it('begins with a template, filled from the record as far as its writer reads it', async () => {
    const { seller, admin, outsider } = tenant.as;
    const template = await create(admin, 'emailTemplate', {
      name: '问候',
      subject: '{{account.name}}：合作',
      content: '{{name}}您好，\n我是{{me.name}}。{{nothing}}',
    });
    const { body } = await seller.post('/email-drafts/compose', { about: { object: 'contact', id: contact }, template });
    const me = (await seller.get(`/records/user/${seller.user}`)).body.name;
    expect(body).toEqual({
      to: [{ name: '张伟', address: 'Zhang@HengRun.cn' }],
      cc: [],
      subject: '恒润化工：合作',
      text: `张伟您好，\n我是${me}。`,
    });
    expect((await outsider.post('/email-drafts/compose', { about: { object: 'contact', id: contact }, template })).status).toBe(404);
    expect((await other.as.seller.post('/email-drafts/compose', { template })).status).toBe(404);
  });
});
