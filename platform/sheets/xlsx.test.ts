import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSheet } from './open.ts';
import type { Sheet, SheetRow } from './sheet.ts';
import { xlsxWriter } from './write.ts';
import { numberText, rowCells, serialText, sharedText } from './xlsx-cells.ts';
import { decodeXml, formatKind, readStyles } from './xlsx-styles.ts';

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'huanke-xlsx-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function all(sheet: Sheet, fromRow?: number): Promise<SheetRow[]> {
  const rows: SheetRow[] = [];
  for await (const row of sheet.rows(fromRow)) rows.push(row);
  return rows;
}

async function book(fill: (book: ExcelJS.Workbook) => void): Promise<string> {
  const made = new ExcelJS.Workbook();
  fill(made);
  const path = join(dir, `${Math.random()}.xlsx`);
  await made.xlsx.writeFile(path);
  return path;
}

test('numbers, dates, percents, formulas, rich text, booleans and errors as a person reads them', async () => {
  const path = await book((made) => {
    const sheet = made.addWorksheet('客户');
    sheet.addRow(['名称', '金额', '日期', '时刻', '占比', '公式', '是否', '错误', '电话']);
    const row = sheet.addRow([
      { richText: [{ text: '浙江' }, { text: '恒润', font: { bold: true } }] },
      1234.5,
      new Date(Date.UTC(2026, 2, 31)),
      new Date(Date.UTC(2026, 2, 31, 14, 8)),
      0.125,
      { formula: 'B2*2', result: 2469 },
      true,
      { error: '#N/A' },
      13800138000,
    ]);
    row.getCell(3).numFmt = 'yyyy"年"m"月"d"日"';
    row.getCell(4).numFmt = 'yyyy-mm-dd hh:mm';
    row.getCell(5).numFmt = '0.0%';
    sheet.addRow([' 甲 & 乙 <丙>\n二行 ', 0.1 + 0.2]);
    sheet.addRow([]);
    sheet.addRow(['丁', -12, new Date(Date.UTC(2026, 0, 1))]).getCell(3).numFmt = 'm/d/yy';
  });
  const sheet = await openSheet(path);
  expect(sheet).toMatchObject({ type: 'xlsx', sheets: ['客户'], sheet: '客户', headerRow: 1, estimatedRows: 4 });
  expect(await all(sheet)).toEqual([
    { row: 2, cells: ['浙江恒润', '1234.5', '2026-03-31', '2026-03-31 14:08:00', '12.5%', '2469', 'TRUE', '#N/A', '13800138000'] },
    { row: 3, cells: ['甲 & 乙 <丙>\n二行', '0.3', null, null, null, null, null, null, null] },
    { row: 5, cells: ['丁', '-12', '2026-01-01', null, null, null, null, null, null] },
  ]);
  expect((await all(sheet, 4)).map(({ row }) => row)).toEqual([5]);
});

test('several sheets, one chosen by name, hidden ones not offered', async () => {
  const path = await book((made) => {
    made.addWorksheet('一').addRows([['a'], ['1']]);
    made.addWorksheet('藏', { state: 'hidden' }).addRows([['x'], ['9']]);
    made.addWorksheet('二 & 三').addRows([['b'], ['2']]);
  });
  expect((await openSheet(path)).sheets).toEqual(['一', '二 & 三']);
  const second = await openSheet(path, { sheet: '二 & 三' });
  expect([second.header, await all(second)]).toEqual([['b'], [{ row: 2, cells: ['2'] }]]);
  await expect(openSheet(path, { sheet: '无' })).rejects.toMatchObject({ code: 'SHEET_NOT_FOUND' });
});

test('the 1904 calendar', async () => {
  const path = await book((made) => {
    made.properties.date1904 = true;
    const row = made.addWorksheet('a').addRows([['d'], [new Date(Date.UTC(2024, 2, 31))]])[1];
    if (row) row.getCell(1).numFmt = 'yyyy-mm-dd';
  });
  expect((await all(await openSheet(path)))[0]?.cells).toEqual(['2024-03-31']);
});

describe('writing', () => {
  test('what is written is read back, exact and typed', async () => {
    const path = join(dir, 'out.xlsx');
    const writer = xlsxWriter(
      createWriteStream(path),
      [
        { header: '名称', type: 'text' },
        { header: '金额', type: 'number', scale: 2 },
        { header: '赢率', type: 'percent' },
        { header: '日期', type: 'date' },
        { header: '时刻', type: 'datetime' },
      ],
      { sheet: '商机: 2026/3' },
    );
    await writer.write(['=1+1', '1134672.00', '12.5', '2026-03-31', '2026-03-31 14:08']);
    await writer.write(['环客', '92233720368547.7580', null, '', null]);
    for (let i = 0; i < 3_000; i += 1) await writer.write([`客户 ${i}`, String(i), '1', '2026-01-01', null]);
    await writer.end();
    const sheet = await openSheet(path);
    expect(sheet.sheet).toBe('商机  2026 3');
    expect(Math.abs(sheet.estimatedRows - 3_002)).toBeLessThan(300);
    const rows = await all(sheet);
    expect(rows.length).toBe(3_002);
    expect(rows[0]).toEqual({ row: 2, cells: ['=1+1', '1134672', '12.5%', '2026-03-31', '2026-03-31 14:08:00'] });
    expect(rows[1]?.cells[1]).toBe('92233720368547.7580');
    const loaded = new ExcelJS.Workbook();
    await loaded.xlsx.readFile(path);
    const first = loaded.worksheets[0];
    expect(first?.getRow(1).font?.bold).toBe(true);
    expect(first?.getCell('A2').type).toBe(ExcelJS.ValueType.String);
    expect(first?.getCell('B2').numFmt).toBe('#,##0.00');
  });
});

test('broken, cut and foreign files are refused, not half read', async () => {
  const path = await book((made) =>
    made.addWorksheet('a').addRows(Array.from({ length: 3_000 }, (_, i) => [`行 ${i} ${Math.random()}`, i])),
  );
  const bytes = await readFile(path);
  const bad = join(dir, 'bad.xlsx');
  await writeFile(bad, bytes.subarray(0, bytes.length >> 1));
  await expect(openSheet(bad)).rejects.toMatchObject({ code: 'SHEET_UNREADABLE' });
  const damaged = Buffer.from(bytes);
  damaged.fill(0xaa, 2_000, Math.min(60_000, bytes.length - 5_000));
  await writeFile(bad, damaged);
  await expect(openSheet(bad).then((sheet) => all(sheet))).rejects.toThrow();
  await writeFile(bad, 'a,b\n1,2\n');
  await expect(openSheet(bad, { type: 'xlsx' })).rejects.toMatchObject({ code: 'SHEET_UNREADABLE' });
});

test('reading waits for the reader and leaves nothing open', async () => {
  const path = await book((made) => made.addWorksheet('a').addRows(Array.from({ length: 20_000 }, (_, i) => [`行 ${i}`, i])));
  const sheet = await openSheet(path);
  for (let round = 0; round < 5; round += 1) {
    for await (const { row } of sheet.rows()) if (row > 100) break;
  }
  expect((await all(sheet, 19_999)).map(({ row }) => row)).toEqual([19_999, 20_000]);
});

test('number formats', () => {
  const kinds: [string, string][] = [
    ['yyyy-mm-dd', 'date'],
    ['m/d/yy', 'date'],
    ['[$-804]yyyy"年"m"月"d"日";@', 'date'],
    ['mmm-yy', 'date'],
    ['yyyy/m/d h:mm', 'datetime'],
    ['h:mm:ss', 'time'],
    ['mm:ss', 'time'],
    ['[h]:mm', 'time'],
    ['上午/下午h:mm', 'time'],
    ['0.00%', 'percent'],
    ['#,##0.00', 'number'],
    ['"d"0', 'number'],
    ['[Red]0.0', 'number'],
    ['General', 'number'],
    ['0.00E+00', 'number'],
    ['@', 'number'],
    ['_ ¥* #,##0.00_ ', 'number'],
  ];
  for (const [format, kind] of kinds) expect(formatKind(format), format).toBe(kind);
  const xml =
    '<styleSheet><numFmts count="1"><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="176"/><xf numFmtId="14"/><xf numFmtId="31"/><xf numFmtId="22"/></cellXfs></styleSheet>';
  expect(readStyles(xml)).toEqual(['number', 'date', 'date', 'date', 'datetime']);
});

test('cells of other writers: prefixes, no references, inline text, ISO dates', () => {
  const context = { shared: ['零', '一'], styles: [], date1904: false };
  expect(rowCells('<x:row r="1"><x:c r="B1" t="s"><x:v>1</x:v></x:c><x:c r="D1"><x:v>2.50</x:v></x:c></x:row>', context, 10)).toEqual([
    null,
    '一',
    null,
    '2.50',
  ]);
  expect(
    rowCells(
      '<row><c t="inlineStr"><is><t xml:space="preserve"> 甲</t></is></c><c/><c t="d"><v>2026-03-31T00:00:00</v></c><c t="str"><f>A1</f><v>&lt;乙&gt;</v></c></row>',
      context,
      10,
    ),
  ).toEqual([' 甲', null, '2026-03-31', '<乙>']);
  expect(rowCells('<row><c r="ZZ1"><v>1</v></c></row>', context, 10)).toEqual([]);
  expect(sharedText('<si><r><t>浙</t></r><r><t>江</t></r><rPh sb="0" eb="1"><t>zhe</t></rPh></si>')).toBe('浙江');
  expect(decodeXml('a_x000D_&#10;&#x4e00;&amp;amp;&unknown;')).toBe('a\r\n一&amp;&unknown;');
});

test('numbers and day numbers as text', () => {
  expect(numberText('0.30000000000000004')).toBe('0.3');
  expect(numberText('1.1346720000000001E6')).toBe('1134672');
  expect(numberText('1E-7')).toBe('0.0000001');
  expect(numberText('1.5E+22')).toBe('15000000000000000000000');
  expect(numberText('1134672.00')).toBe('1134672.00');
  expect(numberText('330106199001011234')).toBe('330106199001011234');
  expect(serialText(1, 'date', false)).toBe('1900-01-01');
  expect(serialText(61, 'date', false)).toBe('1900-03-01');
  expect(serialText(45382.999994, 'datetime', false)).toBe('2024-03-31 23:59:59');
  expect(serialText(0.5, 'time', false)).toBe('12:00:00');
});
