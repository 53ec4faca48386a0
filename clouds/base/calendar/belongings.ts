import { label } from '@huanke/platform/kernel';
import type { BelongingDefinition } from '@huanke/platform/module';

/** What the calendar keeps for one user alone. */
export const calendarBelongings: readonly BelongingDefinition[] = [
  {
    table: 'calendar_account',
    label: label('日历同步', 'Calendar sync'),
    told: ['server', 'login', 'calendar', 'name', 'since', 'read_at'],
  },
  { table: 'calendar_link', label: label('同步的日程', 'Events kept the same'), told: [] },
  { table: 'calendar_feed', label: label('日历订阅', 'Calendar feed'), told: ['created_at', 'read_at'] },
];
