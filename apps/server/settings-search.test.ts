import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, type TestApp, type TestTenant, testApp } from './testing.ts';

let app: TestApp;
let tenant: TestTenant;
let other: TestTenant;
beforeAll(async () => {
  app = await testApp();
  tenant = await app.tenant();
  other = await app.tenant();
});
afterAll(() => app.close());

const found = async (client: Client, q: string): Promise<string[]> =>
  (await client.get(`/meta/search?q=${encodeURIComponent(q)}`)).body.items.map(
    (one: { kind: string; object: string; name: string }) => `${one.kind} ${one.object}.${one.name}`,
  );

it('finds objects, fields and option sets by Chinese, English, pinyin, initials and API name', async () => {
  const { admin, seller } = tenant.as;
  await admin.post('/meta/objects/account/fields', { name: 'x_bankNo', type: 'text', label: { zh: '托管账号', en: 'Escrow account no.' } });
  const options = [{ key: 'd', label: { zh: '东北大区', en: 'North-east' } }];
  await admin.put('/meta/parts/optionSet/regions', { label: { zh: '销售大区', en: 'Sales regions' }, options });
  expect(await found(admin, '商机')).toContain('object opportunity.opportunity');
  for (const words of ['托管', 'tuoguan', 'tgzh', 'escrow', 'x_bank', '客户 托管', 'kh tg'])
    expect(await found(admin, words), words).toContain('field account.x_bankNo');
  expect(await found(admin, '商机 托管')).not.toContain('field account.x_bankNo');
  for (const words of ['大区', 'daqu', 'regions', '东北']) expect(await found(admin, words), words).toContain('optionSet .regions');
  // the name of an object alone does not bring all its fields
  expect((await found(admin, 'opportunity')).filter((one) => one.startsWith('field opportunity.'))).toEqual([]);
  expect(await found(admin, '')).toEqual([]);
  expect(await found(admin, '没有这样的东西')).toEqual([]);
  expect(await found(other.as.admin, '托管账号')).toEqual([]);
  expect((await seller.get('/meta/search?q=kh')).status).toBe(403);
  expect((await app.anonymous.get('/meta/search?q=kh')).status).toBe(401);
});
