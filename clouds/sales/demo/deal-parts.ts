import { created } from '@huanke/base/demo';
import type { Calendar, StoryWriter } from '@huanke/platform/demo';
import type { Story } from './story.ts';

const mainDeal = '耐腐蚀磁力泵年度框架采购';
type Cast = ReadonlyMap<string, string>;

// product | quantity | unit price where it is not the list price | discount; they add up to what the deal is worth
const lines: Readonly<Record<string, string>> = {
  [mainDeal]: `
hbm250f | 18 | | 10
monitor | 18 | | 15
partlining | 4 | 19820 |`,
  锅炉给水泵大修: `
hbd85 | 3 | |
overhaul | 3 | |
partseal | 3 | 6000 |`,
};

const rowsOf = (table: string) =>
  table
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));

/** What two deals are made of; what was decided in the main one, and its last meeting with the tasks that came of it. */
export async function seedDealParts(writer: StoryWriter, calendar: Calendar, cast: Cast, story: Story): Promise<void> {
  const [deals, products] = [await writer.ids('opportunity'), await writer.ids('product')];
  const by = cast.get('lina') ?? null;
  const told = story.deals.flatMap(({ key, name, hero }) => {
    // others may be called the same
    const [id, table] = [deals.get(key), hero ? lines[name] : undefined];
    return id && table ? [{ id, key, name, table }] : [];
  });
  await writer.save(
    'opportunityLine',
    told.flatMap(({ id, key, table }) =>
      rowsOf(table).map(([product = '', quantity, unitPrice, discount], index) =>
        created('opportunityLine', `${key}-${index + 1}`, calendar.past(-9, `10:${15 + index}`), by, {
          opportunity: id,
          product: products.get(product) ?? null,
          quantity,
          ...(unitPrice ? { unitPrice } : {}),
          ...(discount ? { discount } : {}),
        }),
      ),
    ),
  );
  const main = told.find(({ name }) => name === mainDeal);
  if (main) await seedRoom(writer, calendar, cast, main.id);
  if (main) await seedRequests(writer, calendar, cast, main.id);
}

// type | subject | what is needed | whom | days ago, clock | done days ago | hours
const requests = `
presales | 隔离套选型与寿命核算 | 介质 30% 盐酸、85℃，给出衬氟厚度和更换周期 | wang | 9 09:40 | 6 | 6.5
visit | 陪同设备部看样机 | 重点演示断流保护 | chen | 5 14:10 | 3 | 4
legal | 框架协议红线审阅 | 寄售备件的所有权和质保条款 | chen | 1 16:30 | |
`;

/** Help that was asked for in the main deal: what it took so far is the cost of the deal. */
async function seedRequests(writer: StoryWriter, calendar: Calendar, cast: Cast, opportunity: string): Promise<void> {
  const asked = rowsOf(requests).map(([type = '', name = '', content, whom = '', when = '', done = '', hours = '']) => {
    const [ago = '', clock = ''] = when.split(' ');
    const by = cast.get('lina') ?? null;
    const values = { opportunity, type, name, content, owner: cast.get(whom) ?? by, slaHours: 40 };
    return {
      row: created('collabRequest', `hengrun-${type}`, calendar.past(-Number(ago), clock), by, values),
      by: cast.get(whom) ?? by,
      done,
      hours,
    };
  });
  await writer.save(
    'collabRequest',
    asked.map(({ row }) => row),
  );
  await writer.save(
    'collabRequest',
    asked
      .filter(({ done }) => done)
      .map(({ row, by, done, hours }) => {
        const values = { status: 'done', hours };
        return { by, operation: 'update' as const, id: row.id ?? '', at: calendar.past(-Number(done), '17:05'), values };
      }),
  );
}

async function seedRoom(writer: StoryWriter, calendar: Calendar, cast: Cast, opportunity: string): Promise<void> {
  const [lina, wang, chen] = ['lina', 'wang', 'chen'].map((key) => cast.get(key) ?? null);
  const price = created('dealDecision', 'hengrun-price', calendar.past(-6, '16:20'), lina ?? null, {
    opportunity,
    name: '框架价不低于标准价的 92%，超过 100 台再谈',
  });
  await writer.save('dealDecision', [
    price,
    created('dealDecision', 'hengrun-spare', calendar.past(-2, '11:05'), lina ?? null, {
      opportunity,
      name: '衬里备件放在客户现场寄售，按领用结算',
    }),
  ]);
  const again = { by: cast.get('zhou') ?? lina ?? null, operation: 'update' as const, id: price.id ?? '', at: calendar.past(-2, '17:40') };
  await writer.save('dealDecision', [{ ...again, values: { name: '框架价可以到标准价的 90%，不再让' } }]);
  const held = calendar.past(-2, '10:00');
  const minutes = created('dealMinutes', 'hengrun-talk', held, lina ?? null, {
    opportunity,
    name: '年度框架价格沟通会',
    heldAt: held.toISOString(),
    attendees: '恒润采购部周经理、设备部沈工、李娜、王浩然',
    content: '客户接受三年框架，要求备件一并报价。\n凯洛报价低 8%，客户更看重隔离套寿命。',
  });
  await writer.save('dealMinutes', [minutes]);
  const related = [
    { object: 'opportunity', id: opportunity },
    { object: 'dealMinutes', id: minutes.id ?? '' },
  ];
  const task = (key: string, owner: string | null | undefined, subject: string, days: number) =>
    created('activity', key, held, lina ?? null, {
      type: 'task',
      subject,
      owner: owner ?? lina ?? null,
      dueOn: calendar.day(days),
      related,
    });
  await writer.save('activity', [
    task('hengrun-talk-1', wang, '整理隔离套同工况更换记录', 2),
    task('hengrun-talk-2', chen, '出备件寄售协议草稿', 4),
    task('hengrun-talk-3', lina, '向主管申请 90% 折扣批复', 3),
  ]);
}
