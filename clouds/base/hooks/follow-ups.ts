import { defineHook, type Values } from '@huanke/platform/module';
import { statusOf } from '../calendar/event.ts';
import { noteFollowUps } from '../contacts/note-follow-ups.ts';

interface Related {
  readonly object: string;
  readonly id: string;
}

/** How long a call lasted, where both ends are known. */
function secondsOf(values: Values): number | null {
  const [from, to] = [values['startAt'], values['endAt']];
  return typeof from === 'string' && typeof to === 'string' ? (Date.parse(to) - Date.parse(from)) / 1000 : null;
}

/** What somebody wrote: the content and what came of it, else the subject alone. */
const textOf = (values: Values) => [values['content'], values['result']].filter(Boolean).join(' ') || String(values['subject'] ?? '');

/** A call, visit or message about a customer, or about a deal or a person of theirs, keeps them from going back to the pool. */
export const followUps = defineHook({
  name: 'base.followUps',
  object: 'activity',
  stage: 'afterSave',
  on: ['create', 'update'],
  async run(ctx, changes) {
    const named = ['type', 'content', 'subject', 'result', 'status', 'related', 'startAt', 'endAt'];
    const done = changes
      .filter((change) => change.operation === 'create' || named.some((name) => name in change.values))
      .map(({ before, values }) => ({ ...before, ...values }))
      .filter((values) => statusOf(values) !== 'cancelled' && Array.isArray(values['related']) && values['related'].length > 0);
    await noteFollowUps(
      ctx,
      done.map((values) => ({
        type: String(values['type']),
        text: textOf(values),
        at: typeof values['startAt'] === 'string' ? values['startAt'] : null,
        seconds: secondsOf(values),
        related: values['related'] as Related[],
      })),
    );
    return undefined;
  },
});
