import { sql } from '@huanke/platform/database';
import { type DropIntake, ownerAmong } from '@huanke/platform/mailboxes';
import type { Context } from '@huanke/platform/module';
import { intakeOf } from './intake.ts';

interface Own {
  /** By which addresses a person writes. */
  readonly addresses: readonly string[];
  readonly blocked: readonly string[];
}

async function ownOf(ctx: Context, user: string): Promise<Own> {
  const [row] = await ctx.query<{ email: string | null; address: string | null; blocked: string[] | null }>(sql`
    select lower(u.email) as email, m.address, m.blocked from app_user u left join mailbox m on m.tenant_id = u.tenant_id and m.user_id = u.id
    where u.tenant_id = ${ctx.tenant.id} and u.id = ${user}::uuid and u.deleted_at is null`);
  return { addresses: [row?.email, row?.address].flatMap((one) => one ?? []), blocked: row?.blocked ?? [] };
}

/**
 * What becomes of letters that people send to their own address of the drop mailbox: taken in for them as if they lay in their mailbox. The
 * secret of the address says whose it is; a letter somebody else has sent there is not theirs all the same.
 */
export const dropIntake =
  (ctx: Context): DropIntake =>
  async ({ tokens, sender, letter }, seal) => {
    const user = await ownerAmong(ctx, tokens);
    const member = user === undefined ? undefined : await ctx.app.identity.member(ctx.tenant, user);
    if (user === undefined || !member?.person.active) return 'unknownAddress';
    const { addresses, blocked } = await ownOf(ctx, user);
    if (!addresses.includes(sender)) return 'foreignSender';
    const theirs = await ctx.app.contextFor({ tenant: ctx.tenant.id, user, channel: 'sync' });
    const intake = intakeOf(theirs.elevated(), { user, address: sender, blocked });
    const people = [letter.from, ...letter.to, ...letter.cc, ...letter.bcc];
    const wanted = await intake.wanted([{ uid: 1, messageId: letter.messageId, people }]);
    if (wanted.size === 0) return 'nobodyKnown';
    await intake.take(letter, 'inbox', seal);
    return 'taken';
  };
