import { audit } from '@huanke/platform/audit';
import {
  calendarAt,
  type Dav,
  type DavAccess,
  type DavCalendar,
  DavError,
  davFailure,
  discoverCalendars,
  openDav,
} from '@huanke/platform/caldav';
import { type Sql, sql } from '@huanke/platform/database';
import { defineErrors, errors, fieldError, label } from '@huanke/platform/kernel';
import type { Context } from '@huanke/platform/module';
import { OutboundError } from '@huanke/platform/outbound';
import type {} from '@huanke/platform/storage';
import { forgetPlaces } from './links.ts';
import { type AccountInput, readAccess, readSecret } from './read-account.ts';

/** A person's calendar on another server as they see it: everything but the password. */
export interface CalendarAccountView {
  readonly server: string;
  readonly login: string;
  /** Address of the calendar that is kept the same. */
  readonly calendar: string;
  readonly name: string;
  readonly active: boolean;
  /** RFC 3339; null before the first time. */
  readonly readAt: string | null;
  readonly failure: string | null;
  /** What was not taken in, and why; the newest of them. */
  readonly skipped: readonly { readonly title: string | null; readonly problem: string }[];
  /** Records of which two versions were kept and nobody has looked at. */
  readonly conflicts: number;
}

export interface CalendarAccount extends DavAccess {
  readonly calendar: string;
  /** What was over before is not synchronised. */
  readonly since: Date;
  readonly token: string | null;
  readonly ctag: string | null;
}

interface Row extends Omit<CalendarAccountView, 'skipped' | 'conflicts'> {
  readonly secret: string;
  readonly since: string;
  readonly token: string | null;
  readonly ctag: string | null;
}

export const accountErrors = defineErrors({
  CALENDAR_SERVER: { status: 422, text: label('日历服务器无法使用，原因见各栏', 'The calendar server can not be used; see the fields') },
});

/** How far back a calendar is kept the same when it is connected. Days. */
const daysBack = 30;
const mostSkipped = 20;
const sealing = ['calendarAccount', 'secret'] as const;

const columns = sql`server, login, secret, calendar, name, active, since, sync_token as token, ctag, read_at as "readAt", failure`;
const mine = (ctx: Context): Sql => sql`tenant_id = ${ctx.tenant.id} and user_id = ${ctx.user.id}::uuid`;

async function load(ctx: Context): Promise<Row | undefined> {
  const [row] = await ctx.query<Row>(sql`select ${columns} from calendar_account where ${mine(ctx)}`);
  return row;
}

/** The caller's own; null while none is connected. */
export async function viewAccount(ctx: Context): Promise<CalendarAccountView | null> {
  const row = await load(ctx);
  if (!row) return null;
  const { secret: _secret, since: _since, token: _token, ctag: _ctag, ...view } = row;
  const skipped = await ctx.query<{ title: string | null; problem: string }>(sql`
    select title, problem from calendar_link where ${mine(ctx)} and problem is not null order by uid limit ${mostSkipped}`);
  const [count] = await ctx.query<{ conflicts: number }>(sql`
    select count(*)::int as conflicts from activity where tenant_id = ${ctx.tenant.id} and owner = ${ctx.user.id}::uuid and sync_flag = 'conflict'
      and deleted_at is null`);
  return { ...view, skipped, conflicts: count?.conflicts ?? 0 };
}

const sealer = (ctx: Context) => ctx.app.vault.sealer(ctx.tenant.id);

/** The caller's account for connecting; undefined when there is none or it is switched off. */
export async function openAccount(ctx: Context): Promise<CalendarAccount | undefined> {
  const row = await load(ctx);
  if (!row?.active) return undefined;
  const { server, login, calendar, token, ctag } = row;
  return { server, login, calendar, token, ctag, since: new Date(row.since), password: (await sealer(ctx)).open(...sealing, row.secret) };
}

/** What goes wrong with a server, as a refusal that says it in words. */
async function inWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DavError || error instanceof OutboundError)) throw error;
    const field = error instanceof DavError && error.fault === 'login' ? 'secret' : 'server';
    throw accountErrors.CALENDAR_SERVER({ errors: [{ field, code: 'CALENDAR_SERVER', message: davFailure(error) }], cause: error });
  }
}

/** Where a body leads; the password kept so far goes only to the server and login it was given for. */
async function accessOf(
  ctx: Context,
  input: AccountInput,
): Promise<{ access: DavAccess; before: Row | undefined; given: string | undefined }> {
  const before = await load(ctx);
  const place = readAccess(input, before, ctx.app.identity.allowPrivate);
  const given = readSecret(input);
  const isSame = before !== undefined && before.server === place.server && before.login === place.login;
  if (given === undefined && !isSame)
    throw fieldError('REQUIRED', 'secret', label('请填写密码或专用密码', 'Enter the password or an app password'));
  const password = given ?? (await sealer(ctx)).open(...sealing, before?.secret ?? '');
  return { access: { ...place, password }, before, given };
}

/** The calendars of a server that somebody signs in to: nothing is kept. @throws CALENDAR_SERVER with what went wrong, field errors */
export async function findCalendars(ctx: Context, input: AccountInput): Promise<DavCalendar[]> {
  const { access } = await accessOf(ctx, input);
  return inWords(() => discoverCalendars(openDav(ctx.app.outbound, access)));
}

/** A calendar that is to be kept the same must be there, and must be open for writing. */
async function checked(dav: Dav, calendar: unknown): Promise<DavCalendar> {
  if (typeof calendar !== 'string' || !URL.canParse(calendar) || calendar.length > 2000)
    throw fieldError('REQUIRED', 'calendar', label('请选择一个日历', 'Choose a calendar'));
  const found = await calendarAt(dav, calendar);
  if (!found.canWrite) throw new DavError('readOnly');
  return found;
}

/**
 * Connects the caller's calendar or changes how.
 *
 * @throws field errors; CALENDAR_SERVER where the server does not let itself be used
 */
export async function saveAccount(ctx: Context, input: AccountInput): Promise<CalendarAccountView> {
  const { access, before, given } = await accessOf(ctx, input);
  if (input.active !== undefined && typeof input.active !== 'boolean') throw fieldError('WRONG_TYPE', 'active');
  const active = input.active ?? before?.active ?? true;
  const found = await inWords(() => checked(openDav(ctx.app.outbound, access), input.calendar ?? before?.calendar));
  const isOther = before?.calendar !== found.url;
  await ctx.transaction(async (tx) => {
    const secret = given === undefined ? (before?.secret ?? '') : (await sealer(tx)).seal(...sealing, given);
    await write(tx, { access, secret, found, active });
    if (isOther) {
      await forgetPlaces(tx);
      await tx.query(sql`update calendar_account set sync_token = null, ctag = null where ${mine(tx)}`);
    }
    await audit(tx, { event: 'calendarAccount.changed', object: 'user', record: tx.user.id, data: { calendar: found.name, active } });
  });
  return (await viewAccount(ctx)) as CalendarAccountView;
}

interface Written {
  readonly access: DavAccess;
  readonly secret: string;
  readonly found: DavCalendar;
  readonly active: boolean;
}

async function write(tx: Context, { access: { server, login }, secret, found, active }: Written): Promise<void> {
  const now = tx.clock.now();
  const since = new Date(now.getTime() - daysBack * 86_400_000);
  await tx.query(sql`
    insert into calendar_account (tenant_id, user_id, server, login, secret, calendar, name, active, since, next_at)
    values (${tx.tenant.id}, ${tx.user.id}::uuid, ${server}, ${login}, ${secret}, ${found.url}, ${found.name}, ${active}, ${since}, ${now})
    on conflict (tenant_id, user_id) do update set server = excluded.server, login = excluded.login, secret = excluded.secret, calendar = excluded.calendar,
      name = excluded.name, active = excluded.active, next_at = excluded.next_at, failures = 0, failure = null`);
}

/** Disconnects: the password goes; events stay on both sides, and are known again when the person connects anew. */
export async function removeAccount(ctx: Context): Promise<void> {
  await ctx.transaction(async (tx) => {
    const gone = await tx.query(sql`delete from calendar_account where ${mine(tx)} returning 1`);
    if (gone.length === 0) throw errors.NOT_FOUND();
    await forgetPlaces(tx);
    await audit(tx, { event: 'calendarAccount.removed', object: 'user', record: tx.user.id });
  });
}

/** Asks that the caller's calendar be looked at as soon as a worker is free. @throws NOT_FOUND without one */
export async function syncSoon(ctx: Context): Promise<void> {
  const rows = await ctx.transaction((tx) =>
    tx.query(sql`update calendar_account set next_at = ${tx.clock.now()} where ${mine(tx)} and active returning 1`),
  );
  if (rows.length === 0) throw errors.NOT_FOUND();
}

/** Calendars that are to be looked at now. */
export const dueAccounts = (tenant: number, now: Date): Sql => sql`
  select user_id as user from calendar_account where tenant_id = ${tenant} and active and next_at <= ${now} order by next_at`;

/** Where reading goes on from. */
export async function movePlace(ctx: Context, { token, ctag }: { token: string | null; ctag: string | null }): Promise<void> {
  await ctx.transaction((tx) => tx.query(sql`update calendar_account set sync_token = ${token}, ctag = ${ctag} where ${mine(tx)}`));
}

/** Between two looks; minutes. */
const usualMinutes = 5;
const longestMinutes = 120;

/** Writes down how it went, and when it comes next: after failures ever later; at once where there is more to do. */
export async function noteSync(
  ctx: Context,
  { failure, more }: { readonly failure: string | null; readonly more: boolean },
): Promise<void> {
  const now = ctx.clock.now();
  const usual = more ? 0 : usualMinutes;
  await ctx.transaction((tx) =>
    tx.query(sql`
      update calendar_account set failure = ${failure}, failures = case when ${failure === null} then 0 else failures + 1 end,
        read_at = case when ${failure === null} then ${now}::timestamptz else read_at end,
        next_at = ${now}::timestamptz + interval '1 minute' *
          case when ${failure === null} then ${usual}::int else least(${usualMinutes}::int * power(2, least(failures, 10))::int, ${longestMinutes}::int) end
      where ${mine(tx)}`),
  );
}
