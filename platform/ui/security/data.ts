import { api } from '../data/api.ts';
import { queryClient } from '../data/query-client.ts';

export interface Passkey {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
}

export interface OwnSecurity {
  /** False after an administrator's link or single sign-on: nothing can be changed then. */
  readonly own: boolean;
  readonly hasPassword: boolean;
  readonly twoStep: { readonly since: string | null; readonly codesLeft: number; readonly required: boolean };
  readonly passkeys: readonly Passkey[];
}

export interface NewSecret {
  readonly secret: string;
  readonly uri: string;
}

export const securityQuery = {
  queryKey: ['security'],
  queryFn: ({ signal }: { signal: AbortSignal }) => api.get<OwnSecurity>('/auth/security', { signal }),
};

export const securityChanged = (): Promise<void> => queryClient.invalidateQueries({ queryKey: ['security'] });

/** Browsers give passkeys to secure pages of a domain only. */
export function passkeysWork(): boolean {
  return 'PublicKeyCredential' in globalThis && isSecureContext && !/^[\d.]+$|:/.test(location.hostname);
}
