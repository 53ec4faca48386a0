import { sql } from '@huanke/platform/database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, ok, type TestApp, type TestTenant, testApp } from './testing.ts';

const start = Date.parse('2026-03-05T02:00:00.000Z');
let now = start;
let app: TestApp;
let tenant: TestTenant;
let other: TestTenant;

const place = '/meta/objects/opportunity/parts/playbook/stage';
const book = {
  stages: {
    initial: [
      {
        key: 'who',
        text: '弄清谁拍板',
        required: true,
        script: '请问这类采购由哪位负责？',
        materials: [{ name: '话术', url: 'https://example.com/a' }],
      },
      { key: 'call', text: '打一次电话', required: true, proof: { activity: 'call' } },
      { key: 'size', text: '问到预算', proof: { field: 'amount' } },
    ],
    qualified: [{ key: 'demo', text: '做一次演示' }],
  },
};

const deal = async (client: Client, values: object = {}): Promise<string> =>
  ok(await client.post('/records/opportunity', { name: '磁力泵框架', ...values })).body.id;
const view = async (client: Client, id: string) => ok(await client.get(`/records/opportunity/${id}/playbook`)).body;
const steps = async (client: Client, id: string, stage = 'initial') =>
  (await view(client, id)).stages.find(({ key }: { key: string }) => key === stage).steps;
const done = async (client: Client, id: string) =>
  (await steps(client, id)).filter((step: { done: unknown }) => step.done).map(({ key }: { key: string }) => key);
const tick = (client: Client, id: string, step: string, isDone = true, stage = 'initial') =>
  client.put(`/records/opportunity/${id}/playbook/${stage}/${step}`, { done: isDone });
const move = (client: Client, id: string, stage: string) => client.post(`/records/opportunity/${id}/actions/move`, { input: { stage } });
const call = (client: Client, id: string, more: object = {}) =>
  client.post('/records/activity', { type: 'call', subject: '通话', done: true, related: [{ object: 'opportunity', id }], ...more });

beforeAll(async () => {
  app = await testApp({ clock: { now: () => new Date(now) } });
  tenant = await app.tenant();
  other = await app.tenant();
  await app.app.database.global((connection) =>
    connection.query(sql`update session set expires_at = '2030-01-01', last_seen_at = '2026-12-01'`),
  );
});
afterAll(() => app.close());

describe('what a company writes', () => {
  it('is one part of the configuration: kept, listed in the history, undone', async () => {
    const { admin } = tenant.as;
    const saved = ok(await admin.put(place, book)).body;
    expect(saved.definition.stages.initial[1]).toEqual({
      key: 'call',
      text: '打一次电话',
      required: true,
      script: null,
      materials: [],
      proof: { activity: 'call' },
    });
    ok(await admin.put(place, { stages: {} }));
    const [change] = ok(await admin.get('/meta/changes?limit=1')).body.items;
    ok(await admin.post(`/meta/changes/${change.id}/undo`, {}));
    const books = async (client: Client) => ok(await client.get('/meta/objects/opportunity/parts/playbook')).body.items;
    expect(await books(admin)).toMatchObject([{ name: 'stage', definition: saved.definition }]);
    expect(await books(other.as.admin)).toEqual([]);
  });

  it('carries files, which who sees a record may open and which travel', async () => {
    const { admin, seller, outsider } = tenant.as;
    const upload = async (client: Client, name: string, content: string): Promise<string> =>
      ok(
        await client.send(
          'POST',
          '/files',
          `--b\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\n\r\n${content}\r\n--b--\r\n`,
          { 'content-type': 'multipart/form-data; boundary=b' },
        ),
      ).body.id;
    const file = await upload(admin, '报价模板.pdf', '%PDF-1.4 报价');
    const withMaterial = (material: object) => ({ stages: { initial: [{ key: 'who', text: '弄清谁拍板', materials: [material] }] } });
    ok(await admin.put(place, withMaterial({ name: '报价模板', file })));
    const id = await deal(seller);
    expect((await steps(seller, id))[0].materials).toEqual([{ name: '报价模板', file }]);
    const from = (record: string, of = file) => `/records/opportunity/${record}/playbook/files/${of}`;
    const opened = ok(await seller.get(from(id)));
    expect([opened.text, opened.headers['content-type']]).toEqual(['%PDF-1.4 报价', 'application/pdf']);
    expect(opened.headers['content-disposition']).toMatch(/^attachment/);
    // not by itself, not from a record one does not see, and no other file
    expect((await seller.get(`/files/${file}`)).status).toBe(404);
    expect((await outsider.get(from(id))).status).toBe(404);
    expect((await other.as.admin.get(from(id))).status).toBe(404);
    expect((await seller.get(from(id, await upload(admin, 'b.txt', 'x')))).status).toBe(404);
    // what does not exist, or belongs to somebody of another company, is no material
    const foreign = await upload(other.as.admin, 'c.txt', 'x');
    for (const [material, field] of [
      [{ name: 'x', file: foreign }, 'file'],
      [{ name: 'x', file: 'nonsense' }, 'file'],
      [{ name: 'x', file, url: 'https://example.com' }, 'file'],
      [{ name: 'x' }, 'url'],
    ] as const)
      expect((await admin.put(place, withMaterial(material))).body.errors[0].field).toBe(`stages.initial[0].materials[0].${field}`);
    const to = await app.tenant();
    const head = { name: 'papers', version: '1.0.0', label: { zh: '资料', en: 'Papers' }, author: '环客' };
    ok(await to.as.admin.post('/packages/install', { package: ok(await admin.post('/packages/export', head)).body }));
    const theirs = await deal(to.as.seller);
    const [material] = (await steps(to.as.seller, theirs))[0].materials;
    expect(material.file).not.toBe(file);
    expect(ok(await to.as.seller.get(from(theirs, material.file))).text).toBe('%PDF-1.4 报价');
    ok(await admin.put(place, book));
  });

  it('travels in a package to another company', async () => {
    const to = await app.tenant();
    const head = { name: 'selling', version: '1.0.0', label: { zh: '打法', en: 'Playbook' }, author: '环客' };
    const file = ok(await tenant.as.admin.post('/packages/export', head)).body;
    ok(await to.as.admin.post('/packages/install', { package: file }));
    const parts = async (client: Client) => ok(await client.get('/meta/objects/opportunity/parts/playbook')).body.items;
    expect(await parts(to.as.admin)).toEqual(await parts(tenant.as.admin));
  });

  it('names what is wrong by its place', async () => {
    const { admin } = tenant.as;
    const wrong = async (body: unknown, at = place) => {
      const answer = await admin.put(at, body);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      return answer.body.errors.map(({ field, code }: { field: string; code: string }) => `${field} ${code}`);
    };
    expect(await wrong({})).toEqual(['stages REQUIRED']);
    expect(await wrong({ stages: { nowhere: [] } })).toEqual(['stages.nowhere INVALID_VALUE']);
    const bad = { key: 'A b', text: '', materials: [{ name: 'x', url: 'javascript:alert(1)' }], proof: { field: 'nothing' }, color: 1 };
    expect((await wrong({ stages: { initial: [bad] } })).sort()).toEqual([
      'stages.initial[0].color UNKNOWN_FIELD',
      'stages.initial[0].key INVALID_VALUE',
      'stages.initial[0].materials[0].url INVALID_VALUE',
      'stages.initial[0].proof.field INVALID_VALUE',
      'stages.initial[0].text REQUIRED',
    ]);
    const twice = { key: 'a', text: 'A' };
    expect(await wrong({ stages: { initial: [twice, twice] } })).toEqual(['stages.initial[1].key DUPLICATE']);
    expect(await wrong({ stages: { initial: [{ ...twice, proof: { activity: 'dance' } }] } })).toEqual([
      'stages.initial[0].proof.activity INVALID_VALUE',
    ]);
    expect(await wrong({ stages: {} }, '/meta/objects/opportunity/parts/playbook/amount')).toEqual(['name INVALID_VALUE']);
    expect((await tenant.as.manager.put(place, book)).status).toBe(403);
  });
});

describe('the steps of a record', () => {
  it('are ticked with who and when, once, and taken back', async () => {
    const { seller, manager } = tenant.as;
    const id = await deal(seller);
    expect(await done(seller, id)).toEqual([]);
    now = start + 60_000;
    ok(await tick(seller, id, 'who'));
    now = start + 120_000;
    ok(await tick(manager, id, 'who'));
    expect((await steps(seller, id))[0].done).toMatchObject({ kind: 'ticked', at: '2026-03-05T02:01:00.000Z', by: { id: seller.user } });
    ok(await tick(manager, id, 'who', false));
    expect(await done(seller, id)).toEqual([]);
    now = start;
  });

  it('are proven by a field and by a follow-up, and disproven with them', async () => {
    const { seller } = tenant.as;
    const id = await deal(seller);
    ok(await seller.patch(`/records/opportunity/${id}`, { amount: '1000' }));
    expect(await done(seller, id)).toEqual(['size']);
    // planned for tomorrow, called off, of another kind: none of them is a call that was made
    ok(await call(seller, id, { done: false, startAt: '2026-03-06T02:00:00.000Z' }));
    ok(await call(seller, id, { done: false, status: 'cancelled' }));
    ok(await call(seller, id, { type: 'visit' }));
    expect(await done(seller, id)).toEqual(['size']);
    const made = ok(await call(seller, id)).body.id;
    expect(await done(seller, id)).toEqual(['call', 'size']);
    expect((await steps(seller, id))[1]).toMatchObject({
      proof: { kind: 'activity', label: { zh: '电话' } },
      done: { kind: 'proven', by: null },
    });
    ok(await seller.delete(`/records/activity/${made}`));
    ok(await seller.patch(`/records/opportunity/${id}`, { amount: null }));
    expect(await done(seller, id)).toEqual([]);
    const refused = await tick(seller, id, 'call');
    expect([refused.status, refused.body.code]).toEqual([409, 'STATE']);
  });

  it('keep a record in its stage until the required ones are done', async () => {
    const { seller } = tenant.as;
    const id = await deal(seller);
    const refused = await move(seller, id, 'qualified');
    expect([refused.status, refused.body.errors[0]]).toMatchObject([422, { field: 'stage', code: 'RULE' }]);
    expect(refused.body.errors[0].message).toContain('弄清谁拍板、打一次电话');
    // leaping over the stage does not help, nor does a plain save
    expect((await seller.patch(`/records/opportunity/${id}`, { stage: 'qualified' })).status).toBe(422);
    ok(await tick(seller, id, 'who'));
    ok(await call(seller, id));
    ok(await move(seller, id, 'qualified'));
    // what is not required holds nobody up, and losing is always possible
    const lost = await deal(seller);
    ok(await seller.patch(`/records/opportunity/${lost}`, { stage: 'lost', lossReason: 'price' }));
    // a new record tells where it stands
    await deal(seller, { stage: 'qualified' });
    await other.as.seller
      .post('/records/opportunity', { name: '别家' })
      .then(async ({ body }) => ok(await move(other.as.seller, body.id, 'qualified')));
  });

  it('are for who sees the record, and ticked by who may edit it', async () => {
    const { seller, outsider, readOnly, admin } = tenant.as;
    const id = await deal(seller);
    expect((await outsider.get(`/records/opportunity/${id}/playbook`)).status).toBe(404);
    expect((await tick(outsider, id, 'who')).status).toBe(404);
    expect((await tick(readOnly, id, 'who')).status).toBe(403);
    expect((await view(readOnly, id)).field).toBe('stage');
    expect((await other.as.admin.get(`/records/opportunity/${id}/playbook`)).status).toBe(404);
    expect((await app.anonymous.get(`/records/opportunity/${id}/playbook`)).status).toBe(401);
    expect((await tick(seller, id, 'nothing')).status).toBe(422);
    const own = await other.as.seller.post('/records/opportunity', { name: '别家' });
    expect((await other.as.seller.get(`/records/opportunity/${own.body.id}/playbook`)).status).toBe(404);
    ok(await admin.patch('/meta/objects/opportunity/fields/amount', { help: { zh: '含税', en: 'With tax' } }));
    expect(await done(seller, id)).toEqual([]);
  });

  it('are counted once when two tick at the same moment', async () => {
    const { seller, manager } = tenant.as;
    const id = await deal(seller);
    const answers = await Promise.all([tick(seller, id, 'who'), tick(manager, id, 'who'), tick(seller, id, 'who')]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    const rows = await (await seller.context()).query(
      sql`select 1 from play_tick where tenant_id = ${tenant.id} and record_id = ${id}::uuid`,
    );
    expect(rows).toHaveLength(1);
  });
});
