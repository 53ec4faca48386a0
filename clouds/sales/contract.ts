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
/** `wonProof`: files that prove it, in place of those the deal holds; without any the win is refused, unless the company asks for none. */
export const winOpportunity = actionToken<
  { amount?: string; closedOn?: string; wonProof?: readonly { readonly id: string }[] },
  { stage: string }
>('opportunity', 'win');
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

/** A task that minutes give: what, who, until when. */
export interface MinutesTask {
  readonly subject: string;
  readonly owner: string;
  readonly dueOn: string;
}
/** Minutes of a meeting with the tasks that came of it; held now unless said. */
export const minutesOpportunity = actionToken<
  { name: string; heldAt?: string | null; attendees?: string | null; content?: string | null; tasks?: readonly MinutesTask[] },
  { minutes: string; tasks: string[] }
>('opportunity', 'minutes');
export const withdrawDecision = actionToken<{ reason: string }, { status: string }>('dealDecision', 'withdraw');

export const invalidateLead = actionToken<{ invalidReason: string }, { status: string }>('lead', 'invalidate');
export const qualifyLead = actionToken<Record<string, never>, { status: string }>('lead', 'qualify');
export const revertConversion = actionToken<Record<string, never>, { status: string }>('lead', 'revertConversion');

/** `reason` is required when there will be no bid. */
export const decideTender = actionToken<{ go: boolean; reason?: string }, { status: string }>('tender', 'decide');
export const sealTender = actionToken<Record<string, never>, { status: string; files: number }>('tender', 'seal');
export const submitTender = actionToken<Record<string, never>, { status: string }>('tender', 'submit');

/** A bidder as it was read out; scores of 100, decimals as text. */
export interface BidderInput {
  readonly name: string;
  readonly ours?: boolean;
  readonly price?: string | number | null;
  readonly technical?: string | number | null;
  readonly business?: string | number | null;
  readonly rejected?: boolean;
}
/** `winner`: the bidder's name where it is not us. */
export const resultTender = actionToken<
  { outcome: 'won' | 'lost' | 'void'; winner?: string; bidders?: readonly BidderInput[] },
  { status: string }
>('tender', 'result');

/** `proof`: ids of files the caller may read, beside those the milestone holds; without any the acceptance is refused. */
export const acceptMilestone = actionToken<{ actualOn?: string; proof?: readonly string[] }, { state: string; progress: string | null }>(
  'projectMilestone',
  'accept',
);
/** 撤回验收: the milestone is open again and says why. */
export const reopenMilestone = actionToken<{ reason: string }, { state: string }>('projectMilestone', 'reopen');
export const planProject = actionToken<Record<string, never>, { count: number }>('project', 'plan');

export const salesEvents = {
  leadTouched: 'lead.touched',
  leadAssigned: 'lead.assigned',
  leadSlaBreached: 'lead.slaBreached',
  leadInvalidated: 'lead.invalidated',
  leadGraded: 'lead.graded',
  leadMql: 'lead.mql',
  dispatchApplied: 'dispatch.applied',
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
  tenderDeadlineNear: 'tender.deadlineNear',
  tenderSealed: 'tender.sealed',
  tenderSubmitted: 'tender.submitted',
  tenderWon: 'tender.won',
  tenderLost: 'tender.lost',
  milestoneAccepted: 'project.milestoneAccepted',
  projectAbnormal: 'project.abnormal',
  projectConflicted: 'project.conflicted',
} as const;

/** What an account is worth, said by hand until a day; `ruleLevel` gives it back to the rule. */
export const setLevel = actionToken<{ level: string; levelUntil: string; levelReason: string }, { level: string }>('account', 'setLevel');
export const ruleLevel = actionToken<Record<string, never>, Record<string, never>>('account', 'ruleLevel');
/** The customer is gone, or back again. */
export const markLost = actionToken<{ lifecycleReason: string }, { lifecycle: string }>('account', 'markLost');
export const regainAccount = actionToken<Record<string, never>, Record<string, never>>('account', 'regain');
