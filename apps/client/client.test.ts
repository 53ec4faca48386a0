import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type TestApp, type TestTenant, testApp } from '@huanke/server/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { clientCommand } from './command.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'huanke-client-'));
const out = join(folder, 'crm.ts');
let t: TestApp;
let a: TestTenant;
let url = '';
let token = '';
// biome-ignore lint/suspicious/noExplicitAny: the module is made by this test; its types are what the compiler is asked about below
let made: any;

beforeAll(async () => {
  t = await testApp();
  a = await t.tenant();
  const { admin, seller } = a.as;
  await admin.post('/meta/objects', { name: 'x_device', label: { zh: '设备', en: 'Device' } });
  for (const field of [
    {
      name: 'x_state',
      label: { zh: '状态', en: 'State' },
      type: 'picklist',
      options: ['new', 'broken'].map((key) => ({ key, label: { zh: key, en: key } })),
    },
    { name: 'x_price', label: { zh: '价格', en: 'Price' }, type: 'currency' },
    { name: 'x_account', label: { zh: '客户', en: 'Account' }, type: 'lookup', object: 'account' },
  ])
    expect((await admin.post('/meta/objects/x_device/fields', field)).status).toBe(201);
  token = (await seller.post('/api-tokens', { name: '客户端', scopes: ['*'] })).body.token;
  await t.server.listen({ port: 0, host: '127.0.0.1' });
  url = `http://127.0.0.1:${(t.server.server.address() as AddressInfo).port}`;
  expect(await clientCommand(['--url', url, '--out', out, '--token', token])).toBe(0);
  made = await import(pathToFileURL(out).href);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await t.close();
});

it('compiles, knows every object, field, option and action of the company, and nothing else', () => {
  writeFileSync(
    join(folder, 'program.ts'),
    `
import { connect, ConflictError, HuankeError } from './crm.ts';
const crm = connect({ url: '', token: '' });
const devices = crm.records('x_device');
export async function good(): Promise<string | null> {
  const made = await devices.create({ name: '一号', x_state: 'new', x_price: '12.50', x_account: 'id' });
  const state: 'new' | 'broken' | null = made.x_state;
  const page = await devices.query({ fields: ['name', 'x_account.name'], filter: { and: [{ field: 'x_state', op: 'in', value: ['new', 'broken'] }, { field: 'x_account.level', op: 'isNull' }] }, sort: [{ field: 'x_price', direction: 'desc' }] });
  const name: string | null = page.records[0]?.name ?? null;
  for await (const one of devices.each({ filter: { field: 'x_account', op: 'eq', value: 'id' } })) if (one.x_account?.title) return one.id;
  await crm.records('lead').run('id', 'convert', {});
  await devices.update(made.id, { x_state: 'broken', version: made.version }).catch((error: unknown) => {
    if (error instanceof ConflictError) return error.errors[0]?.current;
    if (error instanceof HuankeError) return error.code;
    throw error;
  });
  return state ?? name;
}
export async function bad(): Promise<void> {
  // @ts-expect-error no such object
  crm.records('x_devices');
  // @ts-expect-error no such field
  await devices.create({ name: '一号', x_stat: 'new' });
  // @ts-expect-error no such option
  await devices.create({ name: '一号', x_state: 'old' });
  // @ts-expect-error no such field to read
  await devices.query({ fields: ['nam'] });
  // @ts-expect-error no such field to filter by
  await devices.query({ filter: { field: 'x_stat', op: 'eq', value: 'new' } });
  // @ts-expect-error no such option to filter by
  await devices.query({ filter: { field: 'x_state', op: 'eq', value: 'old' } });
  // @ts-expect-error not asked for
  (await devices.query({ fields: ['name'] })).records[0]?.x_price;
  // @ts-expect-error no such action
  await crm.records('lead').run('id', 'convertt', {});
}
`,
  );
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        target: 'es2024',
        lib: ['es2024', 'dom', 'dom.iterable'],
        module: 'nodenext',
        strict: true,
        noUncheckedIndexedAccess: true,
        exactOptionalPropertyTypes: true,
        erasableSyntaxOnly: true,
        noUnusedLocals: true,
        allowImportingTsExtensions: true,
        noEmit: true,
        types: [],
      },
      files: ['program.ts'],
    }),
  );
  const done = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', folder], { encoding: 'utf8', shell: process.platform === 'win32' });
  expect(done.stdout + done.stderr).toBe('');
});

it('works on a running server: records, queries, pages, figures, bulk, actions, files', async () => {
  const crm = made.connect({ url, token });
  const devices = crm.records('x_device');
  const account = await crm.records('account').create({ name: '恒润化工' });
  const one = await devices.create({ name: '一号', x_state: 'new', x_price: '12.5', x_account: account.id });
  expect(one).toMatchObject({ x_price: '12.50', x_account: { id: account.id, title: '恒润化工' }, version: 1 });
  const more = Array.from({ length: 5 }, (_, n) => ({ name: `${n + 2} 号`, x_state: 'broken', x_price: 10 }));
  const results = await devices.bulk({ operation: 'create', records: more });
  expect(results.map((result: { status: number }) => result.status)).toEqual([201, 201, 201, 201, 201]);
  const names: string[] = [];
  for await (const row of devices.each({ fields: ['name'], limit: 2, sort: [{ field: 'name' }] })) names.push(row.name);
  expect(names).toHaveLength(6);
  const { rows } = await devices.aggregate({ groupBy: [{ field: 'x_state' }], measures: [{ fn: 'sum', field: 'x_price', as: 'price' }] });
  expect(Object.fromEntries(rows.map((row: { x_state: string; price: string }) => [row.x_state, row.price]))).toEqual({
    new: '12.50',
    broken: '50.00',
  });
  await expect(devices.update(one.id, { name: '改' }, { ifMatch: 9 })).rejects.toBeInstanceOf(made.ConflictError);
  await expect(devices.create({ name: '二号', x_state: 'old' })).rejects.toMatchObject({ status: 422, errors: [{ field: 'x_state' }] });
  await devices.delete(one.id);
  await expect(devices.get(one.id)).rejects.toBeInstanceOf(made.NotFoundError);
  expect((await devices.restore(one.id)).name).toBe('一号');
  const lead = await crm.records('lead').create({ name: '周工', company: '远大机电', wechat: 'zhou_yuanda' });
  const deal = { opportunityName: '循环水', closeOn: '2030-06-30', amount: '1' };
  expect(await crm.records('lead').run(lead.id, 'convert', deal)).toHaveProperty('opportunity');
  const file = await crm.upload('说明.txt', new Blob(['你好'], { type: 'text/plain' }));
  expect(await (await crm.download(file.id)).text()).toBe('你好');
});

it('signs in as an app, and reads what happens', async () => {
  const { clientId, clientSecret } = (await a.as.admin.post('/api-apps', { name: '仓库', scopes: ['*'] })).body;
  const crm = made.connect({ url, clientId, clientSecret });
  const { id } = await crm.records('account').create({ name: '流里的客户' });
  for await (const { change } of crm.changes({ wait: 50 })) {
    if (change.record !== id) continue;
    expect(change).toMatchObject({ event: 'account.created', channel: 'api' });
    break;
  }
});

it('tries again when told to wait or not answered, and creates once', async () => {
  const seen: { key: string | undefined; at: number }[] = [];
  const flaky = createServer((request, response) => {
    seen.push({ key: request.headers['idempotency-key'] as string | undefined, at: Date.now() });
    request.resume().on('end', () => {
      if (seen.length === 1) response.writeHead(429, { 'retry-after': '0' }).end('{"code":"RATE_LIMITED","status":429}');
      else if (seen.length === 2) request.socket.destroy();
      else if (seen.length === 3) response.writeHead(503, { 'retry-after': '0' }).end('<html>gateway</html>');
      else response.writeHead(201, { 'content-type': 'application/json' }).end('{"id":"x","version":1}');
    });
  });
  await new Promise<void>((done) => flaky.listen(0, '127.0.0.1', done));
  const crm = made.connect({ url: `http://127.0.0.1:${(flaky.address() as AddressInfo).port}`, token });
  expect(await crm.records('account').create({ name: '一次' })).toEqual({ id: 'x', version: 1 });
  expect(new Set(seen.map(({ key }) => key)).size).toBe(1);
  expect(seen[0]?.key).toMatch(/^[0-9a-f-]{36}$/);
  // what must not count twice is not sent twice
  seen.splice(0, seen.length, { key: undefined, at: 0 });
  await expect(crm.records('account').update('x', { name: '两次' })).rejects.toThrow();
  expect(seen).toHaveLength(2);
  flaky.close();
});
