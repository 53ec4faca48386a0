import { sql } from '@huanke/platform/database';
import { enqueue } from '@huanke/platform/jobs';
import { type Label, textOf } from '@huanke/platform/kernel';
import { type Context, defineJob, metaOf } from '@huanke/platform/module';
import { loadValues } from '@huanke/platform/records';
import { noteFailure, type OpenAccount, openAccount } from './accounts.ts';
import { disconnected, expired, failureOf, numberGone, uncertain } from './failure.ts';
import type { Outcome, SmsContent, SmsRequest } from './provider.ts';
import { providerOf, sendBy } from './providers.ts';
import { settle } from './settle.ts';

/** After this nobody expects the message any more. */
const validMs = 2 * 3_600_000;
const mostTries = 6;
const waitAfter = (tries: number) => 30_000 * 2 ** (tries - 1);

interface Ready {
  readonly account: OpenAccount;
  readonly request: SmsRequest;
  readonly tries: number;
}

/**
 * One message on its way out. It is written down that the service is asked before it is: whoever finds that later knows that the process died
 * in between, and does not ask again. Tried again is only what surely was not sent.
 */
export const sendMessageJob = defineJob<{ tenant: number; message: string }>({
  name: 'engagement.sendMessage',
  async run({ contextFor }, { tenant, message }) {
    const ctx = (await contextFor({ tenant, channel: 'sync' })).elevated();
    const ready = await ctx.transaction((tx) => claim(tx, message));
    if (!ready) return;
    const outcome = await sendBy(ctx, ready.account.provider, ready.account, ready.request);
    await ctx.transaction((tx) => conclude(tx, message, ready, outcome));
    await tellAdministrators(ctx, ready.account, outcome);
  },
});

interface Row {
  readonly provider: string;
  readonly state: 'waiting' | 'calling' | 'done';
  readonly content: SmsContent | null;
  readonly tries: number;
  readonly queuedAt: string;
}

/** Makes asking the service this job's own; what can not be sent any more ends here. */
async function claim(tx: Context, message: string): Promise<Ready | undefined> {
  const [row] = await tx.query<Row>(sql`
    select provider, state, content, tries, queued_at as "queuedAt" from message_dispatch
    where tenant_id = ${tx.tenant.id} and record_id = ${message}::uuid for update`);
  if (!row || row.state === 'done') return undefined;
  if (row.state === 'calling') return end(tx, message, 'unconfirmed', uncertain);
  const now = tx.clock.now();
  if (now.getTime() - Date.parse(row.queuedAt) > validMs) return end(tx, message, 'failed', expired);
  const account = await openAccount(tx, row.provider);
  if (!account) return end(tx, message, 'failed', disconnected);
  const record = (await loadValues(tx, metaOf(tx, 'sentMessage'), [message])).get(message);
  const to = String(record?.['to'] ?? '');
  // an erasure has come first
  if (!/^\d{11}$/.test(to) || !row.content) return end(tx, message, 'failed', numberGone);
  const tries = row.tries + 1;
  await tx.query(sql`
    update message_dispatch set state = 'calling', tries = ${tries}, called_at = ${now} where tenant_id = ${tx.tenant.id} and record_id = ${message}::uuid`);
  return { account, request: { ...row.content, to, id: message, at: now }, tries };
}

async function end(tx: Context, message: string, status: 'failed' | 'unconfirmed', reason: Label): Promise<undefined> {
  await settle(tx, message, { status, reason: textOf(reason, tx.tenant.language) });
  return undefined;
}

async function conclude(tx: Context, message: string, { account, tries }: Ready, outcome: Outcome): Promise<void> {
  const { language } = tx.tenant;
  if (outcome.kind === 'accepted') return settle(tx, message, { status: 'sent', providerId: outcome.providerId });
  const reason = textOf(failureOf(providerOf(account.provider.name), outcome.refusal), language);
  if (outcome.kind === 'unknown') return settle(tx, message, { status: 'unconfirmed', reason: textOf(uncertain, language) });
  if (outcome.kind === 'refused' || tries >= mostTries) return settle(tx, message, { status: 'failed', reason });
  // a receipt can not have come: nothing was sent
  await tx.query(sql`
    update message_dispatch set state = 'waiting' where tenant_id = ${tx.tenant.id} and record_id = ${message}::uuid and state = 'calling'`);
  const runAt = new Date(tx.clock.now().getTime() + waitAfter(tries));
  await enqueue(tx, sendMessageJob.name, { tenant: tx.tenant.id, message }, { key: `message:${message}`, runAt });
}

/** Keys, credit and approvals are theirs to mend. */
async function tellAdministrators(ctx: Context, { provider }: OpenAccount, outcome: Outcome): Promise<void> {
  if (outcome.kind === 'accepted') await noteFailure(ctx, provider.name, null);
  else if (outcome.refusal.code === '' || provider.isAdministrators(outcome.refusal.code))
    await noteFailure(ctx, provider.name, textOf(failureOf(provider, outcome.refusal), ctx.tenant.language));
}
