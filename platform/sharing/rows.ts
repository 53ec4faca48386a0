import type { PrincipalKind, ShareLevel } from '../access/index.ts';
import { sql } from '../database/sql.ts';
import { raiseAccessVersion } from '../identity/tenant-info.ts';
import { type Context, systemUser } from '../module/index.ts';

/** One row of `record_share` that people make by hand: a share, or a member of the team. */
export interface HandMade {
  readonly object: string;
  readonly record: string;
  readonly source: 'manual' | 'team';
  readonly principal: string;
  readonly kind: PrincipalKind;
  readonly level: ShareLevel;
  readonly role?: string | null;
  readonly from?: string | null;
  readonly until?: string | null;
}

/** Writes a share, or changes the one that is there. Answers whether it is new. */
export async function writeShare(tx: Context, row: HandMade): Promise<boolean> {
  await noteHolders(tx, row.object, [row.principal]);
  const [written] = await tx.query<{ made: boolean }>(sql`
    insert into record_share (tenant_id, record_id, source, principal, kind, object, level, role, from_on, until_on, granted_by, at)
    values (${tx.tenant.id}, ${row.record}, ${row.source}, ${row.principal}, ${row.kind}, ${row.object}, ${row.level}, ${row.role ?? null},
      ${row.from ?? null}::date, ${row.until ?? null}::date, ${tx.user.id === systemUser.id ? null : tx.user.id}, ${tx.clock.now()})
    on conflict (tenant_id, record_id, source, source_id, principal) do update
      set level = excluded.level, role = excluded.role, from_on = excluded.from_on, until_on = excluded.until_on, granted_by = excluded.granted_by, at = excluded.at
    returning xmax = 0 as made`);
  return written?.made === true;
}

/** Takes a share away; false when there was none. */
export async function dropShare(tx: Context, row: Pick<HandMade, 'record' | 'source' | 'principal'>): Promise<boolean> {
  const gone = await tx.query(sql`
    delete from record_share
    where tenant_id = ${tx.tenant.id} and record_id = ${row.record} and source = ${row.source} and source_id = '' and principal = ${row.principal} returning 1`);
  return gone.length > 0;
}

/** Makes known that principals may hold shares of an object. Rights in memory that say otherwise are not used after the commit. */
export async function noteHolders(tx: Context, object: string, principals: readonly string[]): Promise<void> {
  const fresh = await tx.query(sql`
    insert into share_holder (tenant_id, principal, object) select ${tx.tenant.id}, p, ${object} from unnest(${principals}::uuid[]) p
    on conflict do nothing returning 1`);
  if (fresh.length > 0) await tx.query(raiseAccessVersion(tx.tenant.id));
}

/** Opens records of one object to people, in the transaction that makes them: what is there stays as it is. */
export async function shareWith(
  tx: Context,
  object: string,
  shares: readonly { readonly record: string; readonly user: string; readonly level: ShareLevel }[],
): Promise<void> {
  if (shares.length === 0) return;
  await noteHolders(tx, object, [...new Set(shares.map(({ user }) => user))]);
  await tx.query(sql`
    insert into record_share (tenant_id, record_id, source, principal, kind, object, level, granted_by, at)
    select ${tx.tenant.id}::int, s.record, 'manual', s.person, 'user', ${object}::text, s.level, ${tx.user.id === systemUser.id ? null : tx.user.id}::uuid, ${tx.clock.now()}
    from unnest(${shares.map(({ record }) => record)}::uuid[], ${shares.map(({ user }) => user)}::uuid[], ${shares.map(({ level }) => level)}::text[]) as s (record, person, level)
    join app_user u on u.tenant_id = ${tx.tenant.id} and u.id = s.person and u.deleted_at is null
    on conflict do nothing`);
}

/** People who see records because of a part they play in them: who else had it loses it. */
export interface Part {
  readonly object: string;
  /** What names the part in the rows, beside what people shared by hand. */
  readonly part: string;
  readonly records: readonly string[];
  readonly members: readonly { readonly record: string; readonly user: string }[];
  /** What they may do; reading unless said. */
  readonly level?: ShareLevel;
}

/** Brings what is open to those who play a part in records in step with who does, in the transaction that changes it. */
export async function followTeam(tx: Context, { object, part, records, members, level = 'read' }: Part): Promise<void> {
  if (records.length === 0) return;
  await noteHolders(tx, object, [...new Set(members.map(({ user }) => user))]);
  await tx.query(sql`
    with wanted as (
      select m.record, m.person from unnest(${members.map(({ record }) => record)}::uuid[], ${members.map(({ user }) => user)}::uuid[]) as m (record, person)
      join app_user u on u.tenant_id = ${tx.tenant.id} and u.id = m.person and u.deleted_at is null),
    gone as (
      delete from record_share s where s.tenant_id = ${tx.tenant.id} and s.record_id = any(${records}::uuid[]) and s.source = 'team' and s.source_id = ${part}
        and not exists (select from wanted w where w.record = s.record_id and w.person = s.principal))
    insert into record_share (tenant_id, record_id, source, source_id, principal, kind, object, level, granted_by, at)
    select ${tx.tenant.id}::int, w.record, 'team', ${part}::text, w.person, 'user', ${object}::text, ${level}::text,
      ${tx.user.id === systemUser.id ? null : tx.user.id}::uuid, ${tx.clock.now()} from wanted w
    on conflict do nothing`);
}
