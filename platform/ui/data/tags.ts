import { queryOptions } from '@tanstack/react-query';
import { api } from './api.ts';
import type { ObjectMeta, OptionColor } from './meta.ts';
import { queryClient } from './query-client.ts';

export interface Tag {
  readonly name: string;
  readonly color: OptionColor;
  readonly active: boolean;
}

export const tagsQuery = queryOptions({
  queryKey: ['tags'],
  queryFn: async ({ signal }) => (await api.get<{ items: readonly Tag[] }>('/tags', { signal })).items,
  staleTime: 10 * 60_000,
});

/** The company's tags as options of tag fields: so lists, boards and pages colour them as they colour options. */
export async function withTags(meta: ObjectMeta): Promise<ObjectMeta> {
  if (!meta.fields.some((field) => field.type === 'tags')) return meta;
  const tags = await queryClient.ensureQueryData(tagsQuery).catch(() => []);
  const options = tags.map(({ name, color, active }) => ({ key: name, label: { zh: name, en: name }, color, active }));
  return { ...meta, fields: meta.fields.map((field) => (field.type === 'tags' ? { ...field, options } : field)) };
}

/** After a change of tags: what shows them is asked for anew. */
export async function renewTags(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: tagsQuery.queryKey });
  await queryClient.invalidateQueries({ queryKey: ['meta', 'object'] });
}
