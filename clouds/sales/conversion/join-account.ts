import { sql } from '@huanke/platform/database';
import { type Context, metaOf, type Values } from '@huanke/platform/module';
import { notify } from '@huanke/platform/notifications';
import { getRecord } from '@huanke/platform/records';
import { joinTeam } from '@huanke/platform/sharing';
import { leadRules } from '../domain/lead-rules.ts';
import { leadErrors } from '../errors.ts';

/**
 * A lead is converted to an account that is there, which the caller must see and whose owner stays. Where that is somebody else than the
 * lead's owner the company's rule says what follows (SAL-8): the lead's owner joins the team of the account, its owner is asked to let them
 * join, or it is refused (422 ACCOUNT_OWNED). Whoever is in the team already is in.
 */
export async function enterAccount(ctx: Context, lead: Values, account: string): Promise<void> {
  const meta = metaOf(ctx, 'account');
  const { id } = await getRecord(ctx, meta, account, ['id']);
  const newcomer = lead['owner'];
  if (typeof newcomer !== 'string') return;
  const [row] = await ctx.query<{ owner: string | null; member: boolean }>(sql`
    select a.owner, exists (select from record_share s where s.tenant_id = a.tenant_id and s.record_id = a.id and s.source = 'team' and s.principal = ${newcomer}::uuid)
      as member from account a where a.tenant_id = ${ctx.tenant.id} and a.id = ${String(id)}::uuid`);
  if (!row?.owner || row.owner === newcomer || row.member) return;
  const policy = leadRules(ctx).existingAccount;
  if (policy === 'refuse') {
    const error = leadErrors.ACCOUNT_OWNED();
    throw leadErrors.ACCOUNT_OWNED({ errors: [{ field: 'account', code: error.code, message: error.text }] });
  }
  if (policy === 'join') await joinTeam(ctx, meta, String(id), newcomer);
  else
    await notify(ctx, [
      { user: row.owner, kind: 'duplicateJoin', object: 'account', record: String(id), data: { by: newcomer, note: '' } },
    ]);
}
