import { createHash } from 'node:crypto';
import { audit } from '../audit/index.ts';
import { sql } from '../database/sql.ts';
import { enteringFirst, newToken, openFlow, SsoRefusal } from '../identity/index.ts';
import type { Application, Context } from '../module/index.ts';
import { isMobile, phoneDigits } from '../text/index.ts';
import type { Visitor } from './adapter.ts';
import { urlOf } from './adapters.ts';
import { type OpenConnection, openConnection } from './connections.ts';
import { PlatformRefusal } from './failure.ts';
import { isNoOwner, mobileIn } from './people.ts';
import type { Platform } from './platforms.ts';

export const callbackPath = '/api/v1/auth/work-apps/callback';

/** Kept between sending somebody to their platform and their coming back. */
export interface WorkAppState {
  readonly platform: Platform;
  readonly verifier: string;
  readonly redirectUri: string;
  readonly next: string;
}

export interface Departure {
  readonly tenant: number;
  readonly platform: Platform;
  readonly site: string;
  readonly next: string;
  readonly agent: string;
  /** Somebody signed in who wants their own account there known; nobody where it is for signing in. */
  readonly link?: { readonly person: string; readonly user: string };
}

/** A connection by which people may sign in now. @throws SsoRefusal */
async function entranceOf(app: Application, tenant: number, platform: Platform, isLink: boolean): Promise<OpenConnection> {
  const connection = await openConnection(app, tenant, platform);
  const company = connection && (await app.identity.tenant(tenant));
  if (!connection || company?.status !== 'active' || !(isLink || connection.signIn)) throw new SsoRefusal('off');
  return connection;
}

/** Where to send the browser, and the state it has to come back with. @throws SsoRefusal */
export async function depart(app: Application, go: Departure): Promise<{ url: string; state: string }> {
  const { tenant, platform, site, next, agent, link } = go;
  const { line } = await entranceOf(app, tenant, platform, link !== undefined);
  const verifier = newToken();
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const data: WorkAppState = { platform, verifier, redirectUri: `${site}${callbackPath}`, next };
  const kind = link ? 'workAppLink' : 'workApp';
  const state = await openFlow(app, { kind, tenant, ...link, data: { ...data } });
  const isInside = line.adapter.agent.test(agent);
  const { hash, ...page } = line.adapter.leave(line.keys, { state, redirectUri: data.redirectUri, challenge, isInside });
  return { url: `${urlOf(app, line.adapter, page)}${hash ? `#${hash}` : ''}`, state };
}

/** Takes the code somebody came back with for who they are at their platform. @throws SsoRefusal */
export async function visitorOf(
  app: Application,
  { tenant, data, code, isLink }: { tenant: number; data: WorkAppState; code: string; isLink: boolean },
): Promise<Visitor> {
  const { line } = await entranceOf(app, tenant, data.platform, isLink);
  try {
    return await line.adapter.arrive(line, line.keys, { code, verifier: data.verifier, redirectUri: data.redirectUri });
  } catch (cause) {
    throw new SsoRefusal(cause instanceof PlatformRefusal && cause.fault === 'stranger' ? 'notLinked' : 'failed', cause);
  }
}

/** The query parameter of a platform by which its people bring their code. */
export const codeOf = (query: Readonly<Record<string, string | undefined>>): string => query['authCode'] ?? query['code'] ?? '';

/**
 * Who comes in: whose account that is, else the one active person of the company with the mobile or e-mail the platform has seen to be theirs;
 * their account is known from then on. Nobody new is made: at a platform there may be people who are no
 * colleagues.
 *
 * @throws SsoRefusal
 */
export async function enterAs(
  app: Application,
  tenant: number,
  platform: Platform,
  visitor: Visitor,
): Promise<{ person: string; user: string }> {
  const system = await app.contextFor({ tenant, channel: 'api' });
  return system.transaction(async (tx) => {
    const known = await userOfAccount(tx, platform, visitor.account);
    const user = known ?? (await userOfProof(tx, platform, visitor));
    if (!user) throw new SsoRefusal('notLinked');
    const person = await enteringFirst(tx, user);
    if (!known) {
      const { account } = visitor;
      await tx.query(sql`
        insert into work_app_user (tenant_id, platform, user_id, account, linked_by, linked_at)
        values (${tenant}, ${platform}, ${user.id}, ${account}, 'match', ${tx.clock.now()})`);
      await audit(tx, { event: 'workApp.linked', object: 'user', record: user.id, data: { platform, account, by: 'match' } });
    }
    return { person, user: user.id };
  });
}

interface Found {
  readonly id: string;
  readonly active: boolean;
}

async function userOfAccount(tx: Context, platform: Platform, account: string): Promise<Found | undefined> {
  const [found] = await tx.query<Found>(sql`
    select u.id, coalesce(u.active, false) as active from work_app_user l
    join app_user u on u.tenant_id = l.tenant_id and u.id = l.user_id and u.deleted_at is null
    where l.tenant_id = ${tx.tenant.id} and l.platform = ${platform} and l.account = ${account}`);
  return found;
}

/** Of several nobody comes in, no owner, and nobody by an account in place of another one. */
async function userOfProof(tx: Context, platform: Platform, { mobile, email }: Visitor): Promise<Found | undefined> {
  const phone = mobile && isMobile(mobile) ? phoneDigits(mobile) : null;
  if (!phone && !email) return undefined;
  const rows = await tx.query<Found & { closed: boolean }>(sql`
    select u.id, coalesce(u.active, false) as active, not (${isNoOwner}) or exists (
      select from work_app_user l where l.tenant_id = u.tenant_id and l.platform = ${platform} and l.user_id = u.id) as closed
    from app_user u where u.tenant_id = ${tx.tenant.id} and u.deleted_at is null and (${mobileIn('u')} = ${phone} or u.email = ${email?.toLowerCase() ?? null})
    order by u.id limit 2`);
  const [only] = rows;
  return rows.length === 1 && only && !only.closed ? only : undefined;
}
