import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, type TestApp, type TestTenant, testApp } from './testing.ts';

/** What people type into the one box, from outside. */
let t: TestApp;
let a: TestTenant;
let b: TestTenant;
const accounts = [
  '浙江科技发展有限公司',
  '重庆长安机械厂',
  '长春一汽零部件公司',
  '中国银行股份有限公司',
  '行业研究院',
  '乐清正泰电器',
  '恒润化工集团',
  '音乐之声琴行',
];
const ids = new Map<string, string>();

const make = async (who: Client, object: string, values: Record<string, unknown>): Promise<string> => {
  const answer = await who.post(`/records/${object}`, values);
  expect(answer.status, answer.text).toBe(201);
  return answer.body.id;
};
const found = async (q: string, who: Client = a.as.seller): Promise<string[]> =>
  (await who.get(`/search?q=${encodeURIComponent(q)}`)).body.groups.flatMap((group: { items: { title: string }[] }) =>
    group.items.map((item) => item.title),
  );

beforeAll(async () => {
  t = await testApp();
  a = await t.tenant();
  b = await t.tenant();
  for (const name of accounts) ids.set(name, await make(a.as.seller, 'account', { name }));
  await make(a.as.seller, 'contact', { name: '王小明', phone: '13905751380', email: 'wang@hengrun.cn' });
  await make(a.as.seller, 'contact', { name: '曾国强', phone: '13900002222' });
  for (const name of ['浙江科技（邻居）', '重庆邻居']) await make(b.as.seller, 'account', { name });
});
afterAll(() => t.close());

it.each([
  ['zjkj', '浙江科技发展有限公司'],
  ['ZJKJ', '浙江科技发展有限公司'],
  ['zhejiang科', '浙江科技发展有限公司'],
  ['zhejiangkeji', '浙江科技发展有限公司'],
  ['1380', '王小明'],
  ['13905751380', '王小明'],
  ['139 0575 1380', '王小明'],
  ['wang@hengrun.cn', '王小明'],
  ['zeng', '曾国强'],
  // characters read in several ways, each in the way it is read here
  ['cq', '重庆长安机械厂'],
  ['chongqing', '重庆长安机械厂'],
  ['cc', '长春一汽零部件公司'],
  ['changchun', '长春一汽零部件公司'],
  ['zgyh', '中国银行股份有限公司'],
  ['yh', '中国银行股份有限公司'],
  ['yinhang', '中国银行股份有限公司'],
  ['hy', '行业研究院'],
  ['hangye', '行业研究院'],
  ['yq', '乐清正泰电器'],
  ['yueqing', '乐清正泰电器'],
  ['yinyue', '音乐之声琴行'],
])('%s finds %s', async (q, title) => {
  expect(await found(q)).toContain(title);
});

it('any two characters that stand together find their record, and turned round they do not', async () => {
  for (const name of accounts) {
    const signs = [...name];
    for (let at = 0; at + 2 <= signs.length; at += 1) {
      const two = signs.slice(at, at + 2).join('');
      expect([two, await found(two)]).toEqual([two, expect.arrayContaining([name])]);
      const turned = [...two].reverse().join('');
      if (!accounts.some((one) => one.includes(turned))) expect([turned, await found(turned)]).toEqual([turned, []]);
    }
  }
});

it('finds what the caller may see, and nothing of another company', async () => {
  for (const q of ['zjkj', 'cq', '1380', '恒润']) {
    expect([q, await found(q, a.as.outsider)]).toEqual([q, []]);
    expect((await found(q, a.as.manager)).length).toBeGreaterThan(0);
    for (const title of await found(q, b.as.admin)) expect(title).toContain('邻居');
  }
});

it('a new record, a changed and a deleted one are as they are from the next search on', async () => {
  const started = performance.now();
  const id = await make(a.as.seller, 'account', { name: '绍兴新昌轴承' });
  await until(async () => (await found('新昌')).includes('绍兴新昌轴承'), 'the new record');
  const took = performance.now() - started;
  // the search row is written in the transaction of the record: the figure is for people, not for the test
  console.log(`a new record was found ${took.toFixed(0)} ms after its creation began`);
  expect((await a.as.seller.patch(`/records/account/${id}`, { name: '绍兴嵊州轴承' })).status).toBe(200);
  expect([await found('新昌'), await found('嵊州')]).toEqual([[], ['绍兴嵊州轴承']]);
  expect((await a.as.seller.delete(`/records/account/${id}`)).status).toBe(204);
  expect(await found('嵊州')).toEqual([]);
});

it('finds a company itself, not also what is called like it: places of its people, relations, lines of products', async () => {
  const account = await make(a.as.seller, 'account', { name: '鹿城泵阀制造' });
  const contact = await make(a.as.seller, 'contact', { name: '叶知秋' });
  await make(a.as.seller, 'contactAccount', { contact, account });
  const deal = await make(a.as.seller, 'opportunity', { name: '一期改造', account });
  const product = await make(a.as.admin, 'product', { name: '鹿城离心泵' });
  await make(a.as.seller, 'opportunityLine', { opportunity: deal, product, quantity: '1', unitPrice: '100' });
  await make(a.as.seller, 'accountRelation', { account, other: ids.get('恒润化工集团'), kind: 'supplierOf' });
  await make(a.as.seller, 'opportunityContact', { opportunity: deal, contact, role: 'user' });
  const groups = async (q: string) =>
    (await a.as.seller.get(`/search?q=${encodeURIComponent(q)}`)).body.groups.map(({ object }: { object: string }) => object);
  expect(await groups('鹿城')).toEqual(expect.arrayContaining(['account', 'product']));
  expect(await groups('鹿城')).toHaveLength(2);
  expect(await groups('叶知秋')).toEqual(['contact']);
});
