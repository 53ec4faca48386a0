import { sql } from '../database/sql.ts';
import { makeLink } from '../identity/one-time-tokens.ts';
import { globalQuery } from '../identity/store.ts';
import type { Application, Context } from '../module/index.ts';
import { sendLetter } from './letters.ts';

// Whoever asks again and again fills nobody's mailbox.
const AGAIN_MS = 2 * 60_000;

/** Sends an invitation's link to who is invited; false when the company has no mail server and the link has to be handed over. */
export async function mailInvitation(ctx: Context, user: string, link: string | null): Promise<boolean> {
  if (link === null) return false;
  const [row] = await ctx.query<{ email: string | null }>(
    sql`select email from app_user where tenant_id = ${ctx.tenant.id} and id = ${user} and deleted_at is null`,
  );
  return row?.email ? sendLetter(ctx, 'invitation', { to: row.email, language: ctx.tenant.language, path: link }) : false;
}

/**
 * Sends somebody who forgot the password a link, through the mail server of their company. Nobody is told whether the account exists.
 * Who works for several companies gets none: the mail server of one of them must not be a way into the others.
 */
export async function mailPasswordReset(app: Application, address: string): Promise<void> {
  const email = address.trim().toLowerCase();
  const [found] = await globalQuery<{ person: string; tenants: { tenant: number; user: string }[] }>(
    app,
    sql`
    select p.id as person, (select jsonb_agg(jsonb_build_object('tenant', m.tenant_id, 'user', m.user_id)) from membership m
      join tenant t on t.id = m.tenant_id where m.person_id = p.id and m.active and t.status = 'active') as tenants
    from person p where p.email = ${email} and p.password_hash is not null and not exists (
      select from one_time_token o where o.purpose = 'passwordReset' and o.person_id = p.id and o.created_at > ${new Date(app.clock.now().getTime() - AGAIN_MS)})`,
  );
  const [only] = found?.tenants?.length === 1 ? found.tenants : [];
  if (!found || !only) return;
  const ctx = await app.contextFor(only);
  await ctx.transaction(async (tx) => {
    const { link } = await makeLink(tx, app.clock.now(), { purpose: 'passwordReset', person: found.person, tenant: null, user: null });
    await sendLetter(tx, 'passwordReset', { to: email, language: tx.language, path: link });
  });
}
