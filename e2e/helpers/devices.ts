import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { xlsxWriter } from '@huanke/platform/sheets';

export const states = ['在用', '停用', '待修'] as const;
const accounts = [
  '浙江恒润化工',
  '宁波甬创精细化工',
  '上海临港水务',
  '苏州晶澜电子',
  '无锡太湖药业',
  '青岛海晟石化',
  '济南泉城热力',
  '南京江北新材料',
];
const COLUMNS = [
  ['名称', 'text'],
  ['型号', 'text'],
  ['安装说明', 'text'],
  ['功率', 'number'],
  ['采购价', 'number'],
  ['折旧率', 'number'],
  ['投用日期', 'date'],
  ['上次点检', 'datetime'],
  ['状态', 'text'],
  ['特种设备', 'text'],
  ['所属客户', 'text'],
  ['保养人', 'text'],
  ['现场电话', 'text'],
  ['评分', 'number'],
] as const;

/** What an import of the file must arrive at. Values are whole yuan. */
export interface DeviceFigures {
  readonly good: number;
  readonly bad: number;
  readonly byState: Readonly<Record<string, { count: number; sum: number }>>;
  readonly dearest: string;
  readonly account: { readonly name: string; readonly count: number; readonly sum: number };
  readonly accounts: number;
}

const two = (value: number) => String(value).padStart(2, '0');

/** One row: every hundredth has no price, which the rule refuses. */
function rowOf(index: number, person: string) {
  const isBad = index % 100 === 99;
  return {
    isBad,
    name: `设备 ${String(index + 1).padStart(5, '0')}`,
    // Prime to the number of rows, so that no two prices are the same.
    price: isBad ? 0 : 1_000 + ((index * 7_919) % 100_003),
    state: states[((index * 5) % 7) % 3] ?? '在用',
    account: accounts[(index * 3) % accounts.length] ?? '',
    day: `2025-${two((index % 12) + 1)}-${two((index % 28) + 1)}`,
    person,
  };
}

/** Writes the accounts as CSV and the devices as XLSX, and adds up in plain loops what the product must show. */
export async function writeDevices(dir: string, rows: number, person: string): Promise<DeviceFigures> {
  const out = createWriteStream(join(dir, '设备.xlsx'));
  const sheet = xlsxWriter(
    out,
    COLUMNS.map(([header, type]) => ({ header, type })),
  );
  const byState: Record<string, { count: number; sum: number }> = {};
  const mine = { name: accounts[0] ?? '', count: 0, sum: 0 };
  let dearest = { name: '', price: 0 };
  let bad = 0;
  for (let index = 0; index < rows; index += 1) {
    const row = rowOf(index, person);
    await sheet.write([
      row.name,
      `CQB-${(index % 9) + 32}`,
      `第 ${index + 1} 台，随机附件齐全`,
      (index % 90) + 1,
      row.price,
      10,
      row.day,
      `${row.day} 09:30`,
      row.state,
      index % 4 === 0 ? '是' : '否',
      row.account,
      row.person,
      `138${String(10_000_000 + index)}`,
      (index % 5) + 1,
    ]);
    if (row.isBad) {
      bad += 1;
      continue;
    }
    const { count, sum } = byState[row.state] ?? { count: 0, sum: 0 };
    byState[row.state] = { count: count + 1, sum: sum + row.price };
    if (row.price > dearest.price) dearest = row;
    if (row.account !== mine.name) continue;
    mine.count += 1;
    mine.sum += row.price;
  }
  await sheet.end();
  await writeAccounts(dir);
  return { good: rows - bad, bad, byState, dearest: dearest.name, account: mine, accounts: accounts.length };
}

async function writeAccounts(dir: string): Promise<void> {
  await writeFile(join(dir, '客户.csv'), ['客户名称', ...accounts].join('\n'));
}
