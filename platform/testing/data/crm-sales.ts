import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Random, seeded } from '../../kernel/index.ts';
import { type CrmSalesFigures, crmSalesFigures } from './crm-sales-figures.ts';

// Five files like the exports that real companies bring, with everything that makes such files hard: a product written differently in another
// file, American dates, opportunities without account or dates, misspelt values that must arrive as they are, parents that stand further down,
// sellers without a deal, ids that look like numbers, and a data dictionary that is no table.

export interface CrmSalesSize {
  seed?: number;
  accounts?: number;
  opportunities?: number;
  sellers?: number;
}

const PRODUCTS = [
  { name: 'VTX Basic', series: 'VTX', price: 620 },
  { name: 'VTX Pro', series: 'VTX', price: 4975 },
  { name: 'NG Special', series: 'NG', price: 61 },
  { name: 'NG Advanced', series: 'NG', price: 3188 },
  { name: 'VTX Plus Pro', series: 'VTX', price: 5716 },
  { name: 'VTX Plus Basic', series: 'VTX', price: 1204 },
  { name: 'VTK 900', series: 'VTK', price: 25_430 },
] as const;
/** The price list says VTX Pro, every opportunity VTXPro. */
const WRITTEN_OTHERWISE: Record<string, string> = { 'VTX Pro': 'VTXPro' };
const SECTORS = ['retail', 'technolgy', 'medical', 'marketing', 'finance', 'software', 'entertainment', 'services'];
const COUNTRIES: [string, number][] = [
  ['United States', 80],
  ['Philipines', 4],
  ['Germany', 4],
  ['Japan', 4],
  ['Brazil', 4],
  ['China', 4],
];
const HEADS = [
  'Alder',
  'Bright',
  'Cinder',
  'Dover',
  'Ember',
  'Fallow',
  'Grand',
  'Harbor',
  'Iron',
  'Juniper',
  'Kestrel',
  'Lumen',
  'Maple',
  'North',
  'Opal',
  'Prairie',
  'Quill',
  'River',
  'Summit',
  'Timber',
];
const TAILS = ['works', ' & Sons', '-tech', ' Group', 'soft', ' Medical Supply Company', 'line', '-holding', ' Partners', 'zone'];
const FIRST = [
  'Ada',
  'Bram',
  'Cleo',
  'Dina',
  'Emil',
  'Faye',
  'Gus',
  'Hana',
  'Ivo',
  'Jun',
  'Kira',
  'Lars',
  'Mei-Lin',
  'Nils',
  'Olga',
  'Pia',
  'Quinn',
  'Rosa',
  'Sven',
  'Tess',
];
const LAST = [
  'Abbot',
  'Berg',
  'Castro',
  'Dahl',
  'Eaton',
  'Frost',
  'Gomez',
  'Holm',
  'Ito',
  'Jansen',
  'Keller',
  'Lopez',
  'Moreau',
  'Novak',
  'Ortiz',
];
const OFFICES = ['Central', 'East', 'West'];
const MANAGERS = 6;

/**
 * Writes accounts, products, sales_teams, sales_pipeline and data_dictionary.csv into a folder; the same seed writes the same files.
 * Returns the figures an import of them must arrive at. `const figures = await writeCrmSales(dir, { opportunities: 200 })`
 */
export async function writeCrmSales(dir: string, size: CrmSalesSize = {}): Promise<CrmSalesFigures> {
  const { seed = 1, accounts = 24, opportunities = 400, sellers = 14 } = size;
  if (accounts < 6 || accounts > HEADS.length * TAILS.length || sellers < MANAGERS + 2 || sellers > 200 || opportunities < 20)
    throw new RangeError('crm-sales: size out of range');
  const random = seeded(seed);
  const accountNames = makeAccountNames(random.fork('names'), accounts);
  const team = makeTeam(random.fork('team'), sellers);
  const files: Record<string, string[]> = {
    'accounts.csv': accountLines(random.fork('accounts'), accountNames),
    'products.csv': ['product,series,sales_price', ...PRODUCTS.map(({ name, series, price }) => `${name},${series},${price}`)],
    'sales_teams.csv': [
      'sales_agent,manager,regional_office',
      ...team.map(({ seller, manager, office }) => `${seller},${manager},${office}`),
    ],
    'sales_pipeline.csv': pipelineLines(random.fork('pipeline'), {
      accountNames,
      sellers: team.slice(0, -2).map(({ seller }) => seller),
      count: opportunities,
    }),
    'data_dictionary.csv': dictionaryLines(),
  };
  await mkdir(dir, { recursive: true });
  for (const [name, lines] of Object.entries(files)) await writeFile(join(dir, name), `${lines.join('\n')}\n`);
  return crmSalesFigures(dir);
}

/** The folder of the real files where they are at hand (HUANKE_TEST_DATA, else ../shared/data beside the repository), else null. */
export function realCrmSales(): string | null {
  const root = resolve(import.meta.dirname, '../../..');
  const dir = join(resolve(root, process.env['HUANKE_TEST_DATA'] ?? '../shared/data'), 'crm-sales');
  return existsSync(join(dir, 'sales_pipeline.csv')) ? dir : null;
}

function makeAccountNames(random: Random, count: number): string[] {
  const all = HEADS.flatMap((head) => TAILS.map((tail) => head + tail));
  const names = random.shuffle(all).slice(0, count).sort();
  // One name is written small, as in many grown lists.
  names[2] = (names[2] ?? '').toLowerCase();
  return names;
}

function accountLines(random: Random, names: string[]): string[] {
  const lines = ['account,sector,year_established,revenue,employees,office_location,subsidiary_of'];
  names.forEach((name, i) => {
    // Some parents stand above their subsidiary and some below; the first and the last account make sure of both.
    const parent =
      i === 0
        ? names.at(-1)
        : i === names.length - 2
          ? names[1]
          : i > 2 && i < names.length - 2 && random.chance(0.15)
            ? names[random.pick([1, names.length - 1])]
            : '';
    const sector = i === 3 ? 'technolgy' : random.pick(SECTORS);
    const country = i === 4 ? 'Philipines' : random.weighted(COUNTRIES);
    // 4618, 4269.9 and 1100.04 stand side by side in such files.
    const revenue = (random.int(400, 1_200_000) / 100).toFixed(random.pick([0, 1, 2, 2]));
    lines.push([name, sector, random.int(1979, 2017), revenue, random.int(9, 35_000), country, parent ?? ''].join(','));
  });
  return lines;
}

function makeTeam(random: Random, count: number): { seller: string; manager: string; office: string }[] {
  const people = random.shuffle(FIRST.flatMap((first) => LAST.map((last) => `${first} ${last}`))).slice(0, count + MANAGERS);
  const managers = people.slice(0, MANAGERS);
  return people.slice(MANAGERS).map((seller, i) => {
    const m = i % MANAGERS;
    return { seller, manager: managers[m] ?? '', office: OFFICES[Math.floor(m / 2)] ?? '' };
  });
}

function pipelineLines(random: Random, input: { accountNames: string[]; sellers: string[]; count: number }): string[] {
  const lines = ['opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value'];
  const ids = new Set<string>();
  for (let i = 0; i < input.count; i += 1) {
    // The first four are there in every file, so that no trap depends on luck.
    const stage =
      ['Won', 'Lost', 'Engaging', 'Prospecting'][i] ??
      random.weighted([
        ['Won', 48],
        ['Lost', 28],
        ['Engaging', 18],
        ['Prospecting', 6],
      ] as const);
    const product = i < PRODUCTS.length ? (PRODUCTS[i] ?? PRODUCTS[0]) : random.pick(PRODUCTS);
    const open = stage === 'Engaging' || stage === 'Prospecting';
    const account = open && (i < 4 || random.chance(0.68)) ? '' : random.pick(input.accountNames);
    const engaged = Date.UTC(2016, 9, 20) + random.int(0, 330) * 86_400_000;
    const closed = Math.max(Date.UTC(2017, 2, 1), engaged + random.int(1, 138) * 86_400_000);
    const value =
      stage === 'Won' ? String(Math.max(1, Math.round(product.price * (0.8 + random.next() * 0.4)))) : stage === 'Lost' ? '0' : '';
    lines.push(
      [
        makeId(random, ids, i),
        random.pick(input.sellers),
        WRITTEN_OTHERWISE[product.name] ?? product.name,
        account,
        stage,
        stage === 'Prospecting' ? '' : american(engaged),
        open ? '' : american(closed),
        value,
      ].join(','),
    );
  }
  return lines;
}

function makeId(random: Random, used: Set<string>, index: number): string {
  // Read as numbers these two would lose a zero and become a power of ten.
  let id = index === 0 ? '00731842' : index === 1 ? '4712E015' : '';
  while (id === '' || used.has(id)) id = Array.from({ length: 8 }, () => random.pick([...'ABCDEFGHJKLMNPQRSTUVWXYZ0123456789'])).join('');
  used.add(id);
  return id;
}

/** 3/1/2017: no leading zeros. */
function american(at: number): string {
  const date = new Date(at);
  return `${date.getUTCMonth() + 1}/${date.getUTCDate()}/${date.getUTCFullYear()}`;
}

/** The fields of all files drawn side by side and below each other, with their relations: a picture in cells, not a table. */
function dictionaryLines(): string[] {
  const place = (cells: Record<number, string[]>): string => {
    const line = Array.from({ length: 14 }, () => '');
    for (const [at, texts] of Object.entries(cells)) for (const [i, text] of texts.entries()) line[Number(at) + i] = text;
    return line.join(',');
  };
  return [
    place({ 0: ['accounts'], 9: ['sales_teams'] }),
    place({
      0: ['account', 'sector', 'year_established', 'revenue', 'employees', 'office_location', 'subsidiary_of'],
      9: ['sales_agent', 'manager', 'regional_office'],
    }),
    place({}),
    place({ 0: ['products'], 6: ['sales_pipeline'] }),
    place({
      0: ['product', 'series', 'sales_price'],
      6: ['opportunity_id', 'sales_agent', 'product', 'account', 'deal_stage', 'engage_date', 'close_date', 'close_value'],
    }),
    place({}),
    place({ 7: ['relations'] }),
    place({ 7: ['sales_pipeline', 'sales_teams'] }),
    place({ 7: ['sales_pipeline', 'products'] }),
    place({ 7: ['sales_pipeline', 'accounts'] }),
  ];
}
