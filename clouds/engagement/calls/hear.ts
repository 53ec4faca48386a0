import { sql } from '@huanke/platform/database';
import { label, newId, textOf } from '@huanke/platform/kernel';
import { type Context, metaOf } from '@huanke/platform/module';
import { noticeId, notify } from '@huanke/platform/notifications';
import { emit, saveAll } from '@huanke/platform/records';
import { engagementEvents } from '../contract.ts';
import { keyOf } from '../matching/find.ts';
import { type Resolved, resolve } from '../matching/resolve.ts';
import type { CallNews } from './adapter.ts';
import type { OpenLine } from './lines.ts';

/** The colleague at our end. */
async function agentOf(ctx: Context, { agent }: CallNews): Promise<string | null> {
  if (agent === null) return null;
  const [row] = await ctx.query<{ id: string }>(sql`
    select id from app_user where tenant_id = ${ctx.tenant.id} and lower(email) = ${agent} and deleted_at is null`);
  return row?.id ?? null;
}

/** Whom the number at the other end means. */
function otherEnd(ctx: Context, { direction, from, to }: CallNews): Promise<Resolved> {
  return resolve(ctx, 'phone', [keyOf('phone', direction === 'in' ? from : to) ?? []].flat());
}

export type Heard =
  | { readonly event: 'ringing'; readonly told: number }
  | { readonly event: 'ended'; readonly call: string; readonly repeated: boolean };

/** Takes in what a telephone system tells. Told twice it is the same call. */
export async function hear(ctx: Context, line: OpenLine, news: CallNews): Promise<Heard> {
  await ctx.transaction((tx) =>
    tx.query(sql`update telephony_line set heard_at = ${tx.clock.now()} where tenant_id = ${tx.tenant.id} and id = ${line.id}`),
  );
  return news.event === 'ringing' ? ring(ctx, line, news) : log(ctx, line, news);
}

/** Shows the colleague whose telephone rings who it is: the screen pop. */
async function ring(ctx: Context, line: OpenLine, news: CallNews): Promise<Heard> {
  const user = await agentOf(ctx, news);
  if (user === null) return { event: 'ringing', told: 0 };
  const { records, candidates } = await otherEnd(ctx, news);
  const likely = records[0] ?? candidates[0];
  const number = news.direction === 'in' ? news.from : news.to;
  const told = await notify(ctx, [
    {
      user,
      kind: likely ? 'callRinging' : 'callRingingUnknown',
      ...(likely ? { object: likely.object, record: likely.id } : {}),
      data: { number },
      id: noticeId(`call ${line.id} ${news.callId}`, user),
    },
  ]);
  return { event: 'ringing', told };
}

async function log(ctx: Context, line: OpenLine, news: CallNews): Promise<Heard> {
  const [owner, meant] = [await agentOf(ctx, news), await otherEnd(ctx, news)];
  return ctx.transaction(async (tx) => {
    const id = newId();
    const [made] = await tx.query(sql`
      insert into call_reference (tenant_id, line_id, provider_id, record_id, object) values (${tx.tenant.id}, ${line.id}, ${news.callId}, ${id}, 'callLog')
      on conflict do nothing returning 1`);
    if (!made) return { event: 'ended', call: (await callOf(tx, line, news.callId)) ?? id, repeated: true };
    await saveAll(tx, metaOf(tx, 'callLog'), [{ operation: 'create', id, values: valuesOf(tx, news, { owner, meant }) }], {
      asSystem: true,
    });
    await emit(tx, engagementEvents.callEnded, {
      object: 'callLog',
      record: id,
      changes: { direction: news.direction, outcome: news.outcome, seconds: news.seconds },
    });
    return { event: 'ended', call: id, repeated: false };
  });
}

/** The record of a call by the system's own id of it. */
export async function callOf(ctx: Context, line: OpenLine, callId: string): Promise<string | undefined> {
  const [row] = await ctx.query<{ id: string }>(sql`
    select record_id as id from call_reference where tenant_id = ${ctx.tenant.id} and line_id = ${line.id} and provider_id = ${callId}`);
  return row?.id;
}

function valuesOf(ctx: Context, news: CallNews, { owner, meant }: { owner: string | null; meant: Resolved }) {
  const ended = news.endedAt ?? ctx.clock.now().toISOString();
  const number = news.direction === 'in' ? news.from : news.to;
  return {
    subject: textOf(
      news.direction === 'in' ? label(`呼入 ${number}`, `Call from ${number}`) : label(`呼出 ${number}`, `Call to ${number}`),
      ctx.language,
    ),
    direction: news.direction,
    outcome: news.outcome,
    from: news.from,
    to: news.to,
    startAt: news.startedAt ?? new Date(Date.parse(ended) - news.seconds * 1000).toISOString(),
    endAt: ended,
    seconds: news.seconds,
    transcript: news.transcript,
    related: meant.records,
    toConfirm: meant.candidates.length > 0,
    providerId: news.callId,
    owner,
  };
}
