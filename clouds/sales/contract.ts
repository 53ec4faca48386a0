import { actionToken } from '@huanke/platform/module';

/** Events and actions of the sales cloud: all that other clouds may know of it. */
export const convertLead = actionToken<
  { account?: string; opportunity?: boolean; opportunityName?: string; amount?: string },
  { account: string; contact: string | null; opportunity: string | null }
>('lead', 'convert');
export const winOpportunity = actionToken<{ amount?: string; closedOn?: string }, { stage: string }>('opportunity', 'win');
export const loseOpportunity = actionToken<{ lossReason: string; competitor?: string; closedOn?: string }, { stage: string }>(
  'opportunity',
  'lose',
);
export const reopenOpportunity = actionToken<{ stage?: string }, { stage: string }>('opportunity', 'reopen');

export const salesEvents = {
  leadConverted: 'lead.converted',
  opportunityWon: 'opportunity.won',
  opportunityLost: 'opportunity.lost',
  opportunityReopened: 'opportunity.reopened',
} as const;
