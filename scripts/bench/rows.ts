import { products } from '../../clouds/base/demo/index.ts';
import {
  allPlaces,
  companyName,
  creditCode,
  type Industry,
  landline,
  mobileNumber,
  type Random,
  regionOf,
  seeded,
} from '../../platform/demo/index.ts';

/** A tenant's part of the data set; everything about a row follows from its number. */
export interface Part {
  readonly tenant: number;
  readonly accounts: number;
  readonly opportunities: number;
  /** Owners in turn: each has as many rows as every other. */
  readonly owners: readonly string[];
  /** The end of the three years in which the rows were made. */
  readonly now: number;
  /** Only the tenant that is measured has custom fields and search rows. */
  readonly full: boolean;
}

const years = 3 * 365 * 86_400_000;
const dayMs = 86_400_000;
const industries: readonly Industry[] = [
  'manufacturing',
  'chemical',
  'energy',
  'utilities',
  'construction',
  'electronics',
  'pharmaceutical',
  'food',
  'logistics',
  'other',
];
const sources = ['website', 'exhibition', 'referral', 'cold', 'ads', 'wecom', 'partner', 'repeat', 'other'];
const lossReasons = ['price', 'product', 'relationship', 'delivery', 'budget', 'noDecision', 'other'];
const purposes = ['', '', '', '（一期）', '（二期）', '（技改）', '（扩建）', ' 2 台', ' 4 台', '年度采购'];
const probabilities: Readonly<Record<string, number>> = {
  initial: 10,
  qualified: 30,
  proposal: 60,
  negotiation: 90,
  won: 100,
  lost: 0,
  onHold: 0,
};

/** Mixes a row's kind, tenant and number into a seed. */
export function mix(kind: number, tenant: number, index: number): number {
  let h = Math.imul(kind ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(tenant + 1, 0xc2b2ae35) ^ Math.imul(index + 1, 0x27d4eb2f);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return (h ^ (h >>> 15)) >>> 0;
}

const hex = (value: number, length: number) => value.toString(16).padStart(length, '0').slice(-length);

/** The same UUIDv7 for the same row on every machine. */
export function rowId(kind: number, tenant: number, index: number, ms: number): string {
  const high = hex(Math.floor(ms / 0x10000), 8);
  const low = hex(ms & 0xffff, 4);
  const a = mix(kind + 16, tenant, index);
  const b = mix(kind + 32, tenant, index);
  return `${high}-${low}-7${hex(a >>> 20, 3)}-${hex(0x8000 | (a & 0x3fff), 4)}-${hex(tenant, 4)}${hex(b, 8)}`;
}

const momentOf = (part: Part, index: number, count: number) => Math.floor(part.now - years + (index / count) * (years - dayMs));
const iso = (ms: number) => new Date(ms).toISOString();
const day = (ms: number) => iso(ms).slice(0, 10);

/** Between its making and now, mostly soon after it: few rows were touched today. */
const touchedAt = (random: Random, part: Part, made: number) => Math.floor(made + (part.now - made) * random.next() ** 2);

export interface AccountRow {
  readonly id: string;
  readonly owner: string;
  readonly name: string;
  readonly phone: string;
  readonly uscc: string | null;
  readonly territory: string;
  readonly cells: readonly unknown[];
}

export const accountColumns = [
  'tenant_id',
  'id',
  'version',
  'created_at',
  'created_by',
  'updated_at',
  'updated_by',
  'owner',
  'custom',
  'n1',
  't1',
  'name',
  'industry',
  'level',
  'phone',
  'uscc',
  'founded_year',
  'annual_revenue',
  'employees',
  'country',
  'region',
  'source',
] as const;

function company(part: Part, index: number) {
  const random = seeded(mix(1, part.tenant, index));
  const place = random.pick(allPlaces);
  const industry = random.pick(industries);
  return { random, place, industry, ...companyName(random, place, industry) };
}

export function accountId(part: Part, index: number): string {
  return rowId(1, part.tenant, index, momentOf(part, index, part.accounts));
}

export function accountRow(part: Part, index: number): AccountRow {
  const { random, place, industry, name } = company(part, index);
  const made = momentOf(part, index, part.accounts);
  const id = accountId(part, index);
  const owner = part.owners[index % part.owners.length] ?? '';
  const employees = Math.max(5, Math.round(random.lognormal(120, 1.1)));
  const revenue = Math.max(10, Math.round(employees * random.lognormal(60, 0.7)));
  const phone = random.chance(0.5) ? landline(random, place) : mobileNumber(random);
  const uscc = random.chance(0.6) ? creditCode(random, place) : null;
  const territory = `${place.areaCode.slice(1)}-${hex(mix(3, part.tenant, index), 3).toUpperCase()}`;
  const volume = Math.max(1, Math.round(random.lognormal(900, 1.3)));
  const touched = touchedAt(random, part, made);
  const cells = [
    part.tenant,
    id,
    random.int(1, 9),
    iso(made),
    owner,
    iso(touched),
    owner,
    owner,
    part.full ? { f1: volume, f2: territory } : null,
    part.full ? volume : null,
    part.full ? territory : null,
    name,
    industry,
    random.weighted([
      ['A', 1],
      ['B', 4],
      ['C', 5],
    ]),
    phone,
    uscc,
    2026 - random.int(1, 40),
    String(revenue * 10_000 * 10_000),
    employees,
    '中国',
    regionOf(place),
    random.pick(sources),
  ];
  return { id, owner, name, phone, uscc, territory, cells };
}

export interface OpportunityRow {
  readonly id: string;
  readonly owner: string;
  readonly name: string;
  readonly cells: readonly unknown[];
}

export const opportunityColumns = [
  'tenant_id',
  'id',
  'version',
  'created_at',
  'created_by',
  'updated_at',
  'updated_by',
  'owner',
  'custom',
  'n1',
  't1',
  'name',
  'account',
  'amount',
  'currency',
  'stage',
  'probability',
  'engaged_on',
  'close_on',
  'closed_on',
  'cycle_days',
  'source',
  'loss_reason',
  'next_step',
  'next_step_on',
] as const;

/** Young deals are mostly open, old ones mostly closed: about a sixth is open, of the closed three fifths are won. */
function stageAt(random: Random, age: number): string {
  if (random.chance(age < 150 ? 0.7 : 0.06))
    return random.weighted([
      ['initial', 30],
      ['qualified', 34],
      ['proposal', 22],
      ['negotiation', 11],
      ['onHold', 3],
    ]);
  return random.chance(0.6) ? 'won' : 'lost';
}

/** A deal belongs to a customer of its own seller; few customers have many. */
export function opportunityRow(part: Part, index: number): OpportunityRow {
  const random = seeded(mix(2, part.tenant, index));
  const made = momentOf(part, index, part.opportunities);
  const id = rowId(2, part.tenant, index, made);
  const seller = index % part.owners.length;
  const owner = part.owners[seller] ?? '';
  const own = Math.max(1, Math.floor((part.accounts - seller - 1) / part.owners.length) + 1);
  const account = Math.min(part.accounts - 1, seller + part.owners.length * Math.floor(own * random.next() ** 1.6));
  const product = random.pick(products);
  const { short } = company(part, account);
  const name = `${random.chance(0.6) ? short : ''}${random.pick(product.projects)}${random.pick(purposes)}`;
  const age = (part.now - made) / dayMs;
  const stage = stageAt(random, age);
  const isClosed = stage === 'won' || stage === 'lost';
  const cycle = Math.round(Math.min(age, Math.max(3, random.lognormal(48, 0.5))));
  const expected = made + Math.round(random.lognormal(60, 0.4)) * dayMs;
  const closed = isClosed ? made + cycle * dayMs : null;
  const delivery = day(expected + random.int(20, 120) * dayMs);
  const deliveryDays = Math.round(Date.parse(`${delivery}T00:00:00Z`) / dayMs);
  const priority = random.weighted([
    ['high', 1],
    ['middle', 3],
    ['low', 6],
  ] as const);
  const step = isClosed ? null : random.pick(['发报价', '约技术交流会', '二轮议价', '现场踏勘', '等合同回签']);
  const touched = closed ?? touchedAt(random, part, made);
  const amount = Math.max(1000, Math.round(random.lognormal(product.order, 0.9) / 100) * 100);
  const cells = [
    part.tenant,
    id,
    random.int(1, 9),
    iso(made),
    owner,
    iso(Math.min(part.now, touched)),
    owner,
    owner,
    part.full ? { f1: delivery, f2: priority } : null,
    part.full ? deliveryDays : null,
    part.full ? priority : null,
    name,
    accountId(part, account),
    String(amount * 10_000),
    'CNY',
    stage,
    String((probabilities[stage] ?? 0) * 1_000_000),
    day(made),
    day(expected),
    closed === null ? null : day(closed),
    closed === null ? null : Math.round((Date.parse(`${day(closed)}T00:00:00Z`) - Date.parse(`${day(made)}T00:00:00Z`)) / dayMs),
    random.pick(sources),
    stage === 'lost' ? random.pick(lossReasons) : null,
    step,
    step === null ? null : day(part.now + random.int(-6, 14) * dayMs),
  ];
  return { id, owner, name, cells };
}

/** Sizes of the tenants beside the measured one: between 1,000 and 100,000, most small, in all `total` (log-uniform, bent to the sum). */
export function otherSizes(count: number, total: number, low = 1000, high = 100_000): number[] {
  if (count === 0) return [];
  const sizes = (bend: number) => Array.from({ length: count }, (_, i) => low * (high / low) ** (((i + 0.5) / count) ** bend));
  const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
  let [straight, bent] = [0.01, 50];
  for (let step = 0; step < 60; step += 1) {
    const middle = (straight + bent) / 2;
    if (sum(sizes(middle)) > total) straight = middle;
    else bent = middle;
  }
  const found = sizes(straight).map(Math.round);
  const rest = total - sum(found);
  return found.map((size, i) => (i === count - 1 ? Math.max(low, size + rest) : size));
}
