import { type Label, label } from '../kernel/index.ts';
import type { ArgumentType, FormulaProblem, ParamType } from './types.ts';

export interface Span {
  readonly at: number;
  readonly length: number;
}

export function problem({ at, length }: Span, code: string, message: Label): FormulaProblem {
  return { at, length, code, message };
}

/** Thrown while a formula is read; compileFormula makes it a FormulaError. */
export class Refused extends Error {
  readonly problem: FormulaProblem;

  constructor(span: Span, code: string, zh: string, en: string) {
    super(en);
    this.problem = problem(span, code, label(zh, en));
  }
}

const names: Readonly<Record<ArgumentType | ParamType, Label>> = {
  text: label('文本', 'text'),
  number: label('数字', 'number'),
  date: label('日期', 'date'),
  datetime: label('日期时间', 'date and time'),
  boolean: label('是/否', 'true/false'),
  list: label('多选', 'multi-picklist'),
  null: label('空值', 'empty'),
  any: label('任意值', 'any value'),
  T: label('任意值', 'any value'),
  R: label('任意值', 'any value'),
  option: label('选项字段', 'picklist field'),
  format: label('写明的格式文本', 'format written as text'),
};

export function typeName(type: ArgumentType | ParamType): Label {
  return names[type];
}
