import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, type TestApp, type TestTenant, testApp } from './testing.ts';

let t: TestApp;
let a: TestTenant;
let b: TestTenant;
let winner: string;
let loser: string;
let contact: string;

const make = async (as: Client, object: string, values: object): Promise<string> => {
  const answer = await as.post(`/records/${object}`, values);
  expect(answer.status, answer.text).toBe(201);
  return answer.body.id;
};

beforeAll(async () => {
  t = await testApp();
  a = await t.tenant();
  b = await t.tenant();
  const { manager } = a.as;
  winner = await make(manager, 'account', { name: '留下的有限公司' });
  loser = await make(manager, 'account', { name: '并走的有限公司' });
  contact = await make(manager, 'contact', { name: '旧联系人', account: loser });
  const merged = await manager.post('/records/account/merge', { winner, losers: [loser] });
  expect(merged.status, merged.text).toBe(200);
});
afterAll(() => t.close());

/** Addresses below one record that answer to everybody who may read it. */
const below = [
  '',
  '/history',
  '/related/contacts',
  '/panels',
  '/panels/money',
  '/timeline',
  '/actions',
  '/team',
  '/shares',
  '/mentionable',
  '/merges',
];

describe('under the id of a record that was merged', () => {
  test.each(below)('%s answers as of the one it lives on in', async (path) => {
    const { manager, outsider } = a.as;
    const now = await manager.get(`/records/account/${winner}${path}`);
    expect(now.status, now.text).toBe(200);
    const old = await manager.get(`/records/account/${loser}${path}`);
    expect([old.status, old.body]).toEqual([200, now.body]);
    const capitals = await manager.get(`/records/account/${loser.toUpperCase()}${path}`);
    expect(capitals.status).toBe(200);
    // rights as on the winner, and other companies know nothing of it
    const hidden = await outsider.get(`/records/account/${winner}${path}`);
    expect((await outsider.get(`/records/account/${loser}${path}`)).status).toBe(hidden.status);
    expect((await b.as.admin.get(`/records/account/${loser}${path}`)).status).toBe(
      (await b.as.admin.get(`/records/account/${winner}${path}`)).status,
    );
    // nor is it a record of another object
    expect((await manager.get(`/records/contact/${loser}`)).status).toBe(404);
  });

  test('consents and the playbook, of objects that have them', async () => {
    const { manager } = a.as;
    const [first, second] = [
      await make(manager, 'contact', { name: '张一', account: winner }),
      await make(manager, 'contact', { name: '张二', account: winner }),
    ];
    expect((await manager.post('/records/contact/merge', { winner: first, losers: [second] })).status).toBe(200);
    const consents = await manager.get(`/records/contact/${second}/consents`);
    expect([consents.status, consents.body]).toEqual([200, (await manager.get(`/records/contact/${first}/consents`)).body]);
    const book = { stages: { initial: [{ key: 'who', text: '弄清谁拍板', required: true }] } };
    expect((await a.as.admin.put('/meta/objects/opportunity/parts/playbook/stage', book)).status).toBeLessThan(300);
    const deal = (name: string) => make(manager, 'opportunity', { name, account: winner, closeOn: '2027-01-31' });
    const [kept, gone] = [await deal('商机一'), await deal('商机二')];
    expect((await manager.post('/records/opportunity/merge', { winner: kept, losers: [gone] })).status).toBe(200);
    const playbook = await manager.get(`/records/opportunity/${gone}/playbook`);
    expect([playbook.status, playbook.body]).toEqual([200, (await manager.get(`/records/opportunity/${kept}/playbook`)).body]);
    expect((await manager.put(`/records/opportunity/${gone}/playbook/initial/who`, { done: true })).status).toBeLessThan(300);
    expect(JSON.stringify((await manager.get(`/records/opportunity/${kept}/playbook`)).body)).toContain(manager.user);
  });

  test('writes land on the winner; what ends or restores a record does not', async () => {
    const { manager } = a.as;
    expect((await manager.post(`/records/account/${loser}/comments`, { body: '写给旧编号' })).status).toBe(201);
    expect(JSON.stringify((await manager.get(`/records/account/${winner}/timeline`)).body)).toContain('写给旧编号');
    expect((await manager.patch(`/records/account/${loser}`, { employees: 9 })).body).toMatchObject({ id: winner, employees: 9 });
    expect((await manager.delete(`/records/account/${loser}`)).status).toBe(404);
    expect((await manager.post(`/records/account/${loser}/restore`)).status).toBe(409);
    expect((await manager.get(`/records/account/${winner}`)).status).toBe(200);
  });
});

describe('filters by an old id', () => {
  const found = async (as: Client, object: string, filter: object): Promise<string[]> => {
    const { status, body, text } = await as.post(`/records/${object}/query`, { filter, limit: 50 });
    expect(status, text).toBe(200);
    return body.records.map(({ id }: { id: string }) => id);
  };

  test('find what belongs to the winner, in lists and sums', async () => {
    const { manager, outsider } = a.as;
    expect(await found(manager, 'contact', { field: 'account', op: 'eq', value: loser })).toContain(contact);
    expect(await found(manager, 'contact', { field: 'account', op: 'in', value: [loser] })).toContain(contact);
    expect(await found(manager, 'contact', { field: 'account', op: 'ne', value: loser })).not.toContain(contact);
    expect(await found(manager, 'contact', { and: [{ not: { field: 'account.id', op: 'eq', value: loser } }] })).not.toContain(contact);
    expect(await found(manager, 'account', { field: 'id', op: 'eq', value: loser })).toEqual([winner]);
    expect(await found(manager, 'account', { field: 'id', op: 'in', value: [loser, winner] })).toEqual([winner]);
    expect(await found(manager, 'account', { field: 'id', op: 'under', value: loser })).toEqual([winner]);
    expect(await found(outsider, 'contact', { field: 'account', op: 'eq', value: loser })).toEqual([]);
    expect(await found(b.as.admin, 'account', { field: 'id', op: 'eq', value: loser })).toEqual([]);
    const sums = await manager.post('/records/contact/aggregate', {
      filter: { field: 'account', op: 'eq', value: loser },
      groupBy: [],
      measures: [{ fn: 'count' }],
    });
    // the contact that moved, and the one that two of the winner's were made
    expect([sums.status, sums.body.rows]).toEqual([200, [{ count: 2 }]]);
  });
});
