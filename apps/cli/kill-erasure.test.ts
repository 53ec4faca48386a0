import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Installation, installationInUse } from './testing.ts';

/** Activities that name the person. The stated size in the full run; the same with fewer in every run. */
const rows = process.env.HUANKE_TEST_FULL ? 20_000 : 3_000;
const batch = 1000;
const name = '诸葛瑾瑜';
const phone = '13912345678';

let folder: string;
let huanke: Installation;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'huanke-kill-erasure-'));
  huanke = await installationInUse(folder);
});
afterAll(() => huanke.end());

test(`kill -9 of the server while a person named in ${rows} activities is erased: after the restart it goes on to the last of them`, async () => {
  let server = await huanke.start();
  const { cookie } = await huanke.call('/auth/signup', {
    body: { company: '断电集团', name: '老板', email: 'boss@erasure.local', password: 'correct horse 42', sampleData: false },
  });
  const ask = async (path: string, body?: unknown) => {
    const answer = await huanke.call(path, { cookie, ...(body === undefined ? {} : { body }) });
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
    return answer.body;
  };
  const { id } = await ask('/records/contact', { name, phone });
  for (let at = 0; at < rows; at += batch) {
    const records = Array.from({ length: batch }, (_, n) => ({
      subject: `第 ${at + n} 次`,
      type: 'call',
      content: `与${name}通话，电话 ${phone}`,
      related: [{ object: 'contact', id }],
    }));
    await ask('/records/activity/bulk', { operation: 'create', records });
  }
  const naming = async () =>
    (await ask('/records/activity/query', { filter: { field: 'content', op: 'contains', value: phone }, count: 'exact', limit: 1 })).count
      .value;
  expect(await naming()).toBe(rows);

  const { job } = await ask(`/records/contact/${id}/person/erase`, { mode: 'anonymise', reason: '本人要求' });
  await until(async () => (await naming()) < rows, 'the first texts', { every: 10 });
  server.child.kill('SIGKILL');
  await server.ended;
  server = await huanke.start();
  const leftAtKill = await naming();
  await until(async () => (await ask(`/jobs/${job}`)).status === 'done', 'the erasure');

  expect(leftAtKill).toBeGreaterThan(0);
  expect(await naming()).toBe(0);
  expect((await ask(`/search?q=${phone}`)).groups).toEqual([]);
  expect((await ask(`/search?q=${encodeURIComponent(name)}`)).groups).toEqual([]);
  expect(await ask(`/records/contact/${id}`)).toMatchObject({ name: expect.stringMatching(/^已匿名 /), phone: null });
  // each text was counted in the transaction that changed it: none twice, none forgotten
  expect((await ask(`/jobs/${job}`)).result.texts).toBe(rows);
}, 600_000);
