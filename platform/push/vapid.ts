import { createECDH, createPrivateKey, sign } from 'node:crypto';
import { sql } from '../database/sql.ts';
import type { Application } from '../module/index.ts';
import { installation } from '../storage/vault.ts';

/** The keys by which push services know this installation (RFC 8292), as base64url. */
export interface VapidKeys {
  /** Uncompressed point of P-256. */
  readonly publicKey: string;
  readonly privateKey: string;
}

/** A signature is good for so long; push services take at most 24 hours. */
const goodForMs = 12 * 3_600_000;

export function newVapidKeys(): VapidKeys {
  const pair = createECDH('prime256v1');
  const publicKey = pair.generateKeys('base64url');
  // leading zeros are part of the key
  return { publicKey, privateKey: Buffer.from(pair.getPrivateKey('hex').padStart(64, '0'), 'hex').toString('base64url') };
}

const place = ['installation', 'pushKey'] as const;

/** The keys of this installation; made, sealed and kept at first use, whoever of several processes comes first. */
export async function vapidKeys(app: Application): Promise<VapidKeys> {
  const sealer = await app.vault.sealer(installation);
  const read = () =>
    app.database.global((connection) =>
      connection.query<{ public_key: string; private_key: string }>(sql`select public_key, private_key from push_key where id = 1`),
    );
  let [row] = await read();
  if (!row) {
    const { publicKey, privateKey } = newVapidKeys();
    await app.database.global((connection) =>
      connection.query(sql`
        insert into push_key (id, public_key, private_key, created_at)
        values (1, ${publicKey}, ${sealer.seal(...place, privateKey)}, ${app.clock.now()}) on conflict do nothing`),
    );
    [row] = await read();
  }
  if (!row) throw new Error('the key for push services could not be kept');
  return { publicKey: row.public_key, privateKey: sealer.open(...place, row.private_key) };
}

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/**
 * `Authorization` of a message to a push service: who sends, for this service only, and for some hours.
 *
 * @param contact a `mailto:` address of who answers for the sender, where there is one
 */
export function vapidHeader(keys: VapidKeys, endpoint: string, { now, contact }: { now: Date; contact?: string }): string {
  const claims = {
    aud: new URL(endpoint).origin,
    exp: Math.floor((now.getTime() + goodForMs) / 1000),
    ...(contact ? { sub: contact } : {}),
  };
  const token = `${part({ typ: 'JWT', alg: 'ES256' })}.${part(claims)}`;
  const point = Buffer.from(keys.publicKey, 'base64url');
  const key = createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
      d: keys.privateKey,
    },
  });
  const signature = sign('sha256', Buffer.from(token), { key, dsaEncoding: 'ieee-p1363' });
  return `vapid t=${token}.${signature.toString('base64url')}, k=${keys.publicKey}`;
}
