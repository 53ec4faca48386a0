import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What an import of the sales files must arrive at. Values are whole currency units. */
export interface CrmSalesFigures {
  accounts: number;
  accountsWithParent: number;
  products: number;
  sellers: number;
  managers: number;
  offices: number;
  opportunities: number;
  byStage: Record<string, number>;
  withoutAccount: number;
  withoutDates: number;
  wonValue: number;
  /** Won ÷ (won + lost) in percent with two decimals. */
  winRate: string;
  /** From engage to close of the won ones, two decimals. */
  meanCycleDays: string;
  wonByOffice: Record<string, number>;
  wonByManager: Record<string, number>;
  wonBySeller: Record<string, number>;
  /** Key 2017-Q1, by close date. */
  wonByQuarter: Record<string, number>;
  bestSeller: { name: string; value: number };
  bestManager: { name: string; value: number };
}

/**
 * Adds up the files of a folder with plain loops that share no code with the product: what the product shows is compared with this.
 * The files have neither quotes nor commas inside of cells.
 */
export async function crmSalesFigures(dir: string): Promise<CrmSalesFigures> {
  const read = async (name: string): Promise<string[][]> => {
    const lines = (await readFile(join(dir, name), 'utf8')).split('\n');
    return lines
      .slice(1)
      .filter((line) => line !== '')
      .map((line) => line.split(','));
  };
  const accounts = await read('accounts.csv');
  const team = await read('sales_teams.csv');
  const pipeline = await read('sales_pipeline.csv');
  const products = await read('products.csv');

  const byStage: Record<string, number> = {};
  const wonByOffice: Record<string, number> = {};
  const wonByManager: Record<string, number> = {};
  const wonBySeller: Record<string, number> = {};
  const wonByQuarter: Record<string, number> = {};
  let withoutAccount = 0;
  let withoutDates = 0;
  let wonValue = 0;
  let cycleDays = 0;
  for (const [, seller = '', , account, stage = '', engaged = '', closed = '', value] of pipeline) {
    byStage[stage] = (byStage[stage] ?? 0) + 1;
    if (account === '') withoutAccount += 1;
    if (engaged === '' && closed === '') withoutDates += 1;
    if (stage !== 'Won') continue;
    const amount = Number(value);
    const [, manager = '', office = ''] = team.find(([name]) => name === seller) ?? [];
    const [month = 0, , year = 0] = closed.split('/').map(Number);
    const quarter = `${year}-Q${Math.ceil(month / 3)}`;
    wonValue += amount;
    wonByOffice[office] = (wonByOffice[office] ?? 0) + amount;
    wonByManager[manager] = (wonByManager[manager] ?? 0) + amount;
    wonBySeller[seller] = (wonBySeller[seller] ?? 0) + amount;
    wonByQuarter[quarter] = (wonByQuarter[quarter] ?? 0) + amount;
    cycleDays += dayNumber(closed) - dayNumber(engaged);
  }
  const won = byStage['Won'] ?? 0;
  const lost = byStage['Lost'] ?? 0;
  return {
    accounts: accounts.length,
    accountsWithParent: accounts.filter((row) => row[6] !== '').length,
    products: products.length,
    sellers: team.length,
    managers: new Set(team.map((row) => row[1])).size,
    offices: new Set(team.map((row) => row[2])).size,
    opportunities: pipeline.length,
    byStage,
    withoutAccount,
    withoutDates,
    wonValue,
    winRate: twoDecimals(won * 100, won + lost),
    meanCycleDays: twoDecimals(cycleDays, won),
    wonByOffice,
    wonByManager,
    wonBySeller,
    wonByQuarter,
    bestSeller: best(wonBySeller),
    bestManager: best(wonByManager),
  };
}

function dayNumber(american: string): number {
  const [month = 0, day = 0, year = 0] = american.split('/').map(Number);
  return Date.UTC(year, month - 1, day) / 86_400_000;
}

/** a ÷ b, rounded half up, without binary fractions. */
function twoDecimals(a: number, b: number): string {
  if (b === 0) return '0.00';
  const cents = Math.floor((a * 200 + b) / (2 * b));
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
}

function best(sums: Record<string, number>): { name: string; value: number } {
  return Object.entries(sums).reduce((top, [name, value]) => (value > top.value ? { name, value } : top), { name: '', value: 0 });
}
