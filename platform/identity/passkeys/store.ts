import { sql } from '../../database/sql.ts';
import type { Queryable } from '../../module/index.ts';

export interface PasskeyItem {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
}

/** A stored passkey with what a signature is checked by. */
export interface StoredPasskey {
  readonly id: string;
  readonly person: string;
  readonly publicKey: Buffer;
  readonly counter: number;
  readonly transports: string[];
}

export function listPasskeys(on: Queryable, person: string): Promise<PasskeyItem[]> {
  return on.query<PasskeyItem>(sql`
    select id, name, created_at as "createdAt", last_used_at as "lastUsedAt" from passkey where person_id = ${person} order by created_at, id`);
}

export async function findPasskey(on: Queryable, id: string): Promise<StoredPasskey | undefined> {
  const [found] = await on.query<StoredPasskey>(sql`
    select id, person_id as person, public_key as "publicKey", counter::float8 as counter, transports from passkey where id = ${id} for update`);
  return found;
}
