import { label } from '../../kernel/index.ts';
import type { Decimal } from '../numbers.ts';
import { type Signature, signature, signatureText } from '../signature.ts';
import type { Moment } from '../time.ts';
import type { FunctionCategory, FunctionDoc, FunctionExample } from '../types.ts';

/**
 * A value while a formula is evaluated: number is Decimal, date is the count of days since 1970-01-01, datetime milliseconds since then,
 * a multi-picklist its keys, null is empty.
 */
export type Value = Decimal | string | number | boolean | readonly string[] | null;

export interface Run {
  readonly moment: Moment;
  /** How each argument is taken; types of `T` and `any` are the arguments' own. */
  readonly types: readonly string[];
  /** Labels of the options of the first argument, where it is a field with options. */
  readonly options: ReadonlyMap<string, { readonly zh: string; readonly en: string }>;
}

/**
 * What a function gives. Arguments come as their parameters say: text and boolean never null (empty is '' and false), a number, date or
 * datetime never null either (the result is then empty without a call) — but `T` and `any` as they are.
 */
export type Body = (args: readonly Value[], run: Run) => Value;

export interface FunctionDefinition extends FunctionDoc {
  readonly forms: readonly Signature[];
  readonly body: Body;
}

/** `define('text', 'LEN', 'text:text -> number', '中文说明', 'English text', [['LEN("环客")', '2']], body)` */
export function define(
  category: FunctionCategory,
  name: string,
  forms: string | readonly string[],
  zh: string,
  en: string,
  examples: readonly (readonly [string, FunctionExample['result']])[],
  body: Body,
): FunctionDefinition {
  const read = (typeof forms === 'string' ? [forms] : forms).map(signature);
  return {
    name,
    category,
    forms: read,
    signatures: [...new Set(read.map((form) => signatureText(name, form)))],
    text: label(zh, en),
    examples: examples.map(([formula, result]) => ({ formula, result })),
    body,
  };
}
