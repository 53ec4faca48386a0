import { randomBytes, timingSafeEqual } from 'node:crypto';
import { audit } from '@huanke/platform/audit';
import { sql } from '@huanke/platform/database';
import { errors, fieldError, label, textOf } from '@huanke/platform/kernel';
import { BodyReader } from '@huanke/platform/metadata';
import type { Application, Context } from '@huanke/platform/module';
import { failureOf } from './failure.ts';
import type { SmsAccount, SmsProvider } from './provider.ts';
import { proveAt, providerOf, smsProviders } from './providers.ts';

/** A company's account at a text message service, without its secrets. */
export interface AccountView {
  readonly provider: string;
  readonly keyId: string;
  readonly appId: string | null;
  readonly signature: string;
  /** '' of the service's own address. */
  readonly endpoint: string;
  readonly active: boolean;
  /** Last part of the address the service reports to: `/sms/receipts/{address}`. Who knows it can report. */
  readonly address: string;
  readonly heardAt: string | null;
  readonly failedAt: string | null;
  readonly failure: string | null;
}

interface Row extends Omit<AccountView, 'address'> {
  readonly secret: string;
  readonly token: string;
}

/** An account that messages go out by. */
export interface OpenAccount extends SmsAccount {
  readonly provider: SmsProvider;
  /** Put before messages whose template has none of its own. */
  readonly signature: string;
}

const sealing = (provider: string, what: 'secret' | 'token') => [`smsAccount.${what}`, provider] as const;

function mayManage(ctx: Context): void {
  if (!ctx.access.can('settings.manage')) throw errors.FORBIDDEN();
}

const rowsOf = (ctx: Context): Promise<Row[]> =>
  ctx.query<Row>(sql`
    select provider, key_id as "keyId", app_id as "appId", secret, signature, endpoint, token, active, heard_at as "heardAt",
      failed_at as "failedAt", failure
    from sms_account where tenant_id = ${ctx.tenant.id} order by provider`);

const rowOf = async (ctx: Context, provider: string) => (await rowsOf(ctx)).find((row) => row.provider === provider);

/** Accounts at text message services, for administrators. */
export async function listAccounts(ctx: Context): Promise<AccountView[]> {
  mayManage(ctx);
  const sealer = await ctx.app.vault.sealer(ctx.tenant.id);
  return (await rowsOf(ctx)).map(({ secret: _secret, token, ...row }) => ({
    ...row,
    address: `${ctx.tenant.id}-${row.provider}-${sealer.open(...sealing(row.provider, 'token'), token)}`,
  }));
}

async function findAccount(ctx: Context, provider: string): Promise<AccountView> {
  const found = (await listAccounts(ctx)).find((one) => one.provider === provider);
  if (!found) throw errors.NOT_FOUND();
  return found;
}

/** Names a service from an address. @throws NOT_FOUND */
export function smsProvider(name: string): SmsProvider {
  const provider = smsProviders.get(name);
  if (!provider) throw errors.NOT_FOUND();
  return provider;
}

interface Input {
  readonly keyId: string;
  readonly appId: string | null;
  readonly secret: string | undefined;
  readonly signature: string;
  readonly endpoint: string;
  readonly active: boolean;
}

function readAccount(ctx: Context, { hasApp }: SmsProvider, body: unknown): Input {
  const reader = new BodyReader(body);
  reader.only(new Set(['keyId', 'secret', 'signature', 'endpoint', 'active', ...(hasApp ? ['appId'] : [])]));
  const keyId = reader.text('keyId', { max: 200, required: true }) ?? '';
  const appId = hasApp ? (reader.text('appId', { max: 40, required: true }) ?? '') : null;
  const secret = reader.text('secret', { max: 300 });
  const signature = reader.text('signature', { max: 20, required: true }) ?? '';
  const endpoint = (reader.text('endpoint', { max: 300 }) ?? '').replace(/\/+$/, '');
  const active = reader.boolean('active') ?? true;
  if (/[【】[\]]/.test(signature))
    reader.problem('signature', 'INVALID_VALUE', label('不用写括号，发送时会自动加上【】', 'Leave out the brackets; they are added'));
  // the key and the path are signed with the host alone
  if (endpoint !== '' && (ctx.app.outbound.check(endpoint) || new URL(endpoint).pathname !== '/'))
    reader.problem('endpoint', 'INVALID_VALUE', label('服务地址不可用', 'This address can not be used'));
  if (appId && !/^\d+$/.test(appId)) reader.problem('appId', 'INVALID_VALUE', label('应为数字', 'Must be a number'));
  reader.finish();
  return { keyId, appId, secret, signature, endpoint, active };
}

const newToken = () => randomBytes(24).toString('base64url');

/**
 * Connects a service or changes how. The secret kept so far goes only with the key it was given for; the address the service reports to stays.
 *
 * @throws field errors
 */
export async function saveAccount(ctx: Context, provider: SmsProvider, body: unknown): Promise<AccountView> {
  mayManage(ctx);
  const { name } = provider;
  const next = readAccount(ctx, provider, body);
  await ctx.transaction(async (tx) => {
    const before = await rowOf(tx, name);
    if (next.secret === undefined && before?.keyId !== next.keyId)
      throw fieldError('REQUIRED', 'secret', label('请填写这个密钥的 Secret', 'Enter the secret of this key'));
    const sealer = await tx.app.vault.sealer(tx.tenant.id);
    const secret = next.secret === undefined ? (before?.secret ?? '') : sealer.seal(...sealing(name, 'secret'), next.secret);
    const token = before?.token ?? sealer.seal(...sealing(name, 'token'), newToken());
    await tx.query(sql`
      insert into sms_account (tenant_id, provider, key_id, app_id, secret, signature, endpoint, token, active, updated_at)
      values (${tx.tenant.id}, ${name}, ${next.keyId}, ${next.appId}, ${secret}, ${next.signature}, ${next.endpoint}, ${token}, ${next.active}, ${tx.clock.now()})
      on conflict (tenant_id, provider) do update set key_id = excluded.key_id, app_id = excluded.app_id, secret = excluded.secret,
        signature = excluded.signature, endpoint = excluded.endpoint, active = excluded.active, updated_at = excluded.updated_at,
        failed_at = null, failure = null`);
    const { keyId, signature, active } = next;
    await audit(tx, { event: 'smsAccount.changed', data: { provider: name, keyId, signature, active, secret: next.secret !== undefined } });
  });
  return findAccount(ctx, name);
}

/** Another address to report to: the one before counts no more. */
export async function renewAddress(ctx: Context, { name }: SmsProvider): Promise<AccountView> {
  mayManage(ctx);
  const token = (await ctx.app.vault.sealer(ctx.tenant.id)).seal(...sealing(name, 'token'), newToken());
  await ctx.transaction(async (tx) => {
    const rows = await tx.query(sql`
      update sms_account set token = ${token}, heard_at = null where tenant_id = ${tx.tenant.id} and provider = ${name} returning 1`);
    if (rows.length === 0) throw errors.NOT_FOUND();
    await audit(tx, { event: 'smsAccount.changed', data: { provider: name, address: true } });
  });
  return findAccount(ctx, name);
}

/** Ends the connection; messages that were sent stay, those that wait are not sent. */
export async function removeAccount(ctx: Context, { name }: SmsProvider): Promise<void> {
  mayManage(ctx);
  await ctx.transaction(async (tx) => {
    const gone = await tx.query(sql`delete from sms_account where tenant_id = ${tx.tenant.id} and provider = ${name} returning 1`);
    if (gone.length === 0) throw errors.NOT_FOUND();
    await audit(tx, { event: 'smsAccount.removed', data: { provider: name } });
  });
}

/** The account that messages go out by; undefined where there is none, or it is switched off. */
export async function openAccount(ctx: Context, name: string): Promise<OpenAccount | undefined> {
  const row = await rowOf(ctx, name);
  if (!row?.active) return undefined;
  const provider = providerOf(name);
  const secret = (await ctx.app.vault.sealer(ctx.tenant.id)).open(...sealing(name, 'secret'), row.secret);
  const { keyId, appId, signature } = row;
  return { provider, keyId, appId, secret, signature, endpoint: row.endpoint || provider.endpoint };
}

/** Whether the company can send text messages at all. */
export async function canText(ctx: Context): Promise<boolean> {
  const [row] = await ctx.query(sql`select from sms_account where tenant_id = ${ctx.tenant.id} and active limit 1`);
  return row !== undefined;
}

/** Asks the service and tells what it says, in the caller's language; null when all is well. Nothing is sent. */
export async function testAccount(ctx: Context, provider: SmsProvider): Promise<{ works: boolean; failure: string | null }> {
  mayManage(ctx);
  const account = await openAccount(ctx, provider.name);
  if (!account) throw errors.NOT_FOUND();
  const refused = await proveAt(ctx, provider, account);
  const failure = refused ? textOf(failureOf(provider, refused), ctx.language) : null;
  await noteFailure(ctx, provider.name, failure);
  return { works: failure === null, failure };
}

/** Writes down for administrators that a service refused, or that it works again. */
export const noteFailure = (ctx: Context, provider: string, failure: string | null): Promise<unknown> =>
  ctx.transaction((tx) =>
    tx.query(sql`
      update sms_account set failure = ${failure}, failed_at = ${failure === null ? null : tx.clock.now()}
      where tenant_id = ${tx.tenant.id} and provider = ${provider} and failure is distinct from ${failure}`),
  );

/** The service behind an address, and the company as the system itself. @throws NOT_FOUND */
export async function reporterAt(app: Application, address: string): Promise<{ ctx: Context; provider: SmsProvider }> {
  const [, tenant, name = '', token = ''] = /^([1-9]\d{0,8})-([a-z]{1,20})-([\w-]{32})$/.exec(address) ?? [];
  if (!tenant || !smsProviders.has(name)) throw errors.NOT_FOUND();
  const ctx = (await app.contextFor({ tenant: Number(tenant), channel: 'sync' })).elevated();
  const row = await rowOf(ctx, name);
  const known = row && (await app.vault.sealer(ctx.tenant.id)).open(...sealing(name, 'token'), row.token);
  if (!known || !timingSafeEqual(Buffer.from(known), Buffer.from(token))) throw errors.NOT_FOUND();
  return { ctx, provider: providerOf(name) };
}
