import { audit } from '../audit/index.ts';
import { sql } from '../database/sql.ts';
import { cleanLine } from '../kernel/clean.ts';
import { errors, fieldError, label } from '../kernel/index.ts';
import type { Context } from '../module/index.ts';
import { authorOf } from '../records/save/index.ts';
import type {} from '../storage/vault.ts';

export type Security = 'tls' | 'starttls' | 'none';

/** The company's outgoing mail server. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  readonly security: Security;
  readonly login: string;
  readonly sender: string;
  readonly senderName: string;
  /** The address people open the product at, for links. */
  readonly site: string;
}

export interface MailServerView extends MailServer {
  readonly hasSecret: boolean;
  readonly failedAt: string | null;
  readonly failure: string | null;
}

interface Row extends MailServer {
  readonly secret: string | null;
  readonly failedAt: string | null;
  readonly failure: string | null;
}

async function load(ctx: Context): Promise<Row | undefined> {
  const [row] = await ctx.query<Row>(sql`
    select host, port, security, login, secret, sender, sender_name as "senderName", site, failed_at as "failedAt", failure
    from mail_server where tenant_id = ${ctx.tenant.id}`);
  return row;
}

/** The server with its password in clear, for sending; undefined when the company has none. */
export async function openServer(ctx: Context): Promise<(MailServer & { readonly password: string | null }) | undefined> {
  const row = await load(ctx);
  if (!row) return undefined;
  const { secret, failedAt: _at, failure: _failure, ...server } = row;
  return { ...server, password: secret === null ? null : (await ctx.app.vault.sealer(ctx.tenant.id)).open('mail', 'secret', secret) };
}

function mayManage(ctx: Context): void {
  if (!ctx.access.can('settings.manage')) throw errors.FORBIDDEN();
}

export async function viewServer(ctx: Context): Promise<MailServerView | null> {
  mayManage(ctx);
  const row = await load(ctx);
  if (!row) return null;
  const { secret, ...view } = row;
  return { ...view, hasSecret: secret !== null };
}

export interface MailServerInput {
  readonly host?: unknown;
  readonly port?: unknown;
  readonly security?: unknown;
  readonly login?: unknown;
  /** Absent: as it was. */
  readonly secret?: unknown;
  readonly sender?: unknown;
  readonly senderName?: unknown;
  readonly site?: unknown;
}

const line = (raw: unknown, field: string, max: number): string => {
  if (raw === undefined || raw === null) return '';
  if (typeof raw !== 'string') throw fieldError('WRONG_TYPE', field);
  const text = cleanLine(raw);
  if (text.length > max) throw fieldError('TOO_LONG', field);
  return text;
};

function readServer(input: MailServerInput): MailServer {
  const host = line(input.host, 'host', 255).toLowerCase();
  if (host === '') throw fieldError('REQUIRED', 'host');
  if (!/^[a-z0-9.:-]+$/.test(host))
    throw fieldError('INVALID_VALUE', 'host', label('应为主机名，例如 smtp.example.cn', 'Must be a host name'));
  const port = input.port ?? 465;
  if (typeof port !== 'number' || !Number.isInteger(port) || port < 1 || port > 65_535)
    throw fieldError('INVALID_VALUE', 'port', label('应为 1 到 65535 的整数', 'Must be a whole number from 1 to 65535'));
  const security = input.security ?? 'tls';
  if (security !== 'tls' && security !== 'starttls' && security !== 'none') throw fieldError('INVALID_VALUE', 'security');
  const sender = line(input.sender, 'sender', 254);
  if (sender === '') throw fieldError('REQUIRED', 'sender');
  if (!/^[^\s@<>"]+@[^\s@<>"]+$/.test(sender))
    throw fieldError('INVALID_VALUE', 'sender', label('应为邮箱地址', 'Must be an e-mail address'));
  const site = line(input.site, 'site', 300).replace(/\/+$/, '');
  if (!URL.canParse(site) || !/^https?:$/.test(new URL(site).protocol))
    throw fieldError(
      'INVALID_VALUE',
      'site',
      label('应为网址，例如 https://crm.example.cn', 'Must be an address such as https://crm.example.cn'),
    );
  return {
    host,
    port,
    security,
    login: line(input.login, 'login', 254),
    sender,
    senderName: line(input.senderName, 'senderName', 80),
    site: new URL(site).origin,
  };
}

/** Sets the company's mail server. The password kept so far only goes to the server it was given for. */
export async function saveServer(ctx: Context, input: MailServerInput): Promise<MailServerView> {
  mayManage(ctx);
  const next = readServer(input);
  const given = input.secret === undefined ? undefined : line(input.secret, 'secret', 500);
  await ctx.transaction(async (tx) => {
    const before = await load(tx);
    const isSame = before?.host === next.host && before.port === next.port && before.login === next.login;
    if (given === undefined && before?.secret && !isSame)
      throw fieldError(
        'REQUIRED',
        'secret',
        label('服务器或账号变了，请重新填写密码', 'The server or login is another; enter the password again'),
      );
    const secret = given === undefined ? (before?.secret ?? null) : await sealed(tx, given);
    await tx.query(sql`
      insert into mail_server (tenant_id, host, port, security, login, secret, sender, sender_name, site, updated_at, updated_by)
      values (${tx.tenant.id}, ${next.host}, ${next.port}, ${next.security}, ${next.login}, ${secret}, ${next.sender}, ${next.senderName}, ${next.site}, ${tx.clock.now()}, ${authorOf(tx)})
      on conflict (tenant_id) do update set host = excluded.host, port = excluded.port, security = excluded.security, login = excluded.login, secret = excluded.secret,
        sender = excluded.sender, sender_name = excluded.sender_name, site = excluded.site, updated_at = excluded.updated_at, updated_by = excluded.updated_by,
        failed_at = null, failure = null`);
    await audit(tx, { event: 'mailServer.changed', data: { ...next, password: given !== undefined } });
  });
  return (await viewServer(ctx)) as MailServerView;
}

async function sealed(ctx: Context, secret: string): Promise<string | null> {
  return secret === '' ? null : (await ctx.app.vault.sealer(ctx.tenant.id)).seal('mail', 'secret', secret);
}

/** Without a server nothing goes out any more; what waits is dropped. */
export async function removeServer(ctx: Context): Promise<void> {
  mayManage(ctx);
  await ctx.transaction(async (tx) => {
    await tx.query(sql`delete from mail_server where tenant_id = ${tx.tenant.id}`);
    await tx.query(sql`update notification set mail = 'dropped' where tenant_id = ${tx.tenant.id} and mail = 'waiting'`);
    await audit(tx, { event: 'mailServer.removed' });
  });
}

/** Writes down for administrators that sending failed, or that it works again. */
export async function noteFailure(ctx: Context, failure: string | null): Promise<void> {
  await ctx.transaction((tx) =>
    tx.query(sql`
      update mail_server set failure = ${failure}, failed_at = ${failure === null ? null : tx.clock.now()}
      where tenant_id = ${tx.tenant.id} and failure is distinct from ${failure}`),
  );
}
