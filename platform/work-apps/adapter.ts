import type { Platform } from './platforms.ts';

/** By what a company's app is known at its platform. */
export interface AppKeys {
  /** WeCom: corpid; DingTalk: client id (AppKey); Feishu: App ID. */
  readonly appId: string;
  /** WeCom and DingTalk: AgentId; null at Feishu. */
  readonly agentId: string | null;
  readonly secret: string;
}

/** One request. With a body it is a POST of JSON, else a GET. */
export interface Call {
  /** Which of the adapter's addresses. */
  readonly at: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** What a platform answered: JSON, its form not yet known. */
export type Reply = Readonly<Record<string, unknown>>;

/** Sends a call and gives the answer. @throws PlatformRefusal, OutboundError */
export type Ask = (call: Call) => Promise<Reply>;

/** What is told to one person: plain text, and where a press leads. */
export interface Card {
  readonly title: string;
  readonly line: string;
  readonly button: string;
  /** Absolute. */
  readonly url: string;
  /** The same of what is the same, at most 50 characters. */
  readonly tag: string;
}

/** Who came back from a platform's sign-in page. Mobile and e-mail only where the platform has seen that they are theirs. */
export interface Visitor {
  readonly account: string;
  readonly mobile: string | null;
  readonly email: string | null;
}

export interface Leave {
  readonly state: string;
  readonly redirectUri: string;
  /** Of PKCE (RFC 7636), S256; used where the platform knows it. */
  readonly challenge: string;
  /** In the platform's own browser: it knows who it is and shows no code to scan. */
  readonly isInside: boolean;
}

export interface Return {
  readonly code: string;
  readonly verifier: string;
  readonly redirectUri: string;
}

/** How one platform is spoken to. Everything that differs between them is here. */
export interface Adapter {
  readonly platform: Platform;
  /** Its own addresses, by role; `pages…` are opened by people, the rest by this server. */
  readonly addresses: Readonly<Record<string, string>>;
  readonly hasAgent: boolean;
  /** By this the platform's own browser is known. */
  readonly agent: RegExp;
  /** A token for the company's calls, and for how many seconds it holds. */
  token(ask: Ask, keys: AppKeys): Promise<{ readonly token: string; readonly seconds: number }>;
  withToken(call: Call, token: string): Call;
  /** The platform's code and text of a refusal; undefined for a good answer. */
  refusal(status: number, reply: Reply): { readonly code: string; readonly said: string } | undefined;
  /** What kind of refusal a code is; one that is not listed is any other. */
  readonly codes: Readonly<Partial<Record<'token' | 'credentials' | 'busy' | 'stranger', readonly string[]>>>;
  /** The account behind a mobile, or an e-mail where the platform can; undefined where it knows nobody, or two. */
  find(ask: Ask, by: { readonly mobile: string | null; readonly email: string | null }): Promise<string | undefined>;
  send(ask: Ask, keys: AppKeys, account: string, card: Card): Promise<void>;
  /** The page people sign in on: path and query at one of the addresses. */
  leave(keys: AppKeys, leave: Leave): Required<Pick<Call, 'at' | 'path' | 'query'>> & { readonly hash?: string };
  /** `ask` carries the company's token, `plain` none. */
  arrive(on: { readonly ask: Ask; readonly plain: Ask }, keys: AppKeys, back: Return): Promise<Visitor>;
}

export const textIn = (value: unknown): string | null => (typeof value === 'string' && value !== '' && value.length <= 2000 ? value : null);
export const objectIn = (value: unknown): Reply =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Reply) : {};
export const listIn = (value: unknown): Reply[] => (Array.isArray(value) ? value.map(objectIn) : []);

/** At most so many characters, the last one an ellipsis where something is cut. */
export function cut(text: string, most: number): string {
  const signs = [...text];
  return signs.length <= most ? text : `${signs.slice(0, most - 1).join('')}…`;
}
