import { sql } from '@huanke/platform/database';
import { fieldError, label } from '@huanke/platform/kernel';
import type { Context } from '@huanke/platform/module';
import { phoneKey } from '@huanke/platform/text';
import { engagementErrors } from '../errors.ts';
import { adapterOf } from './adapters.ts';
import { dialLine } from './lines.ts';

/**
 * Has the telephone system ring the caller and then the number (click-to-call). The call itself is told of when it ends.
 *
 * @throws NO_TELEPHONY, CALL_FAILED, field errors for what is no number
 */
export async function placeCall(ctx: Context, to: string): Promise<{ callId: string | null }> {
  const number = phoneKey(to);
  if (number.kind === 'invalid') throw fieldError('INVALID_VALUE', 'to', label('电话号码不正确', 'This is not a phone number'));
  const line = await dialLine(ctx);
  if (!line) throw engagementErrors.NO_TELEPHONY();
  const [me] = await ctx.query<{ email: string | null }>(
    sql`select email from app_user where tenant_id = ${ctx.tenant.id} and id = ${ctx.user.id}::uuid`,
  );
  if (!me?.email)
    throw fieldError('REQUIRED', 'email', label('您没有邮箱地址，电话系统认不出您', 'You have no e-mail address to be known by'));
  return adapterOf(line.adapter).dial(ctx, line, { agent: me.email, to: number.key });
}
