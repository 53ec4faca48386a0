import { Decimal } from '../numbers.ts';
import { define, type FunctionDefinition, type Value } from './define.ts';

const keys = (value: Value | undefined) => (value ?? []) as readonly string[];

/** Examples need a record: `level` is a picklist holding `a`, `channels` a multi-picklist holding `web` and `fair`. */
export const picklistFunctions: readonly FunctionDefinition[] = [
  define(
    'picklist',
    'ISPICKVAL',
    'field:text key:text -> boolean',
    '选项字段的值是某个选项（写选项的键）时为真。',
    'True when a picklist holds an option, given by its key.',
    [['ISPICKVAL(level, "a")', true]],
    ([value, key]) => value === key && value !== '',
  ),
  define(
    'picklist',
    'PICKLABEL',
    ['field:option -> text', 'field:option language:format -> text'],
    '选项的名称；第二个参数写 "en" 取英文名称。',
    'The label of the option held, in Chinese; in English with "en".',
    [
      ['PICKLABEL(level)', '重点'],
      ['PICKLABEL(level, "en")', 'Key'],
    ],
    ([value, language], { options }) => {
      const label = options.get(value as string);
      return label ? (language === 'en' ? label.en : label.zh) : (value as string);
    },
  ),
  define(
    'picklist',
    'INCLUDES',
    'field:list key:text *(key:text) -> boolean',
    '多选字段包含任意一个所列选项时为真。',
    'True when a multi-picklist holds any of the options.',
    [
      ['INCLUDES(channels, "web", "mail")', true],
      ['INCLUDES(channels, "mail")', false],
    ],
    ([value, ...wanted]) => wanted.some((key) => keys(value).includes(key as string)),
  ),
  define(
    'picklist',
    'INCLUDESALL',
    'field:list key:text *(key:text) -> boolean',
    '多选字段包含全部所列选项时为真。',
    'True when a multi-picklist holds all of the options.',
    [
      ['INCLUDESALL(channels, "web", "fair")', true],
      ['INCLUDESALL(channels, "web", "mail")', false],
    ],
    ([value, ...wanted]) => wanted.every((key) => keys(value).includes(key as string)),
  ),
  define(
    'picklist',
    'PICKCOUNT',
    'field:list -> number',
    '多选字段选中的个数。',
    'How many options a multi-picklist holds.',
    [['PICKCOUNT(channels)', '2']],
    ([value]) => new Decimal(keys(value).length),
  ),
  define(
    'picklist',
    'PICKJOIN',
    'field:list separator:text? -> text',
    '把多选字段的选项键连成文本，默认用“, ”分隔。',
    'The keys of a multi-picklist joined, with ", " when no separator is given.',
    [['PICKJOIN(channels, "、")', 'web、fair']],
    ([value, separator]) => keys(value).join(separator === undefined ? ', ' : (separator as string)),
  ),
];
