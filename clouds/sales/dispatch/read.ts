import { noRegionField, saysWhere } from '@huanke/platform/assignment';
import { AppError, isId, label } from '@huanke/platform/kernel';
import { BodyReader } from '@huanke/platform/metadata';
import type { Context, ObjectMeta } from '@huanke/platform/module';
import { type FilterInput, parseFilter } from '@huanke/platform/records';
import type { Weights } from './values.ts';

/** What a run is asked for. */
export interface DispatchOptions {
  /** Beside being open and having no owner; null: all. */
  readonly filter: FilterInput | null;
  readonly people: readonly { readonly kind: 'user' | 'department' | 'group' | 'role'; readonly id: string; readonly weight: number }[];
  readonly weights: Weights;
  /** What unequal numbers cost: points for each unit of their variance. 0: each lead is looked at by itself. */
  readonly fairness: number;
  /** Leads each person gets at most, beside what they can carry; null: no limit. */
  readonly maxEach: number | null;
  /** A text or an address of the lead by which it lies in somebody's regions. */
  readonly regionField: string | null;
  /** The same seed over the same leads gives the same plan. */
  readonly seed: number;
}

const kinds = ['user', 'department', 'group', 'role'] as const;
const mostPeople = 300;
const mostWeight = 100;
/** What a run counts unless it says otherwise. */
export const shippedWeights: Weights = { chance: 1, skill: 0.5, territory: 0.5, load: 0.2, travel: 0.2 };

/** Reads what is asked for; throws every problem, each naming its field. */
export function readDispatch(ctx: Context, lead: ObjectMeta, body: unknown): DispatchOptions {
  const reader = new BodyReader(body ?? {});
  reader.only(new Set(['filter', 'people', 'weights', 'fairness', 'maxEach', 'regionField', 'seed']));
  const filter = readFilter(ctx, lead, reader);
  const people = (reader.list('people', mostPeople) ?? []).map((item, at) => readPerson(reader, item, at));
  if (people.length === 0) reader.problem('people', 'REQUIRED', label('至少选择一个人', 'Choose somebody'));
  const weights = readWeights(reader);
  const fairness = readNumber(reader, 'fairness') ?? 0;
  const maxEach = reader.integer('maxEach', 1, 2000) ?? null;
  const regionField = reader.text('regionField', { max: 60 }) ?? null;
  if (regionField !== null && !saysWhere(lead.fields.get(regionField))) reader.problem('regionField', 'INVALID_VALUE', noRegionField);
  const seed = reader.integer('seed', 0, 2_147_483_647) ?? 1;
  reader.finish();
  return { filter, people, weights, fairness, maxEach, regionField, seed };
}

function readFilter(ctx: Context, lead: ObjectMeta, reader: BodyReader): FilterInput | null {
  const filter = (reader.raw('filter') ?? null) as FilterInput | null;
  if (filter === null) return null;
  try {
    parseFilter(ctx, lead, filter);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    reader.problem('filter', 'INVALID_VALUE', error.errors[0]?.message ?? error.text);
  }
  return filter;
}

function readPerson(reader: BodyReader, item: unknown, at: number): DispatchOptions['people'][number] {
  const one = new BodyReader(item, `people[${at}]`);
  one.only(new Set(['kind', 'id']));
  const kind = one.oneOf('kind', kinds);
  if (!one.has('kind')) one.problem('kind', 'REQUIRED', label('必填', 'Required'));
  const id = one.text('id', { max: 40, required: true });
  if (id !== undefined && !isId(id)) one.problem('id', 'INVALID_VALUE', label('标识不正确', 'Not an id'));
  reader.problems.push(...one.problems);
  return { kind: kind ?? 'user', id: (id ?? '').toLowerCase(), weight: 1 };
}

function readWeights(reader: BodyReader): Weights {
  if (!reader.has('weights')) return shippedWeights;
  const one = new BodyReader(reader.raw('weights'), 'weights');
  one.only(new Set(Object.keys(shippedWeights)));
  const of = (key: keyof Weights) => readNumber(one, key) ?? shippedWeights[key];
  const weights = { chance: of('chance'), skill: of('skill'), territory: of('territory'), load: of('load'), travel: of('travel') };
  reader.problems.push(...one.problems);
  return weights;
}

function readNumber(reader: BodyReader, field: string): number | undefined {
  const value = reader.raw(field);
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number') return reader.problem(field, 'WRONG_TYPE', label('应为数字', 'Must be a number'));
  if (value >= 0 && value <= mostWeight) return value;
  return reader.problem(field, 'INVALID_VALUE', label(`应为 0 到 ${mostWeight}`, `Must be from 0 to ${mostWeight}`));
}
