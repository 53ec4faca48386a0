import { actionToken } from '@huanke/platform/module';

/** Ticks a task off, or takes the tick back. */
export const completeActivity = actionToken<{ done?: boolean }, { done: boolean }>('activity', 'complete');

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
