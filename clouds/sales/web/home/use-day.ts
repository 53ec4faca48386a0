import { useObject } from '@huanke/platform/ui';
import { useHomeSection } from '@huanke/platform/ui/home';
import { addDays, weekday } from '../days.ts';
import { stagesOf } from '../figures.ts';
import type { DayAnswer } from './types.ts';

/** The day of this person as the server planned it, and the stages its deals stand in. */
export function useDay() {
  const { data, ...home } = useHomeSection<DayAnswer>('sales.day');
  const stages = stagesOf(useObject('opportunity').data);
  return { day: data, stages, ...home };
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
