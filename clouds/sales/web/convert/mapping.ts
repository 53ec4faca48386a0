import { api, type Label, queryClient } from '@huanke/platform/ui';
import { useQuery } from '@tanstack/react-query';

export type MadeObject = 'account' | 'contact' | 'opportunity';
export const madeObjects: readonly MadeObject[] = ['account', 'contact', 'opportunity'];

export interface Line {
  readonly from: string;
  readonly object: MadeObject;
  readonly to: string;
}

export interface Target {
  readonly object: MadeObject;
  readonly to: string;
  readonly label: Label;
  /** Names of fields of the lead that fit. */
  readonly from: readonly string[];
}

export interface Mapping {
  readonly version: number;
  readonly isShipped: boolean;
  readonly lines: readonly (Line & { readonly problem: Label | null })[];
  readonly shipped: readonly Line[];
  readonly sources: readonly { readonly name: string; readonly label: Label }[];
  readonly targets: readonly Target[];
}

const key = ['meta', 'conversionMapping'] as const;
const partPath = '/meta/parts/conversionMapping/lead';

export function useMapping() {
  return useQuery({ queryKey: key, queryFn: ({ signal }) => api.get<Mapping>('/leads/conversion-mapping', { signal }) });
}

const reload = () => queryClient.invalidateQueries({ queryKey: ['meta'] });

export async function saveMapping(lines: readonly Line[]): Promise<void> {
  await api.put(partPath, { lines: lines.map(({ from, object, to }) => ({ from, object, to })) });
  await reload();
}

export async function restoreMapping(): Promise<void> {
  await api.delete(partPath);
  await reload();
}
