import { actionToken } from '@huanke/platform/module';

/** Events and actions of the sales cloud: all that other clouds may know of it. */
export const convertLead = actionToken<
  {
    account?: string;
    contact?: string;
    opportunity?: boolean;
    opportunityName?: string;
    amount?: string;
    closeOn?: string;
    product?: string;
  },
  { account: string; contact: string | null; opportunity: string | null }
>('lead', 'convert');
export const winOpportunity = actionToken<{ amount?: string; closedOn?: string }, { stage: string }>('opportunity', 'win');
export const loseOpportunity = actionToken<{ lossReason: string; competitor?: string; closedOn?: string }, { stage: string }>(
  'opportunity',
  'lose',
);
export const reopenOpportunity = actionToken<{ stage?: string; stageReason?: string }, { stage: string }>('opportunity', 'reopen');
/** `from`: the stage the mover saw; another one now answers 409 STATE. */
export const moveOpportunity = actionToken<{ stage: string; from?: string; stageReason?: string }, { stage: string }>(
  'opportunity',
  'move',
);

export interface SplitInput {
  readonly user: string;
  readonly percent: string | number;
  readonly kind?: 'revenue' | 'overlay';
}
export const splitOpportunity = actionToken<{ splits: readonly SplitInput[] }, { count: number }>('opportunity', 'split');

export const invalidateLead = actionToken<{ invalidReason: string }, { status: string }>('lead', 'invalidate');
export const revertConversion = actionToken<Record<string, never>, { status: string }>('lead', 'revertConversion');

export const salesEvents = {
  leadTouched: 'lead.touched',
  leadAssigned: 'lead.assigned',
  leadSlaBreached: 'lead.slaBreached',
  leadInvalidated: 'lead.invalidated',
  leadConverted: 'lead.converted',
  leadReverted: 'lead.reverted',
  opportunityWon: 'opportunity.won',
  opportunityLost: 'opportunity.lost',
  opportunityReopened: 'opportunity.reopened',
  opportunityStageChanged: 'opportunity.stageChanged',
  opportunityPushed: 'opportunity.pushed',
  opportunityStalled: 'opportunity.stalled',
  lossReviewDue: 'lossReview.due',
  collabRequestBreached: 'collabRequest.breached',
} as const;

/** What an account is worth, said by hand until a day; `ruleLevel` gives it back to the rule. */
export const setLevel = actionToken<{ level: string; levelUntil: string; levelReason: string }, { level: string }>('account', 'setLevel');
export const ruleLevel = actionToken<Record<string, never>, Record<string, never>>('account', 'ruleLevel');
/** The customer is gone, or back again. */
export const markLost = actionToken<{ lifecycleReason: string }, { lifecycle: string }>('account', 'markLost');
export const regainAccount = actionToken<Record<string, never>, Record<string, never>>('account', 'regain');
