import ExcelJS from 'exceljs';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../../database/sql.ts';
import { saveFile } from '../../files/index.ts';
import { AppError, label } from '../../kernel/index.ts';
import { setRefusal } from '../testing.ts';
import { importFile } from './import-file.ts';
import { inspectFile } from './inspect.ts';
import { beginImport, createImport } from './service.ts';
import { loadImport } from './store.ts';
import { counts, type ImportLab, importLab } from './testing.ts';

let lab: ImportLab;
beforeAll(async () => {
  lab = await importLab();
});
afterAll(() => lab.close());

describe('reading cells', () => {
  test('takes numbers, dates, booleans and options as people write them', async () => {
    const record = await lab.run(
      [
        '公司名称,行业,成立年份,年营收,人数,电话,邮箱,标签,折扣,重点',
        '甲公司,零售,1998,￥1.2万,"1,200",0571-88990011,a@b.cn,大客户；华东,12.5%,是',
        '乙公司,SOFTWARE,2001,"(1,234.5)",30,,,,,否',
      ],
      { object: 'firm' },
    );
    expect(counts(record)).toEqual({ status: 'done', total: 2, done: 2, created: 2, updated: 0, skipped: 0, failed: 0 });
    expect(await lab.firm('甲公司')).toMatchObject({
      industry: 'retail',
      founded_year: '1998',
      annual_revenue: '120000000',
      employees: '1200',
      phone: '0571-88990011',
      mail: 'a@b.cn',
      tags: ['大客户', '华东'],
      rate: '12500000',
      vip: true,
      owner: lab.user,
    });
    expect(await lab.firm('乙公司')).toMatchObject({ industry: 'software', annual_revenue: '-12345000', vip: false });
  });

  test('names column, value and reason of what it can not read, and takes the other rows', async () => {
    const record = await lab.run(
      ['公司名称,成立年份,电话,邮箱,母公司', '丙公司,一九九八,1.39E+10,not-mail,无此公司', '丁公司,999,,,', ',2000,,,', '戊公司,2000,,,'],
      { object: 'firm' },
    );
    expect(counts(record)).toEqual({ status: 'done', total: 4, done: 4, created: 1, updated: 0, skipped: 0, failed: 3 });
    expect(record.summary).toMatchObject({ format: 2, rule: 1, unmatched: 0 });
    const found = record.summary.problems.map(({ column, code, count, samples }) => ({ column, code, count, sample: samples[0] }));
    expect(found).toEqual(
      expect.arrayContaining([
        { column: '成立年份', code: 'INVALID_VALUE', count: 1, sample: { row: 2, value: '一九九八' } },
        { column: '电话', code: 'INVALID_VALUE', count: 1, sample: { row: 2, value: '1.39E+10' } },
        { column: '成立年份', code: 'INVALID_VALUE', count: 1, sample: { row: 3, value: '999' } },
        { column: '公司名称', code: 'REQUIRED', count: 1, sample: { row: 4, value: null } },
      ]),
    );
  });

  test('control characters, emoji and rare characters do no harm', async () => {
    const record = await lab.run(Buffer.from('公司名称\u0000,成立年份\n甲\u0000\u0007𠮷😀\u2028司,20\u000001\n乙\u0000,坏\u0000值\n'), {
      object: 'firm',
    });
    expect(counts(record)).toMatchObject({ status: 'done', created: 1, failed: 1 });
    expect(record.summary.problems).toMatchObject([{ samples: [{ row: 3, value: '坏值' }] }]);
    expect(await lab.firm('甲𠮷😀司')).toMatchObject({ founded_year: '2001' });
  });

  test('GB18030 and XLSX bring the same as UTF-8', async () => {
    const gb = await lab.run(iconv.encode('公司名称,行业,成立年份\n广深电子𠮷,零售,1999\n', 'gb18030'), { object: 'firm' });
    expect(gb).toMatchObject({ status: 'done', created: 1 });
    expect(await lab.firm('广深电子𠮷')).toMatchObject({ industry: 'retail', founded_year: '1999' });
    const book = new ExcelJS.Workbook();
    const sheet = book.addWorksheet('客户');
    sheet.addRows([
      ['公司名称', '年营收', '折扣'],
      ['表格公司', 1100.04, 30],
      ['公式公司', { formula: '1+1', result: 2 }, null],
    ]);
    book.addWorksheet('空表');
    const path = await lab.write('book.xlsx', Buffer.from(await book.xlsx.writeBuffer()));
    const xlsx = await importFile({ app: lab.app, tenant: lab.tenant, user: lab.user, path, object: 'firm' });
    expect(xlsx).toMatchObject({ status: 'done', created: 2, failed: 0 });
    expect(await lab.firm('表格公司')).toMatchObject({ annual_revenue: '11000400' });
    expect(await lab.firm('公式公司')).toMatchObject({ annual_revenue: '20000' });
  });
});

describe('lookups', () => {
  test('parents may stand later in the file, even themselves a child', async () => {
    const record = await lab.run(['account,subsidiary_of', '孙公司,子公司甲', '子公司甲,总公司甲', '总公司甲,'], {
      object: 'firm',
      batch: 1,
    });
    expect(counts(record)).toMatchObject({ status: 'done', created: 3, failed: 0 });
    const [head, child, grandchild] = [await lab.firm('总公司甲'), await lab.firm('子公司甲'), await lab.firm('孙公司')];
    expect([child?.parent, grandchild?.parent, head?.parent]).toEqual([head?.id, child?.id, null]);
  });

  test('a name that is nowhere fails its row, or leaves it empty when that is asked for', async () => {
    const lines = ['名称,公司,产品', '单一,不存在的公司,', '单二,,不存在的产品'];
    const strict = await lab.run(lines, {
      object: 'deal',
      mapping: [
        { column: '名称', field: 'name' },
        { column: '公司', field: 'firm' },
        { column: '产品', field: 'ware' },
      ],
    });
    expect(strict).toMatchObject({ created: 0, failed: 2, summary: { unmatched: 2 } });
    const loose = await lab.run(lines, {
      object: 'deal',
      mapping: [
        { column: '名称', field: 'name' },
        { column: '公司', field: 'firm', onMissing: 'empty' },
        { column: '产品', field: 'ware', createMissing: true },
      ],
    });
    expect(loose).toMatchObject({ created: 2, failed: 0 });
    expect(
      await lab.rows(
        sql`select d.name, w.name as ware from deal d left join ware w on w.id = d.ware where d.name in ('单一', '单二') order by d.name`,
      ),
    ).toEqual([
      { name: '单一', ware: null },
      { name: '单二', ware: '不存在的产品' },
    ]);
  });

  test('a near miss is taken when there is exactly one, several of a name are not guessed', async () => {
    await lab.run(['公司名称', 'GTX Pro 公司', '同名公司', '同名公司'], { object: 'firm' });
    const record = await lab.run(['名称,公司', '近一,gtxpro公司', '近二,同名公司'], {
      object: 'deal',
      mapping: [
        { column: '名称', field: 'name' },
        { column: '公司', field: 'firm' },
      ],
    });
    expect(record).toMatchObject({ created: 1, failed: 1 });
    expect(record.summary.problems).toMatchObject([
      { column: '公司', kind: 'unmatched', message: { zh: expect.stringContaining('多条同名') } },
    ]);
  });

  test('values are mapped by hand where that is wanted, and found by any field', async () => {
    await lab.run(['公司名称,电话', '电话公司,0755-1234567'], { object: 'firm' });
    const record = await lab.run(['名称,公司电话,阶段', '映射一,0755-1234567,进行中', '映射二,,没有'], {
      object: 'deal',
      mapping: [
        { column: '名称', field: 'name' },
        { column: '公司电话', field: 'firm', lookupBy: 'phone' },
        { column: '阶段', field: 'stage', valueMap: { 进行中: 'qualified', 没有: null } },
      ],
    });
    expect(record).toMatchObject({ created: 2, failed: 0 });
    expect(
      await lab.rows(
        sql`select d.name, d.stage, f.name as firm from deal d left join firm f on f.id = d.firm where d.name like '映射%' order by 1`,
      ),
    ).toEqual([
      { name: '映射一', stage: 'qualified', firm: '电话公司' },
      { name: '映射二', stage: 'initial', firm: null },
    ]);
  });
});

describe('modes', () => {
  const rows = ['externalId,公司名称,成立年份', 'K-1,键一,2001', 'K-2,键二,2002'];

  test('upsert creates, then updates; empty cells leave what is there', async () => {
    expect(counts(await lab.run(rows, { object: 'firm', mode: 'upsert' }))).toMatchObject({ created: 2, updated: 0 });
    expect(
      counts(
        await lab.run(['externalId,公司名称,成立年份', 'K-1,键一改,', 'K-3,键三,2003', 'K-3,键三改,2004'], {
          object: 'firm',
          mode: 'upsert',
        }),
      ),
    ).toMatchObject({ created: 1, updated: 2, failed: 0 });
    expect(await lab.firm('键一改')).toMatchObject({ founded_year: '2001', external_id: 'K-1' });
    expect(await lab.firm('键三改')).toMatchObject({ founded_year: '2004' });
  });

  test('create refuses what is there, or skips it; update refuses what is not', async () => {
    expect(counts(await lab.run(rows, { object: 'firm' }))).toMatchObject({ created: 0, failed: 2 });
    expect(counts(await lab.run(rows, { object: 'firm', duplicates: 'skip' }))).toMatchObject({ created: 0, skipped: 2, failed: 0 });
    expect(
      counts(await lab.run(['externalId,成立年份', 'K-2,1990', 'K-9,1990', ',1990'], { object: 'firm', mode: 'update' })),
    ).toMatchObject({
      updated: 1,
      failed: 2,
    });
    expect(await lab.firm('键二')).toMatchObject({ founded_year: '1990' });
  });

  test('the same key twice in one file: the second row says so', async () => {
    const record = await lab.run(['externalId,公司名称', 'D-1,重一', 'D-1,重二'], { object: 'firm', batch: 1 });
    expect(record).toMatchObject({ created: 1, failed: 1 });
    expect(record.summary.problems).toMatchObject([{ column: 'externalId', code: 'DUPLICATE', samples: [{ row: 3, value: 'D-1' }] }]);
  });
});

test('a hook that refuses a whole save costs only its own row', async () => {
  setRefusal(() => new AppError('RULE', 422, label('不允许', 'Not allowed')));
  const record = await lab.run(['公司名称,国家', '好一,中国', '坏,poison', '好二,中国', '好三,中国'], { object: 'firm' });
  expect(record).toMatchObject({ created: 3, failed: 1 });
  expect(record.summary.problems).toMatchObject([{ code: 'RULE', samples: [{ row: 3 }] }]);
});

test('inspect shows columns, mapping, values and dates before anything is imported', async () => {
  await lab.run(['公司名称', '看一 公司'], { object: 'firm' });
  await lab.run(['公司名称,listPrice', 'GTX Pro,5'], { object: 'ware', mapping: [{ column: '公司名称', field: 'name' }] });
  const ctx = await lab.as(lab.user);
  const content = [
    'opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_value',
    ...Array.from(
      { length: 30 },
      (_, index) => `O${index},甲,GTXPro,${index % 2 ? '看一公司' : '没有公司'},${index % 3 ? 'Won' : 'Odd'},1/${index + 1}/2017,5`,
    ),
  ].join('\n');
  const stored = await saveFile(ctx, { name: 'sales_pipeline.csv', content: Buffer.from(content) });
  const found = await inspectFile(ctx, stored, {});
  expect(found).toMatchObject({
    suggestedObject: 'deal',
    object: 'deal',
    estimatedRows: 30,
    table: { ok: true },
    remembered: false,
    dateFormats: { engage_date: { format: 'MDY', certain: true } },
  });
  expect(Object.fromEntries(found.mapping.map((entry) => [entry.column, entry.field]))).toEqual({
    opportunity_id: 'externalId',
    sales_agent: 'owner',
    product: 'ware',
    account: 'firm',
    deal_stage: 'stage',
    engage_date: 'engagedOn',
    close_value: 'amount',
  });
  expect(found.values['product']).toMatchObject([{ value: 'GTXPro', count: 30, how: 'near', to: { title: 'GTX Pro' } }]);
  expect(found.values['account']).toMatchObject([
    { value: '没有公司', count: 15, how: 'none' },
    { value: '看一公司', count: 15, how: 'near', to: { title: '看一 公司' } },
  ]);
  expect(found.values['deal_stage']).toMatchObject([
    { value: 'Odd', count: 10, how: 'none' },
    { value: 'Won', count: 20, how: 'exact', to: { id: 'won' } },
  ]);
});

describe('refusals', () => {
  const lines = ['公司名称,行业', '一,零售'];
  test.each([
    [{ object: 'nothing' }, { code: 'NOT_FOUND' }],
    [{ object: undefined }, { code: 'REQUIRED', errors: [{ field: 'object' }] }],
    [{ mode: 'replace' }, { code: 'INVALID_VALUE', errors: [{ field: 'mode' }] }],
    [
      { mode: 'update', key: 'nope' },
      { code: 'UNKNOWN_FIELD', errors: [{ field: 'key' }] },
    ],
    [
      { mode: 'update', key: 'phone' },
      { code: 'INVALID_VALUE', errors: [{ field: 'key' }] },
    ],
    [{ mapping: 'name' }, { code: 'WRONG_TYPE', errors: [{ field: 'mapping' }] }],
    [{ mapping: [{ column: '公司名称', field: 'nope' }] }, { code: 'UNKNOWN_FIELD', errors: [{ field: 'mapping[0].field' }] }],
    [{ mapping: [{ column: '公司名称', field: 'version' }] }, { code: 'INVALID_VALUE', errors: [{ field: 'mapping[0].field' }] }],
    [
      { mode: 'update', key: 'externalId', mapping: [{ column: '公司名称', field: 'createdAt' }] },
      { code: 'INVALID_VALUE', errors: [{ field: 'mapping[0].field' }] },
    ],
    [{ mapping: [{ column: '没有', field: 'name' }] }, { code: 'INVALID_VALUE', errors: [{ field: 'mapping[0].column' }] }],
    [{ mapping: [{ column: '行业', field: 'name', surprise: 1 }] }, { code: 'UNKNOWN_FIELD', errors: [{ field: 'mapping[0].surprise' }] }],
    [
      {
        mapping: [
          { column: '行业', field: 'name' },
          { column: '公司名称', field: 'name' },
        ],
      },
      { code: 'INVALID_VALUE', errors: [{ field: 'mapping[1].field' }] },
    ],
    [{ owner: '00000000-0000-7000-8000-00000000abcd' }, { code: 'LOOKUP_NOT_FOUND', errors: [{ field: 'owner' }] }],
    [{ fileId: '00000000-0000-7000-8000-00000000abcd' }, { code: 'LOOKUP_NOT_FOUND', errors: [{ field: 'fileId' }] }],
  ])('%j', async (input, refusal) => {
    await expect(lab.described(lines, input)).rejects.toMatchObject(refusal);
  });

  test('files that are no tables', async () => {
    await expect(lab.run(['只有标题,没有数据'], { object: 'firm' })).rejects.toMatchObject({ errors: [{ field: 'fileId' }] });
    await expect(lab.run(Buffer.alloc(0), { object: 'firm' })).rejects.toMatchObject({ code: 'SHEET_EMPTY' });
    await expect(lab.run(Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), { object: 'firm' })).rejects.toMatchObject({
      code: 'SHEET_OLD_OR_LOCKED',
    });
  });

  test('the file and the import of another company do not exist here', async () => {
    const record = await lab.described(lines, {});
    const ctx = await lab.as(lab.user, { tenant: lab.stranger });
    await expect(loadImport(ctx, record.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(createImport(ctx, { object: 'firm', fileId: record.fileId })).rejects.toMatchObject({ code: 'LOOKUP_NOT_FOUND' });
    await expect(beginImport(ctx, record.id, 'start')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('rights: importing must be allowed, and others see only their own imports', async () => {
    const record = await lab.described(lines, {});
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
  const record = await lab.described(lines, {
    mapping: [
      { column: '甲列', field: 'name' },
      { column: '乙列', field: 'employees' },
    ],
  });
  const ctx = await lab.as(lab.user);
  await beginImport(ctx, record.id, 'start');
  await lab.carry(record.id);
  const next = await lab.described(lines, {});
  expect(next.mapping).toEqual([
    { column: '甲列', field: 'name' },
    { column: '乙列', field: 'employees' },
  ]);
});
