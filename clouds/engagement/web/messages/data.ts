import { api, queryClient, recordKeys } from '@huanke/platform/ui';
import { useQuery } from '@tanstack/react-query';
import type { Named } from '../data.ts';

export const PROVIDERS = ['aliyun', 'tencent'] as const;
export type Provider = (typeof PROVIDERS)[number];

/** An account of `GET /sms/accounts`. */
export interface Account {
  readonly provider: Provider;
  readonly keyId: string;
  readonly appId: string | null;
  readonly signature: string;
  readonly endpoint: string;
  readonly active: boolean;
  readonly address: string;
  readonly heardAt: string | null;
  readonly failure: string | null;
}

/** Answer of `POST /sms/compose`. */
export interface Preview {
  readonly to: string | null;
  readonly variables: readonly { readonly name: string; readonly value: string }[];
  readonly signature: string;
  readonly problem: string | null;
}

export const useAccounts = () =>
  useQuery({
    queryKey: ['engagement', 'smsAccounts'],
    queryFn: () => api.get<{ items: readonly Account[]; receipts: string }>('/sms/accounts'),
  });

export const accountsChanged = () => queryClient.invalidateQueries({ queryKey: ['engagement'] });

/** A message of a record by a template, filled from the record. */
export const usePreview = (about: Named | null, template: string) =>
  useQuery({
    queryKey: ['engagement', 'sms', about?.object, about?.id, template],
    enabled: about !== null && template !== '',
    // the day's share and the consent may have changed
    staleTime: 0,
    gcTime: 0,
    queryFn: () => api.post<Preview>('/sms/compose', { about: { object: about?.object, id: about?.id }, template }),
  });

/** After a message was handed in: its list and the timelines it stands in. */
export async function messageSent(): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: recordKeys.object('sentMessage') }),
    queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey.includes('timeline') }),
  ]);
}
