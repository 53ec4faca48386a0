import { audit } from '../audit/index.ts';
import { sql } from '../database/sql.ts';
import { errors, fieldError, label, textOf } from '../kernel/index.ts';
import { BodyReader } from '../metadata/index.ts';
import type { Application, Context, Queryable } from '../module/index.ts';
import { authorOf } from '../records/save/index.ts';
import type { AppKeys } from './adapter.ts';
import { adapters } from './adapters.ts';
import { platformFailure } from './failure.ts';
import { type Line, lineTo } from './line.ts';
import type { Platform } from './platforms.ts';

/** A company's app at a platform, without its secret. */
export interface ConnectionView {
  readonly platform: Platform;
  readonly appId: string;
  readonly agentId: string | null;
  /** People may sign in by it. */
  readonly signIn: boolean;
  readonly hasSecret: boolean;
  readonly failedAt: string | null;
  readonly failure: string | null;
  /** Whose account there is known. */
  readonly people: number;
  readonly unknown: number;
}

export interface OpenConnection {
  readonly line: Line;
  readonly signIn: boolean;
  /** The address people open the product at. */
  readonly site: string;
}

interface Row extends Omit<AppKeys, 'secret'> {
  readonly platform: Platform;
  readonly sealed: string;
  readonly signIn: boolean;
  readonly site: string;
}

const columns = sql`w.platform, w.app_id as "appId", w.agent_id as "agentId", w.sign_in as "signIn"`;

export function mayManage(ctx: Context): void {
  if (!ctx.access.can('settings.manage')) throw errors.FORBIDDEN();
}

const rowsOf = (on: Queryable, tenant: number): Promise<Row[]> =>
  on.query<Row>(sql`select ${columns}, w.secret as sealed, w.site from work_app w where w.tenant_id = ${tenant} order by w.platform`);

async function open(app: Application, tenant: number, { platform, sealed, signIn, site, appId, agentId }: Row): Promise<OpenConnection> {
  const secret = (await app.vault.sealer(tenant)).open('workApp', platform, sealed);
  return { line: lineTo(app, tenant, platform, { appId, agentId, secret }), signIn, site: app.identity.publicUrl ?? site };
}

/** The platforms a company has connected, each ready to be spoken to; before anybody is signed in, too. */
export async function openConnections(app: Application, tenant: number): Promise<OpenConnection[]> {
  const rows = await app.database.read(tenant, (connection) => rowsOf(connection, tenant));
  return Promise.all(rows.map((row) => open(app, tenant, row)));
}

export async function openConnection(app: Application, tenant: number, platform: Platform): Promise<OpenConnection | undefined> {
  return (await openConnections(app, tenant)).find(({ line }) => line.platform === platform);
}

export async function listConnections(ctx: Context): Promise<ConnectionView[]> {
  mayManage(ctx);
  return ctx.query<ConnectionView>(sql`
    select ${columns}, true as "hasSecret", w.failed_at as "failedAt", w.failure,
      count(u.user_id)::int as people, count(u.unknown_at)::int as unknown
    from work_app w left join work_app_user u on u.tenant_id = w.tenant_id and u.platform = w.platform
    where w.tenant_id = ${ctx.tenant.id} group by w.tenant_id, w.platform order by w.platform`);
}

interface Input extends Omit<AppKeys, 'secret'> {
  readonly secret: string | undefined;
  readonly signIn: boolean;
}

function readConnection(platform: Platform, body: unknown): Input {
  const { hasAgent } = adapters[platform];
  const reader = new BodyReader(body);
  reader.only(new Set(['appId', 'secret', 'signIn', ...(hasAgent ? ['agentId'] : [])]));
  const appId = reader.text('appId', { max: 100, required: true }) ?? '';
  const agentId = hasAgent ? (reader.text('agentId', { max: 20, required: true }) ?? '') : null;
  const secret = reader.text('secret', { max: 300 });
  const signIn = reader.boolean('signIn') ?? false;
  if (agentId && !/^\d+$/.test(agentId)) reader.problem('agentId', 'INVALID_VALUE', label('应为数字', 'Must be a number'));
  reader.finish();
  return { appId, agentId, secret, signIn };
}

/**
 * Connects a platform, or changes how. The secret kept so far only goes with the app it was given for; people's accounts at another company
 * there would be strangers', so that they have to be linked anew.
 *
 * @param site the address people open the product at
 * @throws field errors
 */
export async function saveConnection(ctx: Context, platform: Platform, body: unknown, site: string): Promise<ConnectionView> {
  mayManage(ctx);
  const next = readConnection(platform, body);
  await ctx.transaction(async (tx) => {
    const [before] = (await rowsOf(tx, tx.tenant.id)).filter((row) => row.platform === platform);
    const isOther = before !== undefined && before.appId !== next.appId;
    if (next.secret === undefined && (!before || isOther))
      throw fieldError('REQUIRED', 'secret', label('请填写这个应用的密钥', 'Enter the secret of this app'));
    const secret =
      next.secret === undefined ? (before?.sealed ?? '') : (await tx.app.vault.sealer(tx.tenant.id)).seal('workApp', platform, next.secret);
    await tx.query(sql`
      insert into work_app (tenant_id, platform, app_id, agent_id, secret, sign_in, site, updated_at, updated_by)
      values (${tx.tenant.id}, ${platform}, ${next.appId}, ${next.agentId}, ${secret}, ${next.signIn}, ${site}, ${tx.clock.now()}, ${authorOf(tx)})
      on conflict (tenant_id, platform) do update set app_id = excluded.app_id, agent_id = excluded.agent_id, secret = excluded.secret,
        sign_in = excluded.sign_in, site = excluded.site, updated_at = excluded.updated_at, updated_by = excluded.updated_by, failed_at = null, failure = null`);
    if (isOther) await forget(tx, platform);
    const { appId, agentId, signIn } = next;
    await audit(tx, { event: 'workApp.changed', data: { platform, appId, agentId, signIn, secret: next.secret !== undefined } });
  });
  return find(ctx, platform);
}

async function forget(tx: Context, platform: Platform): Promise<void> {
  for (const table of ['work_app_user', 'work_app_department'])
    await tx.query(sql`delete from ${sql.table(table)} where tenant_id = ${tx.tenant.id} and platform = ${platform}`);
}

async function find(ctx: Context, platform: Platform): Promise<ConnectionView> {
  const found = (await listConnections(ctx)).find((one) => one.platform === platform);
  if (!found) throw errors.NOT_FOUND();
  return found;
}

/** Ends a connection, and with it what is known of people's accounts there. What waits for its people is dropped when it is due. */
export async function removeConnection(ctx: Context, platform: Platform): Promise<void> {
  mayManage(ctx);
  await ctx.transaction(async (tx) => {
    const gone = await tx.query(sql`
      delete from work_app where tenant_id = ${tx.tenant.id} and platform = ${platform} returning 1`);
    if (gone.length === 0) throw errors.NOT_FOUND();
    await forget(tx, platform);
    await audit(tx, { event: 'workApp.removed', data: { platform } });
  });
}

/** Asks the platform for a token and tells what it says, in the caller's language; null when all is well. */
export async function testConnection(ctx: Context, platform: Platform): Promise<{ works: boolean; failure: string | null }> {
  mayManage(ctx);
  const connection = await openConnection(ctx.app, ctx.tenant.id, platform);
  if (!connection) throw errors.NOT_FOUND();
  let failure: string | null = null;
  try {
    await connection.line.prove();
  } catch (error) {
    failure = textOf(platformFailure(platform, error), ctx.language);
  }
  await ctx.transaction((tx) => noteFailure(tx, platform, failure));
  return { works: failure === null, failure };
}

/** Writes down for administrators that a platform refused, or that it works again. */
export async function noteFailure(tx: Context, platform: Platform, failure: string | null): Promise<void> {
  await tx.query(sql`
    update work_app set failure = ${failure}, failed_at = ${failure === null ? null : tx.clock.now()}
    where tenant_id = ${tx.tenant.id} and platform = ${platform} and failure is distinct from ${failure}`);
}
