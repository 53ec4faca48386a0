import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { verifyChain } from '@huanke/platform/audit';
import { sql, withClient } from '@huanke/platform/database';
import { type ImapServer, imapServer } from '@huanke/platform/mailboxes/testing';
import { metaOf } from '@huanke/platform/module';
import { hasConsent, orderErasure, runErasure } from '@huanke/platform/protection';
import { createRecord } from '@huanke/platform/records';
import { openZip } from '@huanke/platform/sheets';
import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, type TestApp, type TestTenant, testApp } from './testing.ts';

let t: TestApp;
let a: TestTenant;
let b: TestTenant;
let admin: Client;
let box: ImapServer;
beforeAll(async () => {
  box = await imapServer();
  t = await testApp({ config: { outboundPrivate: true } });
  a = await t.tenant();
  b = await t.tenant();
  admin = a.as.admin;
  await t.startWork();
});
afterAll(async () => {
  await t.close();
  await box.close();
});

const make = async (client: Client, object: string, values: Record<string, unknown>): Promise<string> => {
  const answer = await client.post(`/records/${object}`, values);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body.id;
};
const finished = (client: Client, job: string) =>
  until(async () => {
    const { body } = await client.get(`/jobs/${job}`);
    return ['done', 'failed'].includes(body.status) && body;
  }, `job ${job}`);
const boundary = 'huanke-test-boundary';
const upload = async (client: Client, name: string, content: string): Promise<string> => {
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: text/csv\r\n\r\n`;
  const payload = Buffer.from(`${head}${content}\r\n--${boundary}--\r\n`);
  return (await client.send('POST', '/files', payload, { 'content-type': `multipart/form-data; boundary=${boundary}` })).body.id;
};

describe('consent', () => {
  it('is given with its evidence, holds until it is withdrawn, and stays written down', async () => {
    const { seller } = a.as;
    const id = await make(seller, 'contact', { name: '苏梅' });
    const at = `/records/contact/${id}/consents`;
    const ctx = await t.app.contextFor({ tenant: a.id });
    expect(await hasConsent(ctx, id, 'marketingSms')).toBe(false);
    const fileId = await upload(seller, '同意书.csv', '签字');
    const given = await seller.post(at, { purpose: 'marketingSms', source: 'paper', evidence: '展会现场签字', fileId });
    expect(given.status).toBe(201);
    expect(await hasConsent(ctx, id, 'marketingSms')).toBe(true);
    expect(await hasConsent(ctx, id, 'marketingEmail')).toBe(false);
    expect(await seller.post(at, { purpose: 'marketingSms', source: 'paper' })).toMatchObject({ status: 409 });
    expect((await seller.post(`${at}/${given.body.id}/withdraw`)).status).toBe(204);
    expect((await seller.post(`${at}/${given.body.id}/withdraw`)).status).toBe(404);
    expect(await hasConsent(ctx, id, 'marketingSms')).toBe(false);
    expect((await seller.post(at, { purpose: 'marketingSms', source: 'phone', givenAt: '2026-01-01T00:00:00Z' })).status).toBe(201);
    const { items } = (await seller.get(at)).body;
    expect(items).toMatchObject([
      { purpose: 'marketingSms', source: 'paper', evidence: '展会现场签字', file: { name: '同意书.csv' }, withdrawnAt: expect.any(String) },
      { purpose: 'marketingSms', source: 'phone', givenAt: '2026-01-01T00:00:00.000Z', withdrawnAt: null },
    ]);
    const events = (await admin.get(`/audit?record=${id}`)).body.items.map((item: { event: string }) => item.event);
    expect(events).toEqual(['consent.given', 'consent.withdrawn', 'consent.given']);
  });

  it('asks for rights on the record and for known words', async () => {
    const id = await make(a.as.seller, 'contact', { name: '石磊' });
    const at = `/records/contact/${id}/consents`;
    const good = { purpose: 'sharing', source: 'form' };
    expect((await a.as.readOnly.get(at)).status).toBe(200);
    expect((await a.as.readOnly.post(at, good)).status).toBe(403);
    expect((await a.as.outsider.get(at)).status).toBe(404);
    expect((await b.as.admin.get(at)).status).toBe(404);
    expect((await b.as.admin.post(at, good)).status).toBe(404);
    for (const [field, body] of Object.entries({
      purpose: { ...good, purpose: 'spam' },
      source: { ...good, source: 'x' },
      givenAt: { ...good, givenAt: '2999-01-01' },
      fileId: { ...good, fileId: 'x' },
    }))
      expect((await a.as.seller.post(at, body)).body.errors[0], field).toMatchObject({ field });
  });
});

describe('personal fields', () => {
  it('are shipped for people, told of every field, and can be changed', async () => {
    const personal = async () =>
      (await admin.get('/meta/objects/contact')).body.fields.flatMap((field: { name: string; personal: boolean }) =>
        field.personal ? [field.name] : [],
      );
    expect(await personal()).toEqual(['name', 'phone', 'email', 'workPhone', 'otherPhone', 'otherEmail', 'wechat', 'birthday']);
    expect((await admin.patch('/meta/objects/contact/fields/title', { personal: true })).status).toBe(200);
    expect(await personal()).toContain('title');
    expect((await admin.patch('/meta/objects/contact/fields/title', { personal: false })).status).toBe(200);
    const made = await admin.post('/meta/objects/account/fields', { name: 'x_boss', type: 'text', label: '法人', personal: true });
    expect(made.body, JSON.stringify(made.body)).toMatchObject({ personal: true });
  });
});

/** Somebody whose traces are everywhere; the same person is in the second company too. */
const person = { name: '欧阳菁菁', phone: '13900417263', email: 'jingjing.ouyang@example.org', wechat: 'oyjj_7263' };
const words = [person.name, person.phone, '139 0041 7263', person.email, person.wechat];

interface Traces {
  contact: string;
  lead: string;
  activity: string;
  message: string;
  account: string;
  letter: string;
  call: string;
  address: string;
  /** Somebody else who knows them. */
  stay: string;
}

/** Comments with a mention (and so a notice), a file of the person's, what another program could not be told, a merge that could be undone. */
async function leaveMore(company: TestTenant, { contact, account }: { contact: string; account: string }): Promise<void> {
  const { seller, manager, admin: chief } = company.as;
  const told = (text: string) => `<p>${text} <span data-mention="${manager.user}">@经理</span></p>`;
  for (const [at, text] of [
    [`/records/contact/${contact}/comments`, `${person.name} 下周回电`],
    [`/records/account/${account}/comments`, `请打 ${person.phone} 或写信 ${person.email}`],
  ] as const) {
    const made = await seller.post(at, { body: told(text) });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
  }
  const card = await upload(seller, `${person.name}名片.csv`, `${person.name},${person.phone}`);
  expect((await seller.post(`/records/contact/${contact}/comments`, { files: [card] })).status).toBe(201);
  const twin = await make(seller, 'contact', { name: person.name, wechat: person.wechat, title: '采购经理' });
  const merged = await chief.post('/records/contact/merge', { winner: contact, losers: [twin] });
  expect(merged.status, JSON.stringify(merged.body)).toBe(200);
}

const mailbox = { address: 'seller@ours.example', name: '销售', login: 'testuser', secret: 'testpass' };
const server = () => ({
  imapHost: '127.0.0.1',
  imapPort: box.port,
  imapSecurity: 'none',
  smtpHost: '127.0.0.1',
  smtpPort: 1,
  smtpSecurity: 'none',
});

/** A letter with a file and a call with its recording, from the person to a seller. */
async function leaveExchanges(company: TestTenant): Promise<{ letter: string; call: string }> {
  const { seller: who, admin: chief } = company.as;
  const connected = await who.put('/mailbox', { ...mailbox, ...server() });
  expect(connected.status, JSON.stringify(connected.body)).toBe(200);
  if (company === a)
    box.deliver({
      from: `${person.name} <${person.email}>`,
      to: mailbox.address,
      subject: `${person.name}的需求`,
      id: 'needs@example.org',
      date: new Date().toISOString(),
      text: `请回电 ${person.phone}，${person.name}`,
      html: `<p>请回电 <b>${person.phone}</b>，${person.name}</p>`,
      files: [{ name: '需求.csv', type: 'text/csv', content: `联系人,${person.name},${person.phone}` }],
    });
  const job = t.app.registry.jobs.get('engagement.readMailbox');
  await job?.run(
    { app: t.app, contextFor: t.app.contextFor, signal: new AbortController().signal },
    { tenant: company.id, user: who.user },
  );
  const letters = (await who.post('/records/emailMessage/query', { limit: 10 })).body.records;
  expect(letters).toHaveLength(1);

  const line = (await chief.post('/telephony/lines', { name: '呼叫中心' })).body;
  expect((await chief.put('/meta/parts/callSettings/calls', { recordingAnnounced: true })).status).toBeLessThan(300);
  const tell = (path: string, content: string | Buffer, type: string) => {
    const at = Math.floor(Date.now() / 1000);
    const signature = createHmac('sha256', line.secret).update(`${at}.`).update(content).digest('hex');
    return t.anonymous.send('POST', `/telephony/${line.address}${path}`, content, {
      'content-type': type,
      'huanke-signature': `t=${at},v1=${signature}`,
    });
  };
  const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();
  const news = { event: 'ended', callId: 'c1', direction: 'in', from: person.phone, to: '057188888888' };
  const agent = (await chief.get(`/records/user/${who.user}`)).body.email;
  const told = await tell(
    '/events',
    JSON.stringify({ ...news, agent, startedAt: ago(90), answeredAt: ago(80), endedAt: ago(60) }),
    'application/json',
  );
  expect(told.status, told.text).toBeLessThan(300);
  // sound with a note in its head, as recorders write
  const sound = Buffer.concat([Buffer.from('RIFF\u0040\u0000\u0000\u0000WAVE', 'latin1'), Buffer.from(`LIST ${person.phone}`)]);
  expect((await tell('/calls/c1/recording', sound, 'audio/wav')).status).toBe(201);
  return { letter: letters[0].id, call: told.body.call };
}

/** An address, a visit with its check-in, and rows of the relationship maps. */
async function leaveNotes(
  company: TestTenant,
  { contact, account }: { contact: string; account: string },
): Promise<{ address: string; stay: string }> {
  const { seller: who } = company.as;
  const note = `${person.name}，手机 ${person.phone}`;
  const place = { region: '330106', street: `文三路9号${person.name}收 139 0041 7263` };
  const address = await make(who, 'accountAddress', {
    account,
    name: `${person.name}办公室`,
    address: place,
    contact,
    phone: person.phone,
  });
  const visit = await make(who, 'activity', {
    type: 'visit',
    subject: `拜访${person.name}`,
    related: [{ object: 'contact', id: contact }],
  });
  await make(who, 'checkIn', { activity: visit, position: { lng: 120.13, lat: 30.28 }, accuracy: 20, reason: `${person.name}不在，改约` });
  const deal = await make(who, 'opportunity', { name: '年度采购', account });
  await make(who, 'opportunityContact', { opportunity: deal, contact, role: 'user', note });
  const other = await make(who, 'contact', { name: '钱多多', account });
  await make(who, 'contactRelation', { contact: other, other: contact, kind: 'ally', note });
  return { address, stay: other };
}

async function leaveTraces(company: TestTenant): Promise<Traces> {
  const { seller, admin: chief } = company.as;
  // nobody listens there: deliveries wait with what they would tell
  const hook = await chief.post('/webhooks', {
    name: '外部',
    url: 'http://127.0.0.1:9/hook',
    events: ['contact.created', 'contact.updated', 'lead.created'],
  });
  expect(hook.status, JSON.stringify(hook.body)).toBe(201);
  const account = await make(seller, 'account', { name: '恒润化工', phone: '0571-88880000' });
  const contact = await make(seller, 'contact', { ...person, account: { id: account }, birthday: '1991-05-06', externalId: 'crm-0417' });
  await seller.patch(`/records/contact/${contact}`, { title: '采购经理', wechat: 'old_wechat_9' });
  await seller.patch(`/records/contact/${contact}`, { wechat: person.wechat });
  const lead = await make(seller, 'lead', {
    ...{ name: person.name, company: '恒润化工', source: 'website', industry: 'chemical' },
    ...{ phone: person.phone, wechat: person.wechat },
  });
  // sent by the company, to nobody's number who is kept elsewhere
  const system = await t.app.contextFor({ tenant: company.id });
  const message = await createRecord(
    system,
    metaOf(system, 'sentMessage'),
    {
      ...{ subject: '拜访确认', channel: 'sms', status: 'delivered', to: person.phone, owner: seller.user },
      ...{ content: `【华泵科技】尊敬的${person.name}，周四见。`, related: [{ object: 'contact', id: contact }] },
    },
    { asSystem: true },
  );
  const activity = await make(seller, 'activity', {
    type: 'note',
    subject: `与${person.name}通话`,
    content: `${person.name} 换了手机 139 0041 7263，邮箱 ${person.email.toUpperCase()}`,
    related: [{ object: 'contact', id: contact }],
  });
  await make(seller, 'opportunity', { name: `${person.name}的采购`, account: { id: account }, contact: { id: contact } }).catch(
    () => undefined,
  );
  // not linked, but with the number in its text, and in the recycle bin
  const stray = await make(seller, 'activity', { type: 'note', subject: '回电', content: `请打 ${person.phone}` });
  await seller.delete(`/records/activity/${stray}`);
  const gone = await make(seller, 'lead', { name: '欧阳小姐', company: 'x', email: person.email });
  await seller.delete(`/records/lead/${gone}`);
  await chief.patch(`/records/contact/${contact}`, { owner: { id: company.as.colleague.user } });
  await chief.patch(`/records/contact/${contact}`, { owner: { id: seller.user } });
  const fileId = await upload(
    seller,
    `${person.name}.csv`,
    `姓名,手机,邮箱\n${person.name},${person.phone},${person.email}\n李四,not a number,x\n${person.name},${person.email},x`,
  );
  const made = await seller.post('/imports', {
    object: 'lead',
    fileId,
    mode: 'create',
    mapping: [
      { column: '姓名', field: 'name' },
      { column: '手机', field: 'phone' },
      { column: '邮箱', field: 'email' },
    ],
  });
  if (made.status === 201) {
    await seller.post(`/imports/${made.body.id}/start`);
    await until(async () => ['done', 'failed'].includes((await seller.get(`/imports/${made.body.id}`)).body.status), 'import');
  }
  const exported = await seller.post('/exports', { object: 'contact', format: 'csv', search: person.name });
  expect((await finished(seller, exported.body.id)).status).toBe('done');
  await seller.post('/views', {
    object: 'contact',
    name: '找人',
    definition: { filter: { field: 'phone', op: 'eq', value: person.phone }, columns: ['name'] },
  });
  const consent = { purpose: 'sharing', source: 'phone', evidence: `${person.name}电话同意` };
  expect((await seller.post(`/records/contact/${contact}/consents`, consent)).status).toBe(201);
  await seller.post(
    '/records/lead',
    { name: person.name, company: '又一次', phone: person.phone },
    { 'idempotency-key': `k${company.id}` },
  );
  await leaveMore(company, { contact, account });
  const exchanges = await leaveExchanges(company);
  const notes = await leaveNotes(company, { contact, account });
  await until(
    async () => (await placesOf(company.id, [person.phone])).some((place) => place.startsWith('public.webhook_delivery')),
    'deliveries',
  );
  return { contact, lead, activity, message: message.id, account, ...exchanges, ...notes };
}

/** Every row of every table that belongs to a company (or to none), as text: where a word is found. */
async function placesOf(tenant: number, texts: readonly string[]): Promise<string[]> {
  return withClient(t.runtime.ownerUrl, async (client) => {
    const { rows } = await client.query<{ name: string; owned: boolean }>(`
      select format('%I.%I', n.nspname, c.relname) as name, exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id') as owned
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname !~ '^pg_|^information_schema$' and c.relkind in ('r', 'p') and not c.relispartition order by 1`);
    const found: string[] = [];
    for (const { name, owned } of rows) {
      const hits = await client.query<{ row: string }>(
        `select x::text as row from ${name} x where ${owned ? 'tenant_id = $2' : '$2::int > 0'} and x::text ~* any($1::text[])`,
        [texts, tenant],
      );
      for (const { row } of hits.rows) found.push(`${name}: ${row.slice(0, 300)}`);
    }
    return found;
  });
}

function filesWith(tenant: number, texts: readonly string[]): string[] {
  const folder = join(t.app.dataDir, 'files', String(tenant));
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    if (!entry.isFile()) return [];
    const content = readFileSync(join(entry.parentPath, entry.name), 'utf8');
    return texts.some((text) => content.includes(text)) ? [entry.name] : [];
  });
}

describe('one person', () => {
  let mine: Traces;
  let theirs: Traces;
  beforeAll(async () => {
    mine = await leaveTraces(a);
    theirs = await leaveTraces(b);
  });
  const at = () => `/records/contact/${mine.contact}/person`;

  it('is found with all that belongs to them; only who may protect data sees that', async () => {
    const places = (await placesOf(a.id, words)).map((place) => place.slice(0, place.indexOf(':')));
    expect(places.length).toBeGreaterThan(10);
    // what the erasure has to find is really there
    for (const table of [
      'comment',
      'notification',
      'webhook_delivery',
      'record_merge',
      'import_entry',
      'event',
      'record_history',
      'record_search',
      'file',
      'idempotency_key',
      'saved_view',
      'consent',
      'email_message',
      'email_body',
      'call_log',
      'account_address',
      'check_in',
      'opportunity_role',
      'contact_relation',
    ])
      expect(places, table).toContain(`public.${table}`);
    const preview = await admin.post(`${at()}/preview`, {});
    expect(preview.status).toBe(200);
    expect(preview.body.people[0]).toMatchObject({ id: mine.contact, why: 'start', title: person.name });
    expect(preview.body.people).toContainEqual(expect.objectContaining({ id: mine.lead, object: 'lead', why: 'phone' }));
    expect(preview.body.people).toContainEqual(expect.objectContaining({ object: 'lead', why: 'email', deleted: true }));
    expect(preview.body.linked).toContainEqual({ object: 'activity', count: 3 });
    expect(preview.body.counts.history).toBeGreaterThan(3);
    expect(preview.body.counts).toMatchObject({ imports: 1, exports: 1, consents: 1 });
    for (const verb of ['preview', 'export', 'erase']) {
      const body = verb === 'erase' ? { mode: 'delete', reason: 'x' } : {};
      for (const who of [a.as.manager, a.as.seller, a.as.readOnly])
        expect((await who.post(`${at()}/${verb}`, body)).status, verb).toBe(403);
      expect((await b.as.admin.post(`${at()}/${verb}`, body)).status, verb).toBe(404);
    }
    expect((await admin.post(`${at()}/erase`, { mode: 'delete', reason: ' ' })).body.errors[0]).toMatchObject({ field: 'reason' });
    expect((await admin.post(`${at()}/preview`, { people: [mine.account] })).body.errors[0]).toMatchObject({ field: 'people' });
  });

  it('gets a package that people and programs can read', async () => {
    const { body } = await admin.post(`${at()}/export`, {});
    const job = await finished(admin, body.job);
    expect(job.status, JSON.stringify(job)).toBe('done');
    expect((await admin.get(`/files/${job.fileId}`)).status).toBe(200);
    const parts = await openZip(await t.app.files.local(a.id, job.fileId));
    const data = JSON.parse(await parts.text('data.json', 1e7));
    expect(data.records.map((one: { object: string }) => one.object).sort()).toEqual(expect.arrayContaining(['contact', 'lead']));
    expect(data.records[0]).toMatchObject({ record: { phone: person.phone }, consents: [{ purpose: 'sharing' }] });
    expect(data.related).toContainEqual(
      expect.objectContaining({ object: 'activity', record: expect.objectContaining({ id: mine.activity }) }),
    );
    const texts = data.related.filter((one: { object: string }) => one.object === 'sentMessage');
    expect(texts).toEqual([
      expect.objectContaining({
        record: expect.objectContaining({ id: mine.message, to: person.phone, content: `【华泵科技】尊敬的${person.name}，周四见。` }),
      }),
    ]);
    expect(data.history.length).toBeGreaterThan(3);
    const page = await parts.text('index.html', 1e7);
    for (const text of [person.name, person.phone, person.email, '采购经理', '【华泵科技】尊敬的']) expect(page).toContain(text);
    expect((await b.as.admin.get(`/files/${job.fileId}`)).status).toBe(404);
    expect((await admin.get(`/audit?event=person.exported`)).body.items[0]).toMatchObject({ record: mine.contact });
  });

  it('is erased, also when the work is stopped again and again, and nothing of them is left', async () => {
    const accounts = (await admin.get(`/records/account/${mine.account}`)).body;
    const system = await t.app.contextFor({ tenant: a.id });
    const meta = system.meta.object('contact');
    if (!meta) throw new Error('no contacts');
    const erasure = await orderErasure(await admin.context(), meta, mine.contact, { mode: 'anonymise', reason: '本人要求' });
    for (const last of [0, 1, 2, 4, 8, 13, 20]) {
      let calls = 0;
      const stopped = runErasure(system, erasure, async () => {
        calls += 1;
        if (calls > last) throw new Error('killed');
      });
      await expect(stopped).rejects.toThrow('killed');
    }
    await runErasure(system, erasure, async () => undefined);
    expect(await placesOf(a.id, [...words, 'old_wechat_9', '1991-05-06', 'crm-0417', '欧阳小姐'])).toEqual([]);
    await until(() => filesWith(a.id, words).length === 0, 'files to be gone');

    const { body } = await admin.get(`/records/contact/${mine.contact}`);
    expect(body).toMatchObject({
      name: `已匿名 ${mine.contact.slice(-6)}`,
      phone: null,
      email: null,
      wechat: null,
      birthday: null,
      title: '采购经理',
    });
    expect(body.account).toMatchObject({ id: mine.account });
    expect((await admin.get(`/records/lead/${mine.lead}`)).body).toMatchObject({
      ...{ company: '恒润化工', source: 'website', industry: 'chemical' },
      ...{ phone: null, wechat: null },
    });
    expect((await admin.get(`/records/activity/${mine.activity}`)).body).toMatchObject({
      subject: '与***通话',
      content: '*** 换了手机 ***，邮箱 ***',
    });
    expect((await admin.get(`/records/account/${mine.account}`)).body).toEqual(accounts);
    const { seller: reader } = a.as;
    expect((await reader.get(`/records/emailMessage/${mine.letter}`)).body).toMatchObject({
      subject: '***的需求',
      content: expect.stringMatching(/^请回电 \*{3}，\*{3}/),
      attachments: null,
      related: expect.arrayContaining([expect.objectContaining({ id: mine.contact })]),
    });
    await until(async () => (await reader.get(`/records/callLog/${mine.call}`)).body.hasRecording === false, 'the recording to be gone');
    expect((await reader.get(`/records/callLog/${mine.call}`)).body).toMatchObject({ from: '***', to: '057188888888' });
    expect((await reader.get(`/calls/${mine.call}/recording`)).status).toBe(404);
    expect((await reader.get(`/records/accountAddress/${mine.address}`)).body).toMatchObject({
      name: '***办公室',
      address: { region: '330106', street: '文三路9号***收 ***' },
      phone: null,
    });
    expect((await reader.get(`/records/contact/${mine.stay}`)).body).toMatchObject({ name: '钱多多' });
    expect((await admin.get(`/search?q=${encodeURIComponent(person.name)}`)).body.groups).toEqual([]);
    // told once, however often the work was stopped
    const told = await system.query<{ event: string }>(
      sql`select event from event where tenant_id = ${a.id} and event like '%.anonymised' and record_id = any(${[mine.contact, mine.lead]}) order by event`,
    );
    expect(told.map(({ event }) => event)).toEqual(['contact.anonymised', 'lead.anonymised']);
    const erased = (await admin.get('/audit?event=person.erased')).body.items;
    expect(erased).toHaveLength(1);
    expect(erased[0]).toMatchObject({
      record: mine.contact,
      data: { mode: 'anonymise', people: expect.any(Number), texts: expect.any(Number) },
    });
    expect(await verifyChain(system)).toMatchObject({ ok: true });
    const [row] = await system.query(sql`select plan from erasure where tenant_id = ${a.id}`);
    expect(Object.keys((row as { plan: object }).plan).sort()).toEqual(['kept', 'mode', 'people']);
  });

  it('stays as they are in the other company', async () => {
    const { body } = await b.as.admin.get(`/records/contact/${theirs.contact}`);
    expect(body).toMatchObject(person);
    expect((await b.as.admin.get(`/records/activity/${theirs.activity}`)).body.content).toContain('139 0041 7263');
    expect(filesWith(b.id, words).length).toBeGreaterThan(0);
  });

  it('goes for good where that is asked and nothing holds them', async () => {
    const id = await make(a.as.seller, 'lead', { name: '贺兰敏之', phone: '13711112222', company: '某公司' });
    const { body } = await admin.post(`/records/lead/${id}/person/erase`, { mode: 'delete', reason: '本人要求' });
    expect((await finished(admin, body.job)).result).toMatchObject({ people: 1, deleted: 1 });
    expect((await admin.get(`/records/lead/${id}`)).status).toBe(404);
    expect(await placesOf(a.id, ['贺兰敏之', '13711112222'])).toEqual([]);
  });
});

describe('what must be kept', () => {
  const reason = '诉讼保全，保留至结案';
  const keep = (objects: object[], who: Client = admin) => who.put('/protection/kept', { objects });

  it('is said by who manages settings and data protection, with a reason and an end', async () => {
    const byLaw = (await admin.get('/protection/kept')).body.objects;
    expect(byLaw.map((one: { object: string }) => one.object)).toEqual(expect.arrayContaining(['contract', 'contractLine', 'paymentPlan']));
    for (const one of byLaw) expect(one).toMatchObject({ until: null, byLaw: true, inForce: true });
    const saved = await keep([{ object: 'activity', reason, until: '2099-12-31' }]);
    expect(saved.status, JSON.stringify(saved.body)).toBe(200);
    const shown = { object: 'activity', reason: { zh: reason, en: reason }, until: '2099-12-31', byLaw: false, inForce: true };
    expect(saved.body).toEqual({ objects: [...byLaw, shown] });
    expect((await admin.get('/protection/kept')).body).toEqual({ objects: [...byLaw, shown] });
    expect((await b.as.admin.get('/protection/kept')).body).toEqual({ objects: byLaw });
    for (const who of [a.as.manager, a.as.seller, a.as.readOnly]) {
      expect((await who.get('/protection/kept')).status).toBe(403);
      expect((await keep([], who)).status).toBe(403);
    }
    for (const [field, objects] of [
      ['objects[0].object', [{ object: 'nothing', reason }]],
      ['objects[0].object', [{ object: 'contract', reason }]],
      ['objects[0].reason', [{ object: 'lead', reason: ' ' }]],
      ['objects[0].reason', [{ object: 'lead', reason: '长'.repeat(201) }]],
      ['objects[0].until', [{ object: 'lead', reason, until: '明年' }]],
      [
        'objects[1].object',
        [
          { object: 'lead', reason },
          { object: 'lead', reason },
        ],
      ],
    ] as const)
      expect((await keep([...objects])).body.errors[0], field).toMatchObject({ field });
    expect((await admin.get('/protection/kept')).body).toEqual({ objects: [...byLaw, shown] });
    const [entry] = (await admin.get('/audit?event=settings.changed')).body.items;
    expect(entry.data.changes).toEqual([{ name: 'protection.kept', old: [], new: ['activity ≤ 2099-12-31'] }]);
  });

  const traces = async (phone: string, name: string) => {
    const lead = await make(a.as.seller, 'lead', { name, company: '旧案公司', phone, email: `${phone}@example.net` });
    const activity = await make(a.as.seller, 'activity', {
      type: 'note',
      subject: '笔录',
      content: `${name} 的电话是 ${phone}`,
      related: [{ object: 'lead', id: lead }],
    });
    return { lead, activity };
  };
  const erase = async (lead: string, mode: string) => {
    const { body } = await admin.post(`/records/lead/${lead}/person/erase`, { mode, reason: '本人要求' });
    const job = await finished(admin, body.job);
    expect(job.status, JSON.stringify(job)).toBe('done');
    return job.result;
  };
  const activityOf = async (id: string) => (await admin.get(`/records/activity/${id}`)).body;

  it('keeps its texts until the end, and the receipt says why and until when', async () => {
    const { lead, activity } = await traces('13600001234', '上官婉儿');
    const kept = [{ object: 'activity', count: 1, reason: { zh: reason, en: reason }, until: '2099-12-31' }];
    expect((await admin.post(`/records/lead/${lead}/person/preview`, {})).body).toMatchObject({ linked: [], kept });
    expect(await erase(lead, 'anonymise')).toMatchObject({ people: 1, kept });
    expect(await activityOf(activity)).toMatchObject({
      content: '上官婉儿 的电话是 13600001234',
      related: [{ id: lead, title: `已匿名 ${lead.slice(-6)}` }],
    });
    // nowhere else
    const elsewhere = (await placesOf(a.id, ['上官婉儿', '13600001234'])).filter((place) => !/"?(activity|笔录)/.test(place));
    expect(elsewhere).toEqual([]);

    // once it is over, the next erasure takes the texts too
    expect((await keep([{ object: 'activity', reason, until: '2020-01-01' }])).body.objects.at(-1)).toMatchObject({ inForce: false });
    const later = await traces('13600005678', '贺知章');
    expect(await erase(later.lead, 'anonymise')).toMatchObject({ kept: [] });
    expect((await activityOf(later.activity)).content).toBe('*** 的电话是 ***');
  });

  it('masks the person where their own record is kept, and does not delete it', async () => {
    await keep([{ object: 'lead', reason, until: null }]);
    const { lead } = await traces('13600009999', '令狐冲之');
    const kept = [{ object: 'lead', count: 1, reason: { zh: reason, en: reason }, until: null }];
    expect(await erase(lead, 'delete')).toMatchObject({ people: 1, kept });
    expect((await admin.get(`/records/lead/${lead}`)).body).toMatchObject({ name: '令***', phone: null, email: null, company: '旧案公司' });
    expect(await placesOf(a.id, ['令狐冲之', '13600009999'])).toEqual([]);
    await keep([]);
  });
});
