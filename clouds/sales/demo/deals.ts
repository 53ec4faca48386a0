import type { DemoAccount, DemoProduct } from '@huanke/base/demo';
import type { Calendar, Random } from '@huanke/platform/demo';
import { competitors, type DealStep, type DemoDeal, isOpen } from './deal.ts';
import { closedPath } from './hero-deals.ts';

type OpenStage = 'initial' | 'qualified' | 'proposal' | 'negotiation';

const usual: Readonly<Record<OpenStage, number>> = { initial: 7, qualified: 8, proposal: 9, negotiation: 10 };
const stages: readonly OpenStage[] = ['initial', 'qualified', 'proposal', 'negotiation'];
const sources = [
  ['repeat', 26],
  ['website', 18],
  ['exhibition', 17],
  ['referral', 15],
  ['cold', 14],
  ['partner', 5],
  ['wecom', 5],
] as const;
const lossReasons = [
  ['price', 34],
  ['noDecision', 20],
  ['relationship', 14],
  ['delivery', 12],
  ['product', 9],
  ['budget', 8],
  ['other', 3],
] as const;

const nextSteps: Readonly<Record<OpenStage, readonly string[]>> = {
  initial: ['首访设备部', '补联系人与预算', '寄样本与业绩表', '发选型问卷', '约现场踏勘', '确认介质和流量', '约车间主任见面'],
  qualified: [
    '现场测流量与扬程',
    '出能耗对比表',
    '约技术交流会',
    '提交选型单',
    '确认材质与密封',
    '约看样机',
    '取得设计院图纸',
    '核对安装尺寸',
  ],
  proposal: ['发报价 V2', '答复技术澄清', '补交资质文件', '约评审会', '提交同工况业绩表', '确认付款方式', '送审技术协议', '跟采购对交期'],
  negotiation: ['二轮议价', '合同红线回传', '确认停机窗口', '等合同回签', '催用印', '确认预付款时间', '终版商务标'],
};

// [stage, how many, their sum in 0.1 万, smallest, largest]: with the named deals these make the columns of the board of 华东区
const fillers: readonly (readonly [OpenStage, number, number, number, number])[] = [
  ['initial', 3, 636, 204, 213],
  ['qualified', 9, 2027, 202, 294],
  ['proposal', 7, 1574, 201, 268],
  ['negotiation', 5, 1030, 201, 214],
];
const fillerOwners = [
  'wang',
  'chen',
  'zhang',
  'lina',
  'zhao',
  'sun',
  'chen',
  'wang',
  'zhao',
  'sun',
  'zhang',
  'lina',
  'zhao',
  'chen',
  'sun',
  'wang',
  'zhang',
  'zhao',
  'sun',
  'chen',
  'wang',
  'zhang',
  'sun',
  'zhao',
];

export interface DealWorld {
  readonly accounts: readonly DemoAccount[];
  readonly products: readonly DemoProduct[];
  readonly calendar: Calendar;
}

/** Splits a sum into `count` different parts between two bounds. */
export function partition(random: Random, count: number, sum: number, low: number, high: number): number[] {
  const parts = Array.from({ length: count }, () => random.int(low, high));
  for (let rest = sum - parts.reduce((total, part) => total + part, 0); rest !== 0; rest -= Math.sign(rest)) {
    const free = parts.map((part, index) => [part, index] as const).filter(([part]) => (rest > 0 ? part < high : part > low));
    const [, index] = random.pick(free);
    parts[index] = (parts[index] ?? 0) + Math.sign(rest);
  }
  return parts;
}

function productFor(random: Random, world: DealWorld, account: DemoAccount): DemoProduct {
  const fitting = world.products.filter((product) => product.active !== false && product.industries.includes(account.industry));
  return random.pick(fitting.length > 0 ? fitting : world.products.filter((product) => product.series === '服务'));
}

function projectName(random: Random, product: DemoProduct, used: Set<string>, account: DemoAccount): string {
  const base = random.pick(product.projects);
  const more = random.weighted([
    ['', 55],
    ['（一期）', 8],
    ['（二期）', 8],
    [' 2 台', 5],
    [' 4 台', 5],
    [' 6 台', 4],
    ['（国产替代）', 4],
    ['（技改）', 6],
    ['（扩建配套）', 5],
  ]);
  const name = base + more;
  const key = `${account.key} ${name}`;
  if (used.has(key)) return `${name}·${random.pick(['东区', '西区', '南厂', '北厂', '新厂', '老厂', '三车间', '五车间'])}`;
  used.add(key);
  return name;
}

/** Whole hundreds below 10 万, whole thousands above. */
function amountOf(random: Random, product: DemoProduct, account: DemoAccount): number {
  const yuan = random.lognormal(product.order * (account.level === 'A' ? 1.2 : account.level === 'C' ? 0.75 : 1), 0.55);
  const step = yuan < 100_000 ? 100 : 1000;
  return Math.max(5_000, Math.round(yuan / step) * step);
}

/** Deals nobody in the story names, of accounts all over the country. */
export function makeDeals(random: Random, world: DealWorld, count: number): DemoDeal[] {
  const used = new Set<string>();
  const weights = world.accounts.map((account) => [account, { A: 4, B: 2, C: 1 }[account.level] * (account.hero ? 0.6 : 1)] as const);
  const deals = Array.from({ length: count }, (_, index): DemoDeal => {
    const account = random.weighted(weights);
    const product = productFor(random, world, account);
    // what 李娜 has in hand is told by name
    const mine = account.owner === 'lina';
    const kind = random.weighted([
      ['won', 37],
      ['lost', 36],
      ['open', mine ? 0 : account.area === 'east' ? 10 : 38],
      ['onHold', mine ? 0 : 5],
    ] as const);
    const base = {
      key: `more-${index + 1}`,
      name: projectName(random, product, used, account),
      account: account.key,
      product: product.key,
      owner: account.owner,
      amount: amountOf(random, product, account),
      source: random.weighted(sources),
      ...(random.chance(0.55) ? { competitor: random.pick(competitors) } : {}),
      hero: false,
    };
    if (kind === 'open') return { ...base, ...openDeal(random, world.calendar, account) };
    if (kind === 'onHold') return { ...base, ...heldDeal(random) };
    return { ...base, ...closedDeal(random, world.calendar, account, kind) };
  });
  const abroad = deals.find((deal) => isOpen(deal) && deal.amount >= 50_000);
  return deals.map((deal) => (deal === abroad ? inDollars(deal) : deal));
}

/** One deal is in another currency, so that one sees how such are counted. */
const inDollars = (deal: DemoDeal): DemoDeal => ({ ...deal, currency: 'USD', amount: Math.round(deal.amount / 7000) * 1000 });

/** More come in and are won as the company grows: of eighteen months the last ones weigh more. */
function closedDeal(random: Random, calendar: Calendar, account: DemoAccount, outcome: 'won' | 'lost') {
  // what 华东区 has won this quarter is told by name
  const from = outcome === 'won' && account.area === 'east' ? Math.max(calendar.quarterDay, 58) + 1 : 1;
  const ago = calendar.workday(-(from + Math.floor((545 - from) * random.next() ** 1.25))) * -1;
  const cycle = Math.round(Math.min(190, Math.max(9, random.lognormal(outcome === 'won' ? 44 : 52, 0.5))));
  return {
    path: closedPath(random, outcome, ago, cycle),
    closeIn: -ago + random.int(-12, 16),
    touched: { ago, clock: clockOf(random) },
    ...(outcome === 'lost'
      ? { lossReason: random.weighted(lossReasons) }
      : ago < 40
        ? {
            nextStep: random.pick(['安排发货', '到货验收', '安装调试', '开票', '收尾款', '半年回访']),
            nextStepIn: calendar.workday(random.int(1, 25)),
          }
        : {}),
  };
}

function heldDeal(random: Random) {
  const ago = random.int(20, 200);
  const start = ago + random.int(15, 70);
  return {
    path: [
      { stage: 'initial', ago: start },
      { stage: 'qualified', ago: start - random.int(3, 12) },
      { stage: 'onHold', ago },
    ] satisfies DealStep[],
    closeIn: random.int(60, 160),
    nextStep: '等客户重启项目',
    nextStepIn: random.int(15, 80),
    touched: { ago, clock: clockOf(random) },
  };
}

function openDeal(random: Random, calendar: Calendar, account: DemoAccount) {
  const stage = random.weighted([
    ['initial', 26],
    ['qualified', 32],
    ['proposal', 26],
    ['negotiation', 16],
  ] as const);
  const isEast = account.area === 'east';
  const closeIn = isEast
    ? Math.max(calendar.quarterLeft, 26) + random.int(3, 80)
    : random.int(stage === 'negotiation' ? 3 : 12, stage === 'initial' ? 110 : 60);
  return { ...openPath(random, stage), closeIn: calendar.workday(closeIn), ...nextStep(random, calendar, stage, true) };
}

function openPath(random: Random, stage: OpenStage, calm = false) {
  const days = Math.max(1, Math.round(calm ? random.int(1, usual[stage] - 1) : random.lognormal(usual[stage] * 0.75, 0.6)));
  const path: DealStep[] = [{ stage, ago: days }];
  for (const before of stages.slice(0, stages.indexOf(stage)).reverse())
    path.unshift({ stage: before, ago: (path[0]?.ago ?? days) + Math.max(1, Math.round(usual[before] * (0.4 + random.next()))) });
  const ago = random.int(0, Math.min(days, 9));
  return { path, touched: { ago, clock: clockOf(random) } };
}

function nextStep(random: Random, calendar: Calendar, stage: OpenStage, mayBeLate: boolean) {
  if (random.chance(0.06)) return {};
  const when = mayBeLate
    ? random.weighted([
        ['late', 14],
        ['today', 13],
        ['soon', 73],
      ] as const)
    : 'soon';
  const nextStepIn = when === 'late' ? -random.int(1, 6) : when === 'today' ? 0 : calendar.workday(random.int(1, 13));
  return { nextStep: random.pick(nextSteps[stage]), nextStepIn };
}

export function clockOf(random: Random): string {
  return `${String(random.int(8, 17)).padStart(2, '0')}:${String(random.int(0, 59)).padStart(2, '0')}`;
}

/** The smaller deals of 华东区 that close this quarter: with those named, 47 deals of 3,064.8 万. */
export function fillerDeals(random: Random, world: DealWorld): DemoDeal[] {
  const used = new Set<string>();
  let next = 0;
  return fillers.flatMap(([stage, count, sum, low, high]) =>
    partition(random, count, sum, low, high).map((amount): DemoDeal => {
      const owner = fillerOwners[next % fillerOwners.length] ?? 'wang';
      next += 1;
      const own = world.accounts.filter((account) => account.owner === owner && !account.hero);
      const account = random.pick(own.length > 0 ? own : world.accounts.filter((candidate) => candidate.area === 'east'));
      const product = productFor(random, world, account);
      return {
        key: `fill-${next}`,
        name: projectName(random, product, used, account),
        account: account.key,
        product: product.key,
        owner,
        amount: amount * 1000,
        source: random.weighted(sources),
        ...(random.chance(0.5) ? { competitor: random.pick(competitors) } : {}),
        hero: true,
        ...openPath(random, stage, true),
        closeIn: random.int(8, 26),
        ...nextStep(random, world.calendar, stage, owner !== 'lina'),
      };
    }),
  );
}
