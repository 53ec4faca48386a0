import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Answer, proofOf, type TestApp, type TestTenant, testApp } from './testing.ts';

let app: TestApp;
let here: TestTenant;

beforeAll(async () => {
  app = await testApp();
  here = await app.tenant();
  await app.startWork();
  for (const [name, rollup] of [
    ['x_deals', { function: 'count' }],
    ['x_won', { function: 'sum', of: 'amount', filter: { field: 'stage', op: 'eq', value: 'won' } }],
  ] as const)
    good(
      await here.as.admin.post('/meta/objects/account/fields', {
        name,
        type: 'rollup',
        label: name,
        rollup: { object: 'opportunity', field: 'account', ...rollup },
      }),
      201,
    );
});
afterAll(() => app.close());

function good(answer: Answer, status = 200): Answer {
  expect(answer.status, answer.text).toBe(status);
  return answer;
}
const create = async (object: string, values: Record<string, unknown>) =>
  good(await here.as.seller.post(`/records/${object}`, values), 201).body;
const state = async (id: string) => {
  const { x_deals, x_won } = good(await here.as.seller.get(`/records/account/${id}`)).body;
  return [x_deals, x_won];
};
const comesTo = (url: string, statuses: readonly string[]) =>
  until(
    async () => {
      const { body } = await here.as.seller.get(url);
      return statuses.includes(body.status) && body;
    },
    `${statuses.join(', ')} of ${url}`,
  );

test('an action', async () => {
  const account = await create('account', { name: '动作' });
  const deal = await create('opportunity', { name: '单', account: account.id, amount: '5.50' });
  expect(await state(account.id)).toEqual([1, '0.00']);
  good(await here.as.seller.post(`/records/opportunity/${deal.id}/actions/win`, { input: await proofOf(here.as.seller) }));
  expect(await state(account.id)).toEqual([1, '5.50']);
});

test('rows of a batch that are refused after they were written count for nothing', async () => {
  const account = await create('account', { name: '半途' });
  const deal = (name: string, more: object = {}) => ({ name, account: account.id, amount: '2.25', stage: 'won', ...more });
  const bulk = async (operation: string, records: object[]) =>
    good(await here.as.seller.post('/records/opportunity/bulk', { operation, records })).body.results;
  const made = await bulk('create', [
    deal('一', { externalId: 'half-1' }),
    deal('二', { externalId: 'half-2' }),
    deal('三', { externalId: 'half-1' }),
  ]);
  expect(made.map((one: { status: number }) => one.status)).toEqual([201, 201, 409]);
  expect(await state(account.id)).toEqual([2, '4.50']);
  const [first, second] = made.map((one: { id: string }) => one.id);
  // the same record twice in one batch, and a change that the index refuses
  const changed = await bulk('update', [
    { id: first, amount: '10' },
    { id: second, amount: '100', externalId: 'half-1' },
    { id: first, amount: '20.5' },
  ]);
  expect(changed.map((one: { status: number }) => one.status)).toEqual([200, 409, 200]);
  expect(await state(account.id)).toEqual([2, '22.75']);
  const elsewhere = await create('account', { name: '别处' });
  await bulk('update', [
    { id: first, account: elsewhere.id },
    { id: second, amount: null },
  ]);
  expect([await state(account.id), await state(elsewhere.id)]).toEqual([
    [1, '0.00'],
    [1, '20.50'],
  ]);
});

test('an import, and its undo; the roll-up itself is no column of one', async () => {
  const account = await create('account', { name: '导入客户' });
  await create('opportunity', { name: '原有', account: account.id, amount: '1', stage: 'won' });
  const lines = Array.from({ length: 1200 }, (_, index) => `单${index},导入客户,2.25,赢单`);
  const content = `商机名称,客户,金额,阶段\n${lines.join('\n')}\n`;
  const boundary = 'rollup-boundary';
  const file = good(
    await here.as.seller.send(
      'POST',
      '/files',
      `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="deals.csv"\r\ncontent-type: text/csv\r\n\r\n${content}\r\n--${boundary}--\r\n`,
      { 'content-type': `multipart/form-data; boundary=${boundary}` },
    ),
    201,
  ).body;
  const mapping = [
    { column: '商机名称', field: 'name' },
    { column: '客户', field: 'account', lookupBy: 'name' },
    { column: '金额', field: 'amount' },
    { column: '阶段', field: 'stage' },
  ];
  const made = good(await here.as.seller.post('/imports', { object: 'opportunity', fileId: file.id, mode: 'create', mapping }), 201).body;
  good(await here.as.seller.post(`/imports/${made.id}/start`));
  expect(await comesTo(`/imports/${made.id}`, ['done', 'failed'])).toMatchObject({ status: 'done', created: 1200, failed: 0 });
  expect(await state(account.id)).toEqual([1201, '2701.00']);
  good(await here.as.seller.post(`/imports/${made.id}/undo`));
  await comesTo(`/imports/${made.id}`, ['undone', 'failed']);
  expect(await state(account.id)).toEqual([1, '1.00']);
  const refused = await here.as.seller.post('/imports', {
    object: 'account',
    fileId: file.id,
    mode: 'create',
    mapping: [{ column: '商机名称', field: 'x_deals' }],
  });
  expect([refused.status, refused.body.errors?.[0]?.field?.includes('mapping')]).toEqual([422, true]);
});

test('records given to another owner with all they hold, and an account that goes with its empty roll-ups', async () => {
  const account = await create('account', { name: '移交' });
  await create('opportunity', { name: '单', account: account.id, amount: '3', stage: 'won' });
  good(await here.as.admin.patch(`/records/account/${account.id}`, { owner: here.as.colleague.user }));
  expect((await here.as.colleague.get(`/records/account/${account.id}`)).body).toMatchObject({ x_deals: 1, x_won: '3.00' });
  // two people at once: a roll-up that changed is no conflict for who edits the account
  const seen = good(await here.as.colleague.get(`/records/account/${account.id}`)).body;
  await create('opportunity', { name: '又一单', account: (await create('account', { name: '别处的客户' })).id });
  good(await here.as.admin.post('/records/opportunity', { name: '第二单', account: account.id, amount: '4', stage: 'won' }), 201);
  const saved = good(
    await here.as.colleague.patch(`/records/account/${account.id}`, { phone: '0571-88886666', version: seen.version }),
  ).body;
  expect(saved).toMatchObject({ x_deals: 2, x_won: '7.00', version: seen.version + 1 });
});

test('a role that sees only some deals reads the whole roll-up, as every reader of the account does', async () => {
  const account = await create('account', { name: '同一个数' });
  good(await here.as.admin.post('/records/opportunity', { name: '管理员的单', account: account.id, amount: '9', stage: 'won' }), 201);
  expect(await state(account.id)).toEqual([1, '9.00']);
});
