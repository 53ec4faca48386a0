import { createHash, randomInt } from 'node:crypto';
import { sql } from '../../database/sql.ts';
import type { Queryable } from '../../module/index.ts';

const howMany = 10;
// no letters that are read as digits or as each other
const signs = 'abcdefghjkmnpqrstuvwxyz23456789';

const hashCode = (code: string) => createHash('sha256').update(code).digest();

function newCode(): string {
  const part = () => Array.from({ length: 5 }, () => signs[randomInt(signs.length)]).join('');
  return `${part()}-${part()}`;
}

/** `ABCDE 12345` and `abcde12345` mean `abcde-12345`; undefined for what can not be a recovery code. */
export function readRecoveryCode(text: string): string | undefined {
  const plain = text.toLowerCase().replace(/[\s-]/g, '');
  return /^[a-z2-9]{10}$/.test(plain) ? `${plain.slice(0, 5)}-${plain.slice(5)}` : undefined;
}

/** Ten new codes in place of the old ones. They are shown once: about 50 random bits each, kept as hashes. */
export async function newRecoveryCodes(on: Queryable, person: string): Promise<string[]> {
  const codes = Array.from({ length: howMany }, newCode);
  await on.query(sql`delete from recovery_code where person_id = ${person}`);
  await on.query(sql`insert into recovery_code (person_id, code_hash) select ${person}, unnest(${codes.map(hashCode)}::bytea[])`);
  return codes;
}

/** Uses a code up. False for a wrong one and for one that was used. */
export async function spendRecoveryCode(on: Queryable, person: string, code: string, now: Date): Promise<boolean> {
  const rows = await on.query(sql`
    update recovery_code set used_at = ${now} where person_id = ${person} and code_hash = ${hashCode(code)} and used_at is null returning 1`);
  return rows.length > 0;
}

export async function codesLeft(on: Queryable, person: string): Promise<number> {
  const [row] = await on.query<{ count: number }>(
    sql`select count(*)::int as count from recovery_code where person_id = ${person} and used_at is null`,
  );
  return row?.count ?? 0;
}
