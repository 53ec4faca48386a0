import type { DemoAccount, DemoContact, DemoProduct } from '@huanke/base/demo';
import type { Calendar, Random } from '@huanke/platform/demo';
import { competitors, type DemoDeal, isOpen } from './deal.ts';
import { clockOf } from './deals.ts';
import { type HeroActivity, heroActivities } from './hero-activities.ts';
import type { DemoLead } from './leads.ts';
import { type Facts, type Kind, type Phase, writeEntry } from './texts.ts';

export interface DemoActivity {
  readonly key: string;
  readonly type: Kind | 'task';
  readonly subject: string;
  readonly content?: string;
  readonly owner: string;
  /** Keys of the records it is about. */
  readonly about: { readonly deal?: string; readonly account?: string; readonly contact?: string; readonly lead?: string };
  /** Days from today and clock: when it happened and was written down. */
  readonly on: number;
  readonly clock: string;
  readonly minutes?: number;
  readonly dueIn?: number;
  readonly done?: boolean;
}

export interface ActivityWorld {
  readonly accounts: readonly DemoAccount[];
  readonly contacts: readonly DemoContact[];
  readonly products: readonly DemoProduct[];
  readonly deals: readonly DemoDeal[];
  readonly leads: readonly DemoLead[];
  readonly calendar: Calendar;
}

const kinds: readonly (readonly [Kind, number])[] = [
  ['call', 34],
  ['message', 25],
  ['visit', 17],
  ['email', 11],
  ['meeting', 6],
  ['note', 5],
  ['demo', 2],
];
const lengths: Partial<Record<Kind, readonly [number, number]>> = { call: [3, 26], visit: [40, 150], meeting: [45, 140], demo: [90, 240] };
const tasks = [
  '催{who}回复澄清',
  '给{company}寄样本',
  '更新{project}报价',
  '整理同工况业绩表',
  '约{who}下次见面',
  '跟技术要{model}曲线',
  '确认{company}开票信息',
  '回访{who}',
  '准备{project}评审材料',
  '问{who}预算批复进度',
];

/** What happened with every deal and lead, about `count` entries in all, and what is to be done this week. */
export function makeActivities(random: Random, world: ActivityWorld, count: number): DemoActivity[] {
  const accounts = new Map(world.accounts.map((account) => [account.key, account]));
  const products = new Map(world.products.map((product) => [product.key, product]));
  const contactsOf = Map.groupBy(world.contacts, (contact) => contact.account);
  const told = heroEntries(world);
  const toldDeals = new Set(told.map(({ about }) => about.deal));
  const entries: DemoActivity[] = [...told];
  const open = openTasks(random, world, accounts, products, contactsOf);
  const forLeads = leadEntries(random, world);
  const left = Math.max(0, count - told.length - open.length - forLeads.length);
  const weights = world.deals.map((deal) => weightOf(deal) * (0.6 + 0.8 * random.next()));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let carried = 0;
  world.deals.forEach((deal, index) => {
    carried += ((weights[index] ?? 0) / total) * left;
    const share = Math.floor(carried);
    carried -= share;
    const account = accounts.get(deal.account);
    const product = products.get(deal.product);
    if (account && product)
      entries.push(
        ...dealEntries(
          random,
          world.calendar,
          { deal, account, product, contacts: contactsOf.get(account.key) ?? [], quiet: toldDeals.has(deal.key) },
          share,
        ),
      );
  });
  return [...entries, ...forLeads, ...open].map((entry, index) => ({ ...entry, key: String(index + 1) }));
}

/** Larger deals that went further are spoken of more. */
function weightOf(deal: DemoDeal): number {
  return deal.path.length * Math.max(1, Math.log10(deal.amount / 10_000));
}

function factsOf(
  random: Random,
  deal: DemoDeal,
  account: DemoAccount,
  product: DemoProduct,
  contacts: readonly DemoContact[],
): { facts: Facts; contact: DemoContact | undefined } {
  const [contact, second] = random.sample(contacts, 2);
  const who = contact?.address ?? '对方';
  return {
    contact,
    facts: {
      who,
      name: contact?.name ?? account.short,
      other: second?.address ?? '采购那边',
      company: account.short,
      city: account.region.slice(-2),
      noun: product.noun,
      model: product.code,
      project: deal.name,
      medium: random.pick(product.media),
      flow: random.int(2, 60) * 10,
      head: random.int(4, 30) * 4,
      competitor: deal.competitor ?? random.pick(competitors),
      money: `${(deal.amount / 10_000).toFixed(1)} 万`,
    },
  };
}

function dealEntries(
  random: Random,
  calendar: Calendar,
  of: { deal: DemoDeal; account: DemoAccount; product: DemoProduct; contacts: readonly DemoContact[]; quiet: boolean },
  count: number,
): DemoActivity[] {
  const { deal, account, product, contacts } = of;
  const first = deal.path[0]?.ago ?? 0;
  const last = isOpen(deal) ? deal.touched.ago : Math.max(0, (deal.path.at(-1)?.ago ?? 0) - random.int(0, 20));
  const seen = new Set<string>();
  const days = Array.from({ length: count }, () => last + (first - last) * random.next()).sort((a, b) => b - a);
  // the latest entry is when the deal was last worked on; where that is told word for word, nothing comes after it
  if (isOpen(deal) && !of.quiet && days.length > 0) days[days.length - 1] = deal.touched.ago;
  return days.flatMap((at, index): DemoActivity[] => {
    const exact = isOpen(deal) && index === days.length - 1 && !of.quiet;
    const on = exact ? -Math.round(at) : Math.min(0, calendar.workday(-Math.round(at)));
    if (of.quiet && on > -8) return [];
    const phase = phaseAt(deal, -on);
    const kind = random.weighted(kinds);
    const { facts, contact } = factsOf(random, deal, account, product, contacts);
    const span = lengths[kind];
    return [
      {
        key: '',
        type: kind,
        ...writeEntry(random, kind, phase, facts, seen),
        owner: deal.owner,
        about: { deal: deal.key, account: account.key, ...(contact && kind !== 'note' ? { contact: contact.key } : {}) },
        on,
        clock: exact ? deal.touched.clock : clockOf(random),
        ...(span ? { minutes: random.int(span[0], span[1]) } : {}),
      },
    ];
  });
}

function phaseAt(deal: DemoDeal, ago: number): Phase {
  return deal.path.findLast((step) => step.ago >= ago)?.stage ?? deal.path[0]?.stage ?? 'initial';
}

function heroEntries(world: ActivityWorld): DemoActivity[] {
  const { calendar } = world;
  const tomorrow = calendar.day(1).split('-').map(Number);
  const words = (text: string) =>
    text
      .replace('{year}', String(calendar.year))
      .replace('{ymd}', calendar.day(-1).replaceAll('-', ''))
      .replace('{tomorrow}', `${tomorrow[1]} 月 ${tomorrow[2]} 日`);
  return heroActivities.flatMap((hero: HeroActivity): DemoActivity[] => {
    const deal = hero.deal && world.deals.find((candidate) => candidate.hero && candidate.name === words(hero.deal ?? ''));
    if (!deal) return [];
    const contact = world.contacts.find((candidate) => candidate.account === hero.account && candidate.name === hero.contact);
    return [
      {
        key: '',
        type: hero.type,
        subject: words(hero.subject),
        ...(hero.content ? { content: words(hero.content) } : {}),
        owner: hero.owner,
        about: { deal: deal.key, account: hero.account, ...(contact ? { contact: contact.key } : {}) },
        on: hero.on,
        clock: hero.clock,
        ...(hero.minutes ? { minutes: hero.minutes } : {}),
        ...(hero.dueIn === undefined ? {} : { dueIn: hero.dueIn, done: hero.done ?? false }),
      },
    ];
  });
}

/** A few things for everybody, today and later this week; 李娜's are told by name, with two more for the rest of the week. */
function openTasks(
  random: Random,
  world: ActivityWorld,
  accounts: ReadonlyMap<string, DemoAccount>,
  products: ReadonlyMap<string, DemoProduct>,
  contactsOf: ReadonlyMap<string, readonly DemoContact[]>,
): DemoActivity[] {
  const byOwner = Map.groupBy(world.deals.filter(isOpen), (deal) => deal.owner);
  return [...byOwner].flatMap(([owner, deals]) => {
    const dues = owner === 'lina' ? [1, 3] : [0, 0, random.int(0, 1), random.int(1, 3), random.int(2, 5), -random.int(1, 3)];
    return dues.flatMap((dueIn, index): DemoActivity[] => {
      const deal = random.pick(deals);
      const account = accounts.get(deal.account);
      const product = products.get(deal.product);
      if (!account || !product) return [];
      const { facts, contact } = factsOf(random, deal, account, product, contactsOf.get(account.key) ?? []);
      const subject = random.pick(tasks).replace(/\{(\w+)\}/g, (_, name: string) => String(facts[name as keyof Facts]));
      // one more that is done already
      const done = index === 0 && owner !== 'lina';
      return [
        {
          key: '',
          type: 'task',
          subject,
          owner,
          about: { deal: deal.key, account: account.key, ...(contact ? { contact: contact.key } : {}) },
          on: Math.min(-1, dueIn - random.int(1, 6)),
          clock: clockOf(random),
          dueIn: done ? dueIn : dueIn > 0 ? world.calendar.workday(dueIn) : dueIn,
          done,
        },
      ];
    });
  });
}

const leadWords = {
  following: [
    '{who}有兴趣，让先发样本。',
    '{who}说项目在做可研，下季度才采购。',
    '电话里问了价格区间，约了面谈。',
    '{who}在对比两家，想看同行业业绩。',
  ],
  qualified: ['需求明确，预算有数，下周去现场。', '{who}确认要 2 台，准备转商机。', '拿到选型参数，技术说能做。'],
  converted: ['已转商机，由我继续跟。', '需求和预算都确认，转客户。'],
  invalid: ['号码是空号。', '学生写论文要资料。', '同行打听价格。', '项目已经定了别家。', '重复线索，已有同事在跟。'],
} as const;

function leadEntries(random: Random, world: ActivityWorld): DemoActivity[] {
  return world.leads.flatMap((lead): DemoActivity[] => {
    if (lead.status === 'new') return [];
    const words = random.pick(leadWords[lead.status]).replace('{who}', lead.address);
    const kind =
      lead.status === 'invalid'
        ? 'call'
        : random.weighted([
            ['call', 6],
            ['message', 4],
          ] as const);
    return [
      {
        key: '',
        type: kind,
        subject: kind === 'call' ? `首次电话：${lead.name}` : `微信：${lead.name}`,
        content: words,
        owner: lead.owner,
        about: { lead: lead.key },
        on: -lead.moved,
        clock: clockOf(random),
        ...(kind === 'call' ? { minutes: random.int(1, 12) } : {}),
      },
    ];
  });
}
