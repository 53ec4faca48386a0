import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../../database/sql.ts';
import { testClock } from '../../kernel/index.ts';
import { saveRecords } from '../../records/save/index.ts';
import { errorsCsv } from './errors-csv.ts';
import { keptRecords } from './kept.ts';
import { beginImport, cancelImport, changeImport } from './service.ts';
import { loadImport } from './store.ts';
import { counts, type ImportLab, importLab, textOfStream } from './testing.ts';

let lab: ImportLab;
beforeAll(async () => {
  lab = await importLab();
});
afterAll(() => lab.close());

describe('dry run', () => {
  const lines = [
    '公司名称,行业,成立年份,母公司,externalId',
    '试一,新行业,2001,试三,T-1',
    '试二,零售,坏年份,,T-2',
    '试三,,2003,不在表里,T-3',
    '试四,,2004,,T-1',
    '试五,,2005,,T-5',
  ];

  test('says the same as the run and writes nothing', async () => {
    const before = await lab.count('firm');
    const dry = await lab.run(lines, { object: 'firm', dryRun: true, batch: 2 });
    expect(counts(dry)).toMatchObject({ status: 'dryRunDone', done: 5, created: 2, failed: 3 });
    expect(await lab.count('firm')).toBe(before);
    expect(
      (await lab.source()).meta
        .object('firm')
        ?.fields.get('industry')
        ?.options?.some((option) => option.key === '新行业'),
    ).toBe(false);
    const real = await lab.run(lines, { object: 'firm', batch: 2 });
    expect({ ...counts(real), status: '' }).toEqual({ ...counts(dry), status: '' });
    expect(await lab.firm('试一')).toMatchObject({ industry: '新行业' });
  });

  test('upserts are foretold, too', async () => {
    const upsert = ['externalId,公司名称', 'U-1,更一', 'U-1,更二', 'T-5,更五'];
    const dry = await lab.run(upsert, { object: 'firm', mode: 'upsert', dryRun: true });
    const real = await lab.run(upsert, { object: 'firm', mode: 'upsert' });
    expect(counts(dry)).toMatchObject({ created: 1, updated: 2, failed: 0 });
    expect({ ...counts(real), status: '' }).toEqual({ ...counts(dry), status: '' });
  });

  test('is followed by a change of the mapping and another one, then by the import', async () => {
    const record = await lab.described(['公司名称,级', '变一,x'], {
      mapping: [
        { column: '级', field: 'name' },
        { column: '公司名称', field: 'country' },
      ],
    });
    const ctx = await lab.as(lab.user);
    await beginImport(ctx, record.id, 'dryRun');
    expect(counts(await lab.carry(record.id))).toMatchObject({ status: 'dryRunDone', created: 1 });
    expect(await changeImport(ctx, record.id, { mapping: [{ column: '公司名称', field: 'name' }] })).toMatchObject({
      status: 'queued',
      created: 0,
    });
    await beginImport(ctx, record.id, 'start');
    expect(counts(await lab.carry(record.id))).toMatchObject({ status: 'done', created: 1 });
    await expect(changeImport(ctx, record.id, { mode: 'upsert' })).rejects.toMatchObject({ code: 'STATE' });
    await expect(beginImport(ctx, record.id, 'start')).rejects.toMatchObject({ code: 'STATE' });
    await expect(beginImport(ctx, record.id, 'dryRun')).rejects.toMatchObject({ code: 'STATE' });
  });
});

test('errors.csv holds the bad rows with reasons and the cells as they were', async () => {
  const record = await lab.run(['公司名称,成立年份,邮箱', '错一,abc,x', '对一,2000,', '错二,2000,=1+1@'], { object: 'firm' });
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
    const record = await lab.run(['sales_agent,manager,regional_office', '张三,王总,华东', '李四,王总,华东', '赵五,孙总,华北'], {
      object: 'user',
    });
    expect(record).toMatchObject({ created: 3, failed: 0 });
    expect(await lab.count('user')).toBe(before.users + 5);
    expect(await lab.count('department')).toBe(before.departments + 4);
    await beginImport(await lab.as(lab.user), record.id, 'undo');
    expect(await lab.carry(record.id)).toMatchObject({ status: 'undone', summary: { kept: 0 } });
    expect({ users: await lab.count('user'), departments: await lab.count('department') }).toEqual(before);
    await expect(beginImport(await lab.as(lab.user), record.id, 'undo')).rejects.toMatchObject({ code: 'STATE' });
  });

  test('puts back what was changed, keeps and lists what somebody has changed since', async () => {
    await lab.run(['externalId,公司名称,成立年份', 'R-1,还一,2001', 'R-2,还二,2002'], { object: 'firm' });
    // R-5 is made by one row and changed by the next
    const record = await lab.run(
      [
        'externalId,公司名称,成立年份,国家',
        ...['R-1,还一改,2011,中国', 'R-2,还二改,2012,中国', 'R-3,还三,2013,', 'R-4,还四,2014,', 'R-5,还五,2015,', 'R-5,还五改,2016,'],
      ],
      { object: 'firm', mode: 'upsert' },
    );
    expect(record).toMatchObject({ created: 3, updated: 3 });
    const ctx = await lab.as(lab.other);
    const meta = ctx.meta.object('firm');
    if (!meta) throw new Error('no firm');
    const touched = [await lab.firm('还二改'), await lab.firm('还四'), await lab.firm('还五改')];
    await saveRecords(
      ctx,
      meta,
      touched.map((row) => ({ operation: 'update' as const, id: String(row?.id), values: { country: '日本' } })),
      {},
    );
    const mine = await lab.as(lab.user);
    expect(await keptRecords(mine, await loadImport(mine, record.id), { limit: 10 })).toEqual({ items: [], nextCursor: null });
    await beginImport(mine, record.id, 'undo');
    const undone = await lab.carry(record.id);
    expect(undone).toMatchObject({ status: 'undone', summary: { kept: 3 } });
    expect(await lab.firm('还一')).toMatchObject({ founded_year: '2001', country: null });
    expect(await lab.firm('还二改')).toMatchObject({ country: '日本' });
    expect(await lab.firm('还三')).toBeUndefined();
    expect(await lab.firm('还四')).toMatchObject({ country: '日本' });
    expect(await lab.firm('还五改')).toMatchObject({ country: '日本', founded_year: '2016' });

    const line = (row: number, at: number, title: string, action: string) => ({
      row,
      object: 'firm',
      record: { id: touched[at]?.id, title },
      deleted: false,
      action,
      reason: 'changed',
    });
    const expected = [line(3, 0, '还二改', 'updated'), line(5, 1, '还四', 'created'), line(7, 2, '还五改', 'updated')];
    if (!undone) throw new Error('not undone');
    const first = await keptRecords(mine, undone, { limit: 2 });
    expect(first.items).toEqual(expected.slice(0, 2));
    const rest = await keptRecords(mine, undone, { limit: 2, cursor: first.nextCursor ?? '' });
    expect(rest).toEqual({ items: expected.slice(2), nextCursor: null });
    // what somebody deletes later stays in the list and says so
    await saveRecords(ctx, meta, [{ operation: 'delete', id: String(touched[1]?.id) }], {});
    const later = await keptRecords(mine, undone, { limit: 10 });
    expect(later.items).toEqual(expected.map((one, at) => ({ ...one, deleted: at === 1 })));
    for (const cursor of ['x', '0 -1', '2 1', '0 99999999999'].map((text) => Buffer.from(text).toString('base64url')))
      await expect(keptRecords(mine, undone, { limit: 2, cursor })).rejects.toMatchObject({ code: 'BAD_CURSOR' });
  });

  test('lists what others need and what was made beside the rows, each with its reason', async () => {
    const record = await lab.run(['account,product,amount', '用一,用品一,1.00', '用二,用品二,2.00'], {
      object: 'deal',
      mapping: [
        { column: 'account', field: 'firm', createMissing: true },
        { column: 'product', field: 'ware', createMissing: true },
        { column: 'amount', field: 'amount' },
      ],
    });
    expect(record).toMatchObject({ created: 2, failed: 0 });
    const ctx = await lab.as(lab.other);
    const [deal, ware] = [ctx.meta.object('deal'), ctx.meta.object('ware')];
    const used = await lab.firm('用一');
    const [product] = await lab.rows(sql`select id from ware where name = '用品二'`);
    if (!deal || !ware) throw new Error('no deal');
    // somebody else does business with a firm that came along, and gives a product its series
    await saveRecords(ctx, deal, [{ operation: 'create', values: { name: '别的生意', firm: String(used?.id) } }], {});
    await saveRecords(ctx, ware, [{ operation: 'update', id: String(product?.id), values: { series: '新系列' } }], {});
    const mine = await lab.as(lab.user);
    await beginImport(mine, record.id, 'undo');
    const undone = await lab.carry(record.id);
    expect(undone).toMatchObject({ status: 'undone', summary: { kept: 2 } });
    if (!undone) throw new Error('not undone');
    const { items } = await keptRecords(mine, undone, { limit: 10 });
    const extra = { row: null, action: 'created', deleted: false };
    expect(items.toSorted((one, other) => one.object.localeCompare(other.object))).toEqual([
      { ...extra, object: 'firm', record: { id: used?.id, title: '用一' }, reason: 'needed' },
      { ...extra, object: 'ware', record: { id: product?.id, title: '用品二' }, reason: 'changed' },
    ]);
  });

  test('ends with the 72nd hour', async () => {
    const hour = 3_600_000;
    const before = lab.app.clock;
    const clock = testClock('2026-03-31T02:00:00Z');
    Object.assign(lab.app, { clock });
    try {
      const record = await lab.run(['公司名称', '时限一'], { object: 'firm' });
      clock.advance(72 * hour);
      await expect(beginImport(await lab.as(lab.user), record.id, 'undo')).rejects.toMatchObject({
        code: 'STATE',
        errors: [{ field: 'status', message: { zh: '导入超过 72 小时，不能再撤销' } }],
      });
      expect(await lab.firm('时限一')).toBeDefined();
      clock.advance(-1);
      await beginImport(await lab.as(lab.user), record.id, 'undo');
      expect(await lab.carry(record.id)).toMatchObject({ status: 'undone' });
      expect(await lab.firm('时限一')).toBeUndefined();
    } finally {
      Object.assign(lab.app, { clock: before });
    }
  });

  test('takes parents and children that stand in any order', async () => {
    const before = await lab.count('firm');
    const record = await lab.run(['account,subsidiary_of', '撤子一,撤父', '撤父,撤祖', '撤子二,撤父', '撤祖,'], {
      object: 'firm',
      batch: 2,
    });
    expect(record).toMatchObject({ created: 4 });
    await beginImport(await lab.as(lab.user), record.id, 'undo');
    expect(await lab.carry(record.id)).toMatchObject({ status: 'undone', summary: { kept: 0 } });
    expect(await lab.count('firm')).toBe(before);
  });
});

describe('batches under way at once', () => {
  // of six rows three come again: in their own batch, in the next, two batches later
  const lines = (prefix: string) => [
    'externalId,公司名称',
    ...Array.from({ length: 60 }, (_, row) => {
      const key = row % 6 === 1 ? row - 1 : row % 6 === 3 && row > 8 ? row - 7 : row % 6 === 5 && row > 14 ? row - 11 : row;
      return `${prefix}-${key},${prefix}公司${row}`;
    }),
  ];
  const distinct = (prefix: string) =>
    new Set(
      lines(prefix)
        .slice(1)
        .map((line) => line.split(',')[0]),
    ).size;
  // of a key the last row counts, worked out line by line
  const lastOf = (prefix: string) =>
    new Map(
      lines(prefix)
        .slice(1)
        .map((line) => line.split(',') as [string, string]),
    );

  test.each([1, 2, 5, 7])('see each other’s keys: %i rows a batch', async (batch) => {
    const prefix = `O${batch}`;
    const made = distinct(prefix);
    expect(counts(await lab.run(lines(prefix), { object: 'firm', key: 'externalId', duplicates: 'skip', batch }))).toMatchObject({
      status: 'done',
      created: made,
      skipped: 60 - made,
      failed: 0,
    });
    expect(counts(await lab.run(lines(prefix), { object: 'firm', mode: 'upsert', batch }))).toMatchObject({ created: 0, failed: 0 });
    const rows = await lab.rows(
      sql`select external_id as key, name from firm where external_id like ${`${prefix}-%`} and deleted_at is null`,
    );
    expect(new Map(rows.map(({ key, name }) => [String(key), String(name)]))).toEqual(lastOf(prefix));
  });
});

describe('stopping and going on', () => {
  const many = (prefix: string, count: number) => [
    'externalId,公司名称,母公司',
    ...Array.from(
      { length: count },
      (_, index) =>
        `${prefix}-${index},${prefix}公司${index},${index % 20 === 0 && index < count - 50 ? `${prefix}公司${count - 1 - (index % 50)}` : ''}`,
    ),
  ];

  test('a cancelled import keeps its batches, goes on with the next, and can be undone', async () => {
    const before = await lab.count('firm');
    const record = await lab.described(many('C', 500), {});
    const ctx = await lab.as(lab.user);
    await beginImport(ctx, record.id, 'start');
    expect(
      await lab.carry(record.id, { batch: 100, onProgress: (now) => void (now.done === 200 && cancelImport(ctx, record.id)) }),
    ).toBeUndefined();
    const stopped = await loadImport(ctx, record.id);
    expect(stopped.status).toBe('cancelled');
    expect(stopped.created).toBe(stopped.done);
    expect(await lab.count('firm')).toBe(before + stopped.done);
    await beginImport(ctx, record.id, 'start');
    expect(counts(await lab.carry(record.id, { batch: 100 }))).toEqual({
      status: 'done',
      total: 500,
      done: 500,
      created: 500,
      updated: 0,
      skipped: 0,
      failed: 0,
    });
    await beginImport(ctx, record.id, 'undo');
    expect(await lab.carry(record.id)).toMatchObject({ status: 'undone', summary: { kept: 0 } });
    expect(await lab.count('firm')).toBe(before);
  });

  test('a fault between batches neither loses nor doubles a row, and two runners do not both go on', async () => {
    const before = await lab.count('firm');
    const record = await lab.described(many('F', 600), {});
    const ctx = await lab.as(lab.user);
    await beginImport(ctx, record.id, 'start');
    const faults = new Set([100, 300]);
    for (let attempt = 0; attempt < 2; attempt++) {
      await lab.carry(record.id, {
        batch: 100,
        onProgress: (now) => {
          if (faults.delete(now.done)) throw new Error('crash');
        },
      });
      expect(await loadImport(ctx, record.id)).toMatchObject({ status: 'failed' });
      await beginImport(ctx, record.id, 'start');
    }
    const both = await Promise.all([lab.carry(record.id, { batch: 100 }), lab.carry(record.id, { batch: 50 })]);
    expect(both.filter((one) => one !== undefined).length).toBeLessThanOrEqual(1);
    expect(await loadImport(ctx, record.id)).toMatchObject({ status: 'done', done: 600, created: 600, failed: 0 });
    expect(await lab.count('firm')).toBe(before + 600);
    const [entries] = await lab.rows(
      sql`select count(*)::int as count, count(distinct record_id)::int as records from import_entry where import_id = ${record.id}`,
    );
    expect(entries).toEqual({ count: 600, records: 600 });
  });

  test('a process killed with SIGKILL is taken over without a row lost or doubled, whatever the rows do', async () => {
    const rows = 20_000;
    const there = 2_000;
    // beforehand: every tenth record is there; of the file every hundredth row is no number, every tenth of the rest an update
    const number = (row: number) => (row % 100 === 99 ? '坏' : String(row));
    const mixed = many('S', rows).map((line, at) => (at === 0 ? `${line},人数` : `${line},${number(at - 1)}`));
    const stand = Array.from({ length: there }, (_, at) => `S-${at * 10},旧名${at},`);
    expect(await lab.run(['externalId,公司名称,国家', ...stand], { object: 'firm' })).toMatchObject({ created: there });
    const before = await lab.count('firm');
    const record = await lab.described(mixed, { mode: 'upsert', key: 'externalId' });
    const ctx = await lab.as(lab.user);
    await beginImport(ctx, record.id, 'start');
    const child = spawn(
      process.execPath,
      [
        fileURLToPath(new URL('./testing/run-in-child.ts', import.meta.url)),
        JSON.stringify({
          ...lab.place,
          tenant: lab.tenant,
          user: lab.user,
          import: record.id,
        }),
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    for await (const chunk of child.stdout) {
      if (Number(/done (\d+)\n$/.exec(String(chunk))?.[1] ?? 0) >= 5000) break;
    }
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    const killed = await loadImport(ctx, record.id);
    expect(killed.status).toBe('running');
    expect(killed.done).toBeGreaterThanOrEqual(5000);
    expect(killed.done).toBeLessThan(rows);
    // 200 rows are bad (99, 199 …), none of which is one of the 2,000 that are there (0, 10, 20 …)
    expect(counts(await lab.carry(record.id))).toEqual({
      status: 'done',
      total: rows,
      done: rows,
      created: 17_800,
      updated: 2_000,
      skipped: 0,
      failed: 200,
    });
    expect(await lab.count('firm')).toBe(before + 17_800);
    const [ids] = await lab.rows(
      sql`select count(distinct external_id)::int as ids, count(parent)::int as parents, sum(employees)::text as people,
        count(*) filter (where name like '旧名%')::int as old from firm where external_id like 'S-%' and deleted_at is null`,
    );
    // every twentieth row, but the two among the last fifty, and every hundredth, whose parent is the bad 19,999;
    // 0 + … + 19,999 without 99 + 199 + … + 19,999
    expect(ids).toEqual({ ids: 19_800, parents: 798, people: String(199_990_000 - 2_009_800), old: 0 });
  }, 120_000);
});
