import { cleanLine, cleanText, fieldError, label } from '@huanke/platform/kernel';
import { signatureOf } from '@huanke/platform/webhooks';
import { engagementErrors } from '../errors.ts';
import type { CallNews, TelephonyAdapter } from './adapter.ts';
import { checkSignature } from './signature.ts';

type Body = Readonly<Record<string, unknown>>;

function line(body: Body, field: string, max: number): string {
  const raw = body[field];
  if (raw === undefined || raw === null || raw === '') throw fieldError('REQUIRED', field, label('不能为空', 'Must be given'));
  if (typeof raw !== 'string') throw fieldError('WRONG_TYPE', field);
  const text = cleanLine(raw);
  if (text.length > max) throw fieldError('TOO_LONG', field, label(`最多 ${max} 个字`, `At most ${max} characters`));
  return text;
}

function oneOf<T extends string>(body: Body, field: string, values: readonly T[]): T {
  const text = line(body, field, 40);
  const found = values.find((value) => value === text);
  if (!found) throw fieldError('INVALID_VALUE', field, label(`应为 ${values.join('、')} 之一`, `Must be one of ${values.join(', ')}`));
  return found;
}

function moment(body: Body, field: string): string | null {
  const raw = body[field];
  if (raw === undefined || raw === null || raw === '') return null;
  const at = typeof raw === 'string' ? new Date(raw) : new Date(Number.NaN);
  if (Number.isNaN(at.getTime()))
    throw fieldError('INVALID_VALUE', field, label('应为时间，例如 2026-03-31T02:00:00Z', 'Must be a time such as 2026-03-31T02:00:00Z'));
  return at.toISOString();
}

/** Seconds spoken: as told, else from being answered to the end. */
function secondsOf(body: Body, endedAt: string | null): number {
  const told = body['seconds'];
  if (told !== undefined && told !== null) {
    if (typeof told !== 'number' || !Number.isInteger(told) || told < 0 || told > 86_400)
      throw fieldError('INVALID_VALUE', 'seconds', label('应为 0 到 86400 的整数', 'Must be a whole number from 0 to 86400'));
    return told;
  }
  const answered = moment(body, 'answeredAt');
  return answered && endedAt ? Math.min(Math.max(0, Math.round((Date.parse(endedAt) - Date.parse(answered)) / 1000)), 86_400) : 0;
}

function readNews(raw: unknown): CallNews {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) throw fieldError('WRONG_TYPE', 'body');
  const body = raw as Body;
  const event = oneOf(body, 'event', ['ringing', 'ended'] as const);
  const endedAt = moment(body, 'endedAt');
  const seconds = secondsOf(body, endedAt);
  const isTold = event === 'ended' && body['outcome'] !== undefined;
  return {
    event,
    callId: line(body, 'callId', 200),
    direction: oneOf(body, 'direction', ['in', 'out'] as const),
    from: line(body, 'from', 60),
    to: line(body, 'to', 60),
    agent: body['agent'] === undefined || body['agent'] === null ? null : line(body, 'agent', 254).toLowerCase(),
    startedAt: moment(body, 'startedAt'),
    endedAt,
    seconds,
    outcome: isTold ? oneOf(body, 'outcome', ['answered', 'missed', 'busy', 'failed'] as const) : seconds > 0 ? 'answered' : 'missed',
    transcript: typeof body['transcript'] === 'string' ? cleanText(body['transcript']).slice(0, 100_000) : null,
  };
}

/** The documented form (docs/guide/communication.md): for systems that can be told what to send, and for bridges to those that can not. */
export const standardAdapter: TelephonyAdapter = {
  name: 'standard',
  label: label('标准接口', 'Standard interface'),
  verify: ({ headers, body, secret, now }) => checkSignature(headers['huanke-signature'], body, { secret, now }),
  read: readNews,
  async dial(ctx, { callUrl, secret }, { agent, to }) {
    const body = JSON.stringify({ event: 'call', agent, to });
    const answer = await ctx.app.outbound
      .send({
        url: callUrl,
        headers: { 'content-type': 'application/json', 'huanke-signature': signatureOf(body, ctx.clock.now(), [secret]) },
        body,
      })
      .catch((cause: unknown) => {
        throw engagementErrors.CALL_FAILED({ cause });
      });
    if (answer.status < 200 || answer.status > 299) throw engagementErrors.CALL_FAILED();
    const callId = /"callId"\s*:\s*"([^"\\]{1,200})"/.exec(answer.body)?.[1];
    return { callId: callId ?? null };
  },
};
