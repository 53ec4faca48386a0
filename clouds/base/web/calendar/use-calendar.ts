import { addDays, addMonths, api, queryClient, recordKeys, useFormat, usePhone, useSession } from '@huanke/platform/ui';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { CalendarItem, MapTiles, VisitItem } from '../../calendar/contract.ts';
import { daysOf, type Span, type View, views, windowOf } from './time.ts';

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
  const span: Span = search['span'] === 'week' ? 'week' : 'day';
  const sunday = Number(tenant.weekStart ?? 1) === 0;
  const days = useMemo(() => daysOf(view, day, { sunday, span }), [view, day, sunday, span]);
  const go = (change: Readonly<Record<string, string | undefined>>) =>
    void navigate({ to: '.', search: ((before: object) => ({ ...before, ...change })) as never, replace: true });
  const step = (direction: 1 | -1) => {
    go({ day: view === 'month' ? addMonths(day, direction) : addDays(day, direction * days.length) });
  };
  return { view, span, day, days, today, layers, me: user.id, zone: format.timeZone, go, step };
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

/** The visits in the days that are shown, with where they are. */
export function useVisits({ days, zone, me, layers }: Pick<CalendarState, 'days' | 'zone' | 'me' | 'layers'>) {
  const { from, until } = windowOf(days, zone);
  const users = [me, ...layers].join(',');
  return useQuery({
    queryKey: [...recordKeys.object('activity'), 'map', from, until, users],
    queryFn: ({ signal }) =>
      api.get<{ items: readonly VisitItem[]; truncated: boolean; tiles: MapTiles | null }>('/activities/map', {
        query: { from, until, users },
        signal,
      }),
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
