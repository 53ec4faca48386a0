import { audit } from '../audit/index.ts';
import { type Sql, sql } from '../database/sql.ts';
import { errors } from '../kernel/index.ts';
import { mailAddress } from '../mail/index.ts';
import type { Context } from '../module/index.ts';
import type {} from '../storage/vault.ts';
import type { OpenProvider } from './oauth/providers.ts';
import type { Tokens } from './oauth/tokens.ts';
import { asksPassword, type MailboxInput, passwordMissing, readMailbox, readSecret } from './read.ts';
import { nextReading } from './reading.ts';
import { sealing } from './sealing.ts';
import type { MailboxPlace, MailboxView, OpenMailbox } from './types.ts';

interface Row extends MailboxView {
  readonly secret: string;
  readonly since: string;
}

/** How far back a new mailbox is read. Days. */
const daysBack = 30;

const columns = sql`address, name, login, secret, imap_host as "imapHost", imap_port as "imapPort", imap_security as "imapSecurity",
  smtp_host as "smtpHost", smtp_port as "smtpPort", smtp_security as "smtpSecurity", signature, blocked, keep_sent as "keepSent", active, since,
  read_at as "readAt", failure, provider, needs_sign_in as "needsSignIn"`;

const mine = (ctx: Context, user: string): Sql => sql`tenant_id = ${ctx.tenant.id} and user_id = ${user}::uuid`;

async function load(ctx: Context, user: string): Promise<Row | undefined> {
  const [row] = await ctx.query<Row>(sql`select ${columns} from mailbox where ${mine(ctx, user)}`);
  return row;
}

/** The caller's own mailbox without what opens it; null while none is connected. */
export async function viewMailbox(ctx: Context): Promise<MailboxView | null> {
  const row = await load(ctx, ctx.user.id);
  if (!row) return null;
  const { secret: _secret, since: _since, ...view } = row;
  return view;
}

/** Somebody's mailbox for connecting; undefined when there is none or it is switched off. */
export async function openMailbox(ctx: Context, user: string): Promise<OpenMailbox | undefined> {
  const row = await load(ctx, user);
  if (!row?.active) return undefined;
  const { secret, since, active: _active, readAt: _at, failure: _failure, ...place } = row;
  return { ...place, user, since: new Date(since), secret: (await ctx.app.vault.sealer(ctx.tenant.id)).open(...sealing, secret) };
}

/**
 * Connects the caller's mailbox or changes how. The password kept so far only goes to the servers it was given for.
 *
 * @throws field errors, MAIL_HOST and MAIL_HOST_PRIVATE for servers that must not be reached
 */
export async function saveMailbox(ctx: Context, input: MailboxInput): Promise<MailboxView> {
  const before = await load(ctx, ctx.user.id);
  const place = readMailbox(input, before);
  const given = readSecret(input);
  if (given === undefined && (!before || asksPassword(before, place))) throw passwordMissing();
  for (const host of new Set([place.imapHost, place.smtpHost])) await mailAddress(host, ctx.app.identity);
  const active = input.active === undefined ? (before?.active ?? true) : input.active === true;
  await ctx.transaction(async (tx) => {
    const secret = given === undefined ? null : (await tx.app.vault.sealer(tx.tenant.id)).seal(...sealing, given);
    await writeMailbox(tx, { place, secret, active, provider: null });
    await forgetFolders(tx, before, place);
    await audit(tx, { event: 'mailbox.changed', object: 'user', record: tx.user.id, data: { address: place.address, active } });
  });
  return (await viewMailbox(ctx)) as MailboxView;
}

/** Connects the caller's mailbox by the tokens of a service. What they have said of it before stays. */
export async function connectMailbox(
  ctx: Context,
  { provider, address, tokens }: { provider: OpenProvider; address: string; tokens: Tokens },
): Promise<void> {
  const before = await load(ctx, ctx.user.id);
  const { imapHost, imapPort, imapSecurity, smtpHost, smtpPort, smtpSecurity } = provider;
  const { name = '', signature = '', blocked = [], keepSent = true } = before ?? {};
  const servers = { imapHost, imapPort, imapSecurity, smtpHost, smtpPort, smtpSecurity };
  const place = { address, login: address, name, signature, blocked, keepSent, ...servers };
  await ctx.transaction(async (tx) => {
    const secret = (await tx.app.vault.sealer(tx.tenant.id)).seal(...sealing, JSON.stringify(tokens));
    await writeMailbox(tx, { place, secret, active: true, provider: provider.id });
    await forgetFolders(tx, before, place);
    await audit(tx, { event: 'mailbox.changed', object: 'user', record: tx.user.id, data: { address, active: true } });
  });
}

/** Another account has other letters under the same numbers. */
async function forgetFolders(tx: Context, before: MailboxPlace | undefined, place: MailboxPlace): Promise<void> {
  if (before && (before.address !== place.address || before.imapHost !== place.imapHost || before.login !== place.login))
    await tx.query(sql`delete from mailbox_folder where ${mine(tx, tx.user.id)}`);
}

interface Written extends Pick<MailboxView, 'active'> {
  readonly place: MailboxPlace;
  /** Sealed; null: how it is signed in to stays, and may be renewed at this moment. */
  readonly secret: string | null;
  /** With a secret: at which service. */
  readonly provider: string | null;
}

async function writeMailbox(tx: Context, { place, secret, active, provider }: Written): Promise<void> {
  const now = tx.clock.now();
  const since = new Date(now.getTime() - daysBack * 86_400_000);
  await tx.query(sql`
    insert into mailbox (tenant_id, user_id, address, name, login, secret, imap_host, imap_port, imap_security, smtp_host, smtp_port, smtp_security,
      signature, blocked, keep_sent, active, since, next_at, provider, needs_sign_in)
    values (${tx.tenant.id}, ${tx.user.id}::uuid, ${place.address}, ${place.name}, ${place.login}, coalesce(${secret}, ''), ${place.imapHost}, ${place.imapPort},
      ${place.imapSecurity}, ${place.smtpHost}, ${place.smtpPort}, ${place.smtpSecurity}, ${place.signature}, ${place.blocked}::text[], ${place.keepSent},
      ${active}, ${since}, ${now}, ${provider}::uuid, false)
    on conflict (tenant_id, user_id) do update set address = excluded.address, name = excluded.name, login = excluded.login, imap_host = excluded.imap_host, imap_port = excluded.imap_port, imap_security = excluded.imap_security,
      smtp_host = excluded.smtp_host, smtp_port = excluded.smtp_port, smtp_security = excluded.smtp_security, signature = excluded.signature,
      blocked = excluded.blocked, keep_sent = excluded.keep_sent, active = excluded.active, next_at = excluded.next_at, failures = 0, failure = null
      ${secret === null ? sql`` : sql`, secret = excluded.secret, provider = excluded.provider, needs_sign_in = false`}`);
}

/** Disconnects the caller's mailbox: the password goes, what was taken in stays. */
export async function removeMailbox(ctx: Context): Promise<void> {
  await ctx.transaction(async (tx) => {
    const gone = await tx.query(sql`delete from mailbox where ${mine(tx, tx.user.id)} returning 1`);
    if (gone.length === 0) throw errors.NOT_FOUND();
    await audit(tx, { event: 'mailbox.removed', object: 'user', record: tx.user.id });
  });
}

/** Asks that the caller's mailbox be read at once. */
export async function readSoon(ctx: Context): Promise<void> {
  await ctx.transaction((tx) => tx.query(sql`update mailbox set next_at = ${tx.clock.now()} where ${mine(tx, tx.user.id)}`));
}

/** Mailboxes that are to be read now. */
export const dueMailboxes = (tenant: number, now: Date): Sql => sql`
  select user_id as user from mailbox where tenant_id = ${tenant} and active and not needs_sign_in and next_at <= ${now} order by next_at`;

/** Writes down how reading went, and when it comes next: after failures ever later. */
export async function noteReading(ctx: Context, user: string, failure: string | null): Promise<void> {
  await ctx.transaction((tx) => tx.query(sql`update mailbox set ${nextReading(tx.clock.now(), failure)} where ${mine(tx, user)}`));
}
