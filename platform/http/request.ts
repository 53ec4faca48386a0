import type { FastifyRequest } from 'fastify';
import { AppError, errors, fieldError, label } from '../kernel/index.ts';
import type { Channel, ClientInfo, Context } from '../module/index.ts';

declare module 'fastify' {
  /** What OpenAPI shows of a route beside its schemas. */
  interface FastifySchema {
    summary?: string;
    description?: string;
    tags?: readonly string[];
    operationId?: string;
  }
  interface FastifyRequest {
    /** Resolves the caller once per request; undefined when nobody is signed in. */
    caller: (() => Promise<Context | undefined>) | null;
    resolved: Promise<Context | undefined> | null;
    /** The key of a program that calls; null for a session. */
    credential: Credential | null;
    /** The size-limited body as it came, for idempotency keys. */
    bodyText: string | undefined;
  }
}

/** A personal token or an app's, by which a request came. */
export interface Credential {
  readonly kind: 'token' | 'app';
  /** Of the token, or of the app that was given it. */
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly expiresAt: string | null;
}

/** The token of `Authorization: Bearer …`; undefined when the request shows none. */
export function bearerOf(request: Pick<FastifyRequest, 'headers'>): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1];
}

/** The caller's context, or undefined for somebody who is not signed in. */
export function callerOf(request: FastifyRequest): Promise<Context | undefined> {
  request.resolved ??= request.caller ? request.caller() : Promise.resolve(undefined);
  return request.resolved;
}

/** The caller's context; throws UNAUTHENTICATED. */
export async function ctxOf(request: FastifyRequest): Promise<Context> {
  const ctx = await callerOf(request);
  if (!ctx) throw errors.UNAUTHENTICATED();
  return ctx;
}

/** A record's version in `If-Match: "3"`; undefined when absent, an error when it is no version. */
export function ifMatchOf(request: FastifyRequest): number | undefined {
  const raw = request.headers['if-match'];
  if (raw === undefined || raw === '*') return undefined;
  const match = /^(?:W\/)?"?(\d{1,9})"?$/.exec(raw.trim());
  if (!match)
    throw new AppError('PRECONDITION_FAILED', 412, label('If-Match 应为记录的版本号', 'If-Match must be the version of the record'));
  return Number(match[1]);
}

/** By what way a request comes: the web app says so itself; everything else is the API. */
export function channelOf(request: FastifyRequest): Channel {
  const name = request.headers['x-huanke-channel'];
  return name === 'web' || name === 'mobile' ? name : 'api';
}

/** From where a request comes, for the audit log. */
export function clientOf(request: FastifyRequest): ClientInfo {
  return { agent: request.headers['user-agent'] ?? '', address: request.ip };
}

/**
 * What a create does about records that are like others, in `X-Huanke-Duplicates`: `ask` refuses what is only warned of, too, so that a
 * person can decide; `confirmed` (as without the header) refuses what is blocked.
 */
export function duplicatesOf(request: FastifyRequest): 'ask' | 'confirmed' {
  const raw = request.headers['x-huanke-duplicates'];
  if (raw === undefined || raw === 'confirmed') return 'confirmed';
  if (raw === 'ask') return 'ask';
  throw fieldError('INVALID_VALUE', 'X-Huanke-Duplicates', label('应为 ask 或 confirmed', 'Must be ask or confirmed'));
}
