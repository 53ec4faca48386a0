import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type TestApp, type TestTenant, testApp } from '@huanke/server/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../testing/until.ts';
import { type Receiver, receiver } from './testing.ts';

let t: TestApp;
let a: TestTenant;
let to: Receiver;
let child: ChildProcess | undefined;

beforeAll(async () => {
  t = await testApp({ config: { outboundPrivate: true } });
  a = await t.tenant();
  to = await receiver();
});
afterAll(async () => {
  // left alive after a failure it would hold the output of the whole run open
  child?.kill('SIGKILL');
  await to.close();
  await t.close();
});

/** A worker in a process of its own that delivers events and sends webhooks. */
function workerProcess(): ChildProcess {
  const at = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
  const program = `
    const { openRuntime } = await import(${at('../../apps/server/runtime.ts')});
    const { readConfig } = await import(${at('../../apps/server/config.ts')});
    const { startDelivery } = await import(${at('../events/index.ts')});
    const { startWebhooks } = await import(${at('./index.ts')});
    const config = { ...readConfig({}), dataDir: process.env.DATA, outboundPrivate: true };
    const runtime = await openRuntime({ config, quiet: true, ready: { ownerUrl: process.env.OWNER_URL, appUrl: process.env.APP_URL } });
    await runtime.bus.start();
    await startDelivery(runtime.app, runtime.bus);
    await startWebhooks(runtime.app, runtime.bus);
  `;
  return spawn(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env: {
      ...process.env,
      DATA: t.app.dataDir,
      OWNER_URL: t.runtime.ownerUrl,
      APP_URL: String(t.app.database.pool.options.connectionString),
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

it('loses nothing when the process that sends is killed in the middle of a message', async () => {
  await a.as.admin.post('/webhooks', { name: 'ERP', url: to.url, events: ['account.updated'] });
  const { id } = (await a.as.seller.post('/records/account', { name: '开始' })).body;
  for (let n = 1; n <= 12; n += 1) await a.as.seller.patch(`/records/account/${id}`, { name: `第 ${n} 次` });
  // the fifth message is never answered: the process dies while it is under way
  to.answer = () => (to.got.length < 5 ? 200 : 'never');
  const sender = workerProcess();
  child = sender;
  await until(() => to.got.length === 5, 'the fifth message');
  const died = new Promise((resolve) => sender.once('exit', resolve));
  sender.kill('SIGKILL');
  await died;
  to.answer = () => 200;
  await t.startWork();
  await until(() => to.got.length === 13, 'the rest');
  const names = to.got.map(({ body }) => body.changes[0].new);
  const expected = Array.from({ length: 12 }, (_, n) => `第 ${n + 1} 次`);
  // at least once: the one under way comes a second time, under the same ids
  expect(names).toEqual([...expected.slice(0, 5), ...expected.slice(4)]);
  expect(to.got[5]?.headers['huanke-delivery-id']).toBe(to.got[4]?.headers['huanke-delivery-id']);
  // the receiver has the last message a moment before its answer is written down
  await until(async () => {
    const { rows } = await t.app.owner.query('select status, count(*)::int as n from webhook_delivery group by status');
    return rows.length === 1 && rows[0].status === 'delivered' && rows[0].n === 12;
  }, 'twelve deliveries written down, none of them open');
});
