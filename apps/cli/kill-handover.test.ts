import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Installation, installationInUse } from './testing.ts';

/** The stated size in the full run; the same with fewer rows in every run. */
const rows = process.env.HUANKE_TEST_FULL ? 30_000 : 3_000;
const batch = 1000;

let folder: string;
let huanke: Installation;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'huanke-kill-handover-'));
  huanke = await installationInUse(folder);
});
afterAll(() => huanke.end());

test(`kill -9 of the server between batches of a handover of ${rows} records: after the restart every one has moved once`, async () => {
  let server = await huanke.start();
  const { cookie } = await huanke.call('/auth/signup', {
    body: { company: '断电集团', name: '老板', email: 'boss@handover.local', password: 'correct horse 42', sampleData: false },
  });
  const ask = async (path: string, body?: unknown) => {
    const answer = await huanke.call(path, { cookie, ...(body === undefined ? {} : { body }) });
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
    return answer.body;
  };
  const person = async (name: string) => (await ask('/users/invite', { name, email: `${name}@handover.local`, roles: ['member'] })).user.id;
  const [from, to] = [await person('leaver'), await person('successor')];
  for (let at = 0; at < rows; at += batch) {
    const records = Array.from({ length: batch }, (_, n) => ({ name: `断电客户${at + n}号有限公司`, owner: { id: from } }));
    await ask('/records/account/bulk', { operation: 'create', records });
  }
  const owned = async (owner: string) =>
    (await ask('/records/account/query', { filter: { field: 'owner', op: 'eq', value: owner }, count: 'exact', limit: 1 })).count.value;
  const url = `/users/${from}/handovers`;
  const { id } = await ask(url, { to });
  const moved = async () => (await ask(`${url}/${id}`)).counts.account ?? 0;

  const killedAt: number[] = [];
  // more often in the full run
  for (const least of process.env.HUANKE_TEST_FULL ? [1, batch + 1, 10 * batch + 1] : [1]) {
    await until(async () => (await moved()) >= least, `${least} moved`, { every: 10 });
    server.child.kill('SIGKILL');
    await server.ended;
    server = await huanke.start();
    killedAt.push(await moved());
    // what comes to the leaver while it goes on is caught as well
    await ask('/records/account', { name: `迟到的 ${least}`, owner: { id: from } });
  }
  await until(async () => (await ask(`${url}/${id}`)).status === 'done', 'the handover');
  expect(killedAt[0]).toBeLessThan(rows);

  expect(await owned(from)).toBe(0);
  expect(await owned(to)).toBe(rows + killedAt.length);
  expect(await ask(`${url}/${id}`)).toMatchObject({ counts: { account: rows + killedAt.length }, left: [] });
  const latest = async () =>
    (await ask('/records/account/query', { fields: ['version'], sort: [{ field: 'version', direction: 'desc' }], limit: 1 })).records[0];
  // each record has changed hands once
  expect((await latest()).version).toBe(2);

  // all of them once more, by the rules in turn to two others: nobody's turn is counted twice, nor lost
  const others = [await person('first'), await person('second')];
  for (const other of others) await huanke.call(`/assignments/profiles/${other}`, { cookie, method: 'PUT', body: { capacity: 100_000 } });
  const people = [to, ...others].map((user) => ({ kind: 'user', id: user }));
  await ask('/assignments/rules/account', { name: '轮流', method: 'roundRobin', people });
  const total = rows + killedAt.length;
  const again = `/users/${to}/handovers`;
  const { id: second } = await ask(again, { to: others[0], objects: { account: { kind: 'rules' } } });
  const given = async () => (await ask(`${again}/${second}`)).counts.account ?? 0;
  await until(async () => (await given()) >= 1, 'a batch by the rules', { every: 10 });
  server.child.kill('SIGKILL');
  await server.ended;
  server = await huanke.start();
  expect(await given()).toBeLessThan(total);
  await until(async () => (await ask(`${again}/${second}`)).status === 'done', 'the handover by the rules');
  expect([await owned(to), await owned(others[0]), await owned(others[1])]).toEqual([0, Math.ceil(total / 2), Math.floor(total / 2)]);
  expect(await ask(`${again}/${second}`)).toMatchObject({ counts: { account: total }, left: [] });
  expect((await latest()).version).toBe(3);
}, 600_000);
