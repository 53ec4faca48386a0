import { sql } from '@huanke/platform/database';
import { searchAfterImport, searchAll } from '@huanke/platform/duplicates';
import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, ok, type TestApp, type TestTenant, testApp } from './testing.ts';

let app: TestApp;
let tenant: TestTenant;
let other: TestTenant;

beforeAll(async () => {
  app = await testApp();
  tenant = await app.tenant();
  other = await app.tenant();
  for (const company of [tenant, other])
    for (const name of ['星河环宇科技有限公司', '杭州云帆贸易有限公司', '老朋友精密轴承有限公司', '老朋友精密轴成有限公司'])
      await company.as.admin.post('/records/account', { name }, { 'x-huanke-duplicates': 'confirmed' });
  await app.startWork();
});
afterAll(() => app.close());

async function upload(client: Client, rows: readonly string[]): Promise<string> {
  const boundary = 'huanke-test';
  const body = [
    `--${boundary}`,
    'Content-Disposition: form-data; name="file"; filename="accounts.csv"',
    'Content-Type: text/csv',
    '',
    ['客户名称', ...rows].join('\r\n'),
    `--${boundary}--`,
    '',
  ].join('\r\n');
  return ok(await client.send('POST', '/files', body, { 'content-type': `multipart/form-data; boundary=${boundary}` })).body.id;
}

async function runImport(client: Client, rows: readonly string[], more: object): Promise<string> {
  const { id } = ok(await client.post('/imports', { object: 'account', fileId: await upload(client, rows), mode: 'create', ...more })).body;
  ok(await client.post(`/imports/${id}/start`));
  await until(async () => (await client.get(`/imports/${id}`)).body.status === 'done', 'the import is done');
  return id;
}

const state = async () => (await tenant.as.admin.get('/duplicates/search?object=account')).body;
/** Names of the members of each set. */
async function sets(client: Client, query = ''): Promise<string[][]> {
  const { items } = ok(await client.get(`/duplicates/sets?object=account&limit=50${query}`)).body;
  return items.map(({ records }: { records: { name: string }[] }) => records.map(({ name }) => name).sort()).sort();
}

const rows = ['星河寰宇科技有限公司', '云帆贸易（杭州）有限公司', '与谁都不像有限公司'];
const found = [
  ['云帆贸易（杭州）有限公司', '杭州云帆贸易有限公司'],
  ['星河寰宇科技有限公司', '星河环宇科技有限公司'],
];

it('makes every row, and lists afterwards what is alike, near names too', async () => {
  const { admin, manager } = tenant.as;
  const id = await runImport(admin, rows, { duplicates: 'review' });
  expect((await admin.get(`/imports/${id}`)).body).toMatchObject({ created: 3, failed: 0, duplicates: 'review' });
  await until(async () => (await state()).foundAt !== null, 'the search has ended');
  expect(await sets(admin, `&import=${id}`)).toEqual(found);
  // the review as a whole holds what was alike before, too
  expect(await sets(admin)).toHaveLength(3);
  // an import of somebody else is not told
  expect(await sets(manager, `&import=${id}`)).toEqual([]);
  expect(await sets(other.as.admin, `&import=${id}`)).toEqual([]);
  expect((await admin.get('/duplicates/sets?object=account&import=x')).status).toBe(404);
});

it('searches once more where a search was under way that may be past the rows', async () => {
  const ctx = await app.app.contextFor({ tenant: tenant.id, user: tenant.as.admin.user });
  const jobs = () =>
    ctx.query<{ id: string }>(sql`select id from background_job where tenant_id = ${tenant.id} and kind = 'duplicates.search'`);
  const before = (await jobs()).length;
  await ctx.transaction(async (tx) => {
    await searchAfterImport(tx, 'account');
    await searchAfterImport(tx, 'account');
    await searchAfterImport(tx, 'account');
  });
  await until(async () => (await jobs()).length === before + 2 && (await state()).job === null, 'two searches, the second after the first');
  expect((await jobs()).length).toBe(before + 2);
});

it('goes on with the step it was at when it is killed in the midst of the review', async () => {
  const ctx = await app.app.contextFor({ tenant: tenant.id });
  const account = ctx.meta.object('account');
  if (!account) throw new Error('no accounts');
  const whole = await sets(tenant.as.admin);
  const job = (await ctx.query<{ job: string }>(sql`select job from duplicate_search where tenant_id = ${tenant.id}`))[0]?.job ?? '';
  for (const stop of [1, 4, 7]) {
    await ctx.transaction((tx) => tx.query(sql`update duplicate_search set step = 0 where tenant_id = ${tenant.id}`));
    let steps = 0;
    const kill = async () => {
      steps += 1;
      if (steps > stop) throw new Error('killed');
    };
    await expect(searchAll(ctx, account, job, kill)).rejects.toThrow('killed');
    expect(await sets(tenant.as.admin)).toEqual(whole);
    await searchAll(ctx, account, job, async () => undefined);
    expect(await sets(tenant.as.admin)).toEqual(whole);
  }
});

it('is for objects with a rule, and left alone by the other ways', async () => {
  const { admin } = tenant.as;
  const before = (await state()).foundAt;
  await runImport(admin, ['又一家普通有限公司'], { duplicates: 'create' });
  expect((await state()).foundAt).toBe(before);
  const fileId = await upload(admin, ['甲']);
  const refused = await admin.post('/imports', {
    object: 'activity',
    fileId,
    duplicates: 'review',
    mapping: [{ column: '客户名称', field: 'subject' }],
  });
  expect([refused.status, refused.body.errors[0]]).toMatchObject([422, { field: 'duplicates', code: 'INVALID_VALUE' }]);
  expect((await admin.post('/imports', { object: 'account', fileId, duplicates: 'later' })).status).toBe(422);
});
