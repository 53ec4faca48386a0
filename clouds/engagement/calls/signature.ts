import { createHmac, timingSafeEqual } from 'node:crypto';
import { engagementErrors } from '../errors.ts';

/** How old a signed message may be, and how far ahead another clock may go. Seconds. */
const tolerance = 300;

/**
 * Checks `t=1772352000,v1=…`: HMAC-SHA256 over the second of sending, a dot and the bytes of the body; the form in which our own webhooks
 * are signed (platform/webhooks).
 *
 * @throws BAD_SIGNATURE
 */
export function checkSignature(header: unknown, body: Buffer, { secret, now }: { readonly secret: string; readonly now: Date }): void {
  const parts = String(header ?? '').split(',');
  const t = Number(parts.find((part) => part.startsWith('t='))?.slice(2));
  if (!Number.isInteger(t) || Math.abs(now.getTime() / 1000 - t) > tolerance) throw engagementErrors.BAD_SIGNATURE();
  const wanted = createHmac('sha256', secret).update(`${t}.`).update(body).digest();
  const given = parts.filter((part) => part.startsWith('v1=')).map((part) => Buffer.from(part.slice(3), 'hex'));
  if (!given.some((one) => one.length === wanted.length && timingSafeEqual(one, wanted))) throw engagementErrors.BAD_SIGNATURE();
}
