import { addDays, addMonths, api, queryClient, recordKeys, useFormat, usePhone, useSession } from '@huanke/platform/ui';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { CalendarItem } from '../../calendar/contract.ts';
import { daysOf, type View, views, windowOf } from './time.ts';

const isDay = (text: unknown): text is string => typeof text === 'string' && /^\d{4}-\d\d-\d\d$/.test(text);

/** Where the calendar stands: view, day and whose layers, all in the address. */
export function useCalendarState() {
  const search = useSearch({ strict: false }) as Readonly<Record<string, unknown>>;
  const navigate = useNavigate();
  const format = useFormat();
  const phone = usePhone();
  const { user, tenant } = useSession();
  const today = format.date(new Date());
  const view: View = views.find((one) => one === search['view']) ?? (phone ? 'agenda' : 'week');
  const day = isDay(search['day']) ? search['day'] : today;
  const layers = typeof search['people'] === 'string' && search['people'] ? search['people'].split(',') : [];
  const days = useMemo(() => daysOf(view, day, Number(tenant.weekStart ?? 1) === 0), [view, day, tenant.weekStart]);
  const go = (change: Readonly<Record<string, string | undefined>>) =>
    void navigate({ to: '.', search: ((before: object) => ({ ...before, ...change })) as never, replace: true });
  const step = (direction: 1 | -1) => {
    const next = view === 'month' ? addMonths(day, direction) : addDays(day, direction * (view === 'day' ? 1 : view === 'week' ? 7 : 14));
    go({ day: next });
  };
  return { view, day, days, today, layers, me: user.id, zone: format.timeZone, go, step };
}

export type CalendarState = ReturnType<typeof useCalendarState>;

/** What one's own calendar and the chosen layers hold in the days that are shown. */
export function useItems({ days, zone, me, layers }: Pick<CalendarState, 'days' | 'zone' | 'me' | 'layers'>) {
  const { from, until } = windowOf(days, zone);
  const users = [me, ...layers].join(',');
  return useQuery({
    // below the lists of activities: whatever changes one renews it
    queryKey: [...recordKeys.object('activity'), 'calendar', from, until, users],
    queryFn: ({ signal }) =>
      api.get<{ items: readonly CalendarItem[]; truncated: boolean }>('/activities', { query: { from, until, users }, signal }),
    placeholderData: keepPreviousData,
  });
}

export function usePeople() {
  return useQuery({
    queryKey: ['activities', 'people'],
    queryFn: ({ signal }) => api.get<{ items: readonly { id: string; title: string }[] }>('/activities/people', { signal }),
    staleTime: 300_000,
  });
}

export const refreshCalendar = () => queryClient.invalidateQueries({ queryKey: recordKeys.object('activity') });
