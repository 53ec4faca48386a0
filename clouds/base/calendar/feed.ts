import { createHash, randomBytes } from 'node:crypto';
import { audit } from '@huanke/platform/audit';
import { sql } from '@huanke/platform/database';
import { errors } from '@huanke/platform/kernel';
import type { Application, Context } from '@huanke/platform/module';
import { calendarFile } from './ics.ts';
import { eventRows } from './rows.ts';
import { asShown } from './window.ts';

const DAY = 86_400_000;
/** What is longer ago is of no use to a calendar program; what is further ahead it will fetch in time. */
const daysBack = 90;
const daysAhead = 400;

const hashOf = (secret: string) => createHash('sha256').update(secret).digest('hex');

/** When the caller's address was made, and when a program last read it; null without one. */
export async function feedOf(ctx: Context): Promise<{ createdAt: string; readAt: string | null } | null> {
  const [row] = await ctx.query<{ createdAt: string; readAt: string | null }>(sql`
    select created_at as "createdAt", read_at as "readAt" from calendar_feed where tenant_id = ${ctx.tenant.id} and user_id = ${ctx.user.id}::uuid`);
  return row ?? null;
}

/** A new secret address for the caller's calendar; one there was before ends. Shown once: only its hash is kept. */
export async function makeFeed(ctx: Context): Promise<{ token: string; createdAt: string }> {
  const secret = randomBytes(24).toString('base64url');
  const at = ctx.clock.now();
  await ctx.transaction(async (tx) => {
    await tx.query(sql`
      insert into calendar_feed (tenant_id, user_id, token_hash, created_at) values (${tx.tenant.id}, ${tx.user.id}::uuid, ${hashOf(secret)}, ${at})
      on conflict (tenant_id, user_id) do update set token_hash = excluded.token_hash, created_at = excluded.created_at, read_at = null`);
    await audit(tx, { event: 'calendarFeed.created', object: 'user', record: tx.user.id });
  });
  return { token: `${ctx.tenant.id}-${secret}`, createdAt: at.toISOString() };
}

export async function dropFeed(ctx: Context): Promise<void> {
  await ctx.transaction(async (tx) => {
    const gone = await tx.query(
      sql`delete from calendar_feed where tenant_id = ${tx.tenant.id} and user_id = ${tx.user.id}::uuid returning 1`,
    );
    if (gone.length > 0) await audit(tx, { event: 'calendarFeed.ended', object: 'user', record: tx.user.id });
  });
}

/** The context of the person an address belongs to; NOT_FOUND for one that is not ours, was replaced, or whose person has left. */
async function readerOf(app: Application, token: string): Promise<Context> {
  const [, tenant, secret] = /^([1-9]\d{0,8})-([\w-]{32})$/.exec(token) ?? [];
  if (!tenant || !secret) throw errors.NOT_FOUND();
  const system = await app.contextFor({ tenant: Number(tenant) });
  const [row] = await system.query<{ user_id: string }>(sql`
    select user_id from calendar_feed where tenant_id = ${system.tenant.id} and token_hash = ${hashOf(secret)}`);
  const member = row && (await app.identity.member(system.tenant, row.user_id));
  if (!row || !member?.person.active) throw errors.NOT_FOUND();
  await system.transaction((tx) =>
    tx.query(sql`
      update calendar_feed set read_at = ${tx.clock.now()} where tenant_id = ${tx.tenant.id} and user_id = ${row.user_id}::uuid
        and (read_at is null or read_at < ${new Date(tx.clock.now().getTime() - DAY / 24)})`),
  );
  return app.contextFor({ tenant: system.tenant.id, user: row.user_id });
}

/** What the owner of an address has on their calendar, as far as they may see it now, as an iCalendar file with its checksum. */
export async function readFeed(app: Application, token: string): Promise<{ text: string; etag: string }> {
  const ctx = await readerOf(app, token);
  const activity = ctx.meta.object('activity');
  if (!activity || !ctx.access.can('activity.read')) throw errors.NOT_FOUND();
  const now = ctx.clock.now().getTime();
  const window = { from: new Date(now - daysBack * DAY), until: new Date(now + daysAhead * DAY), people: [ctx.user.id] };
  const rows = await eventRows(ctx, activity, { ...window, due: false, access: 'read' });
  const text = calendarFile(
    rows.map((row) => asShown(activity, row)),
    { name: `${ctx.user.name} · ${ctx.tenant.name}`, timeZone: ctx.tenant.timeZone, site: app.identity.publicUrl ?? '' },
  );
  return { text, etag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"` };
}
