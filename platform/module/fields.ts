import type { Label } from '../kernel/index.ts';
import type { MaskKind } from '../text/mask.ts';

/** The type ids of contract.md section 1. */
export type FieldType =
  | 'text'
  | 'longText'
  | 'richText'
  | 'number'
  | 'currency'
  | 'percent'
  | 'date'
  | 'datetime'
  | 'time'
  | 'boolean'
  | 'picklist'
  | 'multiPicklist'
  | 'tags'
  | 'lookup'
  | 'masterDetail'
  | 'user'
  | 'department'
  | 'phone'
  | 'email'
  | 'url'
  | 'address'
  | 'geolocation'
  | 'autoNumber'
  | 'rollup'
  | 'image'
  | 'attachment'
  | 'signature'
  | 'rating'
  | 'barcode'
  | 'idNumber'
  | 'encrypted'
  | 'stage';

/** A condition a record must meet before it enters a stage. */
export interface StageCheck {
  /** A formula over the record that gives true when all is well. */
  readonly condition: string;
  /** What to do about it, for people. */
  readonly message: Label;
}

/** Who must be in the team of a record (`record_share`, source team) on the day it passes. */
export interface TeamGate {
  /** Roles of teams; each must be held by somebody. */
  readonly roles: readonly string[];
  /** Only of records that hold more than this in a number field; empty counts as nothing. */
  readonly above?: { readonly field: string; readonly value: string };
}

/** What a record needs to pass a point of its process. */
export interface StageGate {
  /** Fields that must hold a value. */
  readonly requires?: readonly string[];
  readonly checks?: readonly StageCheck[];
  readonly team?: TeamGate;
}

/** The process of a picklist or stage field, option by option: where a record may go, and what it needs to get there. */
export interface StageRules extends StageGate {
  /** Days a record usually stays; longer is shown as slow. */
  readonly usualDays?: number;
  /** Days a record may stay at most; longer is shown as overdue. */
  readonly limitDays?: number;
  /** Where a record may go from here; absent = anywhere. */
  readonly next?: readonly string[];
  /** What it needs to go on from here along the path; `requires`, `checks` and `team` beside it are asked on entering. */
  readonly exit?: StageGate;
}

/** In which column of a forecast a deal counts; each counts in the ones after it, too, but for what is left out (SAL-31). */
export const forecastCategories = ['omitted', 'pipeline', 'bestCase', 'commit', 'closed'] as const;
export type ForecastCategory = (typeof forecastCategories)[number];

export interface Option extends StageRules {
  readonly key: string;
  readonly label: Label;
  readonly color?: OptionColor;
  /** Retired values stay readable and filterable, but can not be chosen any more. */
  readonly active?: boolean;
  /** Stages only. */
  readonly category?: 'open' | 'won' | 'lost';
  /** Stages only: the usual chance of winning, in percent. */
  readonly probability?: number;
  /** Open stages of deals: where they count in a forecast; absent = by the chance of winning. */
  readonly forecastCategory?: ForecastCategory;
  /** What files of other systems call this option; an import takes these too. */
  readonly synonyms?: readonly string[];
  /** Dependent picklists: the keys of the controlling field (`dependsOn`) with which this option is offered; absent = with every one. */
  readonly when?: readonly string[];
}

/** What a roll-up counts or sums, over the records of `object` whose lookup `field` points to this one. */
export interface RollupDefinition {
  readonly object: string;
  readonly field: string;
  readonly function: 'count' | 'sum' | 'min' | 'max' | 'avg';
  /** The field of the child to sum or compare; not for count. */
  readonly of?: string;
  /** A filter over the child (contract.md section 3); only children that meet it take part. */
  readonly filter?: unknown;
}

export type OptionColor = 'grey' | 'blue' | 'green' | 'amber' | 'red' | 'teal' | 'violet' | 'plum';

/** How a text takes part in search: names get pinyin, phones their tails, codes and e-mails their parts. */
export type SearchKind = 'name' | 'text' | 'phone' | 'email' | 'code';

export interface FieldDefinition {
  readonly type: FieldType;
  readonly label: Label;
  /** Enforced on every path. What only people must fill is `form: 'required'`. */
  readonly required?: boolean;
  /** Place in the create form: required there, essential (shown at once), more (folded; the default) or hidden. */
  readonly form?: 'required' | 'essential' | 'more' | 'hidden';
  readonly unique?: boolean;
  /** Longest text in characters; by default 255 for text, 20,000 for long and 100,000 for rich text. Of numbers the largest, of ratings the stars. */
  readonly max?: number;
  /** Decimals shown and accepted: currency 2, percent 2, number 0 unless said. */
  readonly scale?: number;
  /** Decimals kept in the database when more than shown: currency 4, percent 6 unless said. */
  readonly storageScale?: number;
  readonly min?: number;
  /**
   * Currency fields of records in several currencies: which field says the currency, and which one holds what the amount is worth in the
   * company's own. Sums, averages and extremes count that one where the currency is another. The page of a record shows that one, and the rate
   * (`rate`), only where it is.
   */
  readonly base?: { readonly currency: string; readonly amount: string; readonly rate?: string };
  /** Currency fields: in the company's currency, whatever currency the record is in. */
  readonly ofCompany?: boolean;
  readonly options?: readonly Option[];
  /** Picklists: an import may add values that are not yet there. */
  readonly open?: boolean;
  /** Lookup: the one object it points to. */
  readonly object?: string;
  /** Lookup to one of several objects; `*` is any object, tenant-made ones included. */
  readonly objects?: readonly string[];
  /** Lookup to several records at once, kept in `record_link`. */
  readonly many?: boolean;
  /** Lookup to one who only has a part in the record, which is about others: what happens with it is not shown with them. */
  readonly aside?: boolean;
  /** What happens to this record when the one it points to is deleted. */
  readonly onDelete?: 'restrict' | 'clear' | 'cascade';
  /** A lookup to its own object that forms a tree (`under` may be used; cycles are refused). */
  readonly tree?: boolean;
  /** Trees: at most so many levels, the top one included. */
  readonly levels?: number;
  readonly search?: SearchKind;
  /** Auto numbers: `OPP-{YYYY}{MM}{DD}-{0000}`; the counter starts anew when the date part changes. */
  readonly pattern?: string;
  readonly default?: unknown;
  /** Changes go to the history; true unless said. */
  readonly trackHistory?: boolean;
  /** Shown thus to who may not see it in full (`{object}.unmask`). */
  readonly mask?: MaskKind;
  /** Says who somebody is, beside what its type says already: trial copies get something made up instead. */
  readonly personal?: boolean;
  /** Of users: who is named does the work of the record until its state is one of these; a handover passes it on. */
  readonly work?: { readonly state: string; readonly done: readonly string[] };
  /** By what it says somebody can be reached, as by a phone number: masked in pools that mask these. */
  readonly reaches?: boolean;
  /** ID numbers: of a person or an organisation. Barcodes: how they are printed. Without one any text will do. */
  readonly kind?: 'resident' | 'uscc' | 'ean13' | 'code128' | 'qr';
  /** ID numbers: a wrong check digit is only pointed out; a few numbers in circulation have one. */
  readonly lenient?: boolean;
  readonly help?: Label;
  /** Written by hooks only. */
  readonly readOnly?: boolean;
  /** Few records have one: where it is empty the page of the record does not speak of it. */
  readonly hideEmpty?: boolean;
  /** A b-tree `(tenant_id, column, id)` on a shipped field's column; a slot for a custom one. */
  readonly indexed?: boolean;
  /** Formula fields: the expression, by API names. `type` is that of what it gives, as `result` is; the API calls the type `formula`. */
  readonly formula?: string;
  readonly result?: 'text' | 'number' | 'currency' | 'percent' | 'date' | 'datetime' | 'boolean';
  readonly rollup?: RollupDefinition;
  /** Roll-ups: existing records are still being worked out; what is stored may be missing or of before the change. */
  readonly computing?: boolean;
  /** Master-detail: a record may be given to another parent. */
  readonly reparent?: boolean;
  /** Picklists: the tenant's option set the options come from, instead of own ones. */
  readonly optionSet?: string;
  /** Picklists: the picklist field that decides which options are offered (`Option.when`). */
  readonly dependsOn?: string;
  /** Shown behind a number: `m³/h`. */
  readonly unit?: string;
  /**
   * Datetimes: by when something is to be done; shown as the time that is left, or by how much it is late. Numbers: the days by which it is
   * late, below nought those that are left; shown in words.
   */
  readonly countdown?: boolean;
  /** Column headers, beside the labels, that an import takes for this field. */
  readonly synonyms?: readonly string[];
}

type Rest<K extends keyof FieldDefinition = never> = Omit<FieldDefinition, 'type' | K>;
type Field<T extends FieldType> = FieldDefinition & { readonly type: T };

const of =
  <T extends FieldType>(type: T) =>
  <const O extends Rest>(options: O): O & { readonly type: T } => ({ ...options, type });

export const text = of('text');
export const longText = of('longText');
export const richText = of('richText');
export const number = of('number');
export const currency = of('currency');
export const percent = of('percent');
export const date = of('date');
export const datetime = of('datetime');
export const time = of('time');
export const boolean = of('boolean');
export const picklist = of('picklist');
export const multiPicklist = of('multiPicklist');
export const tags = of('tags');
export const user = of('user');
export const department = of('department');
export const phone = of('phone');
export const email = of('email');
export const url = of('url');
export const address = of('address');
export const autoNumber = of('autoNumber');
export const rating = of('rating');
export const image = of('image');
export const attachment = of('attachment');
export const stage = of('stage');
export const geolocation = of('geolocation');
export const barcode = of('barcode');
export const idNumber = of('idNumber');
export const encrypted = of('encrypted');

/** `reference('account', { label: … })`: a lookup to one object. */
export function reference<const O extends Rest<'object'>>(object: string, options: O): O & Field<'lookup'> & { readonly object: string } {
  return { ...options, type: 'lookup', object };
}

/** `masterDetail('lead', { label: … })`: the record belongs to one of another object, is reached through it and goes with it. */
export function masterDetail<const O extends Rest<'object'>>(
  object: string,
  options: O,
): O & Field<'masterDetail'> & { readonly object: string } {
  return { ...options, type: 'masterDetail', object };
}

/** `references(['account', 'lead'], { label: … })`: links to any number of records of several objects. */
export function references<const O extends Rest<'objects'>>(
  objects: readonly string[],
  options: O,
): O & Field<'lookup'> & { readonly many: true } {
  return { ...options, type: 'lookup', objects, many: true };
}
