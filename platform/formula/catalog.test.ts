import { describe, expect, it } from 'vitest';
import { label } from '../kernel/index.ts';
import { compileFormula, evaluateFormula, functionCatalog, type ScopeField } from './index.ts';

const fields: Readonly<Record<string, ScopeField>> = {
  level: { type: 'text', options: [{ key: 'a', label: label('重点', 'Key') }] },
  channels: { type: 'text', multi: true },
  amount: { type: 'number', scale: 2 },
};
const values: Readonly<Record<string, unknown>> = { level: 'a', channels: ['web', 'fair'], amount: '500' };
const before: Readonly<Record<string, unknown>> = { level: 'b', channels: ['fair', 'web'], amount: '300' };
const env = {
  get: (path: string) => values[path],
  prior: (path: string) => before[path],
  now: new Date('2026-11-28T10:00:00Z'),
  timeZone: 'Asia/Shanghai',
};

describe('the catalog', () => {
  it('has what the guide promises: names once, texts in both languages, an example each', () => {
    expect(functionCatalog.length).toBeGreaterThanOrEqual(80);
    expect(new Set(functionCatalog.map(({ name }) => name)).size).toBe(functionCatalog.length);
    for (const { name, text, examples } of functionCatalog) {
      expect(text.zh, name).not.toBe('');
      expect(text.en, name).not.toBe('');
      expect(examples.length, name).toBeGreaterThan(0);
    }
  });

  for (const { name, examples } of functionCatalog) {
    it(`gives the results of the examples of ${name}`, () => {
      for (const { formula, result } of examples) {
        const compiled = compileFormula(formula, { field: (path) => fields[path], hasPrior: true });
        expect(evaluateFormula(compiled, env), formula).toBe(result);
      }
    });
  }
});
