import { audit } from '../audit/index.ts';
import { type Sql, sql } from '../database/sql.ts';
import { errors } from '../kernel/index.ts';
import { mailAddress } from '../mail/index.ts';
import type { Context } from '../module/index.ts';
import type {} from '../storage/vault.ts';
import { asksPassword, type MailboxInput, passwordMissing, readMailbox, readSecret } from './read.ts';
import type { MailboxPlace, MailboxView, OpenMailbox } from './types.ts';

interface Row extends MailboxView {
  readonly secret: string;
  readonly since: string;
}

/** How far back a new mailbox is read. Days. */
const daysBack = 30;
const sealing = ['mailbox', 'secret'] as const;

const columns = sql`address, name, login, secret, imap_host as "imapHost", imap_port as "imapPort", imap_security as "imapSecurity",
  smtp_host as "smtpHost", smtp_port as "smtpPort", smtp_security as "smtpSecurity", signature, blocked, active, since, read_at as "readAt", failure`;

const mine = (ctx: Context, user: string): Sql => sql`tenant_id = ${ctx.tenant.id} and user_id = ${user}::uuid`;

async function load(ctx: Context, user: string): Promise<Row | undefined> {
  const [row] = await ctx.query<Row>(sql`select ${columns} from mailbox where ${mine(ctx, user)}`);
  return row;
}

/** The caller's own mailbox without its password; null while none is connected. */
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
  return { ...place, user, since: new Date(since), password: (await ctx.app.vault.sealer(ctx.tenant.id)).open(...sealing, secret) };
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
    const secret = given === undefined ? (before?.secret ?? '') : (await tx.app.vault.sealer(tx.tenant.id)).seal(...sealing, given);
    await writeMailbox(tx, { place, secret, active });
    // another account has other letters under the same numbers
    if (before && (before.address !== place.address || before.imapHost !== place.imapHost || before.login !== place.login))
      await tx.query(sql`delete from mailbox_folder where ${mine(tx, tx.user.id)}`);
    await audit(tx, { event: 'mailbox.changed', object: 'user', record: tx.user.id, data: { address: place.address, active } });
  });
  return (await viewMailbox(ctx)) as MailboxView;
}

async function writeMailbox(
  tx: Context,
  { place, secret, active }: { place: MailboxPlace; secret: string; active: boolean },
): Promise<void> {
  const now = tx.clock.now();
  const since = new Date(now.getTime() - daysBack * 86_400_000);
  await tx.query(sql`
    insert into mailbox (tenant_id, user_id, address, name, login, secret, imap_host, imap_port, imap_security, smtp_host, smtp_port, smtp_security,
      signature, blocked, active, since, next_at)
    values (${tx.tenant.id}, ${tx.user.id}::uuid, ${place.address}, ${place.name}, ${place.login}, ${secret}, ${place.imapHost}, ${place.imapPort},
      ${place.imapSecurity}, ${place.smtpHost}, ${place.smtpPort}, ${place.smtpSecurity}, ${place.signature}, ${place.blocked}::text[], ${active}, ${since}, ${now})
    on conflict (tenant_id, user_id) do update set address = excluded.address, name = excluded.name, login = excluded.login, secret = excluded.secret,
      imap_host = excluded.imap_host, imap_port = excluded.imap_port, imap_security = excluded.imap_security, smtp_host = excluded.smtp_host,
      smtp_port = excluded.smtp_port, smtp_security = excluded.smtp_security, signature = excluded.signature, blocked = excluded.blocked,
      active = excluded.active, next_at = excluded.next_at, failures = 0, failure = null`);
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
  select user_id as user from mailbox where tenant_id = ${tenant} and active and next_at <= ${now} order by next_at`;

const usualMinutes = 2;
const longestMinutes = 120;

/** Writes down how reading went, and when it comes next: after failures ever later. */
export async function noteReading(ctx: Context, user: string, failure: string | null): Promise<void> {
  const now = ctx.clock.now();
  await ctx.transaction((tx) =>
    tx.query(sql`
      update mailbox set failure = ${failure}, failures = case when ${failure === null} then 0 else failures + 1 end,
        read_at = case when ${failure === null} then ${now}::timestamptz else read_at end,
        next_at = ${now}::timestamptz + interval '1 minute' *
          case when ${failure === null} then ${usualMinutes}::int else least(${usualMinutes}::int * power(2, least(failures, 10))::int, ${longestMinutes}::int) end
      where ${mine(tx, user)}`),
  );
}
