import { Decimal, whole } from '../numbers.ts';
import { define, type FunctionDefinition, type Value } from './define.ts';
import { formatNumber, formatTime } from './format.ts';
import { numberFromWriting } from './number-writing.ts';
import { show } from './show.ts';

// Longer than any text a formula may give; keeps REPT and PADLEFT from building what is thrown away.
const MOST = 32_767;
const SPACES = /^[ \t\n\r\u3000]+|[ \t\n\r\u3000]+$/g;
const text = (value: Value | undefined) => (value ?? '') as string;
const points = (value: Value | undefined) => [...text(value)];
const count = (value: Value | undefined, otherwise: number) => (value === undefined ? otherwise : whole(value as Decimal));
const number = (value: number) => new Decimal(value);

function pad([value, length, filler]: readonly Value[]): { own: string[]; filling: string } | null {
  const own = points(value);
  const wanted = count(length, 0);
  const fill = filler === undefined ? [' '] : points(filler);
  if (wanted > MOST) return null;
  if (own.length >= wanted || fill.length === 0) return { own, filling: '' };
  return { own, filling: Array.from({ length: wanted - own.length }, (_, i) => fill[i % fill.length]).join('') };
}

function repeat(value: Value | undefined, times: number): string | null {
  const length = points(value).length;
  return times <= 0 || length === 0 ? '' : length * times > MOST ? null : text(value).repeat(times);
}

function mask([value, before, after]: readonly Value[]): string {
  const own = points(value);
  const [first, last] = [Math.max(0, count(before, 0)), Math.max(0, count(after, 0))];
  const hidden = own.length - first - last;
  if (hidden <= 0) return '*'.repeat(own.length);
  return own.slice(0, first).join('') + '*'.repeat(hidden) + own.slice(own.length - last).join('');
}

const halfWidth = (value: string) =>
  value.replace(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0)).replaceAll('\u3000', ' ');

/** One character by its code point; empty for what is none or can not be stored. */
function character(code: number): string | null {
  return code < 1 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? null : String.fromCodePoint(code);
}

export const textFunctions: readonly FunctionDefinition[] = [
  define(
    'text',
    'LEN',
    'text:text -> number',
    '字符数，一个汉字或表情符号算一个。',
    'The number of characters; a Han character or an emoji is one.',
    [
      ['LEN("环客CRM")', '5'],
      ['LEN("😀")', '1'],
      ['LEN(NULL)', '0'],
    ],
    ([a]) => number(points(a).length),
  ),
  define(
    'text',
    'LEFT',
    'text:text count:number? -> text',
    '左边的若干个字符，默认 1 个。',
    'The first characters, 1 when left out.',
    [['LEFT("上海市", 2)', '上海']],
    ([a, n]) =>
      points(a)
        .slice(0, Math.max(0, count(n, 1)))
        .join(''),
  ),
  define(
    'text',
    'RIGHT',
    'text:text count:number? -> text',
    '右边的若干个字符，默认 1 个。',
    'The last characters, 1 when left out.',
    [['RIGHT("13812345678", 4)', '5678']],
    ([a, n]) =>
      points(a)
        .slice(Math.max(0, points(a).length - Math.max(0, count(n, 1))))
        .join(''),
  ),
  define(
    'text',
    'MID',
    'text:text start:number count:number -> text',
    '从第几个字符起取若干个字符，从 1 数起。',
    'Characters from a place on, counted from 1; empty for a place below 1.',
    [
      ['MID("浙江省杭州市", 4, 2)', '杭州'],
      ['MID("abc", 0, 2)', null],
    ],
    ([a, s, n]) =>
      count(s, 1) < 1
        ? null
        : points(a)
            .slice(count(s, 1) - 1, count(s, 1) - 1 + Math.max(0, count(n, 0)))
            .join(''),
  ),
  define('text', 'UPPER', 'text:text -> text', '转为大写字母。', 'In capital letters.', [['UPPER("crm 客户")', 'CRM 客户']], ([a]) =>
    text(a).toUpperCase(),
  ),
  define(
    'text',
    'LOWER',
    'text:text -> text',
    '转为小写字母。',
    'In small letters.',
    [['LOWER("Sales@Example.COM")', 'sales@example.com']],
    ([a]) => text(a).toLowerCase(),
  ),
  define(
    'text',
    'TRIM',
    'text:text -> text',
    '去掉首尾的空格（含全角空格）和换行。',
    'Without spaces (full-width ones too) and line ends at both ends.',
    [['TRIM("　环客 ")', '环客']],
    ([a]) => text(a).replace(SPACES, ''),
  ),
  define(
    'text',
    'SUBSTITUTE',
    'text:text old:text new:text -> text',
    '把所有的旧文本换成新文本。',
    'Every occurrence of the old text replaced by the new.',
    [['SUBSTITUTE("a-b-c", "-", "")', 'abc']],
    ([a, from, to]) => (from === '' ? text(a) : text(a).replaceAll(text(from), () => text(to))),
  ),
  define(
    'text',
    'REPLACE',
    'text:text start:number count:number new:text -> text',
    '从第几个字符起，把若干个字符换成新文本。',
    'Characters from a place on replaced by the new text; empty for a place below 1.',
    [['REPLACE("13812345678", 4, 4, "****")', '138****5678']],
    ([a, s, n, to]) =>
      count(s, 1) < 1
        ? null
        : points(a)
            .slice(0, count(s, 1) - 1)
            .join('') +
          text(to) +
          points(a)
            .slice(count(s, 1) - 1 + Math.max(0, count(n, 0)))
            .join(''),
  ),
  define(
    'text',
    'FIND',
    'part:text text:text start:number? -> number',
    '某段文本首次出现的位置，从 1 数起，区分大小写；没有时为空。',
    'Where a text first occurs, from 1, case matters; empty when it does not.',
    [
      ['FIND("客", "环客客户")', '2'],
      ['FIND("客", "环客客户", 3)', '3'],
      ['FIND("x", "abc")', null],
    ],
    ([part, a, s]) => find(points(part), points(a), count(s, 1)),
  ),
  define(
    'text',
    'CONTAINS',
    'text:text part:text -> boolean',
    '包含某段文本时为真，区分大小写；找空文本为假。',
    'True when the text contains the part, case matters; never for an empty part.',
    [
      ['CONTAINS("上海环客科技", "环客")', true],
      ['CONTAINS("abc", "")', false],
    ],
    ([a, part]) => part !== '' && text(a).includes(text(part)),
  ),
  define(
    'text',
    'STARTSWITH',
    'text:text part:text -> boolean',
    '以某段文本开头时为真。',
    'True when the text begins with the part; never for an empty part.',
    [['STARTSWITH("HT-2026-001", "HT-")', true]],
    ([a, part]) => part !== '' && text(a).startsWith(text(part)),
  ),
  define(
    'text',
    'ENDSWITH',
    'text:text part:text -> boolean',
    '以某段文本结尾时为真。',
    'True when the text ends with the part; never for an empty part.',
    [['ENDSWITH("上海市", "市")', true]],
    ([a, part]) => part !== '' && text(a).endsWith(text(part)),
  ),
  define(
    'text',
    'CONCAT',
    'value:any *(value:any) -> text',
    '依次连接，空值按空文本计；也可写作 a & b。',
    'Joined in order, empty values as empty text; also written a & b.',
    [
      ['CONCAT("共", 3, "件")', '共3件'],
      ['"到期：" & DATE(2026, 3, 31)', '到期：2026-03-31'],
    ],
    (args, run) => args.map((arg, i) => show(arg, run.types[i], run)).join(''),
  ),
  define(
    'text',
    'TEXTJOIN',
    'separator:text value:any *(value:any) -> text',
    '用分隔符连接，跳过空值。',
    'Joined with a separator; empty values are passed over.',
    [['TEXTJOIN("、", "北京", "", "上海")', '北京、上海']],
    ([separator, ...rest], run) =>
      rest
        .map((arg, i) => show(arg, run.types[i + 1], run))
        .filter(Boolean)
        .join(text(separator)),
  ),
  define(
    'text',
    'TEXT',
    [
      'number:number format:format -> text',
      'datetime:datetime format:format -> text',
      'date:date format:format -> text',
      'value:any -> text',
    ],
    '转为文本。数字格式如 "0.00"、"#,##0.00"、"0.0%"；日期格式如 "yyyy年M月d日"、"yyyy-MM-dd HH:mm"。',
    'As text. Formats of numbers: "0.00", "#,##0.00", "0.0%"; of dates: "yyyy-MM-dd HH:mm".',
    [
      ['TEXT(1234.5, "#,##0.00")', '1,234.50'],
      ['TEXT(0.125, "0.0%")', '12.5%'],
      ['TEXT(DATE(2026, 3, 5), "yyyy年M月d日")', '2026年3月5日'],
      ['TEXT(12.50)', '12.5'],
    ],
    ([value, format], run) =>
      format === undefined
        ? show(value ?? null, run.types[0], run)
        : run.types[0] === 'number'
          ? formatNumber(value as Decimal, text(format))
          : formatTime(value as number, run.types[0] === 'datetime', text(format), run.moment),
  ),
  define(
    'text',
    'VALUE',
    'text:text -> number',
    '把文本读作数字，可有千分位逗号和空格；读不出时为空。',
    'Reads a text as a number, commas and spaces allowed; empty when it is none.',
    [
      ['VALUE("1,200.50")', '1200.5'],
      ['VALUE("12元")', null],
    ],
    ([a]) => numberFromWriting(text(a)),
  ),
  define('text', 'REPT', 'text:text times:number -> text', '重复若干次。', 'The text repeated.', [['REPT("★", 3)', '★★★']], ([a, n]) =>
    repeat(a, count(n, 0)),
  ),
  define('text', 'REVERSE', 'text:text -> text', '字符顺序颠倒。', 'The characters in reverse order.', [['REVERSE("abc")', 'cba']], ([a]) =>
    points(a).reverse().join(''),
  ),
  define(
    'text',
    'PADLEFT',
    'text:text length:number filler:text? -> text',
    '在左边补足到指定长度，默认补空格。',
    'Filled up on the left to a length, with spaces when no filler is given.',
    [['PADLEFT("7", 3, "0")', '007']],
    (args) => {
      const padded = pad(args);
      return padded && padded.filling + padded.own.join('');
    },
  ),
  define(
    'text',
    'PADRIGHT',
    'text:text length:number filler:text? -> text',
    '在右边补足到指定长度，默认补空格。',
    'Filled up on the right to a length, with spaces when no filler is given.',
    [['PADRIGHT("ab", 4, ".")', 'ab..']],
    (args) => {
      const padded = pad(args);
      return padded && padded.own.join('') + padded.filling;
    },
  ),
  define(
    'text',
    'SPLITPART',
    'text:text separator:text part:number -> text',
    '按分隔符拆开后的第几段；负数从后往前数。',
    'One of the parts between separators; negative counts from the end.',
    [
      ['SPLITPART("华东-上海-浦东", "-", 2)', '上海'],
      ['SPLITPART("a/b/c", "/", -1)', 'c'],
    ],
    ([a, separator, n]) => splitPart(text(a), text(separator), count(n, 0)),
  ),
  define(
    'text',
    'MASK',
    'text:text first:number last:number -> text',
    '只露出开头和结尾的若干个字符，其余换成星号。',
    'Shows only the first and last characters, stars for the others.',
    [
      ['MASK("13812345678", 3, 4)', '138****5678'],
      ['MASK("张三", 1, 1)', '**'],
    ],
    mask,
  ),
  define(
    'text',
    'DIGITS',
    'text:text -> text',
    '只留下数字 0–9。',
    'Only the digits 0–9.',
    [['DIGITS("021-6888 1234 转 5")', '021688812345']],
    ([a]) => text(a).replace(/[^0-9]/g, ''),
  ),
  define(
    'text',
    'HALFWIDTH',
    'text:text -> text',
    '全角字母、数字和标点转为半角。',
    'Full-width letters, digits and signs as half-width ones.',
    [['HALFWIDTH("ＡＢＣ１２３")', 'ABC123']],
    ([a]) => halfWidth(text(a)),
  ),
  define(
    'text',
    'CHAR',
    'code:number -> text',
    'Unicode 码位对应的字符，如 CHAR(10) 为换行。',
    'The character of a Unicode code point, CHAR(10) is a line end.',
    [
      ['CHAR(29615)', '环'],
      ['CHAR(0)', null],
    ],
    ([a]) => character(count(a, 0)),
  ),
  define(
    'text',
    'CODE',
    'text:text -> number',
    '首个字符的 Unicode 码位。',
    'The code point of the first character.',
    [
      ['CODE("A")', '65'],
      ['CODE("")', null],
    ],
    ([a]) => (a === '' ? null : number(text(a).codePointAt(0) ?? 0)),
  ),
  define(
    'text',
    'OCCURRENCES',
    'text:text part:text -> number',
    '某段文本出现的次数（不重叠）。',
    'How often a text occurs, overlaps not counted.',
    [['OCCURRENCES("a,b,c", ",")', '2']],
    ([a, part]) => number(part === '' ? 0 : text(a).split(text(part)).length - 1),
  ),
];

/** From a place below 1 and for an empty part there is nothing to find. */
function find(part: readonly string[], all: readonly string[], start: number): Decimal | null {
  if (part.length === 0 || start < 1) return null;
  for (let i = start - 1; i + part.length <= all.length; i++) if (part.every((sign, k) => all[i + k] === sign)) return number(i + 1);
  return null;
}

function splitPart(value: string, separator: string, place: number): string | null {
  if (separator === '' || place === 0) return null;
  return value.split(separator).at(place > 0 ? place - 1 : place) ?? null;
}
