import { Decimal, type Rounding, whole } from '../numbers.ts';
import { modulo, power, toDigits } from './arithmetic.ts';
import { compare } from './compare.ts';
import { define, type FunctionDefinition, type Value } from './define.ts';
import { rmbUpper } from './rmb.ts';

const number = (value: Value | undefined) => value as Decimal;
const full = (args: readonly Value[]) => args.filter((arg) => arg !== null);
const least = (args: readonly Value[], sign: 1 | -1) =>
  full(args).reduce((best, each) => (compare(each, best) * sign < 0 ? each : best), full(args)[0] ?? null);
const sum = (args: readonly Value[]) => full(args).reduce<Decimal>((total, each) => total.plus(number(each)), new Decimal(0));
const digits =
  (rounding: Rounding): FunctionDefinition['body'] =>
  ([value, places]) =>
    toDigits(number(value), places === undefined ? 0 : whole(number(places)), rounding);
const multiple =
  (rounding: Rounding): FunctionDefinition['body'] =>
  ([value, step]) => {
    const unit = step === undefined ? new Decimal(1) : number(step).abs();
    return unit.isZero() ? null : number(value).div(unit).toDecimalPlaces(0, rounding).times(unit);
  };
const logarithm = (value: Decimal, of: (value: Decimal) => Decimal) => (value.lte(0) ? null : of(value));

function median(args: readonly Value[]): Decimal | null {
  const sorted = full(args)
    .map(number)
    .sort((a, b) => a.cmp(b));
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return low && high ? low.plus(high).div(2) : null;
}

const ONE = 'value:number -> number';
const MANY = 'value:number *(value:number) -> number';
const { ROUND_HALF_UP, ROUND_UP, ROUND_DOWN, ROUND_CEIL, ROUND_FLOOR } = Decimal;

export const numberFunctions: readonly FunctionDefinition[] = [
  define('number', 'ABS', ONE, '绝对值。', 'The value without its sign.', [['ABS(-3.5)', '3.5']], ([a]) => number(a).abs()),
  define(
    'number',
    'ROUND',
    'value:number digits:number? -> number',
    '四舍五入到指定的小数位（逢五远离零）；负数位舍入到十、百……',
    'Rounds to decimals, halves away from zero; negative digits round to tens, hundreds …',
    [
      ['ROUND(2.345, 2)', '2.35'],
      ['ROUND(-2.5)', '-3'],
      ['ROUND(1250, -2)', '1300'],
    ],
    digits(ROUND_HALF_UP),
  ),
  define(
    'number',
    'ROUNDUP',
    'value:number digits:number? -> number',
    '向远离零的方向进位。',
    'Rounds away from zero.',
    [
      ['ROUNDUP(2.341, 2)', '2.35'],
      ['ROUNDUP(-2.1)', '-3'],
    ],
    digits(ROUND_UP),
  ),
  define(
    'number',
    'ROUNDDOWN',
    'value:number digits:number? -> number',
    '向零的方向舍去。',
    'Rounds towards zero.',
    [
      ['ROUNDDOWN(2.349, 2)', '2.34'],
      ['ROUNDDOWN(-2.9)', '-2'],
    ],
    digits(ROUND_DOWN),
  ),
  define(
    'number',
    'TRUNC',
    'value:number digits:number? -> number',
    '截去多余的小数位，与 ROUNDDOWN 相同。',
    'Cuts off decimals, as ROUNDDOWN.',
    [['TRUNC(-1.99)', '-1']],
    digits(ROUND_DOWN),
  ),
  define(
    'number',
    'INT',
    ONE,
    '不大于该数的最大整数。',
    'The largest whole number not above the value.',
    [
      ['INT(2.9)', '2'],
      ['INT(-2.1)', '-3'],
    ],
    ([a]) => number(a).floor(),
  ),
  define(
    'number',
    'CEILING',
    'value:number step:number? -> number',
    '向上取到步长的整倍数，步长默认为 1。',
    'Up to a multiple of the step, 1 when left out.',
    [
      ['CEILING(2.1)', '3'],
      ['CEILING(23, 5)', '25'],
    ],
    multiple(ROUND_CEIL),
  ),
  define(
    'number',
    'FLOOR',
    'value:number step:number? -> number',
    '向下取到步长的整倍数，步长默认为 1。',
    'Down to a multiple of the step, 1 when left out.',
    [
      ['FLOOR(2.9)', '2'],
      ['FLOOR(23, 5)', '20'],
    ],
    multiple(ROUND_FLOOR),
  ),
  define(
    'number',
    'MROUND',
    'value:number step:number -> number',
    '四舍五入到步长的整倍数。',
    'To the nearest multiple of the step, halves away from zero.',
    [
      ['MROUND(23, 5)', '25'],
      ['MROUND(1.24, 0.05)', '1.25'],
    ],
    multiple(ROUND_HALF_UP),
  ),
  define(
    'number',
    'MOD',
    'value:number divisor:number -> number',
    '除法的余数，符号与除数相同；也可写作 a % b。',
    'The remainder, with the sign of the divisor; also written a % b.',
    [
      ['MOD(7, 3)', '1'],
      ['MOD(-7, 3)', '2'],
      ['MOD(7, 0)', null],
    ],
    ([a, b]) => modulo(number(a), number(b)),
  ),
  define(
    'number',
    'QUOTIENT',
    'value:number divisor:number -> number',
    '除法结果的整数部分。',
    'The whole part of a division.',
    [
      ['QUOTIENT(7, 2)', '3'],
      ['QUOTIENT(-7, 2)', '-3'],
    ],
    ([a, b]) => (number(b).isZero() ? null : number(a).divToInt(number(b))),
  ),
  define(
    'number',
    'DIVIDE',
    'value:number divisor:number instead:number -> number',
    '相除；除数为 0 时取第三个值。',
    'Divides; the third value stands for a division by zero.',
    [
      ['DIVIDE(1, 4, 0)', '0.25'],
      ['DIVIDE(1, 0, -1)', '-1'],
    ],
    ([a, b, c]) => (number(b).isZero() ? number(c) : number(a).div(number(b))),
  ),
  define(
    'number',
    'PERCENT',
    'part:number total:number -> number',
    '占比，单位为 %：部分 ÷ 总数 × 100。',
    'The share in percent: part ÷ total × 100.',
    [
      ['PERCENT(1, 8)', '12.5'],
      ['PERCENT(1, 0)', null],
    ],
    ([a, b]) => (number(b).isZero() ? null : number(a).times(100).div(number(b))),
  ),
  define(
    'number',
    'POWER',
    'base:number exponent:number -> number',
    '乘方，也可写作 a ^ b；结果超出范围时为空。',
    'Raises to a power, also written a ^ b; empty when out of range.',
    [
      ['POWER(2, 10)', '1024'],
      ['2 ^ -1', '0.5'],
      ['POWER(10, 100000)', null],
    ],
    ([a, b]) => power(number(a), number(b)),
  ),
  define(
    'number',
    'SQRT',
    ONE,
    '平方根；负数为空。',
    'The square root; empty for negative values.',
    [
      ['SQRT(2)', '1.4142135624'],
      ['SQRT(-1)', null],
    ],
    ([a]) => (number(a).isNeg() && !number(a).isZero() ? null : number(a).sqrt()),
  ),
  define(
    'number',
    'EXP',
    ONE,
    '自然常数 e 的乘方。',
    'e raised to a power.',
    [
      ['EXP(1)', '2.7182818285'],
      ['EXP(1000)', null],
    ],
    ([a]) => (number(a).gt(60) ? null : number(a).lt(-60) ? new Decimal(0) : number(a).exp()),
  ),
  define(
    'number',
    'LN',
    ONE,
    '自然对数；不大于 0 时为空。',
    'The natural logarithm; empty for values not above 0.',
    [
      ['LN(10)', '2.302585093'],
      ['LN(0)', null],
    ],
    ([a]) => logarithm(number(a), (value) => value.ln()),
  ),
  define('number', 'LOG10', ONE, '以 10 为底的对数。', 'The logarithm to base 10.', [['LOG10(1000)', '3']], ([a]) =>
    logarithm(number(a), (value) => Decimal.log10(value)),
  ),
  define(
    'number',
    'MIN',
    ['value:number *(value:number) -> number', 'value:date *(value:date) -> date', 'value:datetime *(value:datetime) -> datetime'],
    '最小值（最早的日期），忽略空值。',
    'The least value or earliest day; empty ones are passed over.',
    [
      ['MIN(3, 1, 2)', '1'],
      ['MIN(DATE(2026, 1, 2), DATE(2026, 1, 1))', '2026-01-01'],
    ],
    (args) => least(args, 1),
  ),
  define(
    'number',
    'MAX',
    ['value:number *(value:number) -> number', 'value:date *(value:date) -> date', 'value:datetime *(value:datetime) -> datetime'],
    '最大值（最晚的日期），忽略空值。',
    'The greatest value or latest day; empty ones are passed over.',
    [['MAX(3, NULL, 2)', '3']],
    (args) => least(args, -1),
  ),
  define('number', 'SUM', MANY, '求和，空值按 0 计。', 'The sum; empty values count as 0.', [['SUM(1, NULL, 2)', '3']], sum),
  define(
    'number',
    'PRODUCT',
    MANY,
    '求积，忽略空值；全部为空时为空。',
    'The product; empty values are passed over, empty when all are.',
    [['PRODUCT(2, 3, NULL)', '6']],
    (args) => (full(args).length === 0 ? null : product(args)),
  ),
  define(
    'number',
    'AVERAGE',
    MANY,
    '平均值，忽略空值。',
    'The mean; empty values are passed over.',
    [
      ['AVERAGE(1, 2, NULL)', '1.5'],
      ['AVERAGE(NULL)', null],
    ],
    (args) => (full(args).length === 0 ? null : sum(args).div(full(args).length)),
  ),
  define(
    'number',
    'MEDIAN',
    MANY,
    '中位数，忽略空值。',
    'The median; empty values are passed over.',
    [
      ['MEDIAN(5, 1, 3)', '3'],
      ['MEDIAN(1, 2)', '1.5'],
    ],
    median,
  ),
  define(
    'number',
    'COUNT',
    'value:any *(value:any) -> number',
    '不为空的值的个数。',
    'How many of the values are not empty.',
    [['COUNT("a", NULL, 0)', '2']],
    (args, { types }) => new Decimal(args.filter((arg, i) => types[i] === 'boolean' || arg !== null).length),
  ),
  define(
    'number',
    'SIGN',
    ONE,
    '正数为 1，负数为 -1，零为 0。',
    '1 for positive, -1 for negative values, 0 for zero.',
    [['SIGN(-8)', '-1']],
    ([a]) => new Decimal(number(a).cmp(0)),
  ),
  define(
    'number',
    'CLAMP',
    'value:number low:number high:number -> number',
    '限制在上下限之间。',
    'The value, kept between both ends.',
    [
      ['CLAMP(120, 0, 100)', '100'],
      ['CLAMP(-5, 0, 100)', '0'],
    ],
    ([a, b, c]) => Decimal.min(Decimal.max(number(a), number(b)), number(c)),
  ),
  define(
    'number',
    'ISEVEN',
    'value:number -> boolean',
    '整数部分为偶数时为真。',
    'True when the whole part is even.',
    [['ISEVEN(4)', true]],
    ([a]) => number(a).trunc().mod(2).isZero(),
  ),
  define(
    'number',
    'ISODD',
    'value:number -> boolean',
    '整数部分为奇数时为真。',
    'True when the whole part is odd.',
    [['ISODD(3)', true]],
    ([a]) => !number(a).trunc().mod(2).isZero(),
  ),
  define(
    'number',
    'RMBUPPER',
    'amount:number -> text',
    '人民币大写金额，四舍五入到分；一亿亿元及以上为空。',
    'An amount in Chinese capital figures, rounded to 0.01; empty from 10^16 on.',
    [
      ['RMBUPPER(1234.5)', '人民币壹仟贰佰叁拾肆元伍角整'],
      ['RMBUPPER(100010)', '人民币壹拾万零壹拾元整'],
      ['RMBUPPER(-0.05)', '人民币负伍分'],
    ],
    ([a]) => rmbUpper(number(a)),
  ),
];

/** Each step within bounds, as the database multiplies. */
function product(args: readonly Value[]): Decimal | null {
  let result = new Decimal(1);
  for (const arg of full(args)) {
    result = result.times(number(arg)).toDecimalPlaces(10);
    if (result.abs().gte('1e20')) return null;
  }
  return result;
}
