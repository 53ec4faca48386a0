import { compare, found, same } from './compare.ts';
import { dayFromWriting } from './date-writing.ts';
import { define, type FunctionDefinition, type Value } from './define.ts';
import { numberFromWriting } from './number-writing.ts';

const some = (value: Value | undefined): Value => value ?? null;
// IF never comes here: evaluate takes only the branch it needs
const branch: FunctionDefinition['body'] = ([test, then, otherwise]) => some(test === true ? then : otherwise);

function firstTrue(args: readonly Value[]): Value {
  for (let i = 0; i + 1 < args.length; i += 2) if (args[i] === true) return some(args[i + 1]);
  return args.length % 2 === 1 ? some(args.at(-1)) : null;
}

function choose([value, ...rest]: readonly Value[]): Value {
  for (let i = 0; i + 1 < rest.length; i += 2) if (found(some(value), some(rest[i]))) return some(rest[i + 1]);
  return rest.length % 2 === 1 ? some(rest.at(-1)) : null;
}

export const logicFunctions: readonly FunctionDefinition[] = [
  define(
    'logic',
    'IF',
    'condition:boolean then:T otherwise:T? -> T',
    '条件成立时取第一个值，否则取第二个值；省略第二个值时为空。',
    'The first value when the condition holds, else the second; empty when that is left out.',
    [
      ['IF(3 > 2, "大", "小")', '大'],
      ['IF(1 > 2, 5)', null],
    ],
    branch,
  ),
  define(
    'logic',
    'IFS',
    'condition:boolean value:T *(condition:boolean value:T) otherwise:T? -> T',
    '依次判断，取第一个成立的条件后面的值；最后可再加一个“否则”的值。',
    'The value after the first condition that holds; a last value of its own stands for none.',
    [
      ['IFS(80 >= 90, "优", 80 >= 60, "及格", "不及格")', '及格'],
      ['IFS(FALSE, 1)', null],
    ],
    firstTrue,
  ),
  define(
    'logic',
    'SWITCH',
    'value:T match:T result:R *(match:T result:R) otherwise:R? -> R',
    '按值取结果：与哪个匹配值相等就取它后面的结果，都不等取最后的“否则”。空值不与任何值匹配。',
    'The result after the match that equals the value, the last value when none does. An empty value matches nothing.',
    [
      ['SWITCH("b", "a", 1, "b", 2, 0)', '2'],
      ['SWITCH("x", "a", 1)', null],
    ],
    choose,
  ),
  define(
    'logic',
    'CASE',
    'value:T match:T result:R *(match:T result:R) otherwise:R? -> R',
    '与 SWITCH 相同。',
    'The same as SWITCH.',
    [['CASE(2, 1, "一", 2, "二", "其他")', '二']],
    choose,
  ),
  define(
    'logic',
    'AND',
    'condition:boolean *(condition:boolean) -> boolean',
    '全部条件都成立时为真，也可写作 a && b。',
    'True when every condition holds; also written a && b.',
    [
      ['AND(1 < 2, 2 < 3)', true],
      ['TRUE && FALSE', false],
    ],
    (args) => args.every((arg) => arg === true),
  ),
  define(
    'logic',
    'OR',
    'condition:boolean *(condition:boolean) -> boolean',
    '至少一个条件成立时为真，也可写作 a || b。',
    'True when at least one condition holds; also written a || b.',
    [
      ['OR(1 > 2, 2 < 3)', true],
      ['FALSE || FALSE', false],
    ],
    (args) => args.some((arg) => arg === true),
  ),
  define(
    'logic',
    'NOT',
    'condition:boolean -> boolean',
    '条件不成立时为真，也可写作 !a。',
    'True when the condition does not hold; also written !a.',
    [['NOT(1 > 2)', true]],
    ([arg]) => arg !== true,
  ),
  define(
    'logic',
    'XOR',
    'condition:boolean *(condition:boolean) -> boolean',
    '成立的条件为奇数个时为真；两个条件时即“恰好一个成立”。',
    'True when an odd number of the conditions holds; of two, exactly one.',
    [
      ['XOR(TRUE, FALSE)', true],
      ['XOR(TRUE, TRUE)', false],
    ],
    (args) => args.filter((arg) => arg === true).length % 2 === 1,
  ),
  define(
    'logic',
    'ISBLANK',
    ['value:any -> boolean', 'keys:list -> boolean'],
    '为空时为真。空文本、空的多选也算空；“是/否”从不为空。',
    'True when empty. An empty text and an empty multi-picklist count; true/false is never empty.',
    [
      ['ISBLANK("")', true],
      ['ISBLANK(0)', false],
    ],
    ([arg], { types }) => types[0] !== 'boolean' && (arg === null || arg === undefined || (Array.isArray(arg) && arg.length === 0)),
  ),
  define(
    'logic',
    'ISNOTBLANK',
    ['value:any -> boolean', 'keys:list -> boolean'],
    '不为空时为真。',
    'True when not empty.',
    [
      ['ISNOTBLANK("a")', true],
      ['ISNOTBLANK(NULL)', false],
    ],
    ([arg], { types }) => types[0] === 'boolean' || !(arg === null || arg === undefined || (Array.isArray(arg) && arg.length === 0)),
  ),
  define(
    'logic',
    'BLANKVALUE',
    'value:T instead:T -> T',
    '为空时取第二个值，否则取原值。',
    'The second value when the first is empty, else the first.',
    [
      ['BLANKVALUE(NULL, 5)', '5'],
      ['BLANKVALUE("a", "b")', 'a'],
    ],
    ([a, b]) => some(a) ?? some(b),
  ),
  define(
    'logic',
    'COALESCE',
    'value:T *(value:T) -> T',
    '取第一个不为空的值。',
    'The first value that is not empty.',
    [
      ['COALESCE(NULL, "", "环客")', '环客'],
      ['COALESCE(1 / 0, 0)', '0'],
    ],
    (args) => some(args.find((arg) => arg !== null)),
  ),
  define(
    'logic',
    'NULLIF',
    'value:T unwanted:T -> T',
    '两个值相等时为空，否则取第一个值。',
    'Empty when both values are equal, else the first.',
    [
      ['NULLIF(0, 0)', null],
      ['NULLIF("a", "b")', 'a'],
    ],
    ([a, b]) => (same(some(a), some(b)) ? null : some(a)),
  ),
  define(
    'logic',
    'ISNUMBER',
    'text:text -> boolean',
    '文本能读作数字时为真（见 VALUE）。',
    'True when the text can be read as a number (see VALUE).',
    [
      ['ISNUMBER("1,200.5")', true],
      ['ISNUMBER("12元")', false],
    ],
    ([text]) => numberFromWriting(text as string) !== null,
  ),
  define(
    'logic',
    'ISDATE',
    'text:text -> boolean',
    '文本能读作日期时为真（见 DATEVALUE）。',
    'True when the text can be read as a date (see DATEVALUE).',
    [
      ['ISDATE("2024-02-29")', true],
      ['ISDATE("2023-02-29")', false],
    ],
    ([text]) => dayFromWriting(text as string) !== null,
  ),
  define(
    'logic',
    'BETWEEN',
    'value:T from:T to:T -> boolean',
    '值在两端之间（含两端）时为真；任一为空时为假。',
    'True when the value lies between both ends, ends included; false when one is empty.',
    [
      ['BETWEEN(5, 1, 5)', true],
      ['BETWEEN(DATE(2026, 5, 1), DATE(2026, 1, 1), DATE(2026, 3, 31))', false],
    ],
    ([a, b, c]) =>
      some(a) !== null && some(b) !== null && some(c) !== null && compare(some(a), some(b)) >= 0 && compare(some(a), some(c)) <= 0,
  ),
  define(
    'logic',
    'IN',
    'value:T option:T *(option:T) -> boolean',
    '值等于后面任意一个时为真；空值为假。',
    'True when the value equals one of the others; false when it is empty.',
    [
      ['IN("b", "a", "b", "c")', true],
      ['IN(4, 1, 2, 3)', false],
    ],
    ([value, ...rest]) => rest.some((each) => found(some(value), each)),
  ),
];
