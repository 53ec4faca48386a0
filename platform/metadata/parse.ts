import { cleanLine, errors, type FieldProblem, fieldErrors, type Label, label, parseDecimal } from '../kernel/index.ts';
import { type FieldDefinition, type FieldType, type ForecastCategory, forecastCategories, type Option } from '../module/index.ts';
import { maskKinds } from '../text/index.ts';
import { readFormulaBody } from './formula/check.ts';
import { masterDefaults } from './master.ts';
import { readRules, ruleKeys } from './process/read.ts';
import { readRollup } from './rollup.ts';

const fieldTypes: ReadonlySet<string> = new Set<FieldType>([
  'text',
  'longText',
  'richText',
  'number',
  'currency',
  'percent',
  'date',
  'datetime',
  'time',
  'boolean',
  'picklist',
  'multiPicklist',
  'tags',
  'lookup',
  'masterDetail',
  'user',
  'department',
  'phone',
  'email',
  'url',
  'address',
  'geolocation',
  'autoNumber',
  'rollup',
  'image',
  'attachment',
  'signature',
  'rating',
  'barcode',
  'idNumber',
  'encrypted',
  'stage',
  // not a type of values: what it gives is (readFormulaBody)
  'formula' as FieldType,
]);
const colors = new Set(['grey', 'blue', 'green', 'amber', 'red', 'teal', 'violet', 'plum']);
/** What the body of a field may say. */
export const fieldKeys: ReadonlySet<string> = new Set([
  'name',
  'type',
  'label',
  'required',
  'unique',
  'default',
  'scale',
  'max',
  'min',
  'options',
  'object',
  'objects',
  'indexed',
  'trackHistory',
  'personal',
  'mask',
  'help',
  'pattern',
  'onDelete',
  'form',
  'many',
  'position',
  'optionSet',
  'tree',
  'unit',
  'kind',
  'lenient',
  'dependsOn',
  'formula',
  'rollup',
  'reparent',
  'result',
  // a package that was made meanwhile says so; it means nothing elsewhere
  'computing',
]);

/** Reads a JSON body key by key, collecting what is wrong with it instead of stopping at the first mistake. */
export class BodyReader {
  readonly problems: FieldProblem[] = [];
  private readonly body: Record<string, unknown>;
  readonly prefix: string;

  constructor(body: unknown, prefix = '') {
    if (typeof body !== 'object' || body === null || Array.isArray(body))
      throw errors.WRONG_TYPE({
        errors: [{ field: prefix || 'body', code: 'WRONG_TYPE', message: label('应为对象', 'Must be an object') }],
      });
    this.body = body as Record<string, unknown>;
    this.prefix = prefix ? `${prefix}.` : '';
  }

  problem(field: string, code: FieldProblem['code'], message: Label): undefined {
    this.problems.push({ field: this.prefix + field, code, message });
    return undefined;
  }

  only(keys: ReadonlySet<string>): void {
    for (const key of Object.keys(this.body))
      if (!keys.has(key)) this.problem(key, 'UNKNOWN_FIELD', label('没有这个属性', 'There is no such property'));
  }

  has(field: string): boolean {
    return this.body[field] !== undefined;
  }

  raw(field: string): unknown {
    return this.body[field];
  }

  text(field: string, options: { max?: number; required?: boolean } = {}): string | undefined {
    const value = this.body[field];
    if (value === undefined || value === null || value === '')
      return options.required ? this.problem(field, 'REQUIRED', label('必填', 'Required')) : undefined;
    if (typeof value !== 'string') return this.problem(field, 'WRONG_TYPE', label('应为文字', 'Must be text'));
    const text = cleanLine(value);
    const max = options.max ?? 200;
    if (text.length > max) return this.problem(field, 'TOO_LONG', label(`最多 ${max} 个字`, `At most ${max} characters`));
    return text;
  }

  boolean(field: string): boolean | undefined {
    const value = this.body[field];
    if (value === undefined || value === null) return undefined;
    return typeof value === 'boolean' ? value : this.problem(field, 'WRONG_TYPE', label('应为布尔值', 'Must be true or false'));
  }

  integer(field: string, min: number, max: number): number | undefined {
    const value = this.body[field];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'number') return this.problem(field, 'WRONG_TYPE', label('应为数字', 'Must be a number'));
    if (!Number.isInteger(value) || value < min || value > max)
      return this.problem(field, 'INVALID_VALUE', label(`应为 ${min} 到 ${max} 的整数`, `Must be a whole number from ${min} to ${max}`));
    return value;
  }

  /** A number of 0 or more with two decimals at most, as text (numbers are taken, too); `most`: in hundredths. */
  hundredths(field: string, most?: bigint): string | undefined {
    const raw = this.body[field];
    if (raw === undefined || raw === null) return undefined;
    const value = typeof raw === 'number' ? String(raw) : raw;
    const read = typeof value === 'string' ? parseDecimal(value, 2) : 'invalid';
    if (typeof value === 'string' && typeof read === 'bigint' && read >= 0n && (most === undefined || read <= most)) return value.trim();
    const range =
      most === undefined ? label('不小于 0 的数', 'a number of 0 or more') : label(`0 到 ${most / 100n} 的数`, `from 0 to ${most / 100n}`);
    return this.problem(field, 'INVALID_VALUE', label(`应为${range.zh}，最多两位小数`, `Must be ${range.en} with two decimals at most`));
  }

  oneOf<T extends string>(field: string, values: readonly T[]): T | undefined {
    const value = this.text(field);
    if (value === undefined) return undefined;
    return (values as readonly string[]).includes(value)
      ? (value as T)
      : this.problem(field, 'INVALID_VALUE', label(`可用的值：${values.join('、')}`, `One of: ${values.join(', ')}`));
  }

  list(field: string, max: number): unknown[] | undefined {
    const value = this.body[field];
    if (value === undefined || value === null) return undefined;
    if (!Array.isArray(value)) return this.problem(field, 'WRONG_TYPE', label('应为列表', 'Must be a list'));
    if (value.length > max) return this.problem(field, 'LIMIT_EXCEEDED', label(`最多 ${max} 项`, `At most ${max} items`));
    return value;
  }

  /** `{zh, en}`, or one text for both languages. */
  label(field: string, required: boolean): Label | undefined {
    const value = this.body[field];
    if (value === undefined || value === null) return required ? this.problem(field, 'REQUIRED', label('必填', 'Required')) : undefined;
    if (typeof value === 'string') return { zh: cleanLine(value).slice(0, 80), en: cleanLine(value).slice(0, 80) };
    if (typeof value !== 'object' || Array.isArray(value))
      return this.problem(field, 'WRONG_TYPE', label('应为 {zh, en}', 'Must be {zh, en}'));
    const { zh, en } = value as Record<string, unknown>;
    if ((zh !== undefined && typeof zh !== 'string') || (en !== undefined && typeof en !== 'string'))
      return this.problem(field, 'WRONG_TYPE', label('应为 {zh, en}', 'Must be {zh, en}'));
    const first = cleanLine(zh ?? '') || cleanLine(en ?? '');
    if (!first) return this.problem(field, 'REQUIRED', label('至少填写一种语言', 'At least one language is needed'));
    const made = { zh: cleanLine(zh ?? '') || first, en: cleanLine(en ?? '') || first };
    if (made.zh.length > 200 || made.en.length > 200)
      return this.problem(field, 'TOO_LONG', label('最多 200 个字', 'At most 200 characters'));
    return made;
  }

  /** Throws what was collected. */
  finish(): void {
    if (this.problems.length > 0) throw fieldErrors(this.problems);
  }
}

export function readOptions(reader: BodyReader, raw: readonly unknown[]): Option[] {
  const seen = new Set<string>();
  return raw.map((item, index) => {
    const option = new BodyReader(item, `options[${index}]`);
    option.only(
      new Set(['key', 'label', 'color', 'active', 'category', 'probability', 'forecastCategory', 'when', 'synonyms', ...ruleKeys]),
    );
    const key = option.text('key', { max: 80, required: true }) ?? '';
    if (seen.has(key)) option.problem('key', 'DUPLICATE', label('选项重复', 'The option stands twice'));
    seen.add(key);
    const color = option.text('color');
    if (color !== undefined && !colors.has(color))
      option.problem('color', 'INVALID_VALUE', label('没有这种颜色', 'There is no such colour'));
    const texts = (name: string) => option.list(name, 100)?.filter((value): value is string => typeof value === 'string');
    const category = option.oneOf('category', ['open', 'won', 'lost']);
    const made: Record<string, unknown> = {
      key,
      label: option.label('label', false) ?? label(key, key),
      color,
      active: option.boolean('active'),
      category,
      probability: option.integer('probability', 0, 100),
      forecastCategory: readForecast(option, category),
      ...readRules(option),
      when: texts('when'),
      synonyms: texts('synonyms'),
    };
    reader.problems.push(...option.problems);
    return Object.fromEntries(Object.entries(made).filter(([, value]) => value !== undefined)) as unknown as Option;
  });
}

/** What is won or lost counts as that; nothing else is told to. */
function readForecast(option: BodyReader, category: Option['category']): ForecastCategory | undefined {
  const said = option.oneOf('forecastCategory', forecastCategories);
  const ending = category === 'won' ? 'closed' : category === 'lost' ? 'omitted' : undefined;
  if (said === undefined || said === ending || (ending === undefined && said !== 'closed')) return said;
  const message = {
    won: label('成功的阶段计入“成交”', 'Stages of won deals count as closed'),
    lost: label('失败的阶段不计入预测', 'Stages of lost deals are left out of forecasts'),
    open: label('只有成功的阶段计入“成交”', 'Only stages of won deals count as closed'),
  }[category ?? 'open'];
  return option.problem('forecastCategory', 'INVALID_VALUE', message);
}

const kinds = { idNumber: ['resident', 'uscc'], barcode: ['ean13', 'code128', 'qr'] } as const;

function kindsOf(type: string | undefined): readonly NonNullable<FieldDefinition['kind']>[] {
  return type === 'idNumber' || type === 'barcode' ? kinds[type] : [...kinds.idNumber, ...kinds.barcode];
}

export interface FieldBody {
  readonly name: string | undefined;
  readonly definition: Partial<FieldDefinition>;
}

const customName = /^x_[a-z][A-Za-z0-9]{0,38}$/;
const packageName = /^x_[a-z0-9]{1,20}_[a-z][A-Za-z0-9]{0,38}$/;

export function isCustomName(name: string): boolean {
  return customName.test(name) || packageName.test(name);
}

const patternPart = /\{(YYYY|YY|MM|DD|0{1,9})\}/g;

/** `OPP-{YYYY}{MM}{DD}-{0000}`: known parts only, one counter at most, and no day without its month and year, or numbers would come again. */
function readPattern(reader: BodyReader): string | undefined {
  const pattern = reader.text('pattern', { max: 60 });
  if (pattern === undefined) return undefined;
  const parts = [...pattern.matchAll(patternPart)].map((match) => match[1] ?? '');
  const wrong = (zh: string, en: string) => reader.problem('pattern', 'INVALID_VALUE', label(zh, en));
  if (/[{}]/.test(pattern.replace(patternPart, '')))
    return wrong('只能使用 {YYYY}、{YY}、{MM}、{DD} 和 {0000}', 'Only {YYYY}, {YY}, {MM}, {DD} and {0000} can be used');
  if (parts.filter((part) => part.startsWith('0')).length > 1) return wrong('流水号只能出现一次', 'The counter can stand only once');
  const has = (part: string) => parts.includes(part);
  const hasYear = has('YYYY') || has('YY');
  if ((has('MM') && !hasYear) || (has('DD') && !has('MM')))
    return wrong(
      '有月份就要有年份，有日期就要有月份，否则编号会重复',
      'A month needs its year and a day its month, or numbers would come again',
    );
  return pattern;
}

/** Reads the body of a new field (`whole`) or of changes to one. Throws with every problem named. */
export function readFieldBody(
  body: unknown,
  options: { whole: boolean; prefix?: string; knownObjects: ReadonlySet<string>; optionSets?: ReadonlySet<string> },
): FieldBody {
  const reader = new BodyReader(body, options.prefix);
  reader.only(fieldKeys);
  const name = reader.text('name', { max: 60, required: options.whole });
  if (options.whole && name !== undefined && !isCustomName(name))
    reader.problem(
      'name',
      'INVALID_VALUE',
      label('自定义字段的名称以 x_ 开头，例如 x_brandLevel', 'The name of a custom field begins with x_, such as x_brandLevel'),
    );
  const type = reader.text('type', { required: options.whole });
  if (type !== undefined && !fieldTypes.has(type))
    reader.problem('type', 'INVALID_VALUE', label('没有这种字段类型', 'There is no such field type'));
  const raw = reader.list('options', 1000);
  const parsed = raw ? readOptions(reader, raw) : undefined;
  const optionSet = reader.text('optionSet', { max: 60 });
  if (optionSet !== undefined && !options.optionSets?.has(optionSet))
    reader.problem('optionSet', 'INVALID_VALUE', label('没有这个选项集', 'There is no such option set'));
  if (optionSet !== undefined && parsed)
    reader.problem('options', 'INVALID_VALUE', label('选项来自选项集，请在选项集里修改', 'The options come from a set; change them there'));
  if (options.whole && !optionSet && (type === 'picklist' || type === 'multiPicklist' || type === 'stage') && !parsed?.length)
    reader.problem('options', 'REQUIRED', label('至少要有一个选项', 'At least one option is needed'));
  const object = reader.text('object');
  const objects = reader.list('objects', 20)?.filter((value): value is string => typeof value === 'string');
  for (const target of [...(object ? [object] : []), ...(objects ?? [])]) {
    if (!options.knownObjects.has(target))
      reader.problem(object ? 'object' : 'objects', 'INVALID_VALUE', label('要关联的对象不存在', 'The object to point to does not exist'));
  }
  if (options.whole && (type === 'lookup' || type === 'masterDetail') && !object && !objects?.length)
    reader.problem('object', 'REQUIRED', label('请选择要关联的对象', 'Say which object it points to'));
  const many = reader.boolean('many');
  if (options.whole && type === 'rollup' && !reader.has('rollup'))
    reader.problem('rollup', 'REQUIRED', label('请说明怎样汇总', 'Say what to sum up'));
  reader.finish();
  const formula = readFormulaBody(body as Record<string, unknown>, options.whole, options.prefix ? `${options.prefix}.` : '');
  const definition: Record<string, unknown> = {
    type: type === 'formula' ? formula.result : type,
    ...formula,
    label: reader.label('label', options.whole),
    required: reader.boolean('required'),
    unique: reader.boolean('unique'),
    default: reader.raw('default'),
    scale: reader.integer('scale', 0, 6),
    max: reader.integer('max', 1, 1e15),
    min: reader.integer('min', -1e15, 1e15),
    options: parsed,
    object,
    objects,
    many,
    indexed: reader.boolean('indexed'),
    trackHistory: reader.boolean('trackHistory'),
    personal: reader.boolean('personal'),
    mask: reader.oneOf('mask', maskKinds),
    help: reader.label('help', false),
    pattern: readPattern(reader),
    optionSet,
    tree: reader.boolean('tree'),
    onDelete: reader.oneOf('onDelete', ['restrict', 'clear', 'cascade']),
    kind: reader.oneOf('kind', kindsOf(type)),
    lenient: reader.boolean('lenient'),
    unit: reader.text('unit', { max: 20 }),
    dependsOn: reader.text('dependsOn', { max: 60 }),
    rollup: readRollup(reader, (nested) => new BodyReader(nested, `${options.prefix ? `${options.prefix}.` : ''}rollup`)),
    reparent: reader.boolean('reparent'),
    form: reader.oneOf('form', ['required', 'essential', 'more', 'hidden']),
  };
  reader.finish();
  const said = Object.fromEntries(Object.entries(definition).filter(([, value]) => value !== undefined));
  return { name, definition: { ...said, ...(options.whole ? masterDefaults(type) : {}) } };
}
