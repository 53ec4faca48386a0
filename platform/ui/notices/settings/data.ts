import { useQuery } from '@tanstack/react-query';
import { api } from '../../data/api.ts';
import type { Label } from '../../data/meta.ts';

export interface Ways {
  readonly bell: boolean;
  readonly mail: boolean;
  readonly push: boolean;
  readonly app: boolean;
}

export interface Choice {
  readonly ways: Readonly<Record<string, Ways>>;
  readonly mail: 'now' | 'daily' | 'weekly';
  readonly digestHour: number;
  readonly digestDay: number;
  readonly quiet: { readonly from: string; readonly to: string } | null;
  readonly timeZone: string | null;
  readonly follow: { readonly owner: boolean; readonly commenter: boolean };
}

/** What is chosen otherwise; `null` (quiet hours: `company`) goes back to the wider circle. */
export type ChoiceChange = { readonly [K in Exclude<keyof Choice, 'ways' | 'follow' | 'quiet'>]?: Choice[K] | null } & {
  readonly ways?: Choice['ways'] | null;
  readonly follow?: Partial<Choice['follow']> | null;
  readonly quiet?: Choice['quiet'] | 'company';
};

export interface ChoiceView {
  readonly choice: Choice;
  readonly own: Readonly<Record<string, unknown>>;
  readonly mails: boolean;
  /** Work platforms by which one is told. */
  readonly apps: readonly string[];
  readonly groups: readonly { readonly key: string; readonly label: Label }[];
}

export type Circle = 'me' | 'company';

export const choicePath = (of: Circle) => (of === 'me' ? '/notification-choices' : '/notification-choices/company');
export const choiceKey = (of: Circle) => ['notification-choices', of];

export function useChoice(of: Circle) {
  return useQuery({ queryKey: choiceKey(of), queryFn: ({ signal }) => api.get<ChoiceView>(choicePath(of), { signal }) });
}

export interface MailServer {
  readonly host: string;
  readonly port: number;
  readonly security: 'tls' | 'starttls' | 'none';
  readonly login: string;
  readonly sender: string;
  readonly senderName: string;
  readonly site: string;
  readonly hasSecret: boolean;
  readonly failedAt: string | null;
  readonly failure: string | null;
}
