import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { Database } from '../database/pool.ts';
import { sql } from '../database/sql.ts';
import type { FieldMeta } from '../module/index.ts';

/**
 * Encrypted fields: AES-256-GCM with a key per tenant, which lies in the database wrapped by a master key that does not. Inside the
 * engine the canonical value of such a field is the sealed text `e1.{hash}.{cipher}`: what is written, sent as an event or kept in the
 * history was never clear. The hash is keyed and belongs to one field, so that equal texts are found within it and nowhere else.
 */
export interface Sealer {
  seal(object: string, field: string, clear: string): string;
  /** Throws when the text was not sealed for this field of this tenant. */
  open(object: string, field: string, sealed: string): string;
  hash(object: string, field: string, clear: string): string;
}

/** In place of a tenant: what belongs to a person and so to no company (the secret of their second step). */
export const installation = 0;

export interface Vault {
  /** The tenant's own; makes its key at first use. */
  sealer(tenant: number): Promise<Sealer>;
}

declare module '../module/context.ts' {
  interface Application {
    readonly vault: Vault;
  }
}

/** Shown in place of an encrypted text where nothing of it may be seen. */
export const hiddenText = '••••';

/** The last four signs of a text long enough for that; of a short one nothing. `maskSecret('6222020200112340') === '••••2340'` */
export function maskSecret(clear: string): string {
  const signs = [...clear];
  return signs.length >= 8 ? `${hiddenText}${signs.slice(-4).join('')}` : hiddenText;
}

export const isSealed = (text: unknown): text is string =>
  typeof text === 'string' && /^e1\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{38,}$/.test(text);

export const isSecret = (field: Pick<FieldMeta, 'type'> | undefined): boolean => field?.type === 'encrypted';

/** Names a master key without telling it. */
export function keyName(key: Buffer): string {
  return createHash('sha256').update('huanke master key').update(key).digest('hex').slice(0, 16);
}

function encrypt(key: Buffer, about: string, clear: Buffer): Buffer {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(about));
  return Buffer.concat([iv, cipher.update(clear), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Buffer, about: string, sealed: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12), { authTagLength: 16 }).setAAD(Buffer.from(about));
  decipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
}

/** A tenant's data key under the master key, as it lies in `tenant_key`. */
export function wrapKey(master: Buffer, tenant: number, key: Buffer): string {
  return encrypt(master, `tenant ${tenant}`, key).toString('base64url');
}

export function unwrapKey(master: Buffer, tenant: number, wrapped: string): Buffer {
  return decrypt(master, `tenant ${tenant}`, Buffer.from(wrapped, 'base64url'));
}

/** Seals and opens with one tenant's data key. */
export function sealerOf(tenant: number, dataKey: Buffer): Sealer {
  const derived = (purpose: string) => Buffer.from(hkdfSync('sha256', dataKey, Buffer.alloc(0), purpose, 32));
  const [cipherKey, hashKey] = [derived('cipher'), derived('hash')];
  const about = (object: string, field: string) => `${tenant} ${object} ${field}`;
  const hash = (object: string, field: string, clear: string) =>
    createHmac('sha256', hashKey)
      .update(`${about(object, field)}\n${clear.normalize('NFKC')}`)
      .digest()
      .subarray(0, 16)
      .toString('base64url');
  return {
    hash,
    seal: (object, field, clear) =>
      `e1.${hash(object, field, clear)}.${encrypt(cipherKey, about(object, field), Buffer.from(clear)).toString('base64url')}`,
    open: (object, field, sealed) =>
      decrypt(cipherKey, about(object, field), Buffer.from(sealed.split('.')[2] ?? '', 'base64url')).toString(),
  };
}

export function createVault(master: Buffer, database: Database): Vault {
  const known = new Map<number, Promise<Sealer>>();
  const load = async (tenant: number): Promise<Sealer> => {
    // a transaction of its own: a key that the save's rollback took back would be lost with what it has sealed
    const wrapped = await database.write(tenant, async (connection) => {
      const made = wrapKey(master, tenant, randomBytes(32));
      await connection.query(sql`
        insert into tenant_key (tenant_id, wrapped, master) values (${tenant}, ${made}, ${keyName(master)}) on conflict do nothing`);
      const [row] = await connection.query<{ wrapped: string }>(sql`select wrapped from tenant_key where tenant_id = ${tenant}`);
      return row?.wrapped ?? '';
    });
    return sealerOf(tenant, unwrapKey(master, tenant, wrapped));
  };
  return {
    sealer(tenant) {
      let sealer = known.get(tenant);
      if (!sealer) {
        sealer = load(tenant);
        known.set(tenant, sealer);
        // what failed once may work the next time
        sealer.catch(() => known.delete(tenant));
      }
      return sealer;
    },
  };
}
