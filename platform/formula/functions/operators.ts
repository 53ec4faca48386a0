import { Decimal, whole } from '../numbers.ts';
import { DAY } from '../time.ts';
import { modulo, power } from './arithmetic.ts';
import { compare, same } from './compare.ts';
import { define, type FunctionDefinition, type Value } from './define.ts';
import { show } from './show.ts';

const operator = (name: string, forms: string | readonly string[], body: FunctionDefinition['body']) =>
  define('logic', name, forms, '', '', [], body);
const number = (value: Value | undefined) => value as Decimal;
const PAIR = 'left:T right:T -> boolean';

function ordered(test: (order: number) => boolean): FunctionDefinition['body'] {
  return ([a = null, b = null]) => a !== null && b !== null && test(compare(a, b));
}

/** Milliseconds of a count of days, to the nearest. */
export function daysToMs(days: Decimal): number {
  return days.abs().gte(4e6) ? Number.NaN : days.times(DAY).toDecimalPlaces(0).toNumber();
}

/** Signs are functions too, named by the sign. */
export const operators: readonly FunctionDefinition[] = [
  operator(
    '+',
    [
      'left:number right:number -> number',
      'date:date days:number -> date',
      'days:number date:date -> date',
      'at:datetime days:number -> datetime',
      'days:number at:datetime -> datetime',
    ],
    ([a, b], { types }) => {
      if (types[0] === 'number' && types[1] === 'number') return number(a).plus(number(b));
      const [from, days] = types[0] === 'number' ? [b, number(a)] : [a, number(b)];
      return types.includes('date') ? (from as number) + whole(days) : (from as number) + daysToMs(days);
    },
  ),
  operator(
    '-',
    [
      'left:number right:number -> number',
      'date:date days:number -> date',
      'at:datetime days:number -> datetime',
      'to:date from:date -> number',
      'to:datetime from:datetime -> number',
    ],
    ([a, b], { types }) => {
      if (types[0] === 'number') return number(a).minus(number(b));
      if (types[1] === 'number') return (a as number) + (types[0] === 'date' ? -whole(number(b)) : -daysToMs(number(b)));
      const far = (a as number) - (b as number);
      return types[0] === 'date' ? new Decimal(far) : new Decimal(far).div(DAY).toDecimalPlaces(6);
    },
  ),
  operator('*', 'left:number right:number -> number', ([a, b]) => number(a).times(number(b))),
  operator('/', 'left:number right:number -> number', ([a, b]) => (number(b).isZero() ? null : number(a).div(number(b)))),
  operator('%', 'left:number right:number -> number', ([a, b]) => modulo(number(a), number(b))),
  operator('^', 'base:number exponent:number -> number', ([a, b]) => power(number(a), number(b))),
  operator('neg', 'value:number -> number', ([a]) => number(a).neg()),
  operator('&', 'left:any right:any *(value:any) -> text', (args, run) => args.map((arg, i) => show(arg, run.types[i], run)).join('')),
  operator('=', PAIR, ([a = null, b = null]) => same(a, b)),
  operator('<>', PAIR, ([a = null, b = null]) => !same(a, b)),
  operator(
    '<',
    PAIR,
    ordered((order) => order < 0),
  ),
  operator(
    '<=',
    PAIR,
    ordered((order) => order <= 0),
  ),
  operator(
    '>',
    PAIR,
    ordered((order) => order > 0),
  ),
  operator(
    '>=',
    PAIR,
    ordered((order) => order >= 0),
  ),
];
