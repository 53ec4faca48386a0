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

interface CheckInInput {
  readonly position?: { readonly lng: number; readonly lat: number } | null;
  /** Metres. */
  readonly accuracy?: number | null;
  /** The device says that the position is made up. */
  readonly mock?: boolean;
  readonly reason?: string;
  readonly photo?: readonly { readonly id: string }[];
}
/** Checks in at a visit; `valid`: near enough, certain enough, by whose visit it is and on its day. */
export const checkIn = actionToken<CheckInInput, { id: string; valid: boolean }>('activity', 'checkIn');

export const activityEvents = { completed: 'activity.completed' } as const;

export interface BillingInput {
  readonly kind?: 'company' | 'person';
  readonly invoiceTitle: string;
  readonly taxNo?: string | null;
  readonly bank?: string | null;
  readonly bankAccount?: string | null;
  readonly address?: string | null;
  readonly phone?: string | null;
}
/** Makes a new version of an account's billing profile; `profile` is its id. The same again makes none. */
export const saveBilling = actionToken<BillingInput, { profile: string; revision: number }>('account', 'saveBilling');

/**
 * A contact leaves a company (`account`; the primary one unless said), on a day (today unless said), perhaps for another: then that is the
 * primary one from now on.
 */
export const leaveCompany = actionToken<
  { account?: string; leftOn?: string; newAccount?: string | null; title?: string | null },
  { account: string | null }
>('contact', 'leave');

export const baseEvents = {
  accountLevelChanged: 'account.levelChanged',
  accountLifecycleChanged: 'account.lifecycleChanged',
  contactLeftCompany: 'contact.leftCompany',
} as const;
