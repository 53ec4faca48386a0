import { define, type FunctionDefinition } from './define.ts';

/** Evaluation answers these itself: a body sees values, and they ask what a field held. */
const never: FunctionDefinition['body'] = () => null;

/** What a save changes: for validation rules, where a record has a before. */
export const priorFunctions: readonly FunctionDefinition[] = [
  define(
    'change',
    'PRIOR',
    'field:T -> T',
    '字段在这次保存之前的值；新建时为空。只用在校验规则里。',
    'What the field held before this save; empty for a new record. For validation rules only.',
    [
      ['PRIOR(level)', 'b'],
      ['PRIOR(amount) < amount', true],
    ],
    never,
  ),
  define(
    'change',
    'ISCHANGED',
    ['field:any -> boolean', 'keys:list -> boolean'],
    '这次保存改动了字段时为真；新建时为假。只用在校验规则里。',
    'True when this save changes the field; false for a new record. For validation rules only.',
    [
      ['ISCHANGED(level)', true],
      ['ISCHANGED(channels)', false],
    ],
    never,
  ),
  define(
    'change',
    'ISNEW',
    '-> boolean',
    '正在新建记录时为真。只用在校验规则里。',
    'True while the record is being made. For validation rules only.',
    [['ISNEW()', false]],
    never,
  ),
];

/** Functions that ask for the record as it was, by their names in capitals. */
export const priorNames: ReadonlySet<string> = new Set(priorFunctions.map(({ name }) => name));
