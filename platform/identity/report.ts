/** What happens to an account and is worth telling its owner, or keeping. */
export const securityEvents = [
  'account.locked',
  'account.unlocked',
  'device.added',
  'settings.twoStepChanged',
  'twoStep.enabled',
  'twoStep.disabled',
  'twoStep.reset',
  'twoStep.codesMade',
  'twoStep.codeUsed',
  'twoStep.refused',
  'passkey.added',
  'passkey.removed',
  'sso.changed',
  'sso.linked',
  'role.networksChanged',
] as const;
export type SecurityEventName = (typeof securityEvents)[number];

export interface SecurityEvent {
  readonly event: SecurityEventName;
  /** Whose account it is about; with no `tenant` it is told in every company of theirs. */
  readonly person?: string;
  readonly tenant?: number;
  /** Who did it, as that company knows them. */
  readonly user?: string;
  /** Whom it was done to, when that is somebody else. */
  readonly target?: string;
  /** From where, of what a request did. */
  readonly client?: { readonly address: string; readonly agent: string };
  readonly data?: Readonly<Record<string, string | number | null>>;
}

/** Takes note of an event in the background: the answer must not take longer for an account that exists. */
export type SecurityReport = (event: SecurityEvent) => void;
