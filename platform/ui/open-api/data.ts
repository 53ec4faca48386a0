import { useQuery } from '@tanstack/react-query';
import { api } from '../data/api.ts';
import { queryClient } from '../data/query-client.ts';
import type { ItemPage, Reference } from '../data/records.ts';

interface Key {
  readonly id: string;
  readonly name: string;
  readonly hint: string;
  readonly scopes: readonly string[];
  readonly user: Reference;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
}
export interface Token extends Key {
  readonly expiresAt: string | null;
}
export interface App extends Key {
  readonly clientId: string;
}
export interface Webhook {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly objects: readonly string[];
  readonly user: Reference;
  readonly active: boolean;
  readonly paused: 'failing' | 'user' | null;
  readonly failures: number;
  readonly waiting: number;
  readonly dead: number;
}
export interface Try {
  readonly at: string;
  readonly ms: number;
  readonly status?: number;
  readonly error?: string;
  readonly body?: string;
}
export type DeliveryStatus = 'waiting' | 'delivered' | 'dead';
export interface Delivery {
  readonly id: string;
  readonly event: string;
  readonly object: string;
  readonly record: string;
  readonly status: DeliveryStatus;
  readonly tries: number;
  readonly nextAt: string | null;
  readonly createdAt: string;
  readonly log: readonly Try[];
}

/** Shown once, right after it was made. */
export interface Secret {
  readonly label: 'token' | 'clientId' | 'clientSecret' | 'webhook';
  readonly value: string;
}

const itemsOf = <T>(path: string) => ({
  queryKey: ['openApi', path],
  queryFn: async ({ signal }: { signal: AbortSignal }) => (await api.get<ItemPage<T>>(path, { signal })).items,
});
export const useTokens = (of: 'me' | 'all') => useQuery(itemsOf<Token>(`/api-tokens?of=${of}`));
export const useApps = () => useQuery(itemsOf<App>('/api-apps'));
export const useWebhooks = () => useQuery(itemsOf<Webhook>('/webhooks'));

/** After any change: keys, webhooks and their deliveries are asked for anew. */
export const openApiChanged = () => queryClient.invalidateQueries({ queryKey: ['openApi'] });
