import { created } from '@huanke/base/demo';
import type { Calendar, StoryWriter } from '@huanke/platform/demo';
import type { Story } from './story.ts';

/** The deal whose people the story tells of. */
const deal = { account: 'hengrun', name: '耐腐蚀磁力泵年度框架采购' } as const;

// contact | role | attitude | influence | what is known of them
const people = `
吕文涛 | economicBuyer | 1 | 5 | 看三年总成本，最后由他签字
陈国栋 | user | 2 | 4 | 现场用过我们的备机，愿意作证
金晓峰 | technical | 0 | 4 | 关心隔离套寿命，等对比数据
沈建平 | blocker | -1 | 3 | 与凯洛合作多年，只谈单价
楼伟 | coach | 1 | 2 | 会告诉我们评标进度
`;
// contact | relation | other | strength
const relations = `
陈国栋 | reportsTo | 吕文涛 | 4
金晓峰 | reportsTo | 吕文涛 | 3
沈建平 | reportsTo | 吕文涛 | 3
楼伟 | reportsTo | 陈国栋 | 4
陈国栋 | influences | 金晓峰 | 3
沈建平 | opponent | 陈国栋 | 2
`;

/** What 恒润 bought of pumps in each of the last twelve whole months, in 10,000 yuan. */
const purchases = [42, 38, 55, 61, 47, 52, 70, 66, 58, 49, 73, 81];

/** The first day of a month before the story's own. */
function monthBefore(calendar: Calendar, count: number): string {
  const [year = 0, month = 1] = calendar.day(0).split('-').map(Number);
  const months = year * 12 + (month - 1) - count;
  return `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}-01`;
}

const rowsOf = (table: string) =>
  table
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));

/** Who decides at 恒润化工, how they stand to each other, what stands on its invoices, who supplies it and what it buys. */
export async function seedPeopleMap(
  writer: StoryWriter,
  calendar: Calendar,
  cast: ReadonlyMap<string, string>,
  story: Story,
): Promise<void> {
  const [accounts, contacts, deals] = [await writer.ids('account'), await writer.ids('contact'), await writer.ids('opportunity')];
  const [account, owner, at] = [accounts.get(deal.account) ?? null, cast.get('lina') ?? null, calendar.past(-6, '16:20')];
  const opportunity = deals.get(story.deals.find((one) => one.account === deal.account && one.name === deal.name)?.key ?? '');
  const contact = (name: string) =>
    contacts.get(story.contacts.find((one) => one.account === deal.account && one.name === name)?.key ?? '');
  if (opportunity)
    await writer.save(
      'opportunityContact',
      rowsOf(people).map(([name = '', role, attitude, influence, note], index) =>
        created('opportunityContact', String(index + 1), at, owner, {
          opportunity,
          contact: contact(name),
          role,
          attitude: Number(attitude),
          influence: Number(influence),
          note,
        }),
      ),
    );
  await writer.save(
    'contactRelation',
    rowsOf(relations).map(([name = '', kind, other = '', strength], index) =>
      created('contactRelation', String(index + 1), at, owner, {
        contact: contact(name),
        kind,
        other: contact(other),
        strength: Number(strength),
      }),
    ),
  );
  await writer.save('accountRelation', [
    created('accountRelation', '1', at, owner, {
      account: accounts.get('hengrun-power') ?? null,
      kind: 'supplierOf',
      other: account,
      note: '厂区蒸汽由恒润热电供应',
    }),
  ]);
  const places = [
    ['上虞总部', 'office', { region: '330604', street: '杭州湾经济技术开发区纬七路 12 号', lng: 120.879, lat: 30.156 }],
    ['新昌工厂', 'site', { region: '330624', street: '高新园区兴梅大道 88 号', lng: 120.917, lat: 29.508 }],
  ] as const;
  await writer.save(
    'accountAddress',
    places.map(([name, kind, address], index) =>
      created('accountAddress', String(index + 1), at, owner, { account, name, kind, address, main: index === 0 }),
    ),
  );
  await writer.save(
    'accountMetric',
    purchases.map((value, index) =>
      created('accountMetric', String(index + 1), at, owner, {
        account,
        metric: 'purchases',
        grain: 'month',
        period: monthBefore(calendar, purchases.length - index),
        value: String(value),
      }),
    ),
  );
  await writer.save('billingProfile', [
    created('billingProfile', '1', at, owner, {
      account,
      revision: 1,
      current: true,
      kind: 'company',
      invoiceTitle: '浙江恒润化工股份有限公司',
      taxNo: story.accounts.find(({ key }) => key === deal.account)?.uscc ?? null,
      bank: '中国工商银行绍兴上虞支行',
      bankAccount: '1211 0220 0900 0158 886',
    }),
  ]);
}
