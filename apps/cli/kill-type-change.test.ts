import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Installation, installationInUse } from './testing.ts';

/** The stated size in the full run; the same with fewer rows in every run. */
const rows = process.env.HUANKE_TEST_FULL ? 100_000 : 12_000;
const batch = 1000;

let folder: string;
let huanke: Installation;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'huanke-kill-type-'));
  huanke = await installationInUse(folder);
});
afterAll(() => huanke.end());

const wait = (ms: number) => new Promise((wake) => setTimeout(wake, ms));

test(`kill -9 of the server while ${rows} values change their type: after the restart each is right, and each loss noted once`, async () => {
  let server = await huanke.start();
  const { cookie } = await huanke.call('/auth/signup', {
    body: { company: '断电公司', name: '老板', email: 'boss@type.local', password: 'correct horse 42', sampleData: false },
  });
  const ask = async (path: string, body?: unknown) => {
    const answer = await huanke.call(path, { cookie, ...(body === undefined ? {} : { body }) });
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
    return answer.body;
  };
  await ask('/meta/objects/account/fields', { name: 'x_power', label: '功率', type: 'text' });
  // every tenth value is no number
  for (let from = 0; from < rows; from += batch) {
    const records = Array.from({ length: batch }, (_, at) => from + at).map((row) => ({
      name: `断电客户${row}号有限公司`,
      employees: row,
      x_power: row % 10 === 0 ? `约 ${row}` : String(row),
    }));
    await ask('/records/account/bulk', { operation: 'create', records });
  }
  const { id } = await ask('/meta/objects/account/fields/x_power/type', { type: 'number', keepFailed: 'clear' });
  const share = async () => {
    const [work] = (await ask('/meta/works')).works as { share: number }[];
    return work?.share ?? 1;
  };

  // in the copy, and in what follows the switch
  const killedAt: number[] = [];
  for (const least of [0.1, 0.6]) {
    for (let now = await share(); now < least; now = await share()) await wait(2);
    server.child.kill('SIGKILL');
    await server.ended;
    server = await huanke.start();
    killedAt.push(await share());
  }
  let job = await ask(`/jobs/${id}`);
  for (const until = Date.now() + 280_000; job.status !== 'done' && Date.now() < until; job = await ask(`/jobs/${id}`)) await wait(100);
  expect(job).toMatchObject({ status: 'done' });
  expect(killedAt[0]).toBeLessThan(1);

  const field = (await ask('/meta/objects/account')).fields.find((one: { name: string }) => one.name === 'x_power');
  expect(field).toMatchObject({ type: 'number', readOnly: false });
  const failing = rows / 10;
  const rightSum = (rows * (rows - 1)) / 2 - (10 * failing * (failing - 1)) / 2;
  const count = async (filter: object) =>
    (await ask('/records/account/aggregate', { measures: [{ fn: 'count' }, { fn: 'sum', field: 'x_power' }], filter })).rows[0];
  expect(await count({ field: 'x_power', op: 'isNotNull' })).toEqual({ count: rows - failing, 'sum:x_power': rightSum });
  expect(await count({ field: 'x_power', op: 'isNull' })).toMatchObject({ count: failing });
  const lost = await ask('/records/account/query', {
    filter: { field: 'employees', op: 'in', value: [0, failing * 5, rows - 10] },
    fields: ['x_power', 'employees'],
  });
  for (const record of lost.records as { id: string; employees: number }[]) {
    const { items } = await ask(`/records/account/${record.id}/history`);
    const noted = items
      .flatMap((item: { changes: { field: string }[] }) => item.changes)
      .filter((change: { field: string }) => change.field === 'x_power');
    expect(noted.filter((change: { new: unknown }) => change.new === null)).toEqual([
      { field: 'x_power', old: `约 ${record.employees}`, new: null },
    ]);
  }
  expect(lost.records).toHaveLength(3);
}, 600_000);
