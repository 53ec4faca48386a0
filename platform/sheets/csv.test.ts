import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSheet } from './open.ts';
import type { Sheet, SheetRow } from './sheet.ts';
import { checkTable } from './table.ts';
import { csvCell, csvWriter, neutralise } from './write.ts';

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'huanke-csv-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function csv(content: string | Buffer, options?: { encoding?: string }): Promise<Sheet> {
  const path = join(dir, 'file.csv');
  await writeFile(path, content);
  return openSheet(path, options);
}

async function all(sheet: Sheet, fromRow?: number): Promise<SheetRow[]> {
  const rows: SheetRow[] = [];
  for await (const row of sheet.rows(fromRow)) rows.push(row);
  return rows;
}

test('plain UTF-8, numbered as a user counts rows, empty rows left out', async () => {
  const sheet = await csv('名称,电话\n甲,1\n\n ,\n乙,2\n');
  expect(sheet).toMatchObject({ type: 'csv', encoding: 'utf8', delimiter: ',', header: ['名称', '电话'], headerRow: 1, sheets: [] });
  expect(await all(sheet)).toEqual([
    { row: 2, cells: ['甲', '1'] },
    { row: 5, cells: ['乙', '2'] },
  ]);
  expect(await all(sheet, 3)).toEqual([{ row: 5, cells: ['乙', '2'] }]);
  expect(await all(sheet, 6)).toEqual([]);
});

test('byte order mark, CR LF, quotes with commas, line breaks and quotes', async () => {
  const sheet = await csv('\uFEFF名称,备注\r\n"甲,乙","第一行\n第二行"\r\n"说""好""",a"b\r\n');
  expect(sheet.header).toEqual(['名称', '备注']);
  expect(await all(sheet)).toEqual([
    { row: 2, cells: ['甲,乙', '第一行\n第二行'] },
    { row: 3, cells: ['说"好"', 'a"b'] },
  ]);
});

test('GB18030 is found without being told, also when Chinese comes late', async () => {
  const sheet = await csv(iconv.encode('客户名称,电话\n浙江恒润𠮷,1\n', 'gb18030'));
  expect(sheet.encoding).toBe('gb18030');
  expect(await all(sheet)).toEqual([{ row: 2, cells: ['浙江恒润𠮷', '1'] }]);
  const late = await csv(iconv.encode(`name,no\n${'abcdefgh,1\n'.repeat(60_000)}恒润,2\n`, 'gb18030'));
  expect(late.encoding).toBe('gb18030');
  expect((await all(late, 60_002))[0]?.cells).toEqual(['恒润', '2']);
});

test('one damaged byte does not turn UTF-8 into GB18030; UTF-16 as Excel writes it', async () => {
  const text = Buffer.concat([
    Buffer.from('名称\n浙江恒润化工有限公司\n上海环客科技有限公司\n杭州'),
    Buffer.from([0xff]),
    Buffer.from('\n'),
  ]);
  expect((await csv(text)).encoding).toBe('utf8');
  const wide = await csv(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('名称\t电话\n甲\t1\n', 'utf16le')]));
  expect(wide).toMatchObject({ encoding: 'utf16le', delimiter: '\t', header: ['名称', '电话'] });
  expect(await all(wide)).toEqual([{ row: 2, cells: ['甲', '1'] }]);
});

test('UTF-8 is not cut inside of a character at the end of a block', async () => {
  const sheet = await csv(`名称,a\n${'环客科技有限公司,x\n'.repeat(40_000)}`);
  expect(sheet.encoding).toBe('utf8');
  const rows = await all(sheet);
  expect(rows.length).toBe(40_000);
  expect(rows.every(({ cells }) => cells[0] === '环客科技有限公司')).toBe(true);
  expect(Math.abs(sheet.estimatedRows - 40_000)).toBeLessThan(400);
});

test('semicolons and tabs, ragged rows, unnamed and repeated columns', async () => {
  expect((await csv('a;b;c\n1,5;2;3\n')).delimiter).toBe(';');
  expect((await csv('a\tb\n1,2\t3\n')).delimiter).toBe('\t');
  const sheet = await csv('电话,,电话\n1\n1,2,3,4\n');
  expect(sheet.columns).toEqual(['电话', 'B', '电话 (2)']);
  expect((await all(sheet)).map(({ cells }) => cells)).toEqual([
    ['1', null, null],
    ['1', '2', '3', '4'],
  ]);
});

test('a header that is not in the first row', async () => {
  const sheet = await csv('\n,\n名称,电话\n甲,1\n');
  expect([sheet.headerRow, sheet.header]).toEqual([3, ['名称', '电话']]);
  expect(await all(sheet)).toEqual([{ row: 4, cells: ['甲', '1'] }]);
});

test('refusals', async () => {
  await expect(csv('')).rejects.toMatchObject({ code: 'SHEET_EMPTY' });
  await expect(csv(' \n,,\n')).rejects.toMatchObject({ code: 'SHEET_EMPTY' });
  await expect(csv(`${'a,'.repeat(501)}a\n`)).rejects.toMatchObject({ code: 'SHEET_TOO_WIDE' });
  await expect(csv(Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]))).rejects.toMatchObject({ code: 'SHEET_OLD_OR_LOCKED' });
  await expect(csv('PK\x03\x04 broken')).rejects.toMatchObject({ code: 'SHEET_UNREADABLE' });
  await expect(all(await csv('a,b\n1,2\n"open,3\n4,5\n'))).rejects.toMatchObject({ code: 'SHEET_BROKEN_QUOTES' });
  await expect(all(await csv(`a\n1\n${'x'.repeat(40_000)}\n`))).rejects.toMatchObject({ code: 'SHEET_CELL_TOO_LONG' });
  await expect(openSheet(join(dir, 'nowhere.csv'))).rejects.toMatchObject({ code: 'ENOENT' });
});

test('leaving the loop early closes the file and reading can start again', async () => {
  const sheet = await csv(`a\n${'1\n'.repeat(100_000)}`);
  for (let round = 0; round < 3; round += 1) {
    for await (const { row } of sheet.rows()) if (row === 10) break;
  }
  expect((await all(sheet, 99_999)).map(({ row }) => row)).toEqual([99_999, 100_000, 100_001]);
});

test('formulas are neutralised, plain numbers are not', () => {
  for (const bad of ['=1+1', '+SUM(A1)', '-cmd|x', '@SUM', '\tx', '\rx', '-12+3', '=']) expect(neutralise(bad)).toBe(`'${bad}`);
  for (const fine of ['-12.5', '+8613800138000', '-1,234.50', '-5%', 'a=1', '浙江', '']) expect(neutralise(fine)).toBe(fine);
  expect(csvCell('=HYPERLINK("x")')).toBe('"\'=HYPERLINK(""x"")"');
  expect([csvCell(null), csvCell(undefined), csvCell(-1.5), csvCell(true), csvCell(' a')]).toEqual(['', '', '-1.5', 'true', '" a"']);
});

test('what is written is read back', async () => {
  const path = join(dir, 'out.csv');
  const writer = csvWriter(createWriteStream(path), [{ header: '名称' }, { header: '备注' }]);
  for (let i = 0; i < 5_000; i += 1) await writer.write([`环客 ${i}`, i % 2 ? 'a,"b"\nc' : null]);
  await writer.end();
  const bytes = await readFile(path);
  expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
  const rows = await all(await openSheet(path));
  expect(rows.length).toBe(5_000);
  expect(rows[1]).toEqual({ row: 3, cells: ['环客 1', 'a,"b"\nc'] });
});

test('several tables side by side are refused with the reason', async () => {
  const dictionary = await csv('leads,,,,,,teams,,\nlead,sector,,,,,agent,office,\n,,,,,,,,\n,,,relations,,,,,\n');
  expect(await checkTable(dictionary)).toMatchObject({ ok: false, reason: 'SEVERAL_TABLES' });
  expect(await checkTable(await csv('lead,sector\n甲,化工\n'))).toEqual({ ok: true });
});
