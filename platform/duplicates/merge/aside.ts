import { type Sql, sql } from '../../database/sql.ts';
import type { Context } from '../../module/index.ts';

/** Rows of people about records, which follow a merge. `key` tells two rows of one record apart. */
const sources: readonly { readonly table: string; readonly key: readonly string[] }[] = [
  { table: 'favourite', key: ['user_id'] },
  { table: 'recent_record', key: ['user_id'] },
  { table: 'notification', key: ['user_id', 'id'] },
];

const keyOf = (key: readonly string[]): Sql => sql`concat_ws('/', ${sql.join(key.map((name) => sql.ref(`t.${name}`)))})`;

/** Lets rows about the losers be about the winner; where the winner has such a row already, the loser's is kept in the log only. */
export async function moveAside(tx: Context, merge: string, winner: string, losers: readonly string[]): Promise<void> {
  const tenant = tx.tenant.id;
  for (const { table, key } of sources) {
    await tx.query(sql`
      insert into merge_aside (tenant_id, merge_id, source, row_key, from_id, body, dropped)
      select ${tenant}::int, ${merge}::uuid, ${table}::text, f.row_key, f.record_id, f.body,
        f.place > 1 or exists (select from ${sql.id(table)} t where t.tenant_id = ${tenant} and t.record_id = ${winner}::uuid and ${keyOf(key)} = f.row_key)
      from (
        select ${keyOf(key)} as row_key, t.record_id, to_jsonb(t) as body, row_number() over (partition by ${keyOf(key)} order by t.record_id) as place
        from ${sql.id(table)} t where t.tenant_id = ${tenant} and t.record_id = any(${losers}::uuid[])) f`);
    await tx.query(sql`delete from ${sql.id(table)} where tenant_id = ${tenant} and record_id = any(${losers}::uuid[])`);
    await tx.query(sql`
      insert into ${sql.id(table)}
      select (jsonb_populate_record(null::${sql.id(table)}, a.body || jsonb_build_object('record_id', ${winner}::text))).*
      from merge_aside a where a.tenant_id = ${tenant} and a.merge_id = ${merge}::uuid and a.source = ${table} and not a.dropped`);
  }
}

/** Gives rows back that are still there; what was taken away since stays away. */
export async function returnAside(tx: Context, merge: string, winner: string): Promise<void> {
  const tenant = tx.tenant.id;
  for (const { table, key } of sources) {
    const mine = sql`a.tenant_id = ${tenant} and a.merge_id = ${merge}::uuid and a.source = ${table}`;
    const moved = await tx.query<{ row_key: string }>(sql`
      delete from ${sql.id(table)} t using merge_aside a
      where ${mine} and not a.dropped and t.tenant_id = ${tenant} and t.record_id = ${winner}::uuid and ${keyOf(key)} = a.row_key returning a.row_key`);
    await tx.query(sql`
      insert into ${sql.id(table)}
      select (jsonb_populate_record(null::${sql.id(table)}, a.body)).* from merge_aside a
      where ${mine} and (a.dropped or a.row_key = any(${moved.map((row) => row.row_key)}::text[])) on conflict do nothing`);
  }
}
