import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '../data/api.ts';
import type { Label } from '../data/meta.ts';
import { useCan } from '../data/session.ts';
import type { IconName } from '../primitives/icons.ts';
import { rulesPath } from './rules/data.ts';

/** Something of the configuration that a name or its pinyin leads to. */
export interface Found {
  readonly kind: 'object' | 'field' | 'optionSet' | 'setting';
  /** Of a setting of a module the kind of its part. */
  readonly object: string;
  readonly name: string;
  readonly label: Label;
  readonly objectLabel?: Label;
}

export const foundIcons: Readonly<Record<Found['kind'], IconName>> = {
  object: 'object',
  field: 'text',
  optionSet: 'tag',
  setting: 'settings',
};

/** Where it is set. */
export function foundPath({ kind, object, name }: Found): string {
  if (kind === 'setting') return rulesPath(object, name);
  if (kind === 'optionSet') return '/settings/optionSets';
  const base = `/settings/objects/${object}/fields`;
  return kind === 'object' ? base : `${base}?find=${encodeURIComponent(name)}`;
}

const NOTHING: readonly Found[] = [];

/** Objects, fields, option sets and settings of modules for what is typed; only for those who may change them. The readings of Chinese names are the server's. */
export function useFoundSettings(query: string): readonly Found[] {
  const asked = query.trim();
  const enabled = useCan()('metadata.manage') && asked !== '';
  const { data } = useQuery({
    queryKey: ['meta', 'search', asked],
    queryFn: async ({ signal }) => (await api.get<{ items: readonly Found[] }>('/meta/search', { query: { q: asked }, signal })).items,
    enabled,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
  return enabled ? (data ?? NOTHING) : NOTHING;
}
