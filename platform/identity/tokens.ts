import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits; what a browser or a link holds. The database holds only the hash. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

const form = /^[A-Za-z0-9_-]{43}$/;

/** SHA-256 of a token (it is random, so nothing slower is needed), or undefined for what can not be one. */
export function hashToken(token: string): Buffer | undefined {
  return form.test(token) ? createHash('sha256').update(token).digest() : undefined;
}
