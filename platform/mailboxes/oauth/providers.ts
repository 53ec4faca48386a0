import { audit } from '../../audit/index.ts';
import { sql } from '../../database/sql.ts';
import { errors, isId, newId } from '../../kernel/index.ts';
import { mailAddress } from '../../mail/index.ts';
import type { Context } from '../../module/index.ts';
import type {} from '../../storage/vault.ts';
import { type ProviderInput, readProvider, secretOf, secretTooFar } from './read-provider.ts';

/** A service at which people sign in to their mailboxes, and the servers those lie on. */
export interface Provider {
  readonly name: string;
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  readonly clientId: string;
  /** Separated by spaces. */
  readonly scopes: string;
  readonly imapHost: string;
  readonly imapPort: number;
  readonly imapSecurity: 'tls' | 'starttls' | 'none';
  readonly smtpHost: string;
  readonly smtpPort: number;
  readonly smtpSecurity: 'tls' | 'starttls' | 'none';
}

export interface ProviderView extends Provider {
  readonly id: string;
  readonly hasSecret: boolean;
  /** Mailboxes that are signed in to by it. */
  readonly mailboxes: number;
}

export interface OpenProvider extends Provider {
  readonly id: string;
  /** Null of clients that have none. */
  readonly secret: string | null;
}

const sealing = ['mailProvider', 'secret'] as const;
const columns = sql`p.id, p.name, p.authorize_url as "authorizeUrl", p.token_url as "tokenUrl", p.client_id as "clientId", p.scopes,
  p.imap_host as "imapHost", p.imap_port as "imapPort", p.imap_security as "imapSecurity",
  p.smtp_host as "smtpHost", p.smtp_port as "smtpPort", p.smtp_security as "smtpSecurity"`;

function mayManage(ctx: Context): void {
  if (!ctx.access.can('settings.manage')) throw errors.FORBIDDEN();
}

/** What anybody may choose from. */
export const providerNames = (ctx: Context): Promise<{ id: string; name: string }[]> =>
  ctx.query(sql`select id, name from mail_provider where tenant_id = ${ctx.tenant.id} order by name, id`);

/** All, for administrators. Their secrets never come back. */
export async function listProviders(ctx: Context): Promise<ProviderView[]> {
  mayManage(ctx);
  return ctx.query<ProviderView>(sql`
    select ${columns}, p.secret is not null as "hasSecret",
      (select count(*)::int from mailbox m where m.tenant_id = p.tenant_id and m.provider = p.id) as mailboxes
    from mail_provider p where p.tenant_id = ${ctx.tenant.id} order by p.name, p.id`);
}

/** One with its secret in clear, for talking to it. */
export async function openProvider(ctx: Context, id: string): Promise<OpenProvider | undefined> {
  const [row] = isId(id)
    ? await ctx.query<OpenProvider>(
        sql`select ${columns}, p.secret from mail_provider p where p.tenant_id = ${ctx.tenant.id} and p.id = ${id}::uuid`,
      )
    : [];
  if (!row || row.secret === null) return row;
  return { ...row, secret: (await ctx.app.vault.sealer(ctx.tenant.id)).open(...sealing, row.secret) };
}

/**
 * A new service, or how one is reached. Its secret only goes to the address it was given for, and who is signed in by it has to sign in
 * again when it becomes another one.
 *
 * @throws field errors, NOT_FOUND, MAIL_HOST and MAIL_HOST_PRIVATE for servers that must not be reached
 */
export async function saveProvider(ctx: Context, id: string | null, input: ProviderInput): Promise<ProviderView> {
  mayManage(ctx);
  const before = id === null ? undefined : await openProvider(ctx, id);
  if (id !== null && !before) throw errors.NOT_FOUND();
  const next = readProvider(input, before);
  const isOther = before !== undefined && (before.tokenUrl !== next.tokenUrl || before.clientId !== next.clientId);
  const given = secretOf(input);
  if (given === undefined && before?.secret && isOther) throw secretTooFar();
  for (const host of new Set([next.imapHost, next.smtpHost])) await mailAddress(host, ctx.app.identity);
  const saved = before?.id ?? newId();
  await ctx.transaction(async (tx) => {
    const secret = given === undefined ? (before?.secret ?? null) : given === '' ? null : given;
    const sealed = secret === null ? null : (await tx.app.vault.sealer(tx.tenant.id)).seal(...sealing, secret);
    await writeProvider(tx, saved, next, sealed);
    await moveMailboxes(tx, saved, next, isOther);
    await audit(tx, { event: 'mailProvider.changed', data: { name: next.name } });
  });
  return (await listProviders(ctx)).find((one) => one.id === saved) as ProviderView;
}

async function writeProvider(tx: Context, id: string, next: Provider, secret: string | null): Promise<void> {
  await tx.query(sql`
    insert into mail_provider (tenant_id, id, name, authorize_url, token_url, client_id, secret, scopes, imap_host, imap_port, imap_security,
      smtp_host, smtp_port, smtp_security, created_at)
    values (${tx.tenant.id}, ${id}::uuid, ${next.name}, ${next.authorizeUrl}, ${next.tokenUrl}, ${next.clientId}, ${secret}, ${next.scopes},
      ${next.imapHost}, ${next.imapPort}, ${next.imapSecurity}, ${next.smtpHost}, ${next.smtpPort}, ${next.smtpSecurity}, ${tx.clock.now()})
    on conflict (tenant_id, id) do update set name = excluded.name, authorize_url = excluded.authorize_url, token_url = excluded.token_url,
      client_id = excluded.client_id, secret = excluded.secret, scopes = excluded.scopes, imap_host = excluded.imap_host,
      imap_port = excluded.imap_port, imap_security = excluded.imap_security, smtp_host = excluded.smtp_host, smtp_port = excluded.smtp_port,
      smtp_security = excluded.smtp_security`);
}

/** Mailboxes lie where their service says. */
async function moveMailboxes(tx: Context, id: string, next: Provider, isOther: boolean): Promise<void> {
  await tx.query(sql`
    update mailbox set imap_host = ${next.imapHost}, imap_port = ${next.imapPort}, imap_security = ${next.imapSecurity},
      smtp_host = ${next.smtpHost}, smtp_port = ${next.smtpPort}, smtp_security = ${next.smtpSecurity}, needs_sign_in = needs_sign_in or ${isOther}
    where tenant_id = ${tx.tenant.id} and provider = ${id}::uuid`);
}

/** Ends a service: who was signed in by it has to connect the mailbox anew. */
export async function removeProvider(ctx: Context, id: string): Promise<void> {
  mayManage(ctx);
  const before = await openProvider(ctx, id);
  if (!before) throw errors.NOT_FOUND();
  await ctx.transaction(async (tx) => {
    await tx.query(sql`delete from mail_provider where tenant_id = ${tx.tenant.id} and id = ${before.id}::uuid`);
    await tx.query(sql`update mailbox set needs_sign_in = true where tenant_id = ${tx.tenant.id} and provider = ${before.id}::uuid`);
    await audit(tx, { event: 'mailProvider.removed', data: { name: before.name } });
  });
}
