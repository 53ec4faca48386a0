import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import ExcelJS from 'exceljs';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../../database/sql.ts';
import { AppError, label } from '../../kernel/index.ts';
import { saveRecords } from '../../records/save/index.ts';
import { setRefusal, transferLab, type TransferLab } from '../testing.ts';
import { errorsCsv } from './errors-csv.ts';
import { importFile } from './import-file.ts';
import { inspectFile } from './inspect.ts';
import { carryOn } from './jobs.ts';
import { beginImport, cancelImport, changeImport, createImport } from './service.ts';
import { loadImport } from './store.ts';
import type { ImportRecord } from './types.ts';
import { saveFile } from '../../files/index.ts';

let lab: TransferLab;
beforeAll(async () => {
  lab = await transferLab();
});
afterAll(() => lab.close());

let files = 0;
async function file(lines: readonly string[] | Buffer): Promise<string> {
  files += 1;
  return lab.write(`file-${files}.csv`, Buffer.isBuffer(lines) ? lines : `${lines.join('\n')}\n`);
}

type Options = Omit<Parameters<typeof importFile>[0], 'app' | 'tenant' | 'path'>;
const run = async (lines: readonly string[] | Buffer, options: Options): Promise<ImportRecord> =>
  importFile({ app: lab.app, tenant: lab.tenant, user: lab.user, path: await file(lines), ...options });

/** Uploads and describes, as the browser does. */
async function described(lines: readonly string[], input: Record<string, unknown>, user = lab.user): Promise<ImportRecord> {
  const ctx = await lab.as(user);
  const { id } = await saveFile(ctx, { name: 'list.csv', content: Buffer.from(`${lines.join('\n')}\n`) });
  return createImport(ctx, { fileId: id, object: 'firm', ...input });
}

const source = () => lab.app.contextFor({ tenant: lab.tenant, user: lab.user, channel: 'import' });
const carry = (id: string, options: Parameters<typeof carryOn>[2] = {}) => carryOn(source, id, options);
const counts = (record: ImportRecord | undefined) => record && { status: record.status, total: record.total, done: record.done, created: record.created, updated: record.updated, skipped: record.skipped, failed: record.failed };
const firm = async (name: string) => (await lab.rows(sql`select * from firm where name = ${name} and deleted_at is null`))[0];

async function textOfStream(stream: NodeJS.ReadableStream): Promise<string> {
  let all = '';
  for await (const chunk of stream) all += String(chunk);
  return all;
}

describe('reading cells', () => {
  test('takes numbers, dates, booleans and options as people write them', async () => {
    const record = await run([
      '公司名称,行业,成立年份,年营收,人数,电话,邮箱,标签,折扣,重点',
      '甲公司,零售,1998,￥1.2万,"1,200",0571-88990011,a@b.cn,大客户；华东,12.5%,是',
      '乙公司,SOFTWARE,2001,"(1,234.5)",30,,,,,否',
    ], { object: 'firm' });
    expect(counts(record)).toEqual({ status: 'done', total: 2, done: 2, created: 2, updated: 0, skipped: 0, failed: 0 });
    expect(await firm('甲公司')).toMatchObject({
      industry: 'retail', founded_year: '1998', annual_revenue: '120000000', employees: '1200', phone: '0571-88990011', mail: 'a@b.cn', tags: ['大客户', '华东'], rate: '12500000', vip: true, owner: lab.user,
    });
    expect(await firm('乙公司')).toMatchObject({ industry: 'software', annual_revenue: '-12345000', vip: false });
  });

  test('names column, value and reason of what it can not read, and takes the other rows', async () => {
    const record = await run(['公司名称,成立年份,电话,邮箱,母公司', '丙公司,一九九八,1.39E+10,not-mail,无此公司', '丁公司,999,,,', ',2000,,,', '戊公司,2000,,,'], { object: 'firm' });
    expect(counts(record)).toEqual({ status: 'done', total: 4, done: 4, created: 1, updated: 0, skipped: 0, failed: 3 });
    expect(record.summary).toMatchObject({ format: 2, rule: 1, unmatched: 0 });
    const found = record.summary.problems.map(({ column, code, count, samples }) => ({ column, code, count, sample: samples[0] }));
    expect(found).toEqual(expect.arrayContaining([
      { column: '成立年份', code: 'INVALID_VALUE', count: 1, sample: { row: 2, value: '一九九八' } },
      { column: '电话', code: 'INVALID_VALUE', count: 1, sample: { row: 2, value: '1.39E+10' } },
      { column: '成立年份', code: 'INVALID_VALUE', count: 1, sample: { row: 3, value: '999' } },
      { column: '公司名称', code: 'REQUIRED', count: 1, sample: { row: 4, value: null } },
    ]));
  });

  test('GB18030 and XLSX bring the same as UTF-8', async () => {
    const gb = await run(iconv.encode('公司名称,行业,成立年份\n广深电子𠮷,零售,1999\n', 'gb18030'), { object: 'firm' });
    expect(gb).toMatchObject({ status: 'done', created: 1 });
    expect(await firm('广深电子𠮷')).toMatchObject({ industry: 'retail', founded_year: '1999' });
    const book = new ExcelJS.Workbook();
    const sheet = book.addWorksheet('客户');
    sheet.addRows([['公司名称', '年营收', '折扣'], ['表格公司', 1100.04, 30], ['公式公司', { formula: '1+1', result: 2 }, null]]);
    book.addWorksheet('空表');
    const path = await lab.write('book.xlsx', Buffer.from(await book.xlsx.writeBuffer()));
    const xlsx = await importFile({ app: lab.app, tenant: lab.tenant, user: lab.user, path, object: 'firm' });
    expect(xlsx).toMatchObject({ status: 'done', created: 2, failed: 0 });
    expect(await firm('表格公司')).toMatchObject({ annual_revenue: '11000400' });
    expect(await firm('公式公司')).toMatchObject({ annual_revenue: '20000' });
  });
});

describe('lookups', () => {
  test('parents may stand later in the file, even themselves a child', async () => {
    const record = await run(['account,subsidiary_of', '孙公司,子公司甲', '子公司甲,总公司甲', '总公司甲,'], { object: 'firm', batch: 1 });
    expect(counts(record)).toMatchObject({ status: 'done', created: 3, failed: 0 });
    const [head, child, grandchild] = [await firm('总公司甲'), await firm('子公司甲'), await firm('孙公司')];
    expect([child?.parent, grandchild?.parent, head?.parent]).toEqual([head?.id, child?.id, null]);
  });

  test('a name that is nowhere fails its row, or leaves it empty when that is asked for', async () => {
    const lines = ['名称,公司,产品', '单一,不存在的公司,', '单二,,不存在的产品'];
    const strict = await run(lines, { object: 'deal', mapping: [{ column: '名称', field: 'name' }, { column: '公司', field: 'firm' }, { column: '产品', field: 'ware' }] });
    expect(strict).toMatchObject({ created: 0, failed: 2, summary: { unmatched: 2 } });
    const loose = await run(lines, { object: 'deal', mapping: [{ column: '名称', field: 'name' }, { column: '公司', field: 'firm', onMissing: 'empty' }, { column: '产品', field: 'ware', createMissing: true }] });
    expect(loose).toMatchObject({ created: 2, failed: 0 });
    expect(await lab.rows(sql`select d.name, w.name as ware from deal d left join ware w on w.id = d.ware where d.name in ('单一', '单二') order by d.name`)).toEqual([
      { name: '单一', ware: null }, { name: '单二', ware: '不存在的产品' },
    ]);
  });

  test('a near miss is taken when there is exactly one, several of a name are not guessed', async () => {
    await run(['公司名称', 'GTX Pro 公司', '同名公司', '同名公司'], { object: 'firm' });
    const record = await run(['名称,公司', '近一,gtxpro公司', '近二,同名公司'], { object: 'deal', mapping: [{ column: '名称', field: 'name' }, { column: '公司', field: 'firm' }] });
    expect(record).toMatchObject({ created: 1, failed: 1 });
    expect(record.summary.problems).toMatchObject([{ column: '公司', kind: 'unmatched', message: { zh: expect.stringContaining('多条同名') } }]);
  });

  test('values are mapped by hand where that is wanted, and found by any field', async () => {
    await run(['公司名称,电话', '电话公司,0755-1234567'], { object: 'firm' });
    const record = await run(['名称,公司电话,阶段', '映射一,0755-1234567,进行中', '映射二,,没有'], {
      object: 'deal', mapping: [{ column: '名称', field: 'name' }, { column: '公司电话', field: 'firm', lookupBy: 'phone' }, { column: '阶段', field: 'stage', valueMap: { 进行中: 'qualified', 没有: null } }],
    });
    expect(record).toMatchObject({ created: 2, failed: 0 });
    expect(await lab.rows(sql`select d.name, d.stage, f.name as firm from deal d left join firm f on f.id = d.firm where d.name like '映射%' order by 1`)).toEqual([
      { name: '映射一', stage: 'qualified', firm: '电话公司' }, { name: '映射二', stage: 'initial', firm: null },
    ]);
  });
});

describe('modes', () => {
  const rows = ['externalId,公司名称,成立年份', 'K-1,键一,2001', 'K-2,键二,2002'];

  test('upsert creates, then updates; empty cells leave what is there', async () => {
    expect(counts(await run(rows, { object: 'firm', mode: 'upsert' }))).toMatchObject({ created: 2, updated: 0 });
    expect(counts(await run(['externalId,公司名称,成立年份', 'K-1,键一改,', 'K-3,键三,2003', 'K-3,键三改,2004'], { object: 'firm', mode: 'upsert' }))).toMatchObject({ created: 1, updated: 2, failed: 0 });
    expect(await firm('键一改')).toMatchObject({ founded_year: '2001', external_id: 'K-1' });
    expect(await firm('键三改')).toMatchObject({ founded_year: '2004' });
  });

  test('create refuses what is there, or skips it; update refuses what is not', async () => {
    expect(counts(await run(rows, { object: 'firm' }))).toMatchObject({ created: 0, failed: 2 });
    expect(counts(await run(rows, { object: 'firm', duplicates: 'skip' }))).toMatchObject({ created: 0, skipped: 2, failed: 0 });
    expect(counts(await run(['externalId,成立年份', 'K-2,1990', 'K-9,1990', ',1990'], { object: 'firm', mode: 'update' }))).toMatchObject({ updated: 1, failed: 2 });
    expect(await firm('键二')).toMatchObject({ founded_year: '1990' });
  });

  test('the same key twice in one file: the second row says so', async () => {
    const record = await run(['externalId,公司名称', 'D-1,重一', 'D-1,重二'], { object: 'firm', batch: 1 });
    expect(record).toMatchObject({ created: 1, failed: 1 });
    expect(record.summary.problems).toMatchObject([{ column: 'externalId', code: 'DUPLICATE', samples: [{ row: 3, value: 'D-1' }] }]);
  });
});

test('a hook that refuses a whole save costs only its own row', async () => {
  setRefusal(() => new AppError('RULE', 422, label('不允许', 'Not allowed')));
  const record = await run(['公司名称,国家', '好一,中国', '坏,poison', '好二,中国', '好三,中国'], { object: 'firm' });
  expect(record).toMatchObject({ created: 3, failed: 1 });
  expect(record.summary.problems).toMatchObject([{ code: 'RULE', samples: [{ row: 3 }] }]);
});

describe('dry run', () => {
  const lines = ['公司名称,行业,成立年份,母公司,externalId', '试一,新行业,2001,试三,T-1', '试二,零售,坏年份,,T-2', '试三,,2003,不在表里,T-3', '试四,,2004,,T-1', '试五,,2005,,T-5'];

  test('says the same as the run and writes nothing', async () => {
    const before = await lab.count('firm');
    const dry = await run(lines, { object: 'firm', dryRun: true, batch: 2 });
    expect(counts(dry)).toMatchObject({ status: 'dryRunDone', done: 5, created: 2, failed: 3 });
    expect(await lab.count('firm')).toBe(before);
    expect((await source()).meta.object('firm')?.fields.get('industry')?.options?.some((option) => option.key === '新行业')).toBe(false);
    const real = await run(lines, { object: 'firm', batch: 2 });
    expect({ ...counts(real), status: '' }).toEqual({ ...counts(dry), status: '' });
    expect(await firm('试一')).toMatchObject({ industry: '新行业' });
  });

  test('upserts are foretold, too', async () => {
    const upsert = ['externalId,公司名称', 'U-1,更一', 'U-1,更二', 'T-5,更五'];
    const dry = await run(upsert, { object: 'firm', mode: 'upsert', dryRun: true });
    const real = await run(upsert, { object: 'firm', mode: 'upsert' });
    expect(counts(dry)).toMatchObject({ created: 1, updated: 2, failed: 0 });
    expect({ ...counts(real), status: '' }).toEqual({ ...counts(dry), status: '' });
  });

  test('is followed by a change of the mapping and another one, then by the import', async () => {
    const record = await described(['公司名称,级', '变一,x'], { mapping: [{ column: '级', field: 'name' }, { column: '公司名称', field: 'country' }] });
    const ctx = await lab.as(lab.user);
    await beginImport(ctx, record.id, 'dryRun');
    expect(counts(await carry(record.id))).toMatchObject({ status: 'dryRunDone', created: 1 });
    expect(await changeImport(ctx, record.id, { mapping: [{ column: '公司名称', field: 'name' }] })).toMatchObject({ status: 'queued', created: 0 });
    await beginImport(ctx, record.id, 'start');
    expect(counts(await carry(record.id))).toMatchObject({ status: 'done', created: 1 });
    await expect(changeImport(ctx, record.id, { mode: 'upsert' })).rejects.toMatchObject({ code: 'STATE' });
    await expect(beginImport(ctx, record.id, 'start')).rejects.toMatchObject({ code: 'STATE' });
    await expect(beginImport(ctx, record.id, 'dryRun')).rejects.toMatchObject({ code: 'STATE' });
  });
});

test('errors.csv holds the bad rows with reasons and the cells as they were', async () => {
  const record = await run(['公司名称,成立年份,邮箱', '错一,abc,x', '对一,2000,', '错二,2000,=1+1@'], { object: 'firm' });
  expect(record).toMatchObject({ created: 1, failed: 2 });
  const csv = await textOfStream(await errorsCsv(await lab.as(lab.user), record));
  expect(csv.startsWith('\uFEFF')).toBe(true);
  expect(csv.slice(1).trimEnd().split('\r\n')).toEqual([
    '行号,列,原值,原因,公司名称,成立年份,邮箱',
    expect.stringMatching(/^2,成立年份,abc,不是有效的数字,错一,abc,x$/),
    expect.stringMatching(/^4,邮箱,'=1\+1@,.+,错二,2000,'=1\+1@$/),
  ]);
});

describe('undo', () => {
  test('leaves nothing of a creation, made records included', async () => {
    const before = { users: await lab.count('user'), departments: await lab.count('department') };
    const record = await run(['sales_agent,manager,regional_office', '张三,王总,华东', '李四,王总,华东', '赵五,孙总,华北'], { object: 'user' });
    expect(record).toMatchObject({ created: 3, failed: 0 });
    expect(await lab.count('user')).toBe(before.users + 5);
    expect(await lab.count('department')).toBe(before.departments + 4);
    await beginImport(await lab.as(lab.user), record.id, 'undo');
    expect(await carry(record.id)).toMatchObject({ status: 'undone', summary: { kept: 0 } });
    expect({ users: await lab.count('user'), departments: await lab.count('department') }).toEqual(before);
    await expect(beginImport(await lab.as(lab.user), record.id, 'undo')).rejects.toMatchObject({ code: 'STATE' });
  });

  test('puts back what was changed, keeps what somebody has changed since', async () => {
    await run(['externalId,公司名称,成立年份', 'R-1,还一,2001', 'R-2,还二,2002'], { object: 'firm' });
    const record = await run(['externalId,公司名称,成立年份,国家', 'R-1,还一改,2011,中国', 'R-2,还二改,2012,中国', 'R-3,还三,2013,', 'R-4,还四,2014,'], { object: 'firm', mode: 'upsert' });
    expect(record).toMatchObject({ created: 2, updated: 2 });
    const ctx = await lab.as(lab.other);
    const meta = ctx.meta.object('firm');
    if (!meta) throw new Error('no firm');
    const touched = [await firm('还二改'), await firm('还四')];
    await saveRecords(ctx, meta, touched.map((row) => ({ operation: 'update' as const, id: String(row?.id), values: { country: '日本' } })), {});
    await beginImport(await lab.as(lab.user), record.id, 'undo');
    expect(await carry(record.id)).toMatchObject({ status: 'undone', summary: { kept: 2 } });
    expect(await firm('还一')).toMatchObject({ founded_year: '2001', country: null });
    expect(await firm('还二改')).toMatchObject({ country: '日本' });
    expect(await firm('还三')).toBeUndefined();
    expect(await firm('还四')).toMatchObject({ country: '日本' });
  });

  test('takes parents and children that stand in any order', async () => {
    const before = await lab.count('firm');
    const record = await run(['account,subsidiary_of', '撤子一,撤父', '撤父,撤祖', '撤子二,撤父', '撤祖,'], { object: 'firm', batch: 2 });
    expect(record).toMatchObject({ created: 4 });
    await beginImport(await lab.as(lab.user), record.id, 'undo');
    expect(await carry(record.id)).toMatchObject({ status: 'undone', summary: { kept: 0 } });
    expect(await lab.count('firm')).toBe(before);
  });
});

test('inspect shows columns, mapping, values and dates before anything is imported', async () => {
  await run(['公司名称', '看一 公司'], { object: 'firm' });
  await run(['公司名称,listPrice', 'GTX Pro,5'], { object: 'ware', mapping: [{ column: '公司名称', field: 'name' }] });
  const ctx = await lab.as(lab.user);
  const content = ['opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_value', ...Array.from({ length: 30 }, (_, index) => `O${index},甲,GTXPro,${index % 2 ? '看一公司' : '没有公司'},${index % 3 ? 'Won' : 'Odd'},1/${index + 1}/2017,5`)].join('\n');
  const stored = await saveFile(ctx, { name: 'sales_pipeline.csv', content: Buffer.from(content) });
  const found = await inspectFile(ctx, stored, {});
  expect(found).toMatchObject({ suggestedObject: 'deal', object: 'deal', estimatedRows: 30, table: { ok: true }, remembered: false, dateFormats: { engage_date: { format: 'MDY', certain: true } } });
  expect(Object.fromEntries(found.mapping.map((entry) => [entry.column, entry.field]))).toEqual({
    opportunity_id: 'externalId', sales_agent: 'owner', product: 'ware', account: 'firm', deal_stage: 'stage', engage_date: 'engagedOn', close_value: 'amount',
  });
  expect(found.values['product']).toMatchObject([{ value: 'GTXPro', count: 30, how: 'near', to: { title: 'GTX Pro' } }]);
  expect(found.values['account']).toMatchObject([{ value: '没有公司', count: 15, how: 'none' }, { value: '看一公司', count: 15, how: 'near', to: { title: '看一 公司' } }]);
  expect(found.values['deal_stage']).toMatchObject([{ value: 'Odd', count: 10, how: 'none' }, { value: 'Won', count: 20, how: 'exact', to: { id: 'won' } }]);
});

describe('stopping and going on', () => {
  const many = (prefix: string, count: number) => ['externalId,公司名称,母公司', ...Array.from({ length: count }, (_, index) => `${prefix}-${index},${prefix}公司${index},${index < count - 50 ? `${prefix}公司${count - 1 - (index % 50)}` : ''}`)];

  test('a cancelled import keeps its batches, goes on with the next, and can be undone', async () => {
    const before = await lab.count('firm');
    const record = await described(many('C', 500), {});
    const ctx = await lab.as(lab.user);
    await beginImport(ctx, record.id, 'start');
    expect(await carry(record.id, { batch: 100, onProgress: (now) => void (now.done === 200 && cancelImport(ctx, record.id)) })).toBeUndefined();
    const stopped = await loadImport(ctx, record.id);
    expect(stopped.status).toBe('cancelled');
    expect(stopped.created).toBe(stopped.done);
    expect(await lab.count('firm')).toBe(before + stopped.done);
    await beginImport(ctx, record.id, 'start');
    expect(counts(await carry(record.id, { batch: 100 }))).toEqual({ status: 'done', total: 500, done: 500, created: 500, updated: 0, skipped: 0, failed: 0 });
    await beginImport(ctx, record.id, 'undo');
    expect(await carry(record.id)).toMatchObject({ status: 'undone', summary: { kept: 0 } });
    expect(await lab.count('firm')).toBe(before);
  });

  test('a fault between batches neither loses nor doubles a row, and two runners do not both go on', async () => {
    const before = await lab.count('firm');
    const record = await described(many('F', 600), {});
    const ctx = await lab.as(lab.user);
    await beginImport(ctx, record.id, 'start');
    const faults = new Set([100, 300]);
    for (let attempt = 0; attempt < 2; attempt++) {
      await carry(record.id, { batch: 100, onProgress: (now) => { if (faults.delete(now.done)) throw new Error('crash'); } });
      expect(await loadImport(ctx, record.id)).toMatchObject({ status: 'failed' });
      await beginImport(ctx, record.id, 'start');
    }
    const both = await Promise.all([carry(record.id, { batch: 100 }), carry(record.id, { batch: 50 })]);
    expect(both.filter((one) => one !== undefined).length).toBeLessThanOrEqual(1);
    expect(await loadImport(ctx, record.id)).toMatchObject({ status: 'done', done: 600, created: 600, failed: 0 });
    expect(await lab.count('firm')).toBe(before + 600);
    const [entries] = await lab.rows(sql`select count(*)::int as count, count(distinct record_id)::int as records from import_entry where import_id = ${record.id}`);
    expect(entries).toEqual({ count: 600, records: 600 });
  });

  test('a process killed with SIGKILL is taken over without a row lost or doubled', async () => {
    const rows = 20_000;
    const before = await lab.count('firm');
    const record = await described(many('S', rows), {});
    const ctx = await lab.as(lab.user);
    await beginImport(ctx, record.id, 'start');
    const child = spawn(process.execPath, [fileURLToPath(new URL('./run-in-child.ts', import.meta.url)), JSON.stringify({
      ...lab.place, tenant: lab.tenant, user: lab.user, import: record.id,
    })], { stdio: ['ignore', 'pipe', 'inherit'] });
    for await (const chunk of child.stdout) {
      if (Number(/done (\d+)\n$/.exec(String(chunk))?.[1] ?? 0) >= 5000) break;
    }
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    const killed = await loadImport(ctx, record.id);
    expect(killed.status).toBe('running');
    expect(killed.done).toBeGreaterThanOrEqual(5000);
    expect(killed.done).toBeLessThan(rows);
    expect(counts(await carry(record.id))).toEqual({ status: 'done', total: rows, done: rows, created: rows, updated: 0, skipped: 0, failed: 0 });
    expect(await lab.count('firm')).toBe(before + rows);
    const [ids] = await lab.rows(sql`select count(distinct external_id)::int as ids, count(parent)::int as parents from firm where external_id like 'S-%' and deleted_at is null`);
    expect(ids).toEqual({ ids: rows, parents: rows - 50 });
  }, 120_000);
});

describe('refusals', () => {
  const lines = ['公司名称,行业', '一,零售'];
  test.each([
    [{ object: 'nothing' }, { code: 'NOT_FOUND' }],
    [{ object: undefined }, { code: 'REQUIRED', errors: [{ field: 'object' }] }],
    [{ mode: 'replace' }, { code: 'INVALID_VALUE', errors: [{ field: 'mode' }] }],
    [{ mode: 'update', key: 'nope' }, { code: 'UNKNOWN_FIELD', errors: [{ field: 'key' }] }],
    [{ mode: 'update', key: 'phone' }, { code: 'INVALID_VALUE', errors: [{ field: 'key' }] }],
    [{ mapping: 'name' }, { code: 'WRONG_TYPE', errors: [{ field: 'mapping' }] }],
    [{ mapping: [{ column: '公司名称', field: 'nope' }] }, { code: 'UNKNOWN_FIELD', errors: [{ field: 'mapping[0].field' }] }],
    [{ mapping: [{ column: '公司名称', field: 'createdAt' }] }, { code: 'INVALID_VALUE', errors: [{ field: 'mapping[0].field' }] }],
    [{ mapping: [{ column: '没有', field: 'name' }] }, { code: 'INVALID_VALUE', errors: [{ field: 'mapping[0].column' }] }],
    [{ mapping: [{ column: '行业', field: 'name', surprise: 1 }] }, { code: 'UNKNOWN_FIELD', errors: [{ field: 'mapping[0].surprise' }] }],
    [{ mapping: [{ column: '行业', field: 'name' }, { column: '公司名称', field: 'name' }] }, { code: 'INVALID_VALUE', errors: [{ field: 'mapping[1].field' }] }],
    [{ owner: '00000000-0000-7000-8000-00000000abcd' }, { code: 'LOOKUP_NOT_FOUND', errors: [{ field: 'owner' }] }],
    [{ fileId: '00000000-0000-7000-8000-00000000abcd' }, { code: 'LOOKUP_NOT_FOUND', errors: [{ field: 'fileId' }] }],
  ])('%j', async (input, refusal) => {
    await expect(described(lines, input)).rejects.toMatchObject(refusal);
  });

  test('files that are no tables', async () => {
    await expect(run(['只有标题,没有数据'], { object: 'firm' })).rejects.toMatchObject({ errors: [{ field: 'fileId' }] });
    await expect(run(Buffer.alloc(0), { object: 'firm' })).rejects.toMatchObject({ code: 'SHEET_EMPTY' });
    await expect(run(Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), { object: 'firm' })).rejects.toMatchObject({ code: 'SHEET_OLD_OR_LOCKED' });
  });

  test('the file and the import of another company do not exist here', async () => {
    const record = await described(lines, {});
    const ctx = await lab.as(lab.user, { tenant: lab.stranger });
    await expect(loadImport(ctx, record.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(createImport(ctx, { object: 'firm', fileId: record.fileId })).rejects.toMatchObject({ code: 'LOOKUP_NOT_FOUND' });
    await expect(beginImport(ctx, record.id, 'start')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('rights: importing must be allowed, and others see only their own imports', async () => {
    const record = await described(lines, {});
    const reader = await lab.as(lab.other, { permissions: ['firm.read', 'firm.import'] });
    await expect(loadImport(reader, record.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const { id } = await saveFile(reader, { name: 'a.csv', content: Buffer.from(lines.join('\n')) });
    await expect(createImport(reader, { object: 'firm', fileId: id })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const nobody = await lab.as(lab.other, { permissions: ['firm.read', 'firm.create'] });
    await expect(createImport(nobody, { object: 'firm', fileId: id })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

test('a mapping is remembered for the next file with the same header', async () => {
  const lines = ['甲列,乙列', '记住公司,3'];
  const record = await described(lines, { mapping: [{ column: '甲列', field: 'name' }, { column: '乙列', field: 'employees' }] });
  const ctx = await lab.as(lab.user);
  await beginImport(ctx, record.id, 'start');
  await carry(record.id);
  const next = await described(lines, {});
  expect(next.mapping).toEqual([{ column: '甲列', field: 'name' }, { column: '乙列', field: 'employees' }]);
});
