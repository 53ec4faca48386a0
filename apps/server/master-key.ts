import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Database, sql } from '@huanke/platform/database';
import { installation, keyName, unwrapKey, wrapKey } from '@huanke/platform/storage';

/** The master key is missing or not the one the data was sealed with: nothing encrypted could be read, so nothing is started. */
export class MasterKeyError extends Error {}

/** 32 bytes as base64 or as 64 hex digits. */
export function readKey(text: string): Buffer | undefined {
  const form = text.trim();
  const key = /^[0-9a-f]{64}$/i.test(form) ? Buffer.from(form, 'hex') : Buffer.from(form, 'base64');
  return key.length === 32 ? key : undefined;
}

interface KeyRow {
  readonly tenant_id: number;
  readonly wrapped: string;
  readonly master: string;
}

/**
 * The master key: the setting, else the file in the data folder, else (only while nothing is encrypted yet) a new file, readable by its
 * owner alone. Data keys that are wrapped by the previous key are wrapped anew, so that a rotation is a restart with both keys.
 */
export async function masterKey(options: {
  /** As the application: the rows of a tenant are seen by naming it, whoever owns the tables. */
  readonly database: Database;
  readonly dataDir: string;
  readonly key: string | undefined;
  readonly previous: string | undefined;
}): Promise<Buffer> {
  const file = join(options.dataDir, 'encryption.key');
  const given = options.key ?? (existsSync(file) ? readFileSync(file, 'utf8') : undefined);
  const source = options.key ? 'HUANKE_ENCRYPTION_KEY' : file;
  const rows = await keyRows(options.database);
  if (given === undefined) {
    if (rows.length > 0)
      throw new MasterKeyError(
        `加密主密钥不见了：数据库里有加密字段，但没有设 HUANKE_ENCRYPTION_KEY，也没有 ${file}。请放回原来的密钥。 (The master key of encrypted fields is missing: put it back.)`,
      );
    const made = randomBytes(32);
    mkdirSync(dirname(file), { recursive: true });
    // another process of the same installation may have been first
    try {
      writeFileSync(file, `${made.toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
      return made;
    } catch (error) {
      if ((error as { code?: string }).code !== 'EEXIST') throw error;
      return readKey(readFileSync(file, 'utf8')) ?? made;
    }
  }
  const key = readKey(given);
  if (!key)
    throw new MasterKeyError(
      `${source} 不是 32 字节的密钥（base64 或 64 位十六进制）。 (${source} is not a key of 32 bytes in base64 or hex.)`,
    );
  const previous = options.previous ? readKey(options.previous) : undefined;
  if (options.previous && !previous)
    throw new MasterKeyError('HUANKE_ENCRYPTION_KEY_PREVIOUS 不是 32 字节的密钥。 (It is not a key of 32 bytes.)');
  const name = keyName(key);
  const others = rows.filter((row) => row.master !== name);
  if (others.some((row) => !previous || row.master !== keyName(previous)))
    throw new MasterKeyError(
      `${source} 不是这个数据库的加密主密钥：有 ${others.length} 家公司的加密字段打不开。请换回原来的密钥；正在更换密钥时，把旧密钥放在 HUANKE_ENCRYPTION_KEY_PREVIOUS。 (${source} is not the master key this database was encrypted with.)`,
    );
  if (previous)
    for (const { tenant_id: tenant, wrapped } of others) {
      const anew = wrapKey(key, tenant, unwrapKey(previous, tenant, wrapped));
      await options.database.write(tenant, (connection) =>
        connection.query(sql`update tenant_key set wrapped = ${anew}, master = ${name} where tenant_id = ${tenant}`),
      );
    }
  return key;
}

async function keyRows(database: Database): Promise<KeyRow[]> {
  const tenants = await database.global((connection) => connection.query<{ id: number }>(sql`select id from tenant order by id`));
  const rows: KeyRow[] = [];
  for (const id of [installation, ...tenants.map((tenant) => tenant.id)]) {
    const read = sql`select tenant_id, wrapped, master from tenant_key where tenant_id = ${id}`;
    rows.push(...(await database.read(id, (connection) => connection.query<KeyRow>(read))));
  }
  return rows;
}
