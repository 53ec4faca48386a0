import { useQuery } from '@tanstack/react-query';
import { api } from '../data/api.ts';
import { queryClient } from '../data/query-client.ts';

export const PLATFORMS = ['wecom', 'dingtalk', 'feishu'] as const;
export type Platform = (typeof PLATFORMS)[number];

export interface Connection {
  readonly platform: Platform;
  readonly appId: string;
  readonly agentId: string | null;
  readonly signIn: boolean;
  readonly failedAt: string | null;
  readonly failure: string | null;
  readonly people: number;
  readonly unknown: number;
}

export interface Connections {
  readonly items: readonly Connection[];
  /** Ours, for typing into the platform's console. */
  readonly addresses: { readonly site: string; readonly callback: string; readonly start: string; readonly signIn: string };
}

export interface PersonLink {
  readonly user: string;
  readonly name: string;
  readonly account: string;
  readonly linkedBy: 'hand' | 'self' | 'match' | 'import';
  readonly unknownAt: string | null;
}

export interface People {
  readonly items: readonly PersonLink[];
  readonly nextCursor: string | null;
  readonly missing: number;
}

const KEY = ['work-apps'];

export const useConnections = () => useQuery({ queryKey: KEY, queryFn: ({ signal }) => api.get<Connections>('/work-apps', { signal }) });

export const useWorkPeople = (platform: Platform, cursor: string | undefined) =>
  useQuery({
    queryKey: [...KEY, platform, cursor],
    queryFn: ({ signal }) => api.get<People>(`/work-apps/${platform}/people`, { query: cursor ? { cursor } : {}, signal }),
  });

/** Connections and links are read anew, and how people are told with them. */
export async function workAppsChanged(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: KEY });
  await queryClient.invalidateQueries({ queryKey: ['notification-choices'] });
}
