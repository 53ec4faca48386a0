import { api, type Filter, instantOf, type RecordQuery, recordKeys, useFormat, useObject, useRecordQuery } from '@huanke/platform/ui';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { addDays, weekday } from '../days.ts';
import { stageKeys, stagesOf } from '../figures.ts';
import { KNOWN_DAYS, planOf, touchesOf } from './plan.ts';
import { dealFields, dealOf, todoFields, todoOf } from './types.ts';

const mine: Filter = { field: 'owner', op: 'eq', value: 'me' };
/** A seller with more open deals than this works by lists. */
const MOST = 200;

/** What this person has to do within a week, and what has a time today. */
function useTodos(today: string) {
  const todoQuery: RecordQuery = {
    fields: ['version', ...todoFields],
    filter: {
      and: [
        mine,
        {
          or: [
            {
              and: [
                { field: 'done', op: 'eq', value: false },
                { field: 'status', op: 'ne', value: 'cancelled' },
                { field: 'dueOn', op: 'lte', value: addDays(today, 7) },
              ],
            },
            { field: 'startAt', op: 'within', value: 'today' },
          ],
        },
      ],
    },
    sort: [{ field: 'createdAt', direction: 'desc' }],
    limit: MOST,
  };
  return useRecordQuery('activity', todoQuery);
}

/** Something with a time today, as the calendar knows it: also one occurrence of a series. */
interface Appointment {
  readonly id: string;
  readonly subject: string;
  readonly status: string;
  readonly allDay: boolean;
  readonly start: string | null;
  readonly end: string | null;
}

/** Meetings and calls of today by their time. */
export function useAgenda() {
  const format = useFormat();
  const today = format.date(new Date());
  const [from, until] = [today, addDays(today, 1)].map((day) => instantOf(day, '00:00', format.timeZone));
  const { data } = useQuery({
    queryKey: [...recordKeys.object('activity'), 'calendar', from, until],
    queryFn: ({ signal }) => api.get<{ items: readonly Appointment[] }>('/activities', { query: { from, until }, signal }),
  });
  const list = data?.items.flatMap(({ id, subject, status, allDay, start, end }) =>
    start !== null && !allDay && status !== 'cancelled' ? [{ id, subject, startAt: start, endAt: end }] : [],
  );
  return { list, today };
}

/** Everything the day of this person is made of: open deals, tasks, meetings, the follow-ups of a month. Three requests. */
export function useDay() {
  const format = useFormat();
  const meta = useObject('opportunity').data;
  const today = format.date(new Date());
  const stages = stagesOf(meta);
  const timed = meta?.fields.some((field) => field.name === 'stageEnteredAt') ? ['stageEnteredAt'] : [];
  const dealQuery: RecordQuery = {
    fields: ['version', ...dealFields, ...timed],
    filter: { and: [mine, { field: 'stage', op: 'in', value: stageKeys(stages, 'open') }] },
    sort: [{ field: 'nextStepOn', direction: 'asc' }],
    limit: MOST,
  };
  const doneQuery: RecordQuery = {
    fields: todoFields,
    filter: { field: 'createdAt', op: 'within', value: `lastNDays:${KNOWN_DAYS + 1}` },
    sort: [{ field: 'createdAt', direction: 'desc' }],
    limit: MOST,
  };
  const deals = useRecordQuery('opportunity', dealQuery, { enabled: meta !== undefined });
  const todos = useTodos(today);
  const done = useRecordQuery('activity', doneQuery);

  const plan = useMemo(() => {
    const dealPage = deals.data?.pages[0];
    const todoPage = todos.data?.pages[0];
    const donePage = done.data?.pages[0];
    if (!dealPage || !todoPage || !donePage) return undefined;
    const dayOf = (instant: string) => format.date(instant);
    const activities = donePage.records.map(todoOf);
    // A page that was cut knows less far back: then only so much may be said.
    const oldest = activities.at(-1);
    const since = donePage.nextCursor && oldest ? dayOf(oldest.createdAt) : addDays(today, -KNOWN_DAYS);
    const all = todoPage.records.map(todoOf);
    return {
      ...planOf({
        deals: dealPage.records.map(dealOf),
        todos: all,
        touched: touchesOf([...activities, ...all], dayOf, today),
        since,
        today,
        stages,
        dayOf,
      }),
      isEmpty: dealPage.records.length === 0 && all.length === 0,
    };
  }, [deals.data, todos.data, done.data, format, today, stages]);

  const error = deals.error ?? todos.error ?? done.error;
  const refetch = () => void Promise.all([deals.refetch(), todos.refetch(), done.refetch()]);
  return { plan, error, refetch, today, stages };
}

/** Days one may put a thing off to. */
export function laterDays(
  today: string,
): readonly { readonly key: 'tomorrow' | 'afterTomorrow' | 'monday' | 'week'; readonly day: string }[] {
  return [
    { key: 'tomorrow', day: addDays(today, 1) },
    { key: 'afterTomorrow', day: addDays(today, 2) },
    { key: 'monday', day: addDays(today, 8 - weekday(today)) },
    { key: 'week', day: addDays(today, 7) },
  ];
}
