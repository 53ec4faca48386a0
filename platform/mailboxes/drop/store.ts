import { audit } from '../../audit/index.ts';
import { type Sql, sql } from '../../database/sql.ts';
import { errors, fieldError, label } from '../../kernel/index.ts';
import { mailAddress } from '../../mail/index.ts';
import type { Context } from '../../module/index.ts';
import type {} from '../../storage/vault.ts';
import { mailKey } from '../../text/index.ts';
import { host, line, passwordMissing, port, readSecret, security } from '../read.ts';
import { nextReading } from '../reading.ts';
import type { Credentials, ImapPlace } from '../types.ts';

interface DropPlace extends ImapPlace {
  /** `crm@drop.example.cn`: people send to `crm+…@drop.example.cn`. */
  readonly address: string;
  readonly login: string;
  readonly active: boolean;
}

/** What became of letters: taken in, or why not. */
export const dropEnds = ['taken', 'unknownAddress', 'foreignSender', 'nobodyKnown', 'unreadable'] as const;
export type DropEnd = (typeof dropEnds)[number];

export interface DropView extends DropPlace {
  readonly readAt: string | null;
  readonly failure: string | null;
  readonly counts: Readonly<Record<DropEnd, number>>;
}

export interface OpenDrop extends ImapPlace {
  readonly address: string;
  readonly credentials: Credentials;
  /** Letters before this are not fetched. */
  readonly since: Date;
  readonly uidValidity: string | null;
  readonly lastUid: number;
}

const sealing = ['mailDrop', 'secret'] as const;
const columns = sql`address, login, imap_host as "imapHost", imap_port as "imapPort", imap_security as "imapSecurity", active`;
const counted: Readonly<Record<DropEnd, string>> = {
  taken: 'taken',
  unknownAddress: 'unknown_address',
  foreignSender: 'foreign_sender',
  nobodyKnown: 'nobody_known',
  unreadable: 'unreadable',
};

function mayManage(ctx: Context): void {
  if (!ctx.access.can('settings.manage')) throw errors.FORBIDDEN();
}

/** The company's drop mailbox without its password; null while it has none. */
export async function viewDrop(ctx: Context): Promise<DropView | null> {
  mayManage(ctx);
  const counts = sql.join(
    dropEnds.map((end) => sql`${end}::text, ${sql.ref(counted[end])}`),
    sql`, `,
  );
  const [row] = await ctx.query<DropView>(sql`
    select ${columns}, read_at as "readAt", failure, jsonb_build_object(${counts}) as counts from mail_drop where tenant_id = ${ctx.tenant.id}`);
  return row ?? null;
}

/** The address of the company's drop mailbox, where it has one that is read. */
export async function dropAddress(ctx: Context): Promise<string | undefined> {
  const [row] = await ctx.query<{ address: string }>(sql`select address from mail_drop where tenant_id = ${ctx.tenant.id} and active`);
  return row?.address;
}

/** For reading it; undefined where there is none or it is switched off. */
export async function openDrop(ctx: Context): Promise<OpenDrop | undefined> {
  const [row] = await ctx.query<DropPlace & { secret: string; since: string; uidValidity: string | null; lastUid: string }>(sql`
    select ${columns}, secret, since, uid_validity as "uidValidity", last_uid as "lastUid" from mail_drop where tenant_id = ${ctx.tenant.id} and active`);
  if (!row) return undefined;
  const pass = (await ctx.app.vault.sealer(ctx.tenant.id)).open(...sealing, row.secret);
  return { ...row, credentials: { user: row.login, pass }, since: new Date(row.since), lastUid: Number(row.lastUid) };
}

export type DropInput = Readonly<Partial<Record<keyof DropPlace | 'secret', unknown>>>;

function readPlace(body: DropInput, before: DropPlace | undefined): DropPlace {
  const input: DropInput = { ...before, ...body };
  const key = mailKey(line(input.address, 'address', 200));
  // the part after + is the person’s
  if (!key || key.address.includes('+'))
    throw fieldError('INVALID_VALUE', 'address', label('应为不含 + 的邮箱地址', 'Must be an e-mail address without a plus sign'));
  if (input.active !== undefined && typeof input.active !== 'boolean') throw fieldError('WRONG_TYPE', 'active');
  return {
    address: key.address,
    login: line(input.login, 'login', 254) || key.address,
    imapHost: host(input.imapHost, 'imapHost'),
    imapPort: port(input.imapPort, 'imapPort', 993),
    imapSecurity: security(input.imapSecurity, 'imapSecurity'),
    active: input.active ?? true,
  };
}

const asked = ['login', 'imapHost', 'imapPort', 'imapSecurity'] as const;

/**
 * Sets the company's drop mailbox. The password kept so far only goes to the server it was given for.
 *
 * @throws field errors, MAIL_HOST and MAIL_HOST_PRIVATE
 */
export async function saveDrop(ctx: Context, input: DropInput): Promise<DropView> {
  const before = await viewDrop(ctx);
  const next = readPlace(input, before ?? undefined);
  const given = readSecret(input);
  const isMoved = !before || asked.some((key) => before[key] !== next[key]);
  if (given === undefined && isMoved) throw passwordMissing();
  await mailAddress(next.imapHost, ctx.app.identity);
  await ctx.transaction(async (tx) => {
    const now = tx.clock.now();
    const secret = given === undefined ? null : (await tx.app.vault.sealer(tx.tenant.id)).seal(...sealing, given);
    await tx.query(sql`
      insert into mail_drop (tenant_id, address, login, secret, imap_host, imap_port, imap_security, active, since, next_at)
      values (${tx.tenant.id}, ${next.address}, ${next.login}, coalesce(${secret}, ''), ${next.imapHost}, ${next.imapPort}, ${next.imapSecurity},
        ${next.active}, ${now}, ${now})
      on conflict (tenant_id) do update set address = excluded.address, login = excluded.login, secret = coalesce(${secret}, mail_drop.secret),
        imap_host = excluded.imap_host, imap_port = excluded.imap_port, imap_security = excluded.imap_security, active = excluded.active,
        next_at = excluded.next_at, failures = 0, failure = null
        ${isMoved ? sql`, uid_validity = null, last_uid = 0` : sql``}`);
    await audit(tx, { event: 'mailDrop.changed', data: { address: next.address, active: next.active } });
  });
  return (await viewDrop(ctx)) as DropView;
}

/** Ends it with all addresses; what was taken in stays. */
export async function removeDrop(ctx: Context): Promise<void> {
  mayManage(ctx);
  await ctx.transaction(async (tx) => {
    const gone = await tx.query(sql`delete from mail_drop where tenant_id = ${tx.tenant.id} returning 1`);
    if (gone.length === 0) throw errors.NOT_FOUND();
    await tx.query(sql`delete from mail_drop_address where tenant_id = ${tx.tenant.id}`);
    await audit(tx, { event: 'mailDrop.removed' });
  });
}

/** A row where the drop mailbox is to be read now. */
export const dueDrop = (tenant: number, now: Date): Sql => sql`
  select 1 from mail_drop where tenant_id = ${tenant} and active and next_at <= ${now}`;

/** Writes down how reading it went, and when it comes next. */
export async function noteDrop(ctx: Context, failure: string | null): Promise<void> {
  await ctx.transaction((tx) =>
    tx.query(sql`update mail_drop set ${nextReading(tx.clock.now(), failure)} where tenant_id = ${tx.tenant.id}`),
  );
}

/** Moves the place reading goes on from, and counts what became of the letter there; of one that was passed before nothing. */
export async function passLetter(tx: Context, at: { readonly validity: string; readonly uid: number }, end: DropEnd): Promise<void> {
  const column = sql.ref(counted[end]);
  await tx.query(sql`
    update mail_drop set uid_validity = ${at.validity}, last_uid = ${at.uid}, ${column} = ${column} + 1
    where tenant_id = ${tx.tenant.id} and (uid_validity is distinct from ${at.validity} or last_uid < ${at.uid})`);
}
