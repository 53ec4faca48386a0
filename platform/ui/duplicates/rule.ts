import { useQuery } from '@tanstack/react-query';
import { api } from '../data/api.ts';
import type { FieldMeta, ObjectMeta } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';

export type MatchAction = 'block' | 'warn' | 'review';

/** One thing that two records may have in common, and what that is worth. */
export interface Criterion {
  readonly kind: string;
  readonly fields: readonly string[];
  readonly score: number;
  readonly action: MatchAction;
}

export interface Rule {
  readonly active: boolean;
  readonly criteria: readonly Criterion[];
}

interface RuleAnswer {
  readonly rule: Rule | null;
  /** The company's own; otherwise it is the shipped one. */
  readonly isOwn: boolean;
}

/** What each kind reads, in order; `?` may be left out. */
export const PLACES: Readonly<Record<string, readonly string[]>> = {
  exact: ['value', 'value?', 'value?'],
  mobile: ['phone'],
  email: ['email'],
  uscc: ['code'],
  company: ['company'],
  companyCore: ['company'],
  companyRegion: ['company', 'region?'],
  brandPhone: ['company', 'phone'],
  brandMail: ['company', 'email'],
  similarCompany: ['company'],
};

const TYPES: Readonly<Record<string, readonly string[]>> = {
  phone: ['phone', 'text'],
  email: ['email', 'text'],
  code: ['idNumber', 'text'],
  company: ['text'],
  region: ['text', 'picklist'],
  value: ['text', 'phone', 'email', 'url', 'idNumber', 'barcode', 'autoNumber', 'lookup', 'masterDetail', 'number', 'date'],
};

/** Fields that may stand in a place of a criterion. */
export function fieldsFor(meta: ObjectMeta, place: string): readonly FieldMeta[] {
  const types = TYPES[place.replace('?', '')] ?? [];
  return meta.fields.filter((field) => types.includes(field.type) && !field.many && (!field.system || field.name === 'externalId'));
}

/** A criterion of a kind with the first fields that fit; undefined where the object has none. */
export function criterionOf(meta: ObjectMeta, kind: string): Criterion | undefined {
  const needed = (PLACES[kind] ?? []).filter((place) => !place.endsWith('?'));
  const fields = needed.map((place) => fieldsFor(meta, place)[0]?.name);
  if (fields.some((name) => name === undefined)) return undefined;
  return {
    kind,
    fields: fields as string[],
    score: kind === 'similarCompany' ? 60 : 90,
    action: kind === 'similarCompany' ? 'review' : 'warn',
  };
}

const key = (object: string) => ['duplicates', 'rule', object];

export function useRule(object: string) {
  return useQuery({
    queryKey: key(object),
    queryFn: ({ signal }) => api.get<RuleAnswer>('/duplicates/rule', { query: { object }, signal }),
  });
}

async function refresh(object: string): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: key(object) }),
    queryClient.invalidateQueries({ queryKey: ['meta', 'objects'] }),
    queryClient.invalidateQueries({ queryKey: ['meta', 'object', object] }),
  ]);
}

const path = (object: string) => `/meta/objects/${encodeURIComponent(object)}/parts/matchRule/standard`;

export async function saveRule(object: string, rule: Rule): Promise<void> {
  await api.put(path(object), rule);
  await refresh(object);
}

export async function resetRule(object: string): Promise<void> {
  await api.delete(path(object));
  await refresh(object);
}
