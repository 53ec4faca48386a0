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
  /** Letters that went out are put into the sent folder. */
  readonly keepSent: boolean;
}

/** Where letters are read. */
export type ImapPlace = Pick<MailboxPlace, 'imapHost' | 'imapPort' | 'imapSecurity'>;

/** What a server is shown: a password, or what a sign-in service has given for an hour. */
export type Credentials = { readonly user: string; readonly pass: string } | { readonly user: string; readonly accessToken: string };

/** What its person sees: everything but the password. */
export interface MailboxView extends MailboxPlace {
  readonly active: boolean;
  /** RFC 3339; null before the first time. */
  readonly readAt: string | null;
  readonly failure: string | null;
  /** The service its person has signed in at; null: by a password. */
  readonly provider: string | null;
  /** The service lets us in no more until they sign in again. */
  readonly needsSignIn: boolean;
}

/** For connecting: with the password, or the tokens of the service, in clear, in memory only. */
export interface OpenMailbox extends MailboxPlace {
  readonly user: string;
  /** Of who signs in at a service the tokens it gave, as JSON. */
  readonly secret: string;
  readonly provider: string | null;
  readonly needsSignIn: boolean;
  /** Mail before this is not fetched. */
  readonly since: Date;
}
