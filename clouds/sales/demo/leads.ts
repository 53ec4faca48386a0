import { type Area, addressOf, type DemoAccount, type DemoContact, sellersOf } from '@huanke/base/demo';
import {
  type Calendar,
  creditCode,
  eastPlaces,
  type Industry,
  mobileNumber,
  northPlaces,
  type Random,
  southPlaces,
  uniqueCompanies,
  uniqueNames,
} from '@huanke/platform/demo';

export type LeadStatus = 'new' | 'following' | 'qualified' | 'converted' | 'invalid';

export interface DemoLead {
  readonly key: string;
  readonly name: string;
  readonly company: string;
  readonly title: string;
  readonly address: string;
  readonly phone: string;
  readonly email?: string;
  readonly wechat?: string;
  readonly industry: Industry;
  readonly employees: number;
  /** Of those whose licence somebody has looked at. */
  readonly uscc?: string;
  readonly source: string;
  readonly status: LeadStatus;
  readonly score: number;
  readonly owner: string;
  /** Of converted ones: the account and the contact they became. */
  readonly account?: string;
  readonly contact?: string;
  /** Days ago it came in, and was last moved on. */
  readonly since: number;
  readonly moved: number;
}

const sources = [
  ['website', 30],
  ['exhibition', 26],
  ['ads', 14],
  ['wecom', 12],
  ['referral', 8],
  ['cold', 6],
  ['partner', 4],
] as const;
const industries: readonly Industry[] = ['chemical', 'manufacturing', 'utilities', 'energy', 'food', 'pharmaceutical', 'construction'];
const titles = ['设备部部长', '采购经理', '采购主管', '技术部经理', '项目经理', '动力车间主任', '机动科工程师', '总经理', '采购员'];
const placesOf = { east: eastPlaces, south: southPlaces, north: northPlaces };

/** Leads in all states; 18 of them wait with 李娜. */
export function makeLeads(
  random: Random,
  world: { accounts: readonly DemoAccount[]; contacts: readonly DemoContact[]; calendar: Calendar },
  count: number,
): DemoLead[] {
  const companies = uniqueCompanies(
    random,
    world.accounts.flatMap(({ name, short }) => [name, short]),
  );
  const names = uniqueNames(
    random,
    world.contacts.map(({ name }) => name),
  );
  const forLina = Math.min(18, Math.round(count / 5));
  const converted = random.sample(
    world.contacts.filter((contact) => contact.since < 260),
    Math.round(count * 0.17),
  );
  // what was added to the story later draws from a sequence of its own, so that the rest stays as it is
  const more = random.fork('more');
  const waiting = (index: number): LeadStatus =>
    random.weighted([
      ['new', index < forLina ? 5 : 40],
      ['following', index < forLina ? 4 : 34],
      ['qualified', index < forLina ? 2 : 15],
    ] as const);
  return Array.from({ length: count }, (_, index): DemoLead => {
    const key = String(index + 1);
    const done = index < forLina ? undefined : converted[index - forLina];
    const account = done && world.accounts.find((candidate) => candidate.key === done.account);
    if (done && account) {
      const moved = Math.max(1, done.since);
      return {
        key,
        name: done.name,
        company: account.name,
        title: done.title,
        address: done.address,
        phone: done.phone,
        ...(done.wechat ? { wechat: done.wechat } : {}),
        industry: account.industry,
        employees: account.employees,
        uscc: account.uscc,
        source: account.source,
        status: 'converted',
        score: random.int(68, 96),
        owner: done.owner,
        account: account.key,
        contact: done.key,
        since: moved + random.int(2, 14),
        moved,
      };
    }
    const area =
      index < forLina
        ? 'east'
        : random.weighted<Area>([
            ['east', 44],
            ['south', 29],
            ['north', 27],
          ]);
    const isLate = index >= forLina && random.chance(0.2);
    const status = isLate ? 'invalid' : waiting(index);
    const person = names(random.pick(['older', 'middle', 'young'] as const));
    const title = random.pick(titles);
    const since = status === 'new' ? random.int(0, 4) : random.int(3, 75);
    const sellers = sellersOf[area].filter(([seller]) => seller !== 'lina');
    const place = random.pick(placesOf[area]);
    const industry = random.pick(industries);
    const company = companies(place, industry).name;
    const phone = mobileNumber(random);
    return {
      key,
      name: person.name,
      company,
      title,
      address: addressOf(person.name, title),
      phone,
      ...(more.chance(0.5) ? { wechat: `wx_${phone.slice(3)}` } : {}),
      industry,
      employees: Math.max(10, Math.round(more.lognormal(180, 0.9) / 10) * 10),
      ...(more.chance(0.3) ? { uscc: creditCode(more, place) } : {}),
      ...(random.chance(0.5) ? { email: `${random.pick(['gc', 'cg', 'sb', 'xs'])}${700 + index}@kx${700 + index}.example` } : {}),
      source: random.weighted(sources),
      status,
      score: status === 'invalid' ? random.int(5, 30) : status === 'qualified' ? random.int(66, 92) : random.int(24, 78),
      owner: index < forLina ? 'lina' : random.weighted(sellers),
      since,
      moved: status === 'new' ? since : Math.max(0, since - random.int(1, since)),
    };
  });
}
