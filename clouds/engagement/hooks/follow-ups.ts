import { followUpChanges, reviewFollowUps } from '@huanke/base/note-follow-ups';
import { type Change, type Context, defineHook, type Values } from '@huanke/platform/module';
import type { FollowUp } from '@huanke/platform/pools';
import type { Found } from '../matching/find.ts';

/** Notes follow-ups of what was made, has come to concern somebody else, or is gone. */
async function note(
  ctx: Context,
  changes: readonly Change[],
  read: (values: Values) => Omit<FollowUp, 'related'> | undefined,
): Promise<undefined> {
  const telling = changes.filter(({ operation, values }) => operation !== 'update' || values.related !== undefined);
  const followUpOf = (values: Values): FollowUp | undefined => {
    const one = read(values);
    const related = (values['related'] ?? []) as readonly Found[];
    return one && related.length > 0 ? { ...one, related } : undefined;
  };
  await reviewFollowUps(ctx, followUpChanges(telling, followUpOf));
  return undefined;
}

/** What somebody wrote themselves: neither what they quote nor their signature. */
const ownWords = (content: unknown) =>
  String(content ?? '')
    .replace(/^-- ?$[\s\S]*/m, '')
    .replace(/^>.*$/gm, '')
    .trim();

/** A letter that somebody wrote to a customer is a follow-up, what the customer writes is none. */
export const lettersFollowUp = defineHook({
  name: 'engagement.lettersFollowUp',
  object: 'emailMessage',
  stage: 'afterSave',
  on: ['create', 'update', 'delete', 'restore'],
  run: (ctx, changes) =>
    note(ctx, changes, ({ direction, content, sentAt }) =>
      direction === 'out' ? { type: 'email', text: ownWords(content), at: String(sentAt), seconds: null } : undefined,
    ),
});

/** A call that was taken is one, if it lasted long enough (SAL-4). */
export const callsFollowUp = defineHook({
  name: 'engagement.callsFollowUp',
  object: 'callLog',
  stage: 'afterSave',
  on: ['create', 'update', 'delete', 'restore'],
  run: (ctx, changes) =>
    note(ctx, changes, ({ outcome, startAt, seconds }) =>
      outcome === 'answered' ? { type: 'call', text: '', at: String(startAt), seconds: Number(seconds ?? 0) } : undefined,
    ),
});
