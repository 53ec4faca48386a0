import { invalidateRecord, type Reference } from '@huanke/platform/ui';

export interface Wording {
  readonly text: string;
  readonly at: string;
  readonly by: Reference | null;
}

export interface Decision {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly status: 'valid' | 'withdrawn';
  readonly revision: number;
  readonly withdrawnBy: Reference | null;
  readonly withdrawnAt: string | null;
  readonly withdrawnReason: string | null;
  /** The newest first. */
  readonly wordings: readonly Wording[];
}

export interface Task {
  readonly id: string;
  readonly subject: string;
  readonly owner: Reference | null;
  readonly dueOn: string | null;
  readonly status: string | null;
}

export interface Minutes {
  readonly id: string;
  readonly name: string;
  readonly heldAt: string | null;
  readonly attendees: string | null;
  readonly content: string | null;
  readonly tasks: readonly Task[];
}

export interface RoomData {
  readonly decisions: readonly Decision[];
  readonly minutes: readonly Minutes[];
}

/** The objects of which a change renews the room. */
export const roomObjects = ['dealDecision', 'dealMinutes', 'activity'] as const;

/** After something was written: the room and the timeline of the deal. */
export const roomChanged = (deal: string): Promise<void> => invalidateRecord('opportunity', deal);
