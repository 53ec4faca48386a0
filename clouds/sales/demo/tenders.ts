import { created } from '@huanke/base/demo';
import type { Calendar, StoryWriter } from '@huanke/platform/demo';

type Cast = ReadonlyMap<string, string>;

// section | written by | due in days | state
const sections = `
资质与业绩 | lina | 2 | passed
技术方案 | wang | 4 | review
商务条款与偏离表 | lina | 5 | writing
报价文件 | chen | 6 | todo
`;

// bidder | ours | price | technical | business
const bidders = `
华泵科技 | yes | 3860000 | 88 | 90
德瑞克流体 | | 4180000 | 91 | 85
东岭水泵 | | 3590000 | 72 | 70
`;

// name | product | quantity | unit price
const lines = `
取水泵机组 | hbl1200 | 4 | 872500
智能控制柜 | | 4 | 68000
随机备件 | | 1 | 98000
`;

const rowsOf = (table: string) =>
  table
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));

/** A bid that is being written, due next week, with guesses of what the others will offer. */
export async function seedTenders(writer: StoryWriter, calendar: Calendar, cast: Cast): Promise<void> {
  const by = cast.get('lina') ?? null;
  const at = calendar.past(-11, '14:20');
  const accounts = await writer.ids('account');
  const tender = created('tender', 'lingang3', at, by, {
    name: '取水泵站三期机组设备采购',
    no: `LGSW-${calendar.day(-12).slice(0, 4)}-018`,
    buyer: accounts.get('lingang') ?? null,
    agency: '申建工程咨询',
    method: 'open',
    status: 'preparing',
    publishOn: calendar.day(-12),
    deadlineAt: new Date(Date.parse(`${calendar.day(9)}T01:30:00.000Z`)).toISOString(),
    openAt: new Date(Date.parse(`${calendar.day(9)}T02:00:00.000Z`)).toISOString(),
    budget: '4000000.00',
    bondAmount: '80000.00',
    bondForm: 'guarantee',
    bondPaidOn: calendar.day(-3),
    decision: 'go',
    decidedBy: cast.get('zhou') ?? null,
    decidedAt: calendar.past(-8, '17:05').toISOString(),
    decisionReason: '二期运行数据在手，技术分有优势',
    owner: by,
  });
  await writer.save('tender', [tender]);
  await seedParts(writer, calendar, cast, tender.id ?? '');
}

async function seedParts(writer: StoryWriter, calendar: Calendar, cast: Cast, tender: string): Promise<void> {
  const by = cast.get('lina') ?? null;
  const at = calendar.past(-7, '09:40');
  const products = await writer.ids('product');
  const make = (object: string, list: readonly Readonly<Record<string, unknown>>[]) =>
    writer.save(
      object,
      list.map((values, index) => created(object, `lingang3-${index + 1}`, at, by, { ...values, tender })),
    );
  await make(
    'bidDoc',
    rowsOf(sections).map(([name, who = '', due, state]) => ({
      name,
      state,
      assignee: cast.get(who) ?? null,
      dueOn: calendar.day(Number(due)),
    })),
  );
  await make(
    'bidResult',
    rowsOf(bidders).map(([name, ours, price, technical, business]) => ({ name, price, technical, business, ours: ours === 'yes' })),
  );
  await make(
    'tenderLine',
    rowsOf(lines).map(([name, product = '', quantity, unitPrice]) => ({
      name,
      quantity,
      unitPrice,
      product: products.get(product) ?? null,
    })),
  );
}
