import type { Label } from '@huanke/platform/kernel';
import type { OutboundAnswer } from '@huanke/platform/outbound';

/** A company's account at a service, as a provider needs to know it. */
export interface SmsAccount {
  readonly keyId: string;
  readonly secret: string;
  /** The app in the account, of services that tell these apart. */
  readonly appId: string | null;
  /** `https://host` of the service. */
  readonly endpoint: string;
}

/** What a service is handed for one message. */
export interface SmsContent {
  readonly signature: string;
  readonly code: string;
  /** Variables in the order of the template. */
  readonly values: readonly { readonly name: string; readonly value: string }[];
}

export interface SmsRequest extends SmsContent {
  /** A mobile number of the mainland, 11 digits. */
  readonly to: string;
  /** Our id of the message; a service that can gives it back with its receipts. */
  readonly id: string;
  readonly at: Date;
}

/**
 * What became of asking a service. `later` is only for what surely was not sent; an answer that does not say so is `unknown`: no service
 * knows a message again that is sent twice.
 */
export type Outcome =
  | { readonly kind: 'accepted'; readonly providerId: string }
  | { readonly kind: 'refused' | 'later' | 'unknown'; readonly refusal: Refusal };

export interface Refusal {
  /** The service's own code and words; '' where it did not answer. */
  readonly code: string;
  readonly said: string;
}

/** What a service reports of a message on its way to the person. */
export interface Receipt {
  readonly providerId: string;
  /** Our id of the message, of services that give it back. */
  readonly id: string | null;
  readonly delivered: boolean;
  readonly refusal: Refusal;
  /** How many messages it was charged as; null where that is not told. */
  readonly segments: number | null;
}

export interface SmsCall {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One more service is one more of these in `providers.ts`. */
export interface SmsProvider {
  readonly name: string;
  readonly label: Label;
  /** Where the service stands unless a company says otherwise. */
  readonly endpoint: string;
  readonly hasApp: boolean;
  /** A signed request to send. */
  send(account: SmsAccount, request: SmsRequest): SmsCall;
  /** What its answer means. */
  outcome(answer: Pick<OutboundAnswer, 'status' | 'body'>): Outcome;
  /** A request that changes nothing and tells whether the keys are right; its answer is read by `proven`. */
  prove(account: SmsAccount, at: Date): SmsCall;
  /** Undefined when the keys are right. */
  proven(answer: Pick<OutboundAnswer, 'status' | 'body'>): Refusal | undefined;
  /** Whether an administrator has to mend something: keys, credit, approvals. */
  isAdministrators(code: string): boolean;
  /** A code in plain words, where people can do something about it. */
  wordsFor(code: string): Label | undefined;
  /** Reads what it reports. @throws field errors */
  receipts(body: unknown): Receipt[];
  /** What it wants to hear after that. */
  readonly thanks: Readonly<Record<string, unknown>>;
}

type Json = Readonly<Record<string, unknown>>;

export const objectIn = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};

/** An answer as JSON; an empty object where it is none. */
export function jsonIn(body: string): Json {
  try {
    return objectIn(JSON.parse(body));
  } catch {
    return {};
  }
}

/** Numbers are told as texts now and then. */
export const textIn = (value: unknown): string =>
  (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '').slice(0, 300);

/** What a service says may hold the number, which not everybody may see who sees the message. */
export const refusal = (code: unknown, said: unknown): Refusal => ({
  code: textIn(code).slice(0, 100),
  said: textIn(said).replace(/\d{7,}/g, '***'),
});
