import { sql } from '../database/sql.ts';
import { newId } from '../kernel/index.ts';
import type { Application, Queryable } from '../module/index.ts';
import { deviceName, isHandheld } from './device-name.ts';
import { globalQuery } from './store.ts';
import { type RawTenant, readTenant, type TenantRow, tenantColumns } from './tenant-info.ts';
import { hashToken, newToken } from './tokens.ts';

const dayMs = 86_400_000;
/** A session ends when it was not used for so long. */
export const sessionDays = 30;
// Use is written down at most this often.
const touchMs = 600_000;

export type SessionVia = 'password' | 'link' | 'passkey' | 'sso';

/**
 * The person themselves signed in, and not a company on their behalf (an administrator's link, its own sign-in service): only then may
 * they go to their other companies and change how they sign in.
 */
export const isOwn = (via: SessionVia): boolean => via === 'password' || via === 'passkey';

/** Whom a session looks as: see view-as.ts. */
export type ViewAs = { readonly user: string } | { readonly role: string };

export interface Session {
  readonly id: string;
  readonly person: string;
  readonly user: string;
  readonly via: SessionVia;
  readonly tenant: TenantRow;
  readonly viewAs: ViewAs | null;
}

export interface Device {
  readonly device: string;
  readonly address: string;
}

interface Row extends RawTenant {
  session_id: string;
  person_id: string;
  user_id: string;
  via: SessionVia;
  view_as: ViewAs | null;
  last_seen_at: string;
  expires_at: string;
}

const find = {
  name: 'session',
  text: `select s.id as session_id, s.person_id, s.user_id, s.via, s.view_as, s.last_seen_at, s.expires_at, ${tenantColumns}
    from session s
    join membership m on m.person_id = s.person_id and m.tenant_id = s.tenant_id and m.user_id = s.user_id and m.active
    join tenant t on t.id = s.tenant_id
    where s.token_hash = $1`,
};

/** Begins a session and gives the token for the cookie. */
export async function startSession(
  app: Application,
  who: { person: string; tenant: number; user: string; via: SessionVia } & Device,
): Promise<string> {
  const token = newToken();
  const now = app.clock.now();
  await globalQuery(
    app,
    sql`
    with opened as (
      insert into session (token_hash, id, person_id, tenant_id, user_id, device, address, via, created_at, last_seen_at, expires_at)
      values (${hashToken(token)}, ${newId(now.getTime())}, ${who.person}, ${who.tenant}, ${who.user}, ${who.device.slice(0, 300)}, ${who.address.slice(0, 60)}, ${who.via},
        ${now}, ${now}, ${new Date(now.getTime() + sessionDays * dayMs)})
    )
    update membership set last_used_at = ${now} where person_id = ${who.person} and tenant_id = ${who.tenant}`,
  );
  return token;
}

/** The session behind a token while it lasts: one prepared read. Whether its company is open is the caller's question. */
export async function findSession(app: Pick<Application, 'clock' | 'database'>, token: string): Promise<Session | undefined> {
  const hash = hashToken(token);
  if (!hash) return undefined;
  const row = (await app.database.pool.query<Row>({ ...find, values: [hash] })).rows[0];
  const now = app.clock.now().getTime();
  if (!row || Date.parse(row.expires_at) <= now) return undefined;
  if (now - Date.parse(row.last_seen_at) > touchMs) {
    await globalQuery(
      app,
      sql`update session set last_seen_at = ${new Date(now)}, expires_at = ${new Date(now + sessionDays * dayMs)} where token_hash = ${hash}`,
    );
  }
  return { id: row.session_id, person: row.person_id, user: row.user_id, via: row.via, tenant: readTenant(row), viewAs: row.view_as };
}

export async function endSession(app: Application, token: string): Promise<void> {
  const hash = hashToken(token);
  if (hash) await globalQuery(app, sql`delete from session where token_hash = ${hash}`);
}

/** A new token for a session, in the caller's transaction: whoever holds the old one, from before something secret changed, holds nothing. */
export async function renewSession(connection: Queryable, id: string): Promise<string> {
  const token = newToken();
  await connection.query(sql`update session set token_hash = ${hashToken(token)} where id = ${id}`);
  return token;
}

export interface SessionItem {
  readonly id: string;
  readonly company: string;
  /** What the browser says of itself. */
  readonly device: string;
  /** Browser and system. */
  readonly name: string;
  readonly handheld: boolean;
  readonly address: string;
  readonly createdAt: string;
  readonly lastSeenAt: string;
  readonly current: boolean;
}

/** Where a person is signed in, the last used first. A session that is not the person's own sees those of its company only. */
export async function listSessions(app: Application, own: Session): Promise<SessionItem[]> {
  const items = await globalQuery<Omit<SessionItem, 'name' | 'handheld'>>(
    app,
    sql`
    select s.id, t.name as company, s.device, s.address, s.created_at as "createdAt", s.last_seen_at as "lastSeenAt", s.id = ${own.id} as current
    from session s join tenant t on t.id = s.tenant_id
    where s.person_id = ${own.person} and s.expires_at > ${app.clock.now()} and (${isOwn(own.via)} or s.tenant_id = ${own.tenant.id})
    order by s.last_seen_at desc limit 100`,
  );
  return items.map((item) => ({ ...item, name: deviceName(item.device), handheld: isHandheld(item.device) }));
}

/** Ends one session of the person, or (without `id`) all but the one in use. False when there is no such session. */
export async function endSessions(app: Application, own: Session, id?: string): Promise<boolean> {
  const which = id === undefined ? sql`id <> ${own.id}` : sql`id = ${id}`;
  const rows = await globalQuery(
    app,
    sql`
    delete from session where person_id = ${own.person} and ${which} and (${isOwn(own.via)} or tenant_id = ${own.tenant.id}) returning id`,
  );
  return id === undefined || rows.length > 0;
}
