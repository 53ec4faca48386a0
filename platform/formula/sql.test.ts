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
    expect(functionCatalog.filter(({ name }) => !hasSql(name)).map(({ name }) => name)).toEqual([]);
  });

  it('gives the results of every example', async () => {
    const examples = functionCatalog.flatMap((each) => each.examples);
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
