import { useQuery } from '@tanstack/react-query';
import type { Method, Refusal } from '../../assignment/choose.ts';
import type { Span } from '../calendar/data.ts';
import { api } from '../data/api.ts';
import { queryClient } from '../data/query-client.ts';
import type { Filter, Reference } from '../data/records.ts';
import type { Principal } from '../sharing/data.ts';

export type { Method } from '../../assignment/choose.ts';

export type Fallback =
  | { readonly kind: 'none' | 'manager' }
  | { readonly kind: 'user' | 'pool'; readonly id: string; readonly title?: string };

export interface AssignRule {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly active: boolean;
  readonly filter: Filter | null;
  readonly people: readonly (Principal & { readonly weight: number })[];
  readonly method: Method;
  readonly skills: Readonly<Record<string, number>>;
  readonly language: string | null;
  readonly regionField: string | null;
  readonly sticky: boolean;
  readonly dailyCap: number | null;
  readonly fallback: Fallback;
}

export const channels = ['import', 'api', 'automation', 'sync'] as const;
export type TriggerChannel = (typeof channels)[number];

export interface RuleSet {
  readonly items: readonly AssignRule[];
  /** By which ways new records are given out by themselves. */
  readonly channels: readonly TriggerChannel[];
  /** The methods that rules of the object may have. */
  readonly methods: readonly Method[];
}

export const whys = [
  'roundRobin',
  'weighted',
  'load',
  'skill',
  'optimised',
  'sticky',
  'fallback',
  'nobody',
  'noRule',
  'already',
  'manager',
] as const;
export interface Decision {
  readonly rule: { readonly name: string } | null;
  readonly chosen: Reference | null;
  readonly pool: Reference | null;
  readonly why: (typeof whys)[number];
  readonly considered: readonly {
    readonly id: string;
    readonly name: string;
    readonly refused: Refusal | null;
    readonly score: number | null;
  }[];
}

/** At any time, in the company's working time, or in hours of seven weekdays, Monday first. */
export type Shift = null | 'company' | readonly (readonly Span[])[];

export interface Place {
  readonly lng: number;
  readonly lat: number;
}

/** `121.4737, 31.2304`; what is no position stays as it was typed, for the server to refuse. */
export function readPlace(text: string): Place | string | null {
  if (text.trim() === '') return null;
  const [lng = Number.NaN, lat = Number.NaN, ...more] = text
    .split(/[,，\s]+/)
    .filter(Boolean)
    .map(Number);
  return Number.isNaN(lng) || Number.isNaN(lat) || more.length > 0 ? text : { lng, lat };
}

export const writePlace = (place: Place | null): string => (place ? `${place.lng}, ${place.lat}` : '');

export interface Profile {
  readonly user: Reference;
  readonly skills: Readonly<Record<string, number>>;
  readonly languages: readonly string[];
  readonly regions: readonly string[];
  readonly capacity: number;
  readonly weight: number;
  readonly awayFrom: string | null;
  readonly awayUntil: string | null;
  readonly shift: Shift;
  /** Where they set out from. */
  readonly base: Place | null;
  /** In the last 30 days. */
  readonly rejections: number;
}

export const rejectReasons = ['noTime', 'notMine', 'noSkill', 'wrongInfo', 'other'] as const;

/** Objects of which records are given out by rules. */
export const assignedObjects = ['lead', 'account', 'opportunity'] as const;

export const rulesPath = (object: string) => `/assignments/rules/${object}`;

export function useRules(object: string) {
  return useQuery({
    queryKey: ['assignments', object],
    queryFn: ({ signal }) => api.get<RuleSet>(rulesPath(object), { signal }),
  });
}

export function useProfiles() {
  return useQuery({
    queryKey: ['assignments', 'profiles'],
    queryFn: async ({ signal }) => (await api.get<{ items: readonly Profile[] }>('/assignments/profiles', { signal })).items,
  });
}

export const assignmentsChanged = () => queryClient.invalidateQueries({ queryKey: ['assignments'] });

/** `水泵:2, 阀门` → { 水泵: 2, 阀门: 1 } */
export function readLevels(text: string): Record<string, number> {
  const parts = text.split(/[\s,，、;；]+/).filter(Boolean);
  return Object.fromEntries(
    parts.map((part) => {
      const [tag = '', level] = part.split(/[:：]/);
      return [tag, level ? Number(level) : 1];
    }),
  );
}

export const writeLevels = (levels: Readonly<Record<string, number>>): string =>
  Object.entries(levels)
    .map(([tag, level]) => `${tag}:${level}`)
    .join(' ');

export const readList = (text: string): string[] => text.split(/[\s,，、;；]+/).filter(Boolean);
