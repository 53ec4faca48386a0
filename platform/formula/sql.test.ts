import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase } from '../testing/database.ts';
import { compileFormula, evaluateFormula, type Formula, type FormulaType, functionCatalog } from './index.ts';
import { hasSql } from './sql.ts';
import { inSql } from './testing/in-sql.ts';
import { fields, pick, type Row, randomFormula, randomRow, seeded } from './testing/random-formula.ts';

let client: pg.Pool;
const scope = { field: (path: string) => fields[path] };
const at = { now: new Date('2026-11-28T10:20:30.456Z'), timeZone: 'Asia/Shanghai' };

beforeAll(async () => {
  const { appUrl } = await testDatabase();
  // another zone than the tenants' in the connection: nothing may depend on it
  client = new pg.Pool({ connectionString: appUrl, max: 2, options: '-c TimeZone=America/New_York' });
});
afterAll(() => client.end());

describe('formulas in SQL', () => {
  it('knows every function of the catalog', () => {
    expect(functionCatalog.filter(({ name, category }) => category !== 'change' && !hasSql(name)).map(({ name }) => name)).toEqual([]);
  });

  it('gives the results of every example', async () => {
    const examples = functionCatalog.filter(({ category }) => category !== 'change').flatMap((each) => each.examples);
    const row: Row = { level: 'a', channels: ['web', 'fair'] };
    const wrong: unknown[] = [];
    for (let i = 0; i < examples.length; i += 50) {
      const some = examples.slice(i, i + 50);
      const [results = []] = await inSql(
        client,
        some.map(({ formula }) => compileFormula(formula, scope)),
        [row],
        at,
      );
      some.forEach(({ formula, result }, k) => {
        if (results[k] !== result) wrong.push({ formula, result, sql: results[k] });
      });
    }
    expect(wrong).toEqual([]);
  });

  it.each([
    ['a long sum', `${'amount+'.repeat(499)}1`],
    ['a long chain of signs', `${'1+'.repeat(499)}1`],
    ['a long text', `${'name&'.repeat(799)}name`],
    ['deep calls', `${'IF(active,ROUND('.repeat(24)}amount${'/3,2),1)'.repeat(24)}`],
    ['deep comparisons', `${'IF(BETWEEN('.repeat(24)}amount${',0,5),1,2)'.repeat(24)}`],
    ['powers', 'POWER(10, 100000) + EXP(99999999999999999999)'],
    ['a power of almost one', 'POWER(1.0000000001, 99999999999999999999)'],
    ['texts of texts', 'REPT(REPT("x", 30000), 30000) & SUBSTITUTE(REPT("a", 30000), "a", REPT("b", 30000))'],
    ['far days', 'signed + 99999999999999999999'],
    ['far months', 'EOMONTH(ADDYEARS(signed, -99999999), 99999999)'],
    ['far working days', 'WORKDAY(signed, 99999) - signed'],
    ['far hours', 'ADDHOURS(NOW(), -999999999)'],
    ['a hostile text', `"'; drop table tenant; --" & name & '${'\\'.repeat(2)}'`],
    ['hostile formats', `FORMATDATE(signed, "\\"FM\\\\TH yyyy'")`],
  ])('computes %s as the server does', async (_, source) => {
    const compiled = compileFormula(source, scope);
    const row: Row = { amount: '12.34', name: '环客', active: true, signed: '2024-02-29' };
    const [[result] = []] = await inSql(client, [compiled], [row], at);
    expect(result).toBe(evaluateFormula(compiled, { get: (path) => row[path], ...at }));
  });

  it('counts working days by the calendar that is handed in', async () => {
    const calendar = { holidays: ['2026-12-01', '2026-12-05'], workdays: ['2026-12-06'] };
    const sources = [
      'NETWORKDAYS(DATE(2026, 11, 30), DATE(2026, 12, 6))',
      'WORKDAY(DATE(2026, 11, 30), 1)',
      'ISHOLIDAY(DATE(2026, 12, 5))',
      'ISWORKDAY(DATE(2026, 12, 6))',
    ];
    const formulas = sources.map((source) => compileFormula(source, scope));
    const expected = ['5', '2026-12-02', true, true];
    expect((await inSql(client, formulas, [{}], { ...at, calendar }))[0]).toEqual(expected);
    expect(formulas.map((formula) => evaluateFormula(formula, { get: () => null, ...at, calendar }))).toEqual(expected);
    const none = { holidays: [], workdays: [] };
    expect((await inSql(client, formulas, [{}], { ...at, calendar: none }))[0]).toEqual(['5', '2026-12-01', false, false]);
  });

  const FULL = process.env['HUANKE_TEST_FULL'] === '1';
  const SEED = Number(process.env['HUANKE_FORMULA_SEED'] ?? 20260331);
  const zones = ['Asia/Shanghai', 'America/New_York', 'UTC', 'Asia/Kolkata', 'Australia/Lord_Howe'];

  it(`agrees with the server on ${FULL ? '10,000' : '1,000'} random formulas`, { timeout: 600_000 }, async () => {
    const random = seeded(SEED);
    const types: readonly FormulaType[] = ['number', 'text', 'date', 'datetime', 'boolean'];
    let [compared, full] = [0, 0];
    for (let batch = 0; batch < (FULL ? 400 : 40); batch++) {
      const formulas: Formula[] = [];
      while (formulas.length < 25) {
        const type = pick(random, types);
        const source = randomFormula(random, type, 1 + Math.floor(random() * 4));
        if (source.length <= 4000) formulas.push(compileFormula(source, scope, type));
      }
      const rows = Array.from({ length: 8 }, () => randomRow(random));
      const where = { ...at, timeZone: pick(random, zones) };
      const results = await inSql(client, formulas, rows, where);
      rows.forEach((row, r) => {
        formulas.forEach((formula, f) => {
          const expected = evaluateFormula(formula, { get: (path) => row[path], ...where });
          compared++;
          if (expected !== null && expected !== false) full++;
          if (results[r]?.[f] !== expected) {
            throw new Error(
              `batch ${batch} ${where.timeZone}: ${formula.source}\nserver ${JSON.stringify(expected)}\nSQL ${JSON.stringify(results[r]?.[f])}\n${JSON.stringify(row)}`,
            );
          }
        });
      });
    }
    // a test of nothing but empty results would prove little
    expect(full / compared).toBeGreaterThan(0.35);
  });
});
