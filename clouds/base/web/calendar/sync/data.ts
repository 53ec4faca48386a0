import { api, queryClient } from '@huanke/platform/ui';
import { useQuery } from '@tanstack/react-query';

export interface Account {
  readonly server: string;
  readonly login: string;
  readonly calendar: string;
  readonly name: string;
  readonly active: boolean;
  readonly readAt: string | null;
  readonly failure: string | null;
  readonly skipped: readonly { readonly title: string | null; readonly problem: string }[];
  readonly conflicts: number;
}

export interface Found {
  readonly url: string;
  readonly name: string;
  readonly canWrite: boolean;
}

const key = ['activities', 'calendar-account'];

export const useAccount = () =>
  useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => (await api.get<{ account: Account | null }>('/calendar-account', { signal })).account,
  });

export const accountChanged = () => queryClient.invalidateQueries({ queryKey: key });
