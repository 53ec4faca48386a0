import { actionToken } from '@huanke/platform/module';

/** Ticks a task off, or takes the tick back. */
export const completeActivity = actionToken<{ done?: boolean }, { done: boolean }>('activity', 'complete');
