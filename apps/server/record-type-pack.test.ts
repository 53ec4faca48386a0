import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, type TestApp, type TestTenant, testApp } from './testing.ts';

/** The package 客户与商机类型 (SAL-9, SAL-12): kinds of accounts, and of deals with their own process and chances. */
let app: TestApp;
let other: TestTenant;
beforeAll(async () => {
  app = await testApp();
  other = await app.tenant();
});
afterAll(() => app.close());

const install = async (admin: Client, body: object = { pack: 'types' }) => {
  const done = await admin.post('/packages/install', body);
  expect(done.status, done.text).toBe(200);
  return done.body;
};
const create = async (who: Client, object: string, values: object) => {
  const made = await who.post(`/records/${object}`, values);
  expect(made.status, made.text).toBe(201);
  return made.body;
};
const fieldsOf = ({ errors }: { errors?: readonly { readonly field: string }[] }) => (errors ?? []).map(({ field }) => field);
const sum = async (who: Client, filter: object) => {
  const { body } = await who.post('/records/opportunity/aggregate', {
    groupBy: [{ field: 'stage' }],
    measures: [{ fn: 'count' }, { fn: 'sum', field: 'weightedAmount' }],
    filter,
  });
  return Object.fromEntries(
    body.rows.map((row: { stage: string; count: number; 'sum:weightedAmount': string }) => [
      row.stage,
      [row.count, row['sum:weightedAmount']],
    ]),
  );
};

it('deals of each type go their own way, with their own gates and chances; others stay as they were', async () => {
  const t = await app.tenant();
  const { admin, manager, seller } = t.as;
  const account = await create(seller, 'account', { name: '早先的客户' });
  const before = await create(seller, 'opportunity', { name: '早先的商机', account: account.id, amount: '1000', closeOn: '2026-12-31' });
  await install(admin);
  const move = (id: string, values: object, who = seller) => who.patch(`/records/opportunity/${id}`, values);
  const deal = (recordType: string, values: object = {}) =>
    create(seller, 'opportunity', { name: recordType, recordType, account: account.id, amount: '1000', closeOn: '2026-12-31', ...values });

  // what was there has no type and goes on as ever
  expect((await move(before.id, { stage: 'qualified' })).body).toMatchObject({ recordType: null, probability: 30 });
  const [direct, channel, bid, renewal] = await Promise.all(['direct', 'channel', 'bid', 'renewal'].map((type) => deal(type)));
  const begun = [direct, channel, bid, renewal].map(({ stage, probability, weightedAmount }) => [stage, probability, weightedAmount]);
  expect(begun).toEqual([
    ['initial', 10, '100.00'],
    ['initial', 10, '100.00'],
    ['qualified', 20, '200.00'],
    ['initial', 60, '600.00'],
  ]);
  expect((await create(seller, 'opportunity', { name: '没说类型的', account: account.id })).recordType).toBe('direct');

  // gates: a partner for the channel, a day for the bid, the end of the contract for the renewal
  expect(fieldsOf((await move(channel.id, { stage: 'qualified' })).body)).toEqual(['x_types_partner']);
  expect((await move(channel.id, { stage: 'qualified', x_types_partner: account.id })).body).toMatchObject({ weightedAmount: '250.00' });
  expect(fieldsOf((await move(bid.id, { stage: 'proposal' })).body)).toEqual(['x_types_bidOn']);
  expect((await move(bid.id, { stage: 'proposal', x_types_bidOn: '2026-11-30' })).body).toMatchObject({ weightedAmount: '400.00' });
  expect(fieldsOf((await move(bid.id, { stage: 'initial' })).body)).toContain('stage');
  // a renewal knows no 需求确认: nobody passes through it, nor is it a way back
  expect(fieldsOf((await move(renewal.id, { stage: 'qualified' })).body)).toContain('stage');
  expect((await move(renewal.id, { stage: 'negotiation', x_types_endsOn: '2027-01-31' })).body).toMatchObject({ weightedAmount: '900.00' });
  expect((await move(direct.id, { stage: 'qualified' })).body).toMatchObject({ weightedAmount: '300.00' });
  // the board of one type, and of all
  const type = (value: string) => ({ field: 'recordType', op: 'eq', value });
  expect(await sum(seller, type('bid'))).toEqual({ proposal: [1, '400.00'] });
  expect(await sum(seller, { field: 'name', op: 'in', value: ['direct', 'channel', 'bid', 'renewal'] })).toEqual({
    qualified: [2, '550.00'],
    proposal: [1, '400.00'],
    negotiation: [1, '900.00'],
  });
  // a deal that becomes another one has the chance of its new type, unless it was fixed by hand
  expect((await move(direct.id, { recordType: 'channel' })).body).toMatchObject({ probability: 25, weightedAmount: '250.00' });
  await move(direct.id, { probability: 45, probabilityFixed: true });
  expect((await move(direct.id, { recordType: 'direct' })).body).toMatchObject({ probability: 45, weightedAmount: '450.00' });
  const lost = await move(bid.id, { stage: 'lost', lossReason: 'price' }, manager);
  expect(lost.body).toMatchObject({ probability: 0, weightedAmount: '0.00' });
  expect((await other.as.admin.get('/meta/objects/opportunity')).body.recordTypes ?? []).toEqual([]);
});

it('shows of each kind of account what it has: a person has a birthday and no credit code', async () => {
  const t = await app.tenant();
  const { admin, seller } = t.as;
  await install(admin);
  const person = await create(seller, 'account', {
    name: '许文静',
    recordType: 'person',
    phone: '13857100001',
    x_types_birthday: '1988-06-12',
  });
  expect((await create(seller, 'account', { name: '没说类型的客户' })).recordType).toBe('company');
  expect(person).toMatchObject({ recordType: 'person', x_types_birthday: '1988-06-12' });
  const { layouts, recordTypes, related } = (await seller.get('/meta/objects/account')).body;
  expect(recordTypes.map(({ name }: { name: string }) => name)).toEqual(['company', 'person', 'store', 'dealer']);
  const shown = (type: string): string[] =>
    layouts
      .find((one: { recordTypes: string[] }) => one.recordTypes.includes(type))
      .sections.flatMap(({ fields }: { fields: { name: string }[] }) => fields.map(({ name }) => name));
  expect(shown('person')).toEqual(expect.arrayContaining(['phone', 'x_types_birthday', 'x_types_employer']));
  expect(shown('person')).not.toContain('uscc');
  expect(shown('company')).toContain('uscc');
  expect(shown('company').some((name) => name.startsWith('x_types_'))).toBe(false);
  expect(shown('dealer')).toContain('x_types_tier');
  expect(shown('store')).toContain('x_types_supplier');
  // accounts point to accounts in several ways, deals by their account and their partner: a list says which one it shows
  const lists = related.filter(({ field }: { field: string }) => field.startsWith('x_types_'));
  expect(lists.map(({ label }: { label: { zh: string } }) => label.zh).sort()).toEqual(
    ['商机（渠道伙伴）', '客户（供货经销商）', '客户（工作单位）'].sort(),
  );
});

it('comes in a newer version without touching what the company has made of it, and says what keeps it', async () => {
  const t = await app.tenant();
  const { admin, seller } = t.as;
  await install(admin);
  // the company takes chances of its own for bids
  const path = '/meta/objects/opportunity/parts/recordType/bid';
  const { items } = (await admin.get('/meta/objects/opportunity/parts/recordType')).body;
  const bid = items.find((one: { name: string }) => one.name === 'bid').definition;
  const rules = { stage: { ...bid.rules.stage, qualified: { probability: 35 } } };
  expect((await admin.put(path, { ...bid, rules })).status).toBe(200);
  const wrong = await admin.put(path, { ...bid, rules: { stage: { won: { probability: 90 }, qualified: { probability: 101 } } } });
  expect([wrong.status, fieldsOf(wrong.body)]).toEqual([422, ['rules.stage.won.probability', 'rules.stage.qualified.probability']]);
  const file = JSON.parse(await readFile(new URL('../../packs/types/pack.json', import.meta.url), 'utf8'));
  const label = { zh: '个人', en: 'Person' };
  const parts = file.parts.map((one: { object: string; name: string; definition: object }) =>
    one.object === 'account' && one.name === 'person' ? { ...one, definition: { ...one.definition, label } } : one,
  );
  const upgraded = await install(admin, { package: { ...file, version: '1.1.0', parts } });
  expect(upgraded.counts).toMatchObject({ new: 0, changed: 1, kept: 1, conflict: 0 });
  const deal = await create(seller, 'opportunity', { name: '投标', recordType: 'bid', amount: '1000', closeOn: '2026-12-31' });
  expect(deal).toMatchObject({ stage: 'qualified', probability: 35 });
  const kept = await admin.post('/packages/types/uninstall');
  expect(kept.status).toBe(409);
  expect((await admin.delete(`/records/opportunity/${deal.id}`)).status).toBeLessThan(300);
});
