import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Answer, type Person, type TestApp, type TestTenant, testApp } from './testing.ts';

let app: TestApp;
let here: TestTenant;
let other: TestTenant;

beforeAll(async () => {
  app = await testApp();
  here = await app.tenant();
  other = await app.tenant();
  await app.startWork();
  const { admin } = here.as;
  good(await admin.post('/meta/objects', { name: 'x_visit', label: '回访', access: 'private' }), 201);
  good(
    await admin.post('/meta/objects/x_visit/fields', { name: 'x_account', type: 'masterDetail', object: 'account', label: '客户' }),
    201,
  );
});
afterAll(() => app.close());

function good(answer: Answer, status = 200): Answer {
  expect(answer.status, answer.text).toBe(status);
  return answer;
}
const refused = (answer: Answer) => [answer.status, answer.body.code, answer.body.errors?.[0]?.field];
const create = async (who: Person, object: string, values: Record<string, unknown>) =>
  good(await here.as[who].post(`/records/${object}`, values), 201).body;
const visits = async (who: Person) =>
  good(await here.as[who].post('/records/x_visit/query', { fields: ['name'], sort: [{ field: 'name' }] })).body.records.map(
    (one: { name: string }) => one.name,
  );

test('what one sees and may do with details is what one may with their master', async () => {
  const mine = await create('seller', 'account', { name: '销售的客户' });
  const theirs = await create('outsider', 'account', { name: '外部的客户' });
  const a = await create('seller', 'x_visit', { name: '甲', x_account: mine.id });
  // made by an administrator, who is its owner: the master's owner sees and edits it all the same
  const b = await create('admin', 'x_visit', { name: '乙', x_account: mine.id });
  const c = await create('outsider', 'x_visit', { name: '丙', x_account: theirs.id });
  const seen: Record<Person, string[]> = {
    owner: ['丙', '甲', '乙'],
    admin: ['丙', '甲', '乙'],
    manager: ['甲', '乙'],
    seller: ['甲', '乙'],
    colleague: [],
    outsider: ['丙'],
    readOnly: ['丙', '甲', '乙'],
  };
  for (const [who, names] of Object.entries(seen))
    expect([who, [...(await visits(who as Person))].sort()]).toEqual([who, [...names].sort()]);
  const edits = async (who: Person, id: string) =>
    (await here.as[who].patch(`/records/x_visit/${id}`, { externalId: `${who}-${id}` })).status;
  const may: Record<Person, [number, number]> = {
    owner: [200, 200],
    admin: [200, 200],
    manager: [200, 404],
    seller: [200, 404],
    colleague: [404, 404],
    outsider: [404, 200],
    readOnly: [403, 403],
  };
  for (const [who, [first, second]] of Object.entries(may))
    expect([who, await edits(who as Person, b.id), await edits(who as Person, c.id)]).toEqual([who, first, second]);
  // an owner of its own gives nothing
  good(await here.as.admin.patch(`/records/x_visit/${a.id}`, { owner: here.as.colleague.user }));
  expect(await visits('colleague')).toEqual([]);
  expect((await here.as.colleague.get(`/records/x_visit/${a.id}`)).status).toBe(404);
  expect((await here.as.colleague.delete(`/records/x_visit/${a.id}`)).status).toBe(404);
  expect((await here.as.colleague.get(`/records/x_visit/${a.id}/history`)).status).toBe(404);
  // sums, search and related lists go by the same predicate
  const count = async (who: Person) =>
    good(await here.as[who].post('/records/x_visit/aggregate', { measures: [{ fn: 'count' }] })).body.rows[0]?.count ?? 0;
  expect([await count('seller'), await count('colleague'), await count('readOnly')]).toEqual([2, 0, 3]);
  const found = async (who: Person) =>
    good(await here.as[who].get(`/search?q=${encodeURIComponent('乙')}&objects=x_visit`)).body.groups.flatMap(
      (group: { items: { title: string }[] }) => group.items.map((item) => item.title),
    );
  expect([await found('seller'), await found('colleague'), await found('outsider')]).toEqual([['乙'], [], []]);
  const listed = async (who: Person) => good(await here.as[who].post('/records/x_visit/query', { search: '乙' })).body.records.length;
  expect([await listed('seller'), await listed('colleague')]).toEqual([1, 0]);
  // a role that would show all details by themselves shows those below the masters one sees
  const role = good(
    await here.as.admin.post('/roles', {
      name: '回访专员',
      permissions: ['account.read', 'x_visit.read'],
      scopes: { read: 'own', edit: 'own', objects: { x_visit: { read: 'all' } } },
    }),
    201,
  ).body;
  good(await here.as.admin.put(`/users/${here.as.colleague.user}/roles`, { roles: [role.key] }));
  expect([await visits('colleague'), await count('colleague'), await found('colleague')]).toEqual([[], 0, []]);
  // the master changes hands, and its details with it
  good(await here.as.admin.patch(`/records/account/${mine.id}`, { owner: here.as.colleague.user }));
  expect([await visits('seller'), (await visits('colleague')).length]).toEqual([[], 2]);
});

test('a detail is made only below a master one may edit, and stays there unless the field allows otherwise', async () => {
  const { admin, seller } = here.as;
  const mine = await create('seller', 'account', { name: '我的' });
  const second = await create('seller', 'account', { name: '我的二' });
  const theirs = await create('outsider', 'account', { name: '别人的' });
  expect(refused(await seller.post('/records/x_visit', { name: '无主' }))).toEqual([422, 'REQUIRED', 'x_account']);
  expect(refused(await seller.post('/records/x_visit', { name: '越权', x_account: theirs.id }))).toEqual([
    422,
    'LOOKUP_NOT_FOUND',
    'x_account',
  ]);
  expect(refused(await here.as.readOnly.post('/records/x_visit', { name: '只读', x_account: mine.id }))).toEqual([
    403,
    'FORBIDDEN',
    undefined,
  ]);
  const foreign = good(await other.as.admin.post('/records/account', { name: '别家' }), 201).body;
  expect(refused(await admin.post('/records/x_visit', { name: '串门', x_account: foreign.id }))).toEqual([
    422,
    'LOOKUP_NOT_FOUND',
    'x_account',
  ]);
  const visit = await create('seller', 'x_visit', { name: '一', x_account: mine.id });
  expect(refused(await seller.patch(`/records/x_visit/${visit.id}`, { x_account: second.id }))).toEqual([
    422,
    'INVALID_VALUE',
    'x_account',
  ]);
  expect(refused(await seller.patch(`/records/x_visit/${visit.id}`, { x_account: null }))).toEqual([422, 'REQUIRED', 'x_account']);
  good(await admin.patch('/meta/objects/x_visit/fields/x_account', { reparent: true }));
  good(await seller.patch(`/records/x_visit/${visit.id}`, { x_account: second.id }));
  expect(refused(await seller.patch(`/records/x_visit/${visit.id}`, { x_account: theirs.id }))).toEqual([
    422,
    'LOOKUP_NOT_FOUND',
    'x_account',
  ]);
});

test('details go to the recycle bin with their master and come back with it; roll-ups follow', async () => {
  const { admin } = here.as;
  good(
    await admin.post('/meta/objects/account/fields', {
      name: 'x_visits',
      type: 'rollup',
      label: '回访次数',
      rollup: { object: 'x_visit', field: 'x_account', function: 'count' },
    }),
    201,
  );
  const account = await create('admin', 'account', { name: '级联' });
  const visitIds: string[] = [];
  for (const name of ['一', '二', '三']) visitIds.push((await create('admin', 'x_visit', { name, x_account: account.id })).id);
  good(await admin.delete(`/records/x_visit/${visitIds[2]}`), 204);
  const read = async () => good(await admin.get(`/records/account/${account.id}`)).body.x_visits;
  expect(await read()).toBe(2);
  good(await admin.delete(`/records/account/${account.id}`), 204);
  expect((await admin.get(`/records/x_visit/${visitIds[0]}`)).status).toBe(404);
  expect(refused(await admin.post(`/records/x_visit/${visitIds[0]}/restore`))).toEqual([409, 'STATE', 'x_account']);
  good(await admin.post(`/records/account/${account.id}/restore`));
  good(await admin.get(`/records/x_visit/${visitIds[0]}`));
  // what was deleted before stays deleted
  expect((await admin.get(`/records/x_visit/${visitIds[2]}`)).status).toBe(404);
  expect(await read()).toBe(2);
});

test('what can not be is refused: a second master, a ring, too many levels, an optional one', async () => {
  const { admin } = here.as;
  const add = async (object: string, name: string, target: string) =>
    admin.post(`/meta/objects/${object}/fields`, { name, type: 'masterDetail', object: target, label: name });
  expect(refused(await add('x_visit', 'x_second', 'contact'))).toEqual([409, 'STATE', 'type']);
  expect(refused(await add('account', 'x_up', 'x_visit'))).toEqual([422, 'INVALID_VALUE', 'object']);
  expect(refused(await add('lead', 'x_self', 'lead'))).toEqual([422, 'INVALID_VALUE', 'object']);
  expect(
    refused(await admin.post('/meta/objects/lead/fields', { name: 'x_any', type: 'masterDetail', objects: ['account'], label: 'x' })),
  ).toEqual([422, 'INVALID_VALUE', 'object']);
  expect(refused(await admin.patch('/meta/objects/x_visit/fields/x_account', { required: false }))).toEqual([
    422,
    'INVALID_VALUE',
    'required',
  ]);
  good(await admin.post('/meta/objects', { name: 'x_note', label: '记录' }), 201);
  good(await add('x_note', 'x_visit', 'x_visit'), 201);
  good(await admin.post('/meta/objects', { name: 'x_line', label: '行' }), 201);
  expect(refused(await add('x_line', 'x_note', 'x_note'))).toEqual([400, 'LIMIT_EXCEEDED', 'object']);
  // two levels: the note is reached through the visit, the visit through the account
  const account = await create('seller', 'account', { name: '两层' });
  const visit = await create('admin', 'x_visit', { name: '层', x_account: account.id });
  await create('admin', 'x_note', { name: '记', x_visit: visit.id });
  const notes = async (who: Person) => good(await here.as[who].post('/records/x_note/query', {})).body.records.length;
  expect([await notes('seller'), await notes('outsider'), await notes('manager')]).toEqual([1, 0, 1]);
});
