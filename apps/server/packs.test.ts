import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestApp, testApp } from './testing.ts';

let t: TestApp;
beforeAll(async () => {
  t = await testApp();
});
afterAll(() => t.close());

it.each(['manufacturing', 'medical', 'fmcg', 'types'])(
  '%s installs on an empty company in less than 60 s, with examples, and leaves nothing behind',
  async (pack) => {
    const company = await t.tenant();
    const { admin, seller } = company.as;
    // a layout of the company's own takes new fields in by itself, and lets them go again
    const own = { label: '自己的布局', highlights: [], sections: [{ key: 'a', label: '要点', columns: 2, fields: [{ name: 'name' }] }] };
    for (const object of ['account', 'lead']) {
      const made = await admin.put(`/meta/objects/${object}/parts/layout/own`, own);
      expect(made.status, made.text).toBe(200);
    }
    const before = (await admin.post('/packages/export', { name: 'own', version: '1', label: '自己的' })).text;
    const begun = performance.now();
    const installed = await admin.post('/packages/install', { pack });
    expect(installed.status, installed.text).toBe(200);
    expect(performance.now() - begun).toBeLessThan(60_000);
    expect(installed.body.counts).toMatchObject({ changed: 0, same: 0, kept: 0, conflict: 0 });

    // what every list of the pack shows can be read, and its shared views open
    for (const item of installed.body.items.filter((one: { kind: string }) => one.kind === 'object')) {
      expect(item.name).toMatch(new RegExp(`^x_${pack}_`));
      expect((await seller.post(`/records/${item.name}/query`, {})).body.records).toEqual([]);
    }
    const { items: views } = (await seller.get('/views')).body;
    expect(views.length).toBeGreaterThan(0);
    for (const { object, definition } of views) {
      const answer = await seller.post(`/records/${object}/query`, {
        filter: definition.filter,
        ...(definition.sort ? { sort: definition.sort } : {}),
      });
      expect(answer.status, answer.text).toBe(200);
    }

    const examples = await admin.post(`/packages/${pack}/examples`);
    expect(examples.status, examples.text).toBe(200);
    const count = examples.body.created;
    expect(count).toBeGreaterThan(3);
    expect((await admin.post(`/packages/${pack}/examples`)).body.created).toBe(0);
    const refused = await admin.post(`/packages/${pack}/uninstall`);
    expect(refused.status).toBe(409);
    expect(refused.body.errors.reduce((sum: number, one: { current: number }) => sum + one.current, 0)).toBeGreaterThan(0);
    expect((await admin.delete(`/packages/${pack}/examples`)).body.removed).toBe(count);
    const gone = await admin.post(`/packages/${pack}/uninstall`);
    expect(gone.status, gone.text).toBe(200);
    expect((await admin.get('/packages')).body.installed).toEqual([]);
    expect((await admin.post('/packages/export', { name: 'own', version: '1', label: '自己的' })).text).toBe(before);
    expect((await admin.get('/meta/objects')).body.objects.some((one: { custom: boolean }) => one.custom)).toBe(false);
  },
);
