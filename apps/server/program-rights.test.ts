import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Client, type TestApp, type TestTenant, testApp } from './testing.ts';

/** What a program may see by its key: never more than its scopes say, in answers, files and work in the background. */
let t: TestApp;
let a: TestTenant;
let b: TestTenant;
let contact = '';
const phone = '13958274016';
const bank = '6222020200112340';
const covered = { phone: '139****4016', x_bank: '****2340' };

const good = ({ status, body, text }: Answer, expected = 200) => {
  expect(status, text).toBe(expected);
  return body;
};
const keyOf = async (who: Client, scopes: string[]) => ({
  authorization: `Bearer ${good(await who.post('/api-tokens', { name: '同步', scopes }), 201).token}`,
});

beforeAll(async () => {
  t = await testApp();
  a = await t.tenant();
  b = await t.tenant();
  await t.startWork();
  const { admin } = a.as;
  good(await admin.post('/meta/objects/contact/fields', { name: 'x_bank', type: 'text', label: '银行账号', mask: 'bankAccount' }), 201);
  good(await admin.patch('/meta/objects/contact/fields/phone', { mask: 'phone' }));
  contact = good(await a.as.seller.post('/records/contact', { name: '王小明', phone, x_bank: bank }), 201).id;
  good(await a.as.seller.patch(`/records/contact/${contact}`, { x_bank: '6222020200119999' }));
  good(await admin.patch(`/records/contact/${contact}`, { x_bank: bank }));
});
afterAll(() => t.close());

const ended = (job: string, headers?: Record<string, string>, who: Client = t.anonymous) =>
  until(async () => {
    const { body } = await who.get(`/jobs/${job}`, headers);
    return ['done', 'failed'].includes(body.status) && body;
  }, `job ${job}`);
const file = { object: 'contact', fields: ['name', 'phone', 'x_bank'], format: 'csv' };

describe('masked fields', () => {
  it('stay masked for a key without the scope, whoever its person is', async () => {
    for (const who of [a.as.owner, a.as.admin, a.as.manager]) {
      expect(good(await who.get(`/records/contact/${contact}`))).toMatchObject({ phone, x_bank: bank });
      const key = await keyOf(who, ['*.read', '*.edit', '*.create', '*.export', '*.print', 'events.read']);
      const get = (url: string) => t.anonymous.get(url, key);
      const post = (url: string, body: unknown) => t.anonymous.post(url, body, key);
      expect(good(await get(`/records/contact/${contact}`))).toMatchObject(covered);
      expect(good(await post('/records/contact/query', { fields: ['phone', 'x_bank'] })).records).toMatchObject([covered]);
      expect((await post('/records/contact/query', { filter: { field: 'phone', op: 'eq', value: phone } })).status).toBe(403);
      expect((await post('/records/contact/query', { sort: [{ field: 'x_bank' }] })).status).toBe(403);
      expect((await post('/records/contact/aggregate', { groupBy: [{ field: 'phone' }], measures: [{ fn: 'count' }] })).status).toBe(403);
      expect(good(await get(`/search?q=${phone}`)).groups).toEqual([]);
      expect((await post(`/records/contact/${contact}/unmask`, { field: 'phone' })).status).toBe(403);
      for (const url of [`/records/contact/${contact}/history`, `/records/contact/${contact}/timeline`, '/events?limit=1000']) {
        const answer = await get(url);
        if (answer.status !== 403) expect([url, answer.status]).toEqual([url, 200]);
        expect(answer.text).not.toMatch(/13958274016|62220202/);
      }
      // what was read may come back and changes nothing
      good(await t.anonymous.patch(`/records/contact/${contact}`, { ...covered, title: '经理' }, key));
      expect(good(await who.get(`/records/contact/${contact}`))).toMatchObject({ phone, x_bank: bank, title: '经理' });
    }
  });

  it('are open to a key that says so, if its person sees them', async () => {
    for (const scopes of [['*'], ['contact.*'], ['contact.read', 'contact.unmask'], ['*.read', '*.unmask']])
      for (const [who, seen] of [
        [a.as.manager, { phone, x_bank: bank }],
        [a.as.seller, covered],
      ] as const)
        expect([scopes, good(await t.anonymous.get(`/records/contact/${contact}`, await keyOf(who, scopes)))]).toMatchObject([
          scopes,
          seen,
        ]);
    // who may change fields could show themselves each by a formula
    const fields = await keyOf(a.as.admin, ['contact.read', 'metadata.manage']);
    expect(good(await t.anonymous.get(`/records/contact/${contact}`, fields))).toMatchObject({ phone });
    expect((await t.anonymous.get(`/records/contact/${contact}`, await keyOf(b.as.admin, ['*']))).status).toBe(404);
  });
});

describe('work in the background', () => {
  it('of a key is bound by its scopes: an export masks what the key does not see', async () => {
    const key = await keyOf(a.as.admin, ['contact.read', 'contact.export']);
    const job = await ended(good(await t.anonymous.post('/exports', file, key), 202).id, key);
    const text = (await t.anonymous.get(`/files/${job.fileId}`, key)).text;
    expect(text).toContain('139****4016');
    expect(text).not.toMatch(/13958274016|62220202/);
    const wide = await keyOf(a.as.admin, ['contact.read', 'contact.export', 'contact.unmask']);
    const open = await ended(good(await t.anonymous.post('/exports', file, wide), 202).id, wide);
    expect((await t.anonymous.get(`/files/${open.fileId}`, wide)).text).toContain(phone);
    // the narrow key does not read what the wide one, or its person, has exported
    const own = await ended(good(await a.as.admin.post('/exports', file), 202).id, {}, a.as.admin);
    for (const made of [open, own]) expect((await t.anonymous.get(`/files/${made.fileId}`, key)).status).toBe(404);
    for (const made of [job, open, own]) expect((await a.as.admin.get(`/files/${made.fileId}`)).status).toBe(200);
    const all = await keyOf(a.as.admin, ['*']);
    expect((await t.anonymous.get(`/files/${own.fileId}`, all)).status).toBe(200);
    for (const who of [a.as.owner, b.as.admin]) expect((await who.get(`/files/${job.fileId}`)).status).toBe(404);
  });

  it('stays so when somebody else approves it', async () => {
    const rules = { approveAbove: null, approvePersonal: true, approvers: [], dailyRows: null, watermark: false };
    expect((await a.as.owner.put('/exports/rules', rules)).status).toBe(200);
    const key = await keyOf(a.as.admin, ['contact.read', 'contact.export']);
    const asked = good(await t.anonymous.post('/exports', { ...file, reason: '对账' }, key), 202);
    const { job } = good(await a.as.owner.post(`/exports/requests/${asked.id}/approve`, {}));
    const { fileId } = await ended(job, {}, a.as.admin);
    expect((await a.as.admin.get(`/files/${fileId}`)).text).not.toMatch(/13958274016|62220202/);
    expect((await a.as.owner.put('/exports/rules', { ...rules, approvePersonal: false })).status).toBe(200);
  });

  it('of an import writes no more than the key may', async () => {
    const body = '--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\nname,account\n李四,恒润化工\n\r\n--x--\r\n';
    const upload = async (headers: Record<string, string>) =>
      good(await t.anonymous.send('POST', '/files', body, { 'content-type': 'multipart/form-data; boundary=x', ...headers }), 201).id;
    good(await a.as.admin.post('/records/account', { name: '恒润化工' }), 201);
    const results = [];
    for (const scopes of [['contact.*'], ['contact.*', 'account.read']]) {
      const key = await keyOf(a.as.admin, scopes);
      const mapping = [
        { column: 'name', field: 'name' },
        { column: 'account', field: 'account', lookupBy: 'name' },
      ];
      const made = await t.anonymous.post('/imports', { object: 'contact', fileId: await upload(key), mode: 'create', mapping }, key);
      if (made.status !== 201) {
        results.push(made.status);
        continue;
      }
      await t.anonymous.post(`/imports/${made.body.id}/start`, {}, key);
      const state = await until(async () => {
        const now = (await t.anonymous.get(`/imports/${made.body.id}`, key)).body;
        return ['done', 'failed'].includes(now.status) && now;
      });
      results.push([state.created, state.failed]);
    }
    // without account.read there is no such account for the key
    expect(results[0]).not.toEqual([1, 0]);
    expect(results[1]).toEqual([1, 0]);
  });
});
