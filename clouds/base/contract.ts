import { actionToken, type Values } from '@huanke/platform/module';

/** Which occurrences of a series an edit means. */
interface Place {
  readonly scope?: 'this' | 'following' | 'all';
  /** The planned start of the occurrence; the first one unless given. */
  readonly occurrence?: string;
}

/** Ticks a task off, or takes the tick back; of a series one occurrence. */
export const completeActivity = actionToken<
  { done?: boolean; result?: string | null; nextStep?: string | null; occurrence?: string },
  { done: boolean; id: string }
>('activity', 'complete');

/** Changes an event; of a series one occurrence, that and the following ones, or all. */
export const changeEvent = actionToken<Place & Values, { id: string; conflicts: readonly unknown[] }>('activity', 'change');

/** Deletes an event; of a series one occurrence, that and the following ones, or all. */
export const removeEvent = actionToken<Place, { id: string }>('activity', 'remove');

export const activityEvents = { completed: 'activity.completed' } as const;
