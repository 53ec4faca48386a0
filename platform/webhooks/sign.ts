import { createHmac } from 'node:crypto';

/**
 * `t=1772352000,v1=…[,v1=…]`: HMAC-SHA256 over the second of sending, a dot and the body, by each secret that counts now. Receivers compute
 * one of them anew and refuse what is old.
 */
export function signatureOf(body: string, at: Date, secrets: readonly string[]): string {
  const t = Math.floor(at.getTime() / 1000);
  return [`t=${t}`, ...secrets.map((secret) => `v1=${createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')}`)].join(',');
}
