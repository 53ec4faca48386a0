import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Installation, installationInUse } from './testing.ts';

/** The stated size in the full run; the same with fewer rows in every run. */
const rows = process.env.HUANKE_TEST_FULL ? 100_000 : 12_000;

let folder: string;
let huanke: Installation;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'huanke-kill-'));
  huanke = await installationInUse(folder);
});
afterAll(() => huanke.end());

const wait = (ms: number) => new Promise((wake) => setTimeout(wake, ms));

test(`kill -9 of the server in an import of ${rows} rows: after the restart it ends with every row once`, async () => {
  let server = await huanke.start();
  const { cookie } = await huanke.call('/auth/signup', {
    body: { company: '断电公司', name: '老板', email: 'boss@kill.local', password: 'correct horse 42' },
  });
  const lines = Array.from({ length: rows }, (_, row) => `K${row},断电客户${row}号有限公司,${row}`);
  const form = new FormData();
  form.set('file', new Blob([`externalId,客户名称,员工人数\n${lines.join('\n')}\n`], { type: 'text/csv' }), 'rows.csv');
  const file = await huanke.call('/files', { cookie, form });
  const made = await huanke.call('/imports', {
    cookie,
    body: {
      object: 'account',
      fileId: file.body.id,
      mode: 'create',
      mapping: [
        { column: 'externalId', field: 'externalId' },
        { column: '客户名称', field: 'name' },
        { column: '员工人数', field: 'employees' },
      ],
    },
  });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  const id = made.body.id as string;
  const state = async () =>
    (await huanke.call(`/imports/${id}`, { cookie })).body as {
      status: string;
      done: number;
      created: number;
      failed: number;
      total: number;
    };
  expect((await huanke.call(`/imports/${id}/start`, { cookie, body: {} })).status).toBeLessThan(300);

  // twice, in the midst of it
  for (const share of [0.1, 0.5]) {
    for (let now = await state(); now.done < rows * share && now.status !== 'done'; now = await state()) await wait(20);
    server.child.kill('SIGKILL');
    await server.ended;
    server = await huanke.start();
    expect((await state()).done).toBeGreaterThan(0);
  }
  let now = await state();
  for (const until = Date.now() + 280_000; now.status !== 'done' && Date.now() < until; now = await state()) await wait(200);
  expect(now).toMatchObject({ status: 'done', done: rows, created: rows, failed: 0, total: rows });

  const count = async (filter?: object) =>
    (
      await huanke.call('/records/account/aggregate', {
        cookie,
        body: {
          measures: [{ fn: 'count' }, { fn: 'countDistinct', field: 'externalId' }, { fn: 'sum', field: 'employees' }],
          ...(filter ? { filter } : {}),
        },
      })
    ).body.rows[0];
  expect(await count()).toEqual({ count: rows, 'countDistinct:externalId': rows, 'sum:employees': (rows * (rows - 1)) / 2 });
}, 600_000);
