import { createHmac } from 'node:crypto';
import { sql } from '@huanke/platform/database';
import { testClock } from '@huanke/platform/kernel';
import { type ImapServer, imapServer, type LetterParts, type SmtpSink, smtpSink } from '@huanke/platform/mailboxes/testing';
import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, ok, type TestApp, type TestTenant, testApp } from './testing.ts';

/** Letters and calls that are logged by themselves are what somebody did: SAL-12 (stalled), SAL-7 (scores), SAL-4 (follow-ups). */
const DAY = 86_400_000;
const start = '2026-03-02T02:00:00.000Z';
const clock = testClock(start);
let app: TestApp;
let tenant: TestTenant;
let other: TestTenant;
let imap: ImapServer;
let smtp: SmtpSink;
let line: { address: string; secret: string };

const create = async (who: Client, object: string, values: object): Promise<string> =>
  ok(await who.post(`/records/${object}`, values)).body.id;
const run = async (name: string, payload: unknown = undefined) =>
  app.app.registry.jobs
    .get(name)
    ?.run({ app: app.app, contextFor: app.app.contextFor, signal: new AbortController().signal }, payload as never);

let serial = 0;
/** A letter that lies in the seller's mailbox and is read now. */
async function letter(parts: Pick<LetterParts, 'from' | 'to' | 'subject'> & { text?: string }, folder: 'INBOX' | 'Sent' = 'INBOX') {
  serial += 1;
  const at = clock.now().toISOString();
  imap.deliver({ id: `${serial}@letters.example`, date: at, text: '您好，请看附件中的需求说明。', ...parts }, folder, at);
  await run('engagement.readMailbox', { tenant: tenant.id, user: tenant.as.seller.user });
}

/** A call that has just ended; of `seconds` 0 nobody took it. */
async function call(from: string, seconds: number) {
  serial += 1;
  const ended = clock.now();
  const outcome = seconds > 0 ? 'answered' : 'missed';
  const body = JSON.stringify({
    ...{ event: 'ended', callId: `call-${serial}`, direction: 'in', from, to: '057188888888', seconds, outcome },
    startedAt: new Date(ended.getTime() - seconds * 1000).toISOString(),
    endedAt: ended.toISOString(),
  });
  const t = Math.floor(ended.getTime() / 1000);
  const signature = createHmac('sha256', line.secret).update(`${t}.${body}`).digest('hex');
  ok(
    await app.anonymous.send('POST', `/telephony/${line.address}/events`, body, {
      'content-type': 'application/json',
      'huanke-signature': `t=${t},v1=${signature}`,
    }),
  );
}

beforeAll(async () => {
  [imap, smtp] = [await imapServer(), await smtpSink()];
  app = await testApp({ clock, config: { outboundPrivate: true } });
  tenant = await app.tenant();
  other = await app.tenant();
  // weeks go by in this file: nobody has to sign in anew
  await app.app.database.global((connection) =>
    connection.query(sql`update session set expires_at = '2030-01-01', last_seen_at = '2026-12-01'`),
  );
  await app.startWork();
  ok(
    await tenant.as.seller.put('/mailbox', {
      ...{ address: 'seller@ours.cn', login: 'testuser', secret: 'testpass', signature: '华泵科技 销售一部' },
      ...{ imapHost: '127.0.0.1', imapPort: imap.port, imapSecurity: 'none' },
      ...{ smtpHost: '127.0.0.1', smtpPort: smtp.port, smtpSecurity: 'none' },
    }),
  );
  line = ok(await tenant.as.admin.post('/telephony/lines', { name: '呼叫中心' })).body;
});
afterAll(async () => {
  await app.close();
  await smtp.close();
  await imap.close();
});

it('keeps deals from stalling: letters in and out and calls, with the deal, its account, its contact or people of its map', async () => {
  const { seller } = tenant.as;
  const customer = async (who: Client, name: string, values: object = {}) => {
    const account = await create(who, 'account', { name, ...values });
    return { account, deal: await create(who, 'opportunity', { name: `${name}磁力泵`, account, closeOn: '2026-12-31' }) };
  };
  const written = await customer(seller, '恒润化工');
  await create(seller, 'contact', { name: '张伟', account: written.account, email: 'zhang@hengrun.cn' });
  const called = await customer(seller, '云帆贸易', { phone: '13900139000' });
  const missed = await customer(seller, '兰江纸业', { phone: '13700137000' });
  const theirs = await customer(other.as.seller, '恒润化工');
  await create(other.as.seller, 'contact', { name: '张伟', account: theirs.account, email: 'zhang@hengrun.cn' });
  // a deal without a company, by its contact and by itself
  const contact = await create(seller, 'contact', { name: '李娜', email: 'li@alone.cn' });
  const byContact = await create(seller, 'opportunity', { name: '单人', contact, closeOn: '2026-12-31' });
  const byItself = await create(seller, 'opportunity', { name: '自己', closeOn: '2026-12-31' });
  // deals of which somebody elsewhere decides
  const adviser = await create(seller, 'contact', { name: '陈工', email: 'chen@institute.cn' });
  const byMap = await create(seller, 'opportunity', { name: '设计院推荐', closeOn: '2026-12-31' });
  const mappedLater = await create(seller, 'opportunity', { name: '后来才认识', closeOn: '2026-12-31' });
  await create(seller, 'opportunityContact', { opportunity: byMap, contact: adviser, role: 'technical' });

  clock.advance(DAY);
  await letter({ from: 'zhang@hengrun.cn', to: 'seller@ours.cn', subject: '请报价' });
  await call('13700137000', 0);
  // 14 days and a second after they were made; a letter one day later keeps the first one awake
  clock.set(new Date(Date.parse(start) + 14 * DAY + 1000).toISOString());
  await run('sales.watchDeals');
  const why = async (id: string, who: Client = seller) => (await who.get(`/records/opportunity/${id}`)).body.stalledWhy;
  expect(await Promise.all([written.deal, called.deal, missed.deal, byContact, byItself, byMap, mappedLater].map((id) => why(id)))).toEqual(
    [null, ...['activity', 'activity', 'activity', 'activity', 'activity', 'activity']],
  );
  expect(await why(theirs.deal, other.as.seller)).toBe('activity');

  await call('13900139000', 5);
  await call('13700137000', 0);
  await letter({ from: 'seller@ours.cn', to: 'li@alone.cn', subject: '跟进' }, 'Sent');
  await letter({ from: 'chen@institute.cn', to: 'seller@ours.cn', subject: '选型意见' });
  const draft = {
    to: [{ address: 'nobody@known.cn' }],
    subject: '方案',
    text: '方案已更新。',
    related: [{ object: 'opportunity', id: byItself }],
  };
  const { id } = ok(await seller.post('/email-drafts', draft)).body;
  ok(await seller.post(`/email-drafts/${id}/send`));
  for (const deal of [called.deal, byContact, byItself, byMap]) await until(async () => (await why(deal)) === null);
  expect([await why(missed.deal), await why(theirs.deal, other.as.seller), await why(mappedLater)]).toEqual([
    'activity',
    'activity',
    'activity',
  ]);
  await create(seller, 'opportunityContact', { opportunity: mappedLater, contact: adviser, role: 'user' });
  await run('sales.watchDeals');
  expect(await why(mappedLater)).toBeNull();

  // 14 days and a second after its letter
  clock.set(new Date(Date.parse(start) + 15 * DAY + 1000).toISOString());
  await run('sales.watchDeals');
  expect(await why(written.deal)).toBe('activity');
});

it('gives leads the points of e-mails and calls, which fade; calls that nobody took give none', async () => {
  const { admin, seller } = tenant.as;
  const rules = [
    { kind: 'activity', name: '邮件', points: 40, keys: ['email'] },
    { kind: 'activity', name: '电话', points: 30, keys: ['call'] },
  ];
  const lead = await create(seller, 'lead', { name: '赵敏', email: 'zhao@new.cn', phone: '13600136000' });
  const theirs = await create(other.as.seller, 'lead', { name: '赵敏', email: 'zhao@new.cn', phone: '13600136000' });
  for (const who of [admin, other.as.admin]) {
    const model = ok(await who.post('/score-models', { groups: [{ name: '行为', rules }] })).body.id;
    const { job } = ok(await who.post(`/score-models/${model}/publish`)).body;
    await until(async () => (await who.get(`/jobs/${job}`)).body.status === 'done');
  }
  const score = async (id = lead, who: Client = seller) => (await who.get(`/records/lead/${id}`)).body.score;
  expect(await score()).toBe(0);
  await letter({ from: 'zhao@new.cn', to: 'seller@ours.cn', subject: '咨询' });
  await until(async () => (await score()) === 40);
  await call('13600136000', 0);
  await call('13600136000', 5);
  await until(async () => (await score()) === 70);
  // a half-life later: 40 → 20, 30 → 15
  clock.advance(14 * DAY);
  await run('sales.fadeScores');
  expect(await score()).toBe(35);
  expect(ok(await seller.get(`/leads/${lead}/score`)).body.items).toMatchObject([
    { name: '邮件', points: 20, count: 1 },
    { name: '电话', points: 15, count: 1 },
  ]);
  expect(await score(theirs, other.as.seller)).toBe(0);
});

it('follows a customer up by what its writer wrote: neither by what came in, nor by what is quoted', async () => {
  const { seller } = tenant.as;
  const account = await create(seller, 'account', { name: '东岭水务' });
  // the letter goes to their second address
  await create(seller, 'contact', { name: '总机', account, email: 'front@dongling.cn', otherEmail: 'office@dongling.cn' });
  const followed = async () => (await seller.get(`/records/account/${account}`)).body.lastFollowAt;
  await letter({ from: 'office@dongling.cn', to: 'seller@ours.cn', subject: '来信' });
  const send = async (text: string) => {
    const { id } = ok(await seller.post('/email-drafts', { to: [{ address: 'office@dongling.cn' }], subject: '答复', text })).body;
    ok(await seller.post(`/email-drafts/${id}/send`));
  };
  await send('好的。\n\n> 您好，请看附件中的需求说明。');
  expect(await followed()).toBeNull();
  // ten characters of the writer's own
  await send('明天上午给您正式报价\n\n> 您好');
  const written = clock.now().toISOString();
  expect(await followed()).toBe(written);
  // read anew once what came later is gone, it is the same letter that counts
  clock.set(new Date(Date.parse(written) + 1_800_000).toISOString());
  await send('好的。\n\n> 您好，请看附件中的需求说明。\n\n-- \n华泵科技 销售一部 张伟 13800138000');
  clock.set(new Date(Date.parse(written) + 3_600_000).toISOString());
  const related = [{ object: 'account', id: account }];
  const call = await create(seller, 'activity', { type: 'call', subject: '电话', content: '客户确认下周安排现场演示', related });
  expect(await followed()).toBe(clock.now().toISOString());
  ok(await seller.delete(`/records/activity/${call}`));
  expect(await followed()).toBe(written);
});

it('touches the people of a deal: letters and calls that were taken cover them, calls that nobody took do not', async () => {
  const { seller } = tenant.as;
  const account = await create(seller, 'account', { name: '青峰重工' });
  const person = (name: string, values: object) => create(seller, 'contact', { name, account, ...values });
  const people = [
    await person('韩总', { email: 'han@qingfeng.cn' }),
    await person('罗工', { phone: '13500135001' }),
    await person('何工', { phone: '13500135002' }),
  ];
  const deal = await create(seller, 'opportunity', { name: '青峰磁力泵', account, closeOn: '2027-12-31' });
  for (const [index, contact] of people.entries())
    await create(seller, 'opportunityContact', { opportunity: deal, contact, role: 'user', influence: 5 - index });
  const coverage = async () => ok(await seller.get(`/opportunities/${deal}/coverage`)).body;
  expect(await coverage()).toMatchObject({ coverage: 0 });
  await letter({ from: 'han@qingfeng.cn', to: 'seller@ours.cn', subject: '选型' });
  await call('13500135001', 45);
  await call('13500135002', 0);
  const { coverage: share, roles } = await coverage();
  // influence 5 and 4 of 5 + 4 + 3
  expect(share).toBe(75);
  expect(roles.map(({ contacted }: { contacted: boolean }) => contacted)).toEqual([true, true, false]);
  const now = clock.now().getTime();
  expect(roles.map(({ lastTouchAt }: { lastTouchAt: string | null }) => lastTouchAt)).toEqual([
    new Date(now).toISOString(),
    new Date(now - 45_000).toISOString(),
    null,
  ]);
});
