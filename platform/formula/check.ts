import { label } from '../kernel/index.ts';
import type { FunctionDefinition } from './functions/define.ts';
import { readNumberFormat } from './functions/format.ts';
import { functions } from './functions/index.ts';
import { priorNames } from './functions/prior.ts';
import { nearest } from './nearest.ts';
import type { Written } from './parse.ts';
import { Refused, type Span, typeName } from './problems.ts';
import { type Param, paramsFor, type Signature } from './signature.ts';
import type { ArgumentType, FormulaNode, FormulaType, ParamType, Scope } from './types.ts';

const nothing = '';
const NO_HINT = label(nothing, nothing);

/** Gives every name its field, every call its function and every part its type. Collects problems that do not hide each other. */
export function check(written: Written, scope: Scope, refuse: (problem: Refused) => void): FormulaNode {
  switch (written.kind) {
    case 'literal':
      // "" is empty, as everywhere in the product
      return written.type === 'text' && written.value === '' ? { ...written, type: 'text', value: null } : written;
    case 'name':
      return field(written, scope);
    case 'call':
      return call(written, scope, refuse);
  }
}

function field(written: Written & { kind: 'name' }, scope: Scope): FormulaNode {
  const span = { at: written.at, length: written.length };
  const path = written.byLabel ? scope.byLabel?.(written.path) : written.path;
  const found = path === undefined ? undefined : scope.field(path);
  if (path !== undefined && found) return { kind: 'field', type: found.multi ? 'list' : found.type, path, field: found, ...span };
  const near = written.byLabel ? undefined : nearest(written.path, scope.names?.() ?? []);
  const isFunction = functions.has(written.path.toUpperCase());
  const hint = isFunction
    ? {
        zh: `；“${written.path.toUpperCase()}”是函数，后面要加括号`,
        en: `; ${written.path.toUpperCase()} is a function and needs parentheses`,
      }
    : near
      ? { zh: `，是否指“${near}”？`, en: `, did you mean "${near}"?` }
      : NO_HINT;
  throw new Refused(span, 'UNKNOWN_FIELD', `没有字段“${written.path}”${hint.zh}`, `there is no field "${written.path}"${hint.en}`);
}

function call(written: Written & { kind: 'call' }, scope: Scope, refuse: (problem: Refused) => void): FormulaNode {
  const definition = functions.get(written.name);
  let failed = false;
  const args = written.args.flatMap((arg) => {
    try {
      return [check(arg, scope, refuse)];
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      refuse(error);
      failed = true;
      return [];
    }
  });
  if (!definition) throw unknownFunction(written);
  // what is wrong inside was said; this call can not be judged without it
  if (failed) throw new Refused(written, 'INSIDE', '', '');
  if (priorNames.has(definition.name)) checkPrior(definition.name, written, args, scope);
  const form = formFor(definition, written, args);
  const types = bind(form.params, form.of, written, args);
  form.params.forEach(({ type }, i) => {
    const arg = args[i];
    if (type === 'format' && arg?.kind === 'literal') checkFormat(definition.name, args, arg);
  });
  return {
    kind: 'call',
    name: definition.name,
    type: types.result,
    args,
    params: types.params,
    loose: types.loose,
    at: written.at,
    length: written.length,
  };
}

/** Only a rule has a before, and only the record's own fields are known from then. */
function checkPrior(name: string, written: Written & { kind: 'call' }, args: readonly FormulaNode[], scope: Scope): void {
  if (!scope.hasPrior)
    throw new Refused(written.head, 'ONLY_IN_RULES', `“${name}”只能用在校验规则里`, `${name} can be used in validation rules only`);
  const [arg] = args;
  if (!arg || (arg.kind === 'field' && !arg.path.includes('.'))) return;
  throw new Refused(arg, 'NO_FIELD', `“${name}”里要写本记录的一个字段`, `${name} takes a field of the record itself`);
}

const units: ReadonlySet<string> = new Set(['day', 'week', 'month', 'quarter', 'year']);

/** A written out format must be one the function knows. */
function checkFormat(name: string, args: readonly FormulaNode[], format: FormulaNode & { kind: 'literal' }): void {
  const text = String(format.value ?? '');
  if (name === 'DATEDIFF' && !units.has(text)) {
    throw new Refused(
      format,
      'BAD_FORMAT',
      '单位应为 "day"、"week"、"month"、"quarter" 或 "year"',
      'the unit must be "day", "week", "month", "quarter" or "year"',
    );
  }
  if (name === 'PICKLABEL' && text !== 'zh' && text !== 'en') {
    throw new Refused(format, 'BAD_FORMAT', '语言应为 "zh" 或 "en"', 'the language must be "zh" or "en"');
  }
  if (name === 'TEXT' && args[0]?.type === 'number' && !readNumberFormat(text)) {
    throw new Refused(
      format,
      'BAD_FORMAT',
      '数字格式应如 "0.00"、"#,##0"、"0.0%"',
      'a format of numbers is written "0.00", "#,##0" or "0.0%"',
    );
  }
}

function unknownFunction(written: Written & { kind: 'call' }): Refused {
  const near = nearest(
    written.shown,
    [...functions.values()].filter(({ name }) => /^[A-Z]/.test(name)).map(({ name }) => name),
  );
  return new Refused(
    written.head,
    'UNKNOWN_FUNCTION',
    `没有函数“${written.shown}”${near ? `，是否指“${near}”？` : ''}`,
    `there is no function "${written.shown}"${near ? `, did you mean "${near}"?` : ''}`,
  );
}

/** The form of the function that takes these arguments; the first of the right length when none does. */
function formFor(definition: FunctionDefinition, written: Written & { kind: 'call' }, args: readonly FormulaNode[]) {
  const fitting = definition.forms.flatMap((of) => {
    const params = paramsFor(of, args.length);
    return params ? [{ of, params }] : [];
  });
  const [first] = fitting;
  if (!first) throw wrongCount(definition, written, args.length);
  // written out types first, so that a form for date and time is not taken for one of days
  const exact = fitting.find(({ params }) => params.every((param, i) => isExact(param.type, (args[i] as FormulaNode).type)));
  return exact ?? fitting.find(({ params }) => params.every((param, i) => fits(param.type, args[i] as FormulaNode))) ?? first;
}

function isExact(param: ParamType, type: ArgumentType): boolean {
  if (type === 'list') return param === 'list';
  return param === type || param === 'T' || param === 'R' || param === 'any' || param === 'format' || param === 'option' || type === 'null';
}

function fits(param: ParamType, arg: FormulaNode): boolean {
  if (param === 'option') return arg.kind === 'field' && (arg.field.options?.length ?? 0) > 0;
  if (param === 'format') return arg.kind === 'literal' && arg.type === 'text';
  if (param === 'list') return arg.type === 'list';
  if (arg.type === 'list') return false;
  // the day of an instant in the tenant's zone
  return (
    param === 'any' ||
    param === 'T' ||
    param === 'R' ||
    arg.type === 'null' ||
    param === arg.type ||
    (param === 'date' && arg.type === 'datetime')
  );
}

function wrongCount(definition: FunctionDefinition, written: Written & { kind: 'call' }, count: number): Refused {
  const shown = definition.signatures.join(' / ');
  return new Refused(
    written.head,
    'WRONG_COUNT',
    `“${definition.name}”的参数个数不对（写了 ${count} 个），应为 ${shown}`,
    `wrong number of arguments for ${definition.name} (${count} given), expected ${shown}`,
  );
}

const signs: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>=']);

function bind(params: readonly Param[], of: Signature, written: Written & { kind: 'call' }, args: readonly FormulaNode[]) {
  const bound: { T?: FormulaType; R?: FormulaType } = {};
  args.forEach((arg, i) => {
    const param = params[i] as Param;
    if (!fits(param.type, arg)) throw wrongType(param, written, arg);
    if ((param.type !== 'T' && param.type !== 'R') || arg.type === 'null' || arg.type === 'list') return;
    const before = bound[param.type];
    // a day compared with an instant means that whole day
    if (signs.has(written.name) && before !== arg.type && isTime(before) && isTime(arg.type)) bound.T = 'date';
    else if (before && before !== arg.type) throw mismatch(before, written, arg);
    bound[param.type] ??= arg.type;
  });
  const resolve = (type: ParamType) => (type === 'T' || type === 'R' ? (bound[type] ?? 'text') : type);
  const result = of.result === 'T' || of.result === 'R' ? (bound[of.result] ?? ('null' as const)) : of.result;
  return { params: params.map(({ type }) => resolve(type)), loose: params.map(({ type }) => type === 'T' || type === 'R'), result };
}

function isTime(type: ArgumentType | undefined): boolean {
  return type === 'date' || type === 'datetime';
}

function wrongType(param: Param, written: Written & { kind: 'call' }, arg: FormulaNode): Refused {
  const [want, have] = [typeName(param.type), typeName(arg.type)];
  const code = 'WRONG_TYPE';
  if (/^[A-Z]/.test(written.name) && written.shown.toUpperCase() === written.name) {
    return new Refused(
      arg,
      code,
      `“${written.name}”的参数 ${param.name} 应为${want.zh}，这里是${have.zh}`,
      `${param.name} of ${written.name} must be ${want.en}, this is ${have.en}`,
    );
  }
  const hint =
    arg.type === 'text' && param.type === 'number'
      ? { zh: '；拼接文本用 &，文本转数字用 VALUE', en: '; join texts with &, turn text into a number with VALUE' }
      : NO_HINT;
  return new Refused(
    arg,
    code,
    `“${operatorText(written)}”需要${want.zh}，这里是${have.zh}${hint.zh}`,
    `"${operatorText(written)}" needs ${want.en}, this is ${have.en}${hint.en}`,
  );
}

function operatorText(written: Written & { kind: 'call' }): string {
  return written.name === 'neg' ? '-' : written.name;
}

function mismatch(bound: FormulaType, written: Written & { kind: 'call' }, arg: Span & { type: ArgumentType }): Refused {
  const [first, other] = [typeName(bound), typeName(arg.type)];
  if (signs.has(written.name)) {
    return new Refused(arg, 'TYPE_MISMATCH', `不能把${first.zh}和${other.zh}相比较`, `${first.en} can not be compared with ${other.en}`);
  }
  return new Refused(
    arg,
    'TYPE_MISMATCH',
    `“${written.name}”的各个值类型要一致：前面是${first.zh}，这里是${other.zh}`,
    `the values of ${written.name} must be of one type: ${first.en} before, ${other.en} here`,
  );
}
