import { useQuery } from '@tanstack/react-query';
import { api } from '../../data/api.ts';

/** A free API name for a label, by its pinyin. */
export function useProposedName(label: string, object?: string): string {
  const wanted = label.trim();
  const of = object ? `&object=${encodeURIComponent(object)}` : '';
  const { data } = useQuery({
    queryKey: ['proposeName', object, wanted],
    queryFn: () => api.get<{ name: string }>(`/meta/proposeName?label=${encodeURIComponent(wanted)}${of}`),
    enabled: wanted !== '',
    placeholderData: (before) => before,
    gcTime: 0,
  });
  return data?.name ?? '';
}
