import { audit } from '../audit/index.ts';
import { type Sql, sql } from '../database/sql.ts';
import { deviceName, isHandheld } from '../identity/index.ts';
import { errors, fieldError, isId, label, newId } from '../kernel/index.ts';
import { BodyReader } from '../metadata/index.ts';
import type { Context } from '../module/index.ts';
import { areKeys, type DeviceKeys } from './crypt.ts';

/** A device that receives pushes: where its browser's push service takes them, and by which keys it reads them. */
export interface PushDevice extends DeviceKeys {
  readonly id: string;
  readonly endpoint: string;
}

export interface DeviceView {
  readonly id: string;
  /** Browser and system. */
  readonly name: string;
  readonly handheld: boolean;
  readonly createdAt: string;
  /** When a push service last took something for it. */
  readonly reachedAt: string | null;
  /** The one in use. */
  readonly current: boolean;
}

const longest = 2000;
/** Devices of one person; more are somebody's mistake. */
const most = 20;

/**
 * Of the device `d` the session in which it was added still lasts, is that person's and in this company: who signs out, is signed out or goes
 * to another company gets nothing more here.
 */
const isLive = (ctx: Context): Sql => sql`exists (
  select from session s where s.id = d.session_id and s.tenant_id = d.tenant_id and s.user_id = d.user_id and s.expires_at > ${ctx.clock.now()})`;

/** The devices of people that may be written to now. */
export function liveDevices(ctx: Context, user: string): Promise<PushDevice[]> {
  return ctx.query<PushDevice>(sql`
    select d.id, d.endpoint, d.p256dh, d.auth from push_device d
    where d.tenant_id = ${ctx.tenant.id} and d.user_id = ${user}::uuid and ${isLive(ctx)} order by d.id`);
}

export async function listDevices(ctx: Context, session: string): Promise<DeviceView[]> {
  const rows = await ctx.query<{ id: string; agent: string; createdAt: string; reachedAt: string | null; current: boolean }>(sql`
    select d.id, s.device as agent, d.created_at as "createdAt", d.reached_at as "reachedAt", d.session_id = ${session}::uuid as current
    from push_device d join session s on s.id = d.session_id
    where d.tenant_id = ${ctx.tenant.id} and d.user_id = ${ctx.user.id}::uuid and ${isLive(ctx)} order by current desc, d.created_at desc`);
  return rows.map(({ agent, ...row }) => ({ ...row, name: deviceName(agent), handheld: isHandheld(agent) }));
}

const isOwnMachine = (host: string) => host === 'localhost' || host === '127.0.0.1' || host === '[::1]';

/** Where a push service takes messages: over TLS, and nowhere inside of our own network unless the operator lets us go there. */
function readEndpoint(ctx: Context, text: string | undefined): string {
  if (!text) throw fieldError('REQUIRED', 'endpoint');
  const message = label('不是可用的推送地址', 'Not an address of a push service');
  if (text.length > longest || ctx.app.outbound.check(text) !== undefined) throw fieldError('INVALID_VALUE', 'endpoint', message);
  const { protocol, hostname } = new URL(text);
  if (protocol !== 'https:' && !isOwnMachine(hostname)) throw fieldError('INVALID_VALUE', 'endpoint', message);
  return text;
}

/**
 * Adds the browser in use to the caller's devices, or renews what is known of it: of one session only its last address counts. Whoever used the
 * browser before receives nothing there any more.
 */
export async function saveDevice(ctx: Context, session: string, body: unknown): Promise<DeviceView> {
  const reader = new BodyReader(body);
  reader.only(new Set(['endpoint', 'p256dh', 'auth']));
  const [endpoint, p256dh, auth] = [
    reader.text('endpoint', { max: longest }),
    reader.text('p256dh', { max: 200 }),
    reader.text('auth', { max: 100 }),
  ];
  reader.finish();
  const url = readEndpoint(ctx, endpoint ?? undefined);
  if (!p256dh || !auth) throw fieldError('REQUIRED', p256dh ? 'auth' : 'p256dh');
  if (!areKeys({ p256dh, auth })) throw fieldError('INVALID_VALUE', 'p256dh', label('不是设备的推送密钥', 'Not the keys of a device'));
  await ctx.transaction(async (tx) => {
    await tx.query(sql`
      insert into push_device (tenant_id, id, user_id, session_id, endpoint, p256dh, auth, created_at)
      values (${tx.tenant.id}, ${newId()}, ${tx.user.id}, ${session}, ${url}, ${p256dh}, ${auth}, ${tx.clock.now()})
      on conflict (tenant_id, endpoint) do update set user_id = excluded.user_id, session_id = excluded.session_id, p256dh = excluded.p256dh,
        auth = excluded.auth, reached_at = case when push_device.user_id = excluded.user_id then push_device.reached_at end`);
    await tx.query(sql`
      delete from push_device d where d.tenant_id = ${tx.tenant.id} and d.user_id = ${tx.user.id}::uuid and (not ${isLive(tx)}
        or (d.session_id = ${session}::uuid and d.endpoint <> ${url}) or d.id not in (
        select x.id from push_device x where x.tenant_id = d.tenant_id and x.user_id = d.user_id order by x.created_at desc, x.id desc limit ${most}))`);
    await audit(tx, { event: 'push.deviceAdded', data: { service: new URL(url).host } });
  });
  const device = (await listDevices(ctx, session)).find(({ current }) => current);
  if (!device) throw errors.NOT_FOUND();
  return device;
}

/** Takes one of the caller's own devices away. */
export async function removeDevice(ctx: Context, id: string): Promise<void> {
  if (!isId(id)) throw errors.NOT_FOUND();
  await ctx.transaction(async (tx) => {
    const rows = await tx.query(sql`
      delete from push_device where tenant_id = ${tx.tenant.id} and user_id = ${tx.user.id}::uuid and id = ${id}::uuid returning id`);
    if (rows.length === 0) throw errors.NOT_FOUND();
    await audit(tx, { event: 'push.deviceRemoved', data: {} });
  });
}

/** Devices whose session is over go. */
export function purgeDevices(ctx: Context): Promise<unknown> {
  return ctx.transaction((tx) => tx.query(sql`delete from push_device d where d.tenant_id = ${tx.tenant.id} and not ${isLive(tx)}`));
}
