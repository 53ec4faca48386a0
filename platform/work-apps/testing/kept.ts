import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Somebody who works at the simulated company. */
export interface Member {
  readonly account: string;
  readonly name: string;
  readonly mobile?: string;
  readonly email?: string;
  readonly position?: string;
  /** Of the main department; none: the company itself. */
  readonly department?: number;
  /** Has the platform's app, but is of another company. */
  readonly isOutside?: boolean;
}

/** A department; ids of 2 and more, 1 is the company itself. */
export interface Division {
  readonly id: number;
  readonly name: string;
  readonly parent: number;
}

export interface Sent {
  readonly account: string;
  readonly title: string;
  readonly line: string;
  readonly url: string;
}

export interface Answer {
  readonly status?: number;
  readonly json?: unknown;
  readonly location?: string;
}

export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  // biome-ignore lint/suspicious/noExplicitAny: a body of any form
  readonly body: any;
}

/** What a simulated platform knows, and what it was asked. */
export interface Simulated {
  readonly keys: { readonly appId: string; readonly agentId?: string; readonly secret: string };
  readonly members: Member[];
  readonly divisions: Division[];
  /** Who sits before the sign-in page. */
  visitor: string;
  /** Messages that people saw. */
  readonly sent: Sent[];
  /** Paths, in the order they were asked. */
  readonly calls: string[];
  /** How a path is answered instead, so many times. */
  readonly failing: Map<string, Answer & { times?: number }>;
  /** Waits before an answer. */
  hold?: (path: string) => Promise<void> | undefined;
  /** Tokens that were given, and whether they still hold. */
  readonly tokens: Map<string, boolean>;
  /** Codes of sign-ins that were not used, and of whom they are. */
  readonly codes: Map<string, { readonly account: string; readonly challenge: string; readonly redirectUri: string }>;
  /** What was sent already, by what the platform tells it apart. */
  readonly delivered: Set<string>;
  newToken(): string;
}

let codes = 0;

/** The person before the sign-in page agrees: they go back with a code. */
export function signsIn(of: Simulated, { url }: Asked, codeParam: string): Answer {
  codes += 1;
  const query = url.searchParams;
  const redirectUri = query.get('redirect_uri') ?? '';
  of.codes.set(`code-${codes}`, { account: of.visitor, challenge: query.get('code_challenge') ?? '', redirectUri });
  const back = new URL(redirectUri);
  back.searchParams.set(codeParam, `code-${codes}`);
  back.searchParams.set('state', query.get('state') ?? '');
  return { status: 302, location: back.href };
}

/** A code counts once. */
export function takeCode(of: Simulated, code: unknown) {
  const found = of.codes.get(String(code));
  of.codes.delete(String(code));
  return found;
}

export const memberOf = (of: Simulated, has: Partial<Member>): Member | undefined =>
  of.members.find((member) => Object.entries(has).every(([key, value]) => value !== undefined && member[key as keyof Member] === value));

/** The challenge of PKCE that belongs to a verifier (RFC 7636, section 4.2). */
export const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');
