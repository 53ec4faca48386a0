import { api, queryClient, type RecordData, type Reference, recordKeys } from '@huanke/platform/ui';
import { useQuery } from '@tanstack/react-query';

export interface Named {
  readonly object: string;
  readonly id: string;
}

export interface Person {
  readonly name: string;
  readonly address: string;
}

export interface Draft {
  readonly id: string;
  readonly to: readonly Person[];
  readonly cc: readonly Person[];
  readonly subject: string;
  readonly text: string;
  readonly replyTo: string | null;
  readonly related: readonly Named[];
  readonly files: readonly string[];
  readonly status: 'draft' | 'sending' | 'failed' | 'sent';
  readonly failure: string | null;
  readonly updatedAt: string;
}

export interface FileOf {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly type: string;
}

/** A letter of `GET /emails/{id}/thread`. */
export interface Letter extends RecordData {
  readonly subject: string | null;
  readonly direction: 'in' | 'out';
  readonly from: string | null;
  readonly to: string | null;
  readonly cc: string | null;
  readonly sentAt: string;
  readonly content: string | null;
  readonly attachments: readonly FileOf[] | null;
  readonly related: readonly Reference[] | null;
  readonly isPrivate: boolean;
  readonly toConfirm: boolean;
  readonly hasHtml: boolean;
  readonly hasRemotePictures: boolean;
  readonly mine: boolean;
}

export interface Candidate {
  readonly object: string;
  readonly record: { readonly id: string; readonly title: string };
  readonly related: boolean;
}

export interface Mailbox {
  readonly address: string;
  readonly name: string;
  readonly login: string;
  readonly imapHost: string;
  readonly imapPort: number;
  readonly imapSecurity: Security;
  readonly smtpHost: string;
  readonly smtpPort: number;
  readonly smtpSecurity: Security;
  readonly signature: string;
  readonly blocked: readonly string[];
  readonly keepSent: boolean;
  readonly active: boolean;
  readonly readAt: string | null;
  readonly failure: string | null;
  /** The service its person has signed in at; null: by a password. */
  readonly provider: string | null;
  readonly needsSignIn: boolean;
}

/** A service at which people sign in to their mailboxes. */
export interface ProviderName {
  readonly id: string;
  readonly name: string;
}

export interface Provider extends ProviderName {
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly scopes: string;
  readonly imapHost: string;
  readonly imapPort: number;
  readonly imapSecurity: Security;
  readonly smtpHost: string;
  readonly smtpPort: number;
  readonly smtpSecurity: Security;
  readonly hasSecret: boolean;
  readonly mailboxes: number;
}

export type Security = 'tls' | 'starttls' | 'none';

export interface Line {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly callUrl: string;
  readonly active: boolean;
  readonly heardAt: string | null;
}

/** The company's drop mailbox. */
export interface Drop {
  readonly address: string;
  readonly login: string;
  readonly imapHost: string;
  readonly imapPort: number;
  readonly imapSecurity: Security;
  readonly active: boolean;
  readonly readAt: string | null;
  readonly failure: string | null;
  readonly counts: Readonly<Record<'taken' | 'unknownAddress' | 'foreignSender' | 'nobodyKnown' | 'unreadable', number>>;
}

const keys = {
  thread: (id: string) => ['engagement', 'thread', id],
  candidates: (path: string, id: string) => ['engagement', 'candidates', path, id],
  mailbox: ['engagement', 'mailbox'],
  providerNames: ['engagement', 'providerNames'],
  providers: ['engagement', 'providers'],
  drop: ['engagement', 'drop'],
  dropAddress: ['engagement', 'dropAddress'],
  drafts: ['engagement', 'drafts'],
  lines: ['engagement', 'lines'],
  ways: ['engagement', 'ways'],
};

export const useThread = (id: string) =>
  useQuery({ queryKey: keys.thread(id), queryFn: async () => (await api.get<{ items: readonly Letter[] }>(`/emails/${id}/thread`)).items });

export const useCandidates = (path: 'emails' | 'calls', id: string, enabled: boolean) =>
  useQuery({
    queryKey: keys.candidates(path, id),
    enabled,
    queryFn: async () => (await api.get<{ items: readonly Candidate[] }>(`/${path}/${id}/candidates`)).items,
  });

export const useMailbox = () =>
  useQuery({ queryKey: keys.mailbox, queryFn: async () => (await api.get<{ mailbox: Mailbox | null }>('/mailbox')).mailbox });

export const useProviderNames = () =>
  useQuery({
    queryKey: keys.providerNames,
    queryFn: async () => (await api.get<{ items: readonly ProviderName[] }>('/mailbox/providers')).items,
  });

export const useProviders = () =>
  useQuery({
    queryKey: keys.providers,
    queryFn: () => api.get<{ items: readonly Provider[]; redirectUri: string }>('/mail-providers'),
  });

export const useDrop = () =>
  useQuery({ queryKey: keys.drop, queryFn: async () => (await api.get<{ drop: Drop | null }>('/mail-drop')).drop });

/** The caller's own address for copies of letters; `available`: the company has a drop mailbox. */
export const useDropAddress = () =>
  useQuery({ queryKey: keys.dropAddress, queryFn: () => api.get<{ available: boolean; address: string | null }>('/mailbox/drop') });

export const useDrafts = () =>
  useQuery({ queryKey: keys.drafts, queryFn: async () => (await api.get<{ items: readonly Draft[] }>('/email-drafts')).items });

export const useLines = () =>
  useQuery({ queryKey: keys.lines, queryFn: async () => (await api.get<{ items: readonly Line[] }>('/telephony/lines')).items });

/** What the caller can do from a record: write (a mailbox is connected), call (a telephone system places calls), text (a service is connected). */
export const useWays = () =>
  useQuery({
    queryKey: keys.ways,
    staleTime: 60_000,
    queryFn: () => api.get<{ write: boolean; call: boolean; text: boolean }>('/communication-ways'),
  });

export const mailboxChanged = () => queryClient.invalidateQueries({ queryKey: ['engagement'] });

/** After something happened with a letter: its thread, its lists, and the timelines it stands in. */
export async function letterChanged(object: 'emailMessage' | 'callLog' = 'emailMessage'): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: ['engagement'] }),
    queryClient.invalidateQueries({ queryKey: recordKeys.object(object) }),
    queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey.includes('timeline') }),
  ]);
}
