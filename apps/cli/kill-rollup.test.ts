import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withClient } from '@huanke/platform/database';
import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Installation, installationInUse } from './testing.ts';

/** The stated size in the full run; the same with fewer rows in every run. */
const rows = process.env.HUANKE_TEST_FULL ? 100_000 : 6_000;
const batch = 1000;

let folder: string;
let huanke: Installation;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'huanke-kill-rollup-'));
  huanke = await installationInUse(folder);
});
afterAll(() => huanke.end());

test(`kill -9 of the server while a roll-up over ${rows} records is worked out: after the restart every figure is right`, async () => {
  let server = await huanke.start();
  const { cookie } = await huanke.call('/auth/signup', {
    body: { company: '断电集团', name: '老板', email: 'boss@rollup.local', password: 'correct horse 42', sampleData: false },
  });
  const ask = async (path: string, body?: unknown) => {
    const answer = await huanke.call(path, { cookie, ...(body === undefined ? {} : { body }) });
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
    return answer.body;
  };
  // the first batch are groups, each later row is a subsidiary of the group with its last three digits
  const groups: string[] = [];
  for (let from = 0; from < rows; from += batch) {
    const records = Array.from({ length: batch }, (_, at) => ({
      name: `断电客户${from + at}号有限公司`,
      employees: from + at,
      ...(from === 0 ? {} : { parent: groups[at] }),
    }));
    const { results } = await ask('/records/account/bulk', { operation: 'create', records });
    if (from === 0) groups.push(...results.map((one: { id: string }) => one.id));
  }
  // as the database does by itself when a table has grown: without, each stretch takes seconds
  await withClient(huanke.databaseUrl, (client) => client.query('analyze account'));
  await ask('/meta/objects/account/fields', {
    name: 'x_staff',
    type: 'rollup',
    label: '子公司人数',
    rollup: { object: 'account', field: 'parent', function: 'sum', of: 'employees' },
  });
  const share = async () => {
    const [work] = (await ask('/meta/works')).works as { share: number }[];
    return work?.share ?? 1;
  };

  // in the first pass over the records, and in the second
  const killedAt: number[] = [];
  for (const least of [0.1, 0.6]) {
    await until(async () => (await share()) >= least, `a share of ${least}`, { every: 10 });
    server.child.kill('SIGKILL');
    await server.ended;
    server = await huanke.start();
    killedAt.push(await share());
    // what is written while it goes on counts too
    await ask('/records/account', { name: `新的 ${least}`, employees: 7, parent: groups[0] });
  }
  const field = async () => (await ask('/meta/objects/account')).fields.find((one: { name: string }) => one.name === 'x_staff');
  await until(async () => (await field()).computing === false, 'the roll-up');
  expect(killedAt[0]).toBeLessThan(1);

  const later = rows / batch - 1;
  const rightSum = (at: number) => (batch * later * (later + 1)) / 2 + later * at + (at === 0 ? 14 : 0);
  const found = new Map<string, number>();
  for (let from = 0; from < batch; from += 200) {
    const { records } = await ask('/records/account/query', {
      filter: { field: 'id', op: 'in', value: groups.slice(from, from + 200) },
      fields: ['x_staff'],
      limit: 200,
    });
    for (const { id, x_staff } of records as { id: string; x_staff: number }[]) found.set(id, x_staff);
  }
  expect(groups.map((id) => found.get(id))).toEqual(groups.map((_, at) => rightSum(at)));
  const measures = [{ fn: 'sum', field: 'x_staff' }];
  const total = groups.reduce((sum, _, at) => sum + rightSum(at), 0);
  expect((await ask('/records/account/aggregate', { measures })).rows).toEqual([{ 'sum:x_staff': total }]);
}, 600_000);
