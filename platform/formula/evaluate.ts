import { IANAZone } from 'luxon';
import { chineseCalendar, dayCalendar } from './calendar.ts';
import { same } from './functions/compare.ts';
import type { Run, Value } from './functions/define.ts';
import { functions } from './functions/index.ts';
import { priorNames } from './functions/prior.ts';
import { bounded, Decimal, decimalText } from './numbers.ts';
import { dayAt, dayFromText, dayText, inRange, instantInRange, type Moment } from './time.ts';
import type { Formula, FormulaEnv, FormulaNode } from './types.ts';

/** Texts longer than this are empty, counted in code points. */
export const MAX_TEXT = 32_767;

/** The value of a formula in canonical form: decimal text, '2026-03-31', RFC 3339 UTC, boolean (never null), text; null for empty. */
export function evaluateFormula(formula: Formula, env: FormulaEnv): unknown {
  const zone = IANAZone.create(env.timeZone);
  if (!zone.isValid) throw new RangeError(`no time zone ${env.timeZone}`);
  const moment: Moment = { now: env.now.getTime(), zone, calendar: dayCalendar(env.calendar ?? chineseCalendar()) };
  const value = evaluate(formula.ast, env, moment);
  if (formula.type === 'boolean') return value === true;
  if (value === null) return null;
  if (formula.type === 'number') return decimalText(value as Decimal);
  if (formula.type === 'date') return dayText(value as number);
  if (formula.type === 'datetime') return new Date(value as number).toISOString();
  return value;
}

function evaluate(node: FormulaNode, env: FormulaEnv, moment: Moment): Value {
  if (node.kind === 'field') return fromCanonical(node.type, env.get(node.path));
  if (node.kind === 'literal') return node.type === 'number' ? new Decimal(String(node.value)) : node.value;
  if (node.name === 'IF') {
    const [test, then, otherwise] = node.args;
    const chosen = test && evaluate(test, env, moment) === true ? then : otherwise;
    return chosen ? evaluate(chosen, env, moment) : empty(node.type);
  }
  if (priorNames.has(node.name)) return ofPrior(node, env);
  const args: Value[] = [];
  for (const [i, arg] of node.args.entries()) {
    const value = prepared(node, i, evaluate(arg, env, moment), moment);
    if (value === null && isNeeded(node, i)) return empty(node.type);
    args.push(value);
  }
  const definition = functions.get(node.name);
  if (!definition) throw new Error(`no function ${node.name}`);
  const value = definition.body(args, runOf(node, moment));
  // one of the arguments, or a choice among them, is within the bounds already
  return value !== null && node.type === 'text' && node.loose.includes(true) ? value : finished(node.type, value);
}

/** PRIOR, ISCHANGED, ISNEW. */
function ofPrior(node: FormulaNode & { kind: 'call' }, env: FormulaEnv): Value {
  if (node.name === 'ISNEW') return env.prior === undefined;
  const [field] = node.args;
  if (field?.kind !== 'field' || !env.prior) return empty(node.type);
  const before = fromCanonical(field.type, env.prior(field.path));
  if (node.name === 'PRIOR') return before;
  const now = fromCanonical(field.type, env.get(field.path));
  return field.type === 'list' ? keysOf(before) !== keysOf(now) : !same(before, now);
}

/** Keys in an order of their own: another order is no change. */
const keysOf = (value: Value) => JSON.stringify(Array.isArray(value) ? [...value].sort() : []);

const PASSES_OVER: ReadonlySet<string> = new Set(['SUM', 'AVERAGE', 'PRODUCT', 'MEDIAN', 'MIN', 'MAX']);

/** Whether the result is empty when this argument is. */
export function isNeeded(node: FormulaNode & { kind: 'call' }, index: number): boolean {
  const param = node.params[index];
  if (node.loose[index] || PASSES_OVER.has(node.name)) return false;
  return param === 'number' || param === 'date' || param === 'datetime';
}

function runOf(node: FormulaNode & { kind: 'call' }, moment: Moment): Run {
  const [first] = node.args;
  return {
    moment,
    types: node.args.map((arg, i) => argumentType(node.params[i], arg)),
    options: new Map(first?.kind === 'field' ? (first.field.options ?? []).map((option) => [option.key, option.label]) : []),
  };
}

/** The type an argument has inside its function. */
export function argumentType(param: string | undefined, arg: FormulaNode): string {
  return param === undefined || param === 'any' ? arg.type : param;
}

function prepared(node: FormulaNode & { kind: 'call' }, index: number, value: Value, moment: Moment): Value {
  const param = node.params[index];
  if (param === 'date' && node.args[index]?.type === 'datetime')
    return value === null ? null : inRange(dayAt(value as number, moment.zone));
  if (param === 'boolean') return value === true;
  if (node.loose[index]) return value;
  if (param === 'text' || param === 'option' || param === 'format') return value ?? '';
  if (param === 'list') return value ?? [];
  return value;
}

function empty(type: string): Value {
  return type === 'boolean' ? false : null;
}

/** What a function gave, within the bounds of its type. */
function finished(type: string, value: Value): Value {
  if (value === null) return empty(type);
  if (type === 'number') return bounded(value as Decimal);
  if (type === 'date') return inRange(value as number);
  if (type === 'datetime') return instantInRange(value as number);
  if (type === 'text') return value === '' || isLong(value as string) ? null : value;
  return value;
}

function isLong(text: string): boolean {
  return text.length > MAX_TEXT && (text.length > MAX_TEXT * 2 || [...text].length > MAX_TEXT);
}

/** Takes a canonical value of a field in; what is not one counts as empty. */
function fromCanonical(type: string, value: unknown): Value {
  if (type === 'boolean') return value === true;
  if (value === null || value === undefined || value === '') return null;
  if (type === 'list') return Array.isArray(value) ? value.map(String) : null;
  if (type === 'number') return typeof value === 'number' || typeof value === 'string' ? number(value) : null;
  if (type === 'date') return dayFromText(String(value));
  if (type === 'datetime') return instantInRange(value instanceof Date ? value.getTime() : Date.parse(String(value)));
  return String(value);
}

function number(value: number | string): Decimal | null {
  try {
    return bounded(new Decimal(value));
  } catch {
    return null;
  }
}
