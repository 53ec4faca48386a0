import { afterAll, beforeAll, expect, test } from 'vitest';
import { fingerprint } from './testing/fingerprint.ts';
import { type Answer, type Client, type TestApp, type TestTenant, testApp } from './testing.ts';

let t: TestApp;
let a: TestTenant;
let b: TestTenant;
/** What company A holds, by kind. */
let owned: Record<string, string>;
let mine: Record<string, string>;
const secret = '绝密资料甲乙丙';

function must(answer: Answer, status: number): Answer {
  if (answer.status !== status) throw new Error(`expected ${status}, got ${answer.status}: ${answer.text}`);
  return answer;
}

async function upload(client: Client, name: string, content: string): Promise<string> {
  const boundary = 'xyz';
  const body = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: text/csv\r\n\r\n${content}\r\n--${boundary}--\r\n`;
  return must(await client.send('POST', '/files', body, { 'content-type': `multipart/form-data; boundary=${boundary}` }), 201).body.id;
}

/** Fills a company with one of everything. */
async function furnish(company: TestTenant): Promise<Record<string, string>> {
  const { admin, seller } = company.as;
  const make = async (object: string, values: object, by = admin) =>
    must(await by.post(`/records/${object}`, values), 201).body.id as string;
  must(
    await admin.post('/meta/objects', {
      name: 'x_device',
      label: { zh: '设备', en: 'Device' },
      fields: [{ name: 'x_code', type: 'text', label: { zh: '编号', en: 'Code' } }],
    }),
    201,
  );
  const account = await make('account', { name: secret, externalId: 'E1', phone: '13800001234' });
  const product = await make('product', { name: `${secret}产品` });
  const file = await upload(admin, 'a.csv', `name\n${secret}\n`);
  const ids: Record<string, string> = {
    account,
    product,
    file,
    contact: await make('contact', { name: secret, account }),
    lead: await make('lead', { name: secret, company: secret, wechat: 'wx_1009' }),
    opportunity: await make('opportunity', { name: secret, account, product, amount: '1.00' }),
    activity: await make('activity', { subject: secret, type: 'task', related: [{ object: 'account', id: account }] }),
    x_device: await make('x_device', { x_code: secret }),
    user: seller.user,
    department: company.departments.first,
    view: must(await admin.post('/views', { object: 'account', name: secret, shared: true }), 201).body.id,
    import: must(
      await admin.post('/imports', { object: 'account', fileId: file, mode: 'create', mapping: [{ column: 'name', field: 'name' }] }),
      201,
    ).body.id,
    role: must(await admin.get('/roles'), 200).body.items[0].id,
    session: must(await admin.get('/auth/sessions'), 200).body.items[0].id,
    invitation: must(await admin.post('/users/invite', { name: secret, email: `guest${company.id}@test.local`, roles: ['member'] }), 201)
      .body.link.split('/')
      .pop(),
  };
  await admin.put(`/favourites/${account}`, { object: 'account' });
  return ids;
}

beforeAll(async () => {
  t = await testApp();
  a = await t.tenant();
  b = await t.tenant();
  owned = await furnish(a);
  mine = await furnish(b);
});
afterAll(() => t.close());

test('ids of the other company inside bodies, filters and searches reach nothing', async () => {
  const before = await fingerprint(t, a.id);
  const { admin } = b.as;
  const refused: [string, unknown][] = [
    ['/records/contact', { name: '探子', account: owned.account }],
    ['/records/account', { name: '探子', parent: owned.account }],
    ['/records/account', { name: '探子', owner: owned.user }],
    ['/records/activity', { type: 'note', subject: '探子', related: [{ object: 'account', id: owned.account }] }],
    ['/imports', { object: 'account', fileId: owned.file, mode: 'create', mapping: [{ column: 'name', field: 'name' }] }],
    ['/imports/inspect', { fileId: owned.file }],
    ['/exports', { object: 'account', view: owned.view, fields: ['name'], format: 'csv' }],
    ['/users/invite', { name: '探子', department: owned.department, roles: ['member'] }],
    ['/users/invite', { name: '探子', roles: [owned.role] }],
    ['/auth/switch', { tenant: a.id }],
    [`/records/account/${mine.account}/shares`, { principal: { kind: 'user', id: owned.user }, level: 'read' }],
    [`/records/account/${mine.account}/shares`, { principal: { kind: 'department', id: owned.department }, level: 'read' }],
    [`/records/account/${mine.account}/team`, { user: owned.user, level: 'read' }],
    [`/records/account/${mine.account}/comments`, { files: [owned.file] }],
    [`/records/contact/${mine.contact}/consents`, { purpose: 'profiling', source: 'form', fileId: owned.file }],
    ['/records/contact/merge', { winner: mine.contact, losers: [owned.contact] }],
    ['/records/contact/merge', { winner: owned.contact, losers: [mine.contact] }],
    ['/groups', { name: '探子', members: [{ kind: 'user', id: owned.user }] }],
    ['/webhooks', { name: '探子', url: 'https://example.com/hook', events: ['*'], user: owned.user }],
    ['/api-apps', { name: '探子', scopes: ['*'], user: owned.user }],
    [`/users/${b.as.seller.user}/handovers`, { to: owned.user }],
  ];
  for (const [url, body] of refused) {
    const answer = await admin.post(url, body);
    expect(answer.status, `${url} ${JSON.stringify(body)} → ${answer.text}`).toBeGreaterThanOrEqual(400);
    expect(answer.status, answer.text).toBeLessThan(500);
  }
  for (const object of ['account', 'contact', 'opportunity', 'lead', 'activity', 'user', 'department', 'x_device']) {
    const own = must(await admin.post(`/records/${object}/query`, { limit: 200, fields: ['id'] }), 200).body.records.map(
      (record: { id: string }) => record.id,
    );
    expect(own).not.toContain(owned[object]);
    const byId = must(await admin.post(`/records/${object}/query`, { filter: { field: 'id', op: 'in', value: [owned[object]] } }), 200);
    expect(byId.body.records, object).toEqual([]);
    const bulk = must(await admin.post(`/records/${object}/bulk`, { operation: 'delete', records: [{ id: owned[object] }] }), 200);
    expect(bulk.body.results[0].status, object).toBe(404);
    const counted = must(
      await admin.post(`/records/${object}/aggregate`, {
        measures: [{ fn: 'count' }],
        filter: { field: 'id', op: 'eq', value: owned[object] },
      }),
      200,
    );
    expect(counted.body.rows, object).toEqual([{ count: 0 }]);
  }
  for (const q of [secret, '绝密', '1234', 'jmzl']) {
    const found = must(await admin.get(`/search?q=${encodeURIComponent(q)}`), 200).body.groups.flatMap(
      (group: { items: { id: string }[] }) => group.items.map((item) => item.id),
    );
    for (const id of Object.values(owned)) expect(found).not.toContain(id);
  }
  expect(must(await admin.get('/events?since='), 200).text).not.toContain(owned.account);
  expect(await fingerprint(t, a.id)).toEqual(before);
});

test('the same e-mail may work for two companies; externalId and names do not collide across them', async () => {
  must(await b.as.admin.post('/records/account', { name: 'B', externalId: 'E2' }), 201);
  must(await a.as.admin.post('/records/account', { name: 'A', externalId: 'E2' }), 201);
  expect((await a.as.admin.post('/records/account', { name: 'A', externalId: 'E2' })).body).toMatchObject({
    code: 'DUPLICATE',
    status: 409,
    errors: [{ field: 'externalId' }],
  });
});
