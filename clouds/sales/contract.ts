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
export const reopenOpportunity = actionToken<{ stage?: string }, { stage: string }>('opportunity', 'reopen');

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
} as const;
