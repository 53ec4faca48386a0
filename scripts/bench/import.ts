import { createWriteStream, openAsBlob, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import exceljs from 'exceljs';
import { allPlaces, creditCode, regionOf, seeded } from '../../platform/demo/index.ts';
import { openSheet } from '../../platform/sheets/index.ts';
import type { Figures } from './measure.ts';
import { asked, type BenchServer, type Caller } from './server.ts';

/** Columns beside the standard ones, so that a row has thirty: custom fields without a slot. */
const more = Array.from({ length: 16 }, (_, at) => ({
  name: `x_import${at + 1}`,
  type: at % 3 === 0 ? 'number' : 'text',
  title: `导入字段${at + 1}`,
}));
const header = [
  ...['客户名称', '行业', '级别', '电话', '统一社会信用代码', '成立年份', '年营收', '员工人数', '国家', '地区', '来源', '标签'],
  ...['年用量', '片区编码'],
  ...more.map(({ title }) => title),
];

/** What a file of so many rows must come to. */
interface Expected {
  readonly created: number;
  readonly skipped: number;
  readonly failed: number;
}

async function addFields(admin: Caller): Promise<void> {
  const { fields } = await asked<{ fields: { name: string }[] }>(admin, '/meta/objects/account');
  for (const { name, type, title } of more)
    if (!fields.some((field) => field.name === name))
      await asked(admin, '/meta/objects/account/fields', { name, type, label: { zh: title, en: name } });
}

/** Rows of thirty cells: of a hundred, ten bear the code of a row before them, five that of an account that is there, two a number that is none. */
function* rowsOf(count: number, there: readonly string[]): Generator<string[]> {
  const random = seeded(Date.now() % 1_000_000_007);
  const run = Date.now().toString(36);
  const codes: string[] = [];
  for (let row = 0; row < count; row += 1) {
    const place = random.pick(allPlaces);
    const kind = row % 100;
    let code = creditCode(random, place);
    if (kind >= 80 && kind < 90) code = codes[row - (row % 100) + kind - 80] ?? code;
    if (kind >= 90 && kind < 95) code = there[Math.floor(row / 20) % there.length] ?? code;
    codes.push(code);
    const name = `导入${run}${row}${random.pick(['恒', '华', '瑞', '信', '达', '远', '鑫', '博'])}${random.pick(['泵业', '化工', '电子', '机械', '能源', '食品'])}有限公司`;
    yield [
      ...[name, '化工', 'B 普通', `0571-8${String(1_000_000 + (row % 8_999_999)).slice(-7)}`, code, String(random.int(1980, 2025))],
      ...[
        `${random.int(10, 90_000)}.50`,
        kind >= 95 && kind < 97 ? '很多' : String(random.int(5, 9000)),
        '中国',
        regionOf(place),
        '展会',
        '压测',
      ],
      ...[String(random.int(1, 99_999)), `P${random.int(1, 999)}`],
      ...more.map(({ type }, at) => (type === 'number' ? String(random.int(1, 9999)) : `内容${at}-${random.int(1, 99_999)}`)),
    ];
  }
}

function expectedOf(count: number): Expected {
  const per = (from: number, to: number) =>
    Array.from({ length: count }, (_, row) => row % 100).filter((kind) => kind >= from && kind < to).length;
  return { created: per(0, 80) + per(97, 100), skipped: per(80, 95), failed: per(95, 97) };
}

async function writeCsv(path: string, rows: Iterable<string[]>): Promise<void> {
  const out = createWriteStream(path);
  out.write(`${header.join(',')}\n`);
  for (const row of rows) if (!out.write(`${row.join(',')}\n`)) await new Promise<void>((wake) => out.once('drain', () => wake()));
  await new Promise<void>((wake) => out.end(() => wake()));
}

async function writeXlsx(path: string, rows: Iterable<string[]>): Promise<void> {
  const book = new exceljs.stream.xlsx.WorkbookWriter({ filename: path });
  const sheet = book.addWorksheet('客户');
  sheet.addRow(header).commit();
  for (const row of rows) sheet.addRow(row).commit();
  await book.commit();
}

async function uploadTo(server: BenchServer, person: Caller, path: string, name: string): Promise<string> {
  const form = new FormData();
  form.set('file', await openAsBlob(path), name);
  const reply = await fetch(`${server.url}/api/v1/files`, { method: 'POST', body: form, headers: { cookie: person.cookie } });
  if (reply.status !== 201) throw new Error(`upload failed: ${await reply.text()}`);
  return ((await reply.json()) as { id: string }).id;
}

/** As the import reads it: every cell of every row, in seconds. */
async function timeToRead(path: string): Promise<number> {
  const began = performance.now();
  const sheet = await openSheet(path);
  let cells = 0;
  for await (const row of sheet.rows()) cells += row.cells.length;
  if (cells === 0) throw new Error(`${path} has no cells`);
  return Math.round((performance.now() - began) / 100) / 10;
}

/** SP-4: files of 30 columns against the accounts that are there, told apart by their credit code; from the end of the upload to the summary. */
export async function benchImport(
  server: BenchServer,
  admin: Caller,
  count: number,
): Promise<{ figures: Figures[]; notes: Record<string, unknown> }> {
  await addFields(admin);
  const { records } = await asked<{ records: { uscc: string }[] }>(admin, '/records/account/query', {
    fields: ['uscc'],
    filter: { field: 'uscc', op: 'isNotNull' },
    limit: 200,
  });
  const there = records.map(({ uscc }) => uscc);
  const expected = expectedOf(count);
  const notes: Record<string, unknown> = {
    rows: count,
    columns: header.length,
    expected,
    target: '< 30 s each, of which reading < 10, Node < 1000 MB',
  };
  for (const [kind, write] of [
    ['csv', writeCsv],
    ['xlsx', writeXlsx],
  ] as const) {
    const path = join(tmpdir(), `huanke-bench-${process.pid}.${kind}`);
    await write(path, rowsOf(count, there));
    const readSeconds = await timeToRead(path);
    const fileId = await uploadTo(server, admin, path, `accounts.${kind}`);
    rmSync(path);
    const began = performance.now();
    const asking = { object: 'account', fileId, mode: 'create', key: 'uscc', duplicates: 'skip' };
    const { id } = await asked<{ id: string }>(admin, '/imports', asking);
    await asked(admin, `/imports/${id}/start`, {});
    let state = { status: 'running', created: 0, skipped: 0, failed: 0 };
    let peak = 0;
    while (!['done', 'failed', 'cancelled'].includes(state.status)) {
      await new Promise((wake) => setTimeout(wake, 250));
      state = await asked<typeof state>(admin, `/imports/${id}`);
      peak = Math.max(peak, server.memory().now);
    }
    const seconds = Math.round((performance.now() - began) / 100) / 10;
    const { status, created, skipped, failed } = state;
    // a code made up at random meets one that is there now and then
    const met = expected.created - created;
    const same = failed === expected.failed && skipped === expected.skipped + met && met >= 0 && met <= 10;
    notes[kind] = {
      seconds,
      readSeconds,
      perSecond: Math.round(count / seconds),
      status,
      created,
      skipped,
      failed,
      asExpected: same,
      nodePeakMb: peak,
    };
  }
  return { figures: [], notes };
}
