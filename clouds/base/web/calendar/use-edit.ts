import { confirm, toast, useAction, useFormat, useLabel } from '@huanke/platform/ui';
import { useState } from 'react';
import type { CalendarItem } from '../../calendar/contract.ts';
import { fill, texts } from './texts.ts';
import { refreshCalendar } from './use-calendar.ts';

export type Scope = 'this' | 'following' | 'all';

export interface Conflict {
  readonly user: string;
  readonly id: string | null;
  readonly start: string;
}

interface Question {
  readonly remove: boolean;
  readonly answer: (scope: Scope | null) => void;
}

/** Edits and deletions on the calendar: of a series they ask which occurrences are meant; who is double-booked then is told. */
export function useEdit(nameOf: (user: string) => string | undefined) {
  const text = useLabel();
  const format = useFormat();
  const run = useAction('activity');
  const [question, setQuestion] = useState<Question | null>(null);

  const ask = (item: CalendarItem, remove: boolean): Promise<Scope | null> =>
    item.series === null
      ? Promise.resolve('all')
      : new Promise((answer) => {
          setQuestion({
            remove,
            answer: (scope) => {
              setQuestion(null);
              answer(scope);
            },
          });
        });
  const place = (item: CalendarItem, scope: Scope) =>
    item.series === null ? {} : { scope, ...(item.occurrence ? { occurrence: item.occurrence } : {}) };

  const tellConflicts = (conflicts: readonly Conflict[]) => {
    const [first] = conflicts;
    if (first) toast.info(fill(text(texts.conflict), { who: nameOf(first.user) ?? text(texts.someone), at: format.dateTime(first.start) }));
  };

  /** False: the person thought better of it. Refusals are thrown. */
  const change = async (item: CalendarItem, values: Readonly<Record<string, unknown>>): Promise<boolean> => {
    const scope = 'recurrence' in values && item.series === null ? 'all' : await ask(item, false);
    if (scope === null) return false;
    const { recurrence, ...others } = values;
    const named = scope === 'this' || recurrence === undefined ? others : values;
    const result = (await run.mutateAsync({ id: item.id, action: 'change', input: { ...place(item, scope), ...named } })) as {
      conflicts: readonly Conflict[];
    };
    await refreshCalendar();
    tellConflicts(result.conflicts);
    return true;
  };

  const move = async (item: CalendarItem, times: { readonly startAt: string; readonly endAt: string | null }) => {
    try {
      if (await change(item, times)) return;
    } catch (error) {
      toast.error(error);
    }
    await refreshCalendar();
  };

  const remove = async (item: CalendarItem): Promise<boolean> => {
    const plain = { title: fill(text(texts.removeAsk), { subject: item.subject }), confirm: text(texts.remove), danger: true };
    const scope = item.series === null ? ((await confirm(plain)) ? 'all' : null) : await ask(item, true);
    if (scope === null) return false;
    try {
      await run.mutateAsync({ id: item.id, action: 'remove', input: place(item, scope) });
    } catch (error) {
      toast.error(error);
      return false;
    }
    await refreshCalendar();
    toast.ok(text(texts.removed));
    return true;
  };

  return { change, move, remove, tellConflicts, question, busy: run.isPending };
}

export type Edit = ReturnType<typeof useEdit>;
