import { sql } from '../database/sql.ts';
import { errors, fieldError, label } from '../kernel/index.ts';
import type { Context } from '../module/index.ts';
import { readChoice } from './choice-input.ts';
import { type ChoiceView, choicesOf, companyId, type PartialChoice, storedChoice, viewChoice } from './choices.ts';
import { groupOf, noticeGroups } from './kinds.ts';
import { isZone, mailTime } from './mail-time.ts';
import { planSending } from './notify.ts';

/** Changes what the caller (or the company) has chosen; `null` goes back to the wider circle. What waits to leave the house is timed anew. */
export async function saveChoice(ctx: Context, of: 'me' | 'company', input: Record<string, unknown>): Promise<ChoiceView> {
  if (of === 'company' && !ctx.access.can('settings.manage')) throw errors.FORBIDDEN();
  const who = of === 'company' ? companyId : ctx.user.id;
  const change = readChoice(input);
  if (typeof change['timeZone'] === 'string' && !isZone(change['timeZone']))
    throw fieldError(
      'INVALID_VALUE',
      'timeZone',
      label('没有这个时区，例如 Asia/Shanghai', 'There is no such time zone; write Asia/Shanghai'),
    );
  return ctx.transaction(async (tx) => {
    // two tabs at once: the later one adds to what the earlier one wrote
    await tx.query(sql`
      insert into notification_choice (tenant_id, user_id, choice, updated_at) values (${tx.tenant.id}, ${who}, '{}', ${tx.clock.now()}) on conflict do nothing`);
    await tx.query(sql`select 1 from notification_choice where tenant_id = ${tx.tenant.id} and user_id = ${who} for update`);
    const next = withChange(await storedChoice(tx, who), change);
    await tx.query(sql`
      update notification_choice set choice = ${JSON.stringify(next)}::jsonb, updated_at = ${tx.clock.now()} where tenant_id = ${tx.tenant.id} and user_id = ${who}`);
    if (of === 'me') await retime(tx);
    return viewChoice(tx, of);
  });
}

function withChange(before: PartialChoice, change: Readonly<Record<string, unknown>>): PartialChoice {
  const { ways, follow } = change as { ways?: PartialChoice['ways'] | null; follow?: Record<string, unknown> | null };
  const next: Record<string, unknown> = { ...before, ...change };
  if (ways) next['ways'] = dropNull({ ...before.ways, ...overWays(before, ways) });
  if (follow) next['follow'] = dropNull({ ...before.follow, ...follow });
  // no quiet hours is a choice; to follow the company again is told by `quiet: "company"`
  const { quiet, ...rest } = next;
  return { ...dropNull(rest), ...(quiet === undefined || quiet === 'company' ? {} : { quiet }) } as PartialChoice;
}

/** Ways that are not named stay as they were chosen. */
const overWays = ({ ways: before }: PartialChoice, change: NonNullable<PartialChoice['ways']>) =>
  Object.fromEntries(
    noticeGroups.flatMap((group) => (group in change ? [[group, change[group] && { ...before?.[group], ...change[group] }]] : [])),
  );

const dropNull = (values: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));

/** What waits to leave the house for the caller goes out when the new choice says, or not at all. */
async function retime(tx: Context): Promise<void> {
  const person = (await choicesOf(tx, [tx.user.id])).get(tx.user.id);
  if (!person) return;
  const at = mailTime(tx.clock.now(), person.choice, tx.tenant.timeZone);
  for (const way of ['mail', 'push', 'app'] as const) {
    const [state, moment] = [sql.id(way), sql.id(`${way}_at`)];
    const mine = sql`tenant_id = ${tx.tenant.id} and user_id = ${tx.user.id} and ${state} = 'waiting'`;
    const waiting = await tx.query<{ id: string; kind: string }>(sql`select id, kind from notification where ${mine} for update`);
    if (waiting.length === 0) continue;
    const unwanted = waiting.filter((one) => !person.choice.ways[groupOf(one.kind)][way]).map((one) => one.id);
    await tx.query(sql`
      update notification set ${moment} = ${at}, ${state} = case when id = any(${unwanted}::uuid[]) then 'dropped' else ${state} end where ${mine}`);
    await planSending(tx, `${way}.notices`, [at.toISOString()]);
  }
}
