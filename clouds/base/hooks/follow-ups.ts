import { defineHook, type Values } from '@huanke/platform/module';
import type { FollowUp } from '@huanke/platform/pools';
import { followUpChanges, reviewFollowUps } from '../contacts/note-follow-ups.ts';
import { heldAt } from '../follow-up.ts';

/** How long a call lasted, where both ends are known. */
function secondsOf(values: Values): number | null {
  const [from, to] = [values['startAt'], values['endAt']];
  return typeof from === 'string' && typeof to === 'string' ? (Date.parse(to) - Date.parse(from)) / 1000 : null;
}

/** What somebody wrote: the content and what came of it, else the subject alone. */
const textOf = (values: Values) => [values['content'], values['result']].filter(Boolean).join(' ') || String(values['subject'] ?? '');

/** What an activity may count as; undefined where nothing took place, or it is about nobody. */
export function followUpOf(values: Values): FollowUp | undefined {
  const related = values['related'];
  const at = heldAt(values);
  if (at === undefined || !Array.isArray(related) || related.length === 0) return undefined;
  return { type: String(values['type']), text: textOf(values), at, seconds: secondsOf(values), related };
}

const named = ['type', 'content', 'subject', 'result', 'status', 'related', 'startAt', 'endAt'];

/** A call, visit or message about a customer, or about a deal or a person of theirs, keeps them from going back to the pool for as long as it is there. */
export const followUps = defineHook({
  name: 'base.followUps',
  object: 'activity',
  stage: 'afterSave',
  on: ['create', 'update', 'delete', 'restore'],
  async run(ctx, changes) {
    const telling = changes.filter(({ operation, values }) => operation !== 'update' || named.some((name) => name in values));
    await reviewFollowUps(ctx, followUpChanges(telling, followUpOf));
    return undefined;
  },
});
