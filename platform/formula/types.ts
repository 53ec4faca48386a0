import type { Label } from '../kernel/index.ts';

/** What a value is. Picklists, stages, ids of lookups, phones, e-mails and addresses of pages are text. */
export type FormulaType = 'text' | 'number' | 'date' | 'datetime' | 'boolean';

export interface ScopeOption {
  readonly key: string;
  readonly label: Label;
}

/** A field as a formula sees it. */
export interface ScopeField {
  readonly type: FormulaType;
  /** Decimals of a number. */
  readonly scale?: number;
  /** Of picklists and stages. */
  readonly options?: readonly ScopeOption[];
  readonly label?: Label;
  /** Holds a list of keys (multi-picklist, tags): only functions that take a list accept it. */
  readonly multi?: boolean;
}

/** The names a formula may use: `amount`, `account.industry`, `account.owner.name`. */
export interface Scope {
  field(path: string): ScopeField | undefined;
  /** The path of a field by its label, for `[预计金额]` and `[客户.行业]`. */
  byLabel?(text: string): string | undefined;
  /** There is a record as it was before a save: PRIOR, ISCHANGED and ISNEW may ask for it. */
  readonly hasPrior?: boolean;
  /** Names to choose the nearest from when one is unknown. */
  names?(): readonly string[];
}

/** What an argument of a function is: a value, a list of keys, or nothing known yet (NULL). */
export type ArgumentType = FormulaType | 'list' | 'null';

/** How a parameter takes its argument. `T` and `R` each bind all of their kind to one type; `option` is a field with options, `format` a text written out. */
export type ParamType = FormulaType | 'T' | 'R' | 'any' | 'list' | 'option' | 'format';

export type FormulaNode =
  | {
      readonly kind: 'literal';
      readonly type: FormulaType | 'null';
      readonly value: string | boolean | null;
      readonly at: number;
      readonly length: number;
    }
  | {
      readonly kind: 'field';
      readonly type: FormulaType | 'list';
      readonly path: string;
      readonly field: ScopeField;
      readonly at: number;
      readonly length: number;
    }
  | {
      readonly kind: 'call';
      readonly type: FormulaType | 'null';
      readonly name: string;
      readonly args: readonly FormulaNode[];
      /** How each argument is taken, in their order; `T` is resolved. */
      readonly params: readonly ParamType[];
      /** Which of them were bound to a type: they are handed on as they are, empty or not. */
      readonly loose: readonly boolean[];
      readonly at: number;
      readonly length: number;
    };

/** A formula that was read and checked. Plain data. */
export interface Formula {
  readonly source: string;
  readonly type: FormulaType;
  /** Decimals a number can have at most, where they follow from the formula; 10 at most. */
  readonly scale: number | undefined;
  /** The paths it reads, each once, in the order of the text. */
  readonly fields: readonly string[];
  /** True when the result changes with time alone (TODAY, NOW). */
  readonly usesClock: boolean;
  /** True when it asks for the record as it was before the save. */
  readonly usesPrior: boolean;
  readonly ast: FormulaNode;
}

export interface FormulaProblem {
  /** Place of the first character (UTF-16 units from 0) and how many are meant. */
  readonly at: number;
  readonly length: number;
  readonly code: string;
  readonly message: Label;
}

/** The formula can not be understood; every problem names its characters. */
export class FormulaError extends Error {
  readonly problems: readonly FormulaProblem[];

  constructor(problems: readonly FormulaProblem[]) {
    super(problems.map(({ at, message }) => `${at}: ${message.en}`).join('; '));
    this.name = 'FormulaError';
    this.problems = problems;
  }
}

/** Days off and made-up working days beside Saturdays and Sundays, as '2026-10-01'. */
export interface WorkCalendar {
  /** Holidays; those that fall on a weekend too. */
  readonly holidays: readonly string[];
  /** Saturdays and Sundays on which people work (调休). */
  readonly workdays: readonly string[];
}

/**
 * Where an evaluation takes its values from. `get` gives canonical values: decimal text or number, '2026-03-31', RFC 3339 UTC, boolean,
 * text, an array of keys; null or undefined for empty.
 */
export interface FormulaEnv {
  get(path: string): unknown;
  /** As `get`, of the record before the save; absent while it is being made. */
  prior?(path: string): unknown;
  readonly now: Date;
  /** IANA name; decides what day it is. */
  readonly timeZone: string;
  /** China's legal holidays when absent. */
  readonly calendar?: WorkCalendar;
}

export type FunctionCategory = 'logic' | 'text' | 'number' | 'date' | 'picklist' | 'change';

export interface FunctionExample {
  readonly formula: string;
  /** The canonical value; null for empty. */
  readonly result: string | boolean | null;
}

/** A function for people who write formulas and for the editor that helps them. */
export interface FunctionDoc {
  readonly name: string;
  readonly category: FunctionCategory;
  /** `LEFT(text, count?)`; more than one where the function takes different kinds of values. */
  readonly signatures: readonly string[];
  readonly text: Label;
  readonly examples: readonly FunctionExample[];
}
