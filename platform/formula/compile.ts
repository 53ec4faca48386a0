import { label } from '../kernel/index.ts';
import { check } from './check.ts';
import { priorNames } from './functions/prior.ts';
import { SCALE } from './numbers.ts';
import { MAX_LENGTH, parse } from './parse.ts';
import { Refused, typeName } from './problems.ts';
import { type Formula, FormulaError, type FormulaNode, type FormulaProblem, type FormulaType, type Scope } from './types.ts';

/**
 * Reads and checks a formula.
 *
 * @throws {FormulaError} naming the characters of each problem
 * @example compileFormula('IF(amount > 100000, "大单", "普通")', scope, 'text')
 */
export function compileFormula(source: string, scope: Scope, expected?: FormulaType): Formula {
  const problems: FormulaProblem[] = [];
  const refuse = (refused: Refused) => {
    // INSIDE only says that a part was refused before
    if (refused.problem.code !== 'INSIDE') problems.push(refused.problem);
  };
  const ast = attempt(() => check(parse(source), scope, refuse), refuse);
  if (!ast || problems.length > 0) throw new FormulaError(problems.sort((a, b) => a.at - b.at).slice(0, 20));
  if (ast.type === 'list') {
    throw new FormulaError([
      {
        at: 0,
        length: source.length,
        code: 'WRONG_TYPE',
        message: label('多选字段要用 INCLUDES 等函数读取', 'read a multi-picklist with INCLUDES and its like'),
      },
    ]);
  }
  const type = ast.type === 'null' ? (expected ?? 'text') : ast.type;
  if (expected && type !== expected) {
    const [want, have] = [typeName(expected), typeName(type)];
    throw new FormulaError([
      {
        at: 0,
        length: Math.min(source.length, MAX_LENGTH),
        code: 'WRONG_RESULT',
        message: label(`公式的结果应为${want.zh}，现在是${have.zh}`, `the formula must give ${want.en}, it gives ${have.en}`),
      },
    ]);
  }
  const fields = new Set<string>();
  let usesClock = false;
  let usesPrior = false;
  walk(ast, (node) => {
    if (node.kind === 'field') fields.add(node.path);
    if (node.kind === 'call' && CLOCK.has(node.name)) usesClock = true;
    if (node.kind === 'call' && priorNames.has(node.name)) usesPrior = true;
  });
  return { source, type, scale: type === 'number' ? scaleOf(ast) : undefined, fields: [...fields], usesClock, usesPrior, ast };
}

const CLOCK: ReadonlySet<string> = new Set(['TODAY', 'NOW', 'AGE']);

function attempt<T>(run: () => T, refuse: (refused: Refused) => void): T | undefined {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    refuse(error);
    return undefined;
  }
}

/** Visits every part, outer parts first and from left to right. */
export function walk(node: FormulaNode, visit: (node: FormulaNode) => void): void {
  visit(node);
  if (node.kind === 'call') for (const arg of node.args) walk(arg, visit);
}

/** The most decimals a number can have; undefined where that does not follow from the formula. */
function scaleOf(node: FormulaNode): number | undefined {
  if (node.kind === 'literal') return node.type === 'number' ? (String(node.value).split('.')[1] ?? '').replace(/0+$/, '').length : 0;
  if (node.kind === 'field') return node.field.scale;
  const of = node.args.map(scaleOf);
  const most = (list: readonly (number | undefined)[]) =>
    list.includes(undefined) ? undefined : Math.max(0, ...list.map((scale) => scale ?? 0));
  switch (node.name) {
    case '+':
    case '-':
    case '%':
    case 'MOD':
    case 'neg':
    case 'ABS':
    case 'MIN':
    case 'MAX':
    case 'SUM':
    case 'COALESCE':
    case 'BLANKVALUE':
    case 'PRIOR':
      // a day from a day gives whole days
      if (node.name === '-' && node.args.some(({ type }) => type === 'date') && node.args.every(({ type }) => type.startsWith('date')))
        return 0;
      return node.args.every(({ type }) => type === 'number' || type === 'null') ? most(of) : undefined;
    case 'IF':
      return most(of.slice(1));
    case '*': {
      const [a, b] = of;
      return a === undefined || b === undefined ? undefined : Math.min(SCALE, a + b);
    }
    case 'ROUND':
    case 'ROUNDUP':
    case 'ROUNDDOWN': {
      const digits = node.args[1];
      if (digits === undefined) return 0;
      return digits.kind === 'literal' ? Math.min(SCALE, Math.max(0, Math.trunc(Number(digits.value)))) : undefined;
    }
    default:
      return WHOLE.has(node.name) ? 0 : undefined;
  }
}

const WHOLE: ReadonlySet<string> = new Set(
  'INT SIGN LEN FIND YEAR MONTH DAY HOUR MINUTE SECOND QUARTER WEEKDAY ISOWEEK DAYS DATEDIFF COUNT NETWORKDAYS QUOTIENT PICKCOUNT'.split(
    ' ',
  ),
);
