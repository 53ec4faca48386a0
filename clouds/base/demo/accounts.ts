import {
  type Calendar,
  creditCode,
  eastPlaces,
  type Industry,
  landline,
  northPlaces,
  type Place,
  type Random,
  regionOf,
  southPlaces,
  uniqueCompanies,
} from '@huanke/platform/demo';
import { heroAccounts } from './heroes.ts';
import { type Area, sellersOf } from './people.ts';

export interface DemoAccount {
  readonly key: string;
  readonly name: string;
  readonly short: string;
  readonly industry: Industry;
  readonly level: 'A' | 'B' | 'C';
  readonly region: string;
  readonly phone: string;
  readonly uscc: string;
  readonly foundedYear: number;
  readonly annualRevenue: string;
  readonly employees: number;
  readonly source: string;
  readonly owner: string;
  readonly area: Area;
  readonly parent?: string;
  /** How many days ago it was entered. */
  readonly since: number;
  readonly hero: boolean;
}

const placesOf: Readonly<Record<Area, readonly Place[]>> = { east: eastPlaces, south: southPlaces, north: northPlaces };
const industries: readonly (readonly [Industry, number])[] = [
  ['chemical', 24],
  ['manufacturing', 20],
  ['utilities', 16],
  ['energy', 12],
  ['food', 8],
  ['pharmaceutical', 8],
  ['electronics', 6],
  ['construction', 6],
  ['logistics', 4],
  ['other', 3],
];
const sources: readonly (readonly [string, number])[] = [
  ['exhibition', 22],
  ['website', 20],
  ['cold', 18],
  ['referral', 16],
  ['repeat', 8],
  ['wecom', 6],
  ['partner', 6],
  ['ads', 4],
];

/** One decimal place of ten thousand yuan is enough for a customer's turnover. */
const yuan = (millions: number) => `${Math.round(millions * 10) * 100_000}.00`;

/** All customers: those the story names, then others; some belong to a group that is a customer, too. */
export function makeAccounts(random: Random, calendar: Calendar, count: number): DemoAccount[] {
  const names = uniqueCompanies(
    random,
    heroAccounts.flatMap(({ name, short }) => [name, short]),
  );
  const accounts: DemoAccount[] = heroAccounts.map((hero) => ({
    key: hero.key,
    name: hero.name,
    short: hero.short,
    industry: hero.industry,
    level: hero.level,
    region: hero.region,
    phone: landline(random, hero),
    uscc: creditCode(random, hero, hero.ending),
    foundedYear: hero.founded,
    annualRevenue: yuan(hero.revenue),
    employees: hero.employees,
    source: hero.source ?? 'other',
    owner: hero.owner,
    area: 'east',
    ...(hero.parent ? { parent: hero.parent } : {}),
    since: 560 + random.int(0, 300),
    hero: true,
  }));
  for (let index = 0; accounts.length < count; index += 1) {
    const area = random.weighted<Area>([
      ['east', 46],
      ['south', 28],
      ['north', 26],
    ]);
    const head = makeAccount(random, names, calendar, { key: String(index), area });
    accounts.push(head);
    const children = random.chance(0.12) ? random.int(1, 3) : 0;
    for (let child = 1; child <= children && accounts.length < count; child += 1) {
      accounts.push(makeAccount(random, names, calendar, { key: `${index}-${child}`, area, parent: head }));
    }
  }
  return accounts;
}

function makeAccount(
  random: Random,
  names: ReturnType<typeof uniqueCompanies>,
  calendar: Calendar,
  of: { key: string; area: Area; parent?: DemoAccount },
): DemoAccount {
  const { key, area, parent } = of;
  const place = random.pick(placesOf[area]);
  const industry = parent && random.chance(0.6) ? parent.industry : random.weighted(industries);
  const { name, short } = names(place, industry, parent?.short.slice(0, 2));
  const employees = Math.max(25, Math.round(random.lognormal(320, 0.9)));
  const level = random.weighted([
    ['A', employees > 600 ? 5 : 1.5],
    ['B', 5],
    ['C', employees > 600 ? 1 : 4],
  ] as const);
  return {
    key,
    name,
    short,
    industry,
    level,
    region: regionOf(place),
    phone: landline(random, place),
    uscc: creditCode(random, place),
    foundedYear: random.int(1992, calendar.year - 3),
    annualRevenue: yuan(Math.max(8, employees * random.lognormal(1.1, 0.4))),
    employees,
    source: parent ? 'repeat' : random.weighted(sources),
    owner: parent?.owner ?? random.weighted(sellersOf[area]),
    area,
    ...(parent ? { parent: parent.key } : {}),
    since: random.int(30, 900),
    hero: false,
  };
}
