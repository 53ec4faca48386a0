export type Security = 'tls' | 'starttls' | 'none';

/** Where a mailbox is read and where its letters go out. */
export interface MailboxPlace {
  /** The person's own address. */
  readonly address: string;
  /** How recipients see them. */
  readonly name: string;
  readonly login: string;
  readonly imapHost: string;
  readonly imapPort: number;
  readonly imapSecurity: Security;
  readonly smtpHost: string;
  readonly smtpPort: number;
  readonly smtpSecurity: Security;
  readonly signature: string;
  /** Addresses and domains (`@example.cn`) whose mail stays out of the CRM. */
  readonly blocked: readonly string[];
}

/** What its person sees: everything but the password. */
export interface MailboxView extends MailboxPlace {
  readonly active: boolean;
  /** RFC 3339; null before the first time. */
  readonly readAt: string | null;
  readonly failure: string | null;
}

/** For connecting: with the password in clear, in memory only. */
export interface OpenMailbox extends MailboxPlace {
  readonly user: string;
  readonly password: string;
  /** Mail before this is not fetched. */
  readonly since: Date;
}
