import { type Sql, sql } from '../../database/sql.ts';
import type { Context } from '../../module/index.ts';

interface Source {
  readonly table: string;
  /** Tells two rows of one record apart. */
  readonly key: readonly string[];
  /** Rows with a key of their own can just be about another record; of the others a record has one for each key. */
  readonly isFree?: boolean;
  /** Rows that follow; all unless said. */
  readonly only?: Sql;
}

/** Rows about records that are no records: what follows a merge beside fields. */
const sources: readonly Source[] = [
  { table: 'comment', key: ['id'], isFree: true },
  { table: 'notification', key: ['user_id', 'id'], isFree: true },
  { table: 'favourite', key: ['user_id'] },
  { table: 'recent_record', key: ['user_id'] },
  { table: 'follow', key: ['user_id'] },
  // what rules share is theirs to work out
  { table: 'record_share', key: ['source', 'source_id', 'principal'], only: sql`t.source <> 'rule'` },
  { table: 'file_use', key: ['file_id'] },
  { table: 'play_tick', key: ['stage', 'step'] },
];

const keyOf = (key: readonly string[]): Sql => sql`concat_ws('/', ${sql.join(key.map((name) => sql.ref(`t.${name}`)))})`;
const ofLog = (tenant: number, merge: string, table: string): Sql =>
  sql`a.tenant_id = ${tenant} and a.merge_id = ${merge}::uuid and a.source = ${table}`;

/** Lets rows about the losers be about the winner; where the winner has such a row already, the loser's is kept in the log only. */
export async function moveAside(tx: Context, merge: string, winner: string, losers: readonly string[]): Promise<void> {
  const tenant = tx.tenant.id;
  for (const { table, key, isFree, only = sql`true` } of sources) {
    const mine = sql`t.tenant_id = ${tenant} and t.record_id = any(${losers}::uuid[]) and ${only}`;
    const logged = await tx.query(sql`
      insert into merge_aside (tenant_id, merge_id, source, row_key, from_id, body, dropped)
      select ${tenant}::int, ${merge}::uuid, ${table}::text, f.row_key, f.record_id, f.body,
        f.place > 1 or exists (select from ${sql.id(table)} t where t.tenant_id = ${tenant} and t.record_id = ${winner}::uuid and ${keyOf(key)} = f.row_key)
      from (
        select ${keyOf(key)} as row_key, t.record_id, ${isFree ? sql`'{}'::jsonb` : sql`to_jsonb(t)`} as body,
          row_number() over (partition by ${keyOf(key)} order by t.record_id) as place
        from ${sql.id(table)} t where ${mine}) f returning row_key`);
    if (logged.length === 0) continue;
    if (isFree) {
      await tx.query(sql`update ${sql.id(table)} t set record_id = ${winner}::uuid where ${mine}`);
      continue;
    }
    await tx.query(sql`delete from ${sql.id(table)} t where ${mine}`);
    await tx.query(sql`
      insert into ${sql.id(table)}
      select (jsonb_populate_record(null::${sql.id(table)}, a.body || jsonb_build_object('record_id', ${winner}::text))).*
      from merge_aside a where ${ofLog(tenant, merge, table)} and not a.dropped`);
  }
}

/** Gives rows back that are still there; what was taken away since stays away. */
export async function returnAside(tx: Context, merge: string, winner: string): Promise<void> {
  const tenant = tx.tenant.id;
  for (const { table, key, isFree } of sources) {
    const log = ofLog(tenant, merge, table);
    const same = sql`t.tenant_id = ${tenant} and t.record_id = ${winner}::uuid and ${keyOf(key)} = a.row_key`;
    if (isFree) {
      await tx.query(sql`update ${sql.id(table)} t set record_id = a.from_id from merge_aside a where ${log} and ${same}`);
      continue;
    }
    const moved = await tx.query<{ row_key: string }>(sql`
      delete from ${sql.id(table)} t using merge_aside a where ${log} and not a.dropped and ${same} returning a.row_key`);
    await tx.query(sql`
      insert into ${sql.id(table)}
      select (jsonb_populate_record(null::${sql.id(table)}, a.body)).* from merge_aside a
      where ${log} and (a.dropped or a.row_key = any(${moved.map((row) => row.row_key)}::text[])) on conflict do nothing`);
  }
}
