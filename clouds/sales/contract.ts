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

/** 提交签署: with the scan of the signed document, ids of files the caller may read beside those the contract holds. */
export const signContract = actionToken<{ signedOn?: string; signedFile?: readonly string[] }, { status: string }>('contract', 'sign');
/** By somebody else than who handed it in; the contract is in force from then on. */
export const confirmContract = actionToken<Record<string, never>, { status: string }>('contract', 'confirm');
export const completeContract = actionToken<Record<string, never>, { status: string }>('contract', 'complete');
/** What was due until then stays owed; instalments after it are not to be paid any more. */
export const terminateContract = actionToken<{ endReason: string; endedOn?: string }, { status: string }>('contract', 'terminate');

/** An instalment to be planned: its weight among the others (30, 60, 10, or 1, 1, 1) and when it is due. */
export interface InstalmentInput {
  readonly name?: string;
  readonly weight: string | number;
  readonly dueRule?: 'date' | 'signed' | 'accepted';
  readonly days?: number;
  readonly dueOn?: string;
  readonly milestone?: string;
}
/** 排回款计划: instead of the instalments a draft has. */
export const planPayments = actionToken<{ parts: readonly InstalmentInput[] }, { count: number }>('contract', 'plan');
/** 生成合同: a draft with what the deal says, its product lines too. */
export const draftContract = actionToken<Record<string, never>, { contract: string }>('opportunity', 'contract');

/** A part of a receipt and the instalment it pays. */
export interface AllocationInput {
  readonly plan: string;
  readonly amount: string | number;
}
/** 确认到账: the money is there; amount, currency, payer, day and bank reference stay from then on. */
export const confirmReceipt = actionToken<Record<string, never>, { status: string }>('receipt', 'confirm');
/**
 * 核销: to what is named, else to what is open of the receipt's contract or account: the oldest due first, or the one instalment of exactly
 * what is left. `otherPayer`: the instalments are another account's, for whom this one pays.
 */
export const allocateReceipt = actionToken<
  { allocations?: readonly AllocationInput[]; by?: 'oldest' | 'exact'; otherPayer?: boolean },
  {
    allocated: readonly { readonly plan: string; readonly amount: string; readonly fxDifference: string | null }[];
    applied: string;
    unapplied: string;
  }
>('receipt', 'allocate');
/** 撤销核销: what the receipt paid of an instalment is open again. */
export const unallocateReceipt = actionToken<{ plan: string; reason: string }, { applied: string; unapplied: string }>(
  'receipt',
  'unallocate',
);
/** 冲销: the receipt was wrong; everything it paid is open again. */
export const reverseReceipt = actionToken<{ reason: string }, { status: string }>('receipt', 'reverse');
/** 申请开票: a draft with all that is left unless an amount is said; the account's current billing profile unless one is named. */
export const invoiceContract = actionToken<
  { amount?: string | number; profile?: string; kind?: 'special' | 'ordinary' },
  { request: string }
>('contract', 'invoice');
export const submitInvoiceRequest = actionToken<Record<string, never>, { status: string }>('invoiceRequest', 'submit');
/** `file`: ids of files the caller has uploaded; issued today unless said. `code` of the older kinds with a number of 8 digits. */
export const issueInvoice = actionToken<
  { number: string; code?: string; issuedOn?: string; file?: readonly string[] },
  { status: string; invoice: string }
>('invoiceRequest', 'issue');
export const rejectInvoiceRequest = actionToken<{ reason: string }, { status: string }>('invoiceRequest', 'reject');
export const cancelInvoiceRequest = actionToken<Record<string, never>, { status: string }>('invoiceRequest', 'cancel');
/** 红冲 of all or a part: `number` and `code` are those of the red invoice. */
export const redInvoice = actionToken<
  { amount: string | number; number: string; code?: string; issuedOn?: string; reason: string },
  { status: string }
>('invoiceRequest', 'red');

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
  contractActivated: 'contract.activated',
  contractCompleted: 'contract.completed',
  contractTerminated: 'contract.terminated',
  planOverdue: 'paymentPlan.overdue',
  planPaid: 'paymentPlan.paid',
  receiptConfirmed: 'receipt.confirmed',
  receiptAllocated: 'receipt.allocated',
  receiptReversed: 'receipt.reversed',
  invoiceRequestSubmitted: 'invoiceRequest.submitted',
  invoiceRequestRejected: 'invoiceRequest.rejected',
  invoiceIssued: 'invoice.issued',
  invoiceRed: 'invoice.red',
} as const;

/** What an account is worth, said by hand until a day; `ruleLevel` gives it back to the rule. */
export const setLevel = actionToken<{ level: string; levelUntil: string; levelReason: string }, { level: string }>('account', 'setLevel');
export const ruleLevel = actionToken<Record<string, never>, Record<string, never>>('account', 'ruleLevel');
/** The customer is gone, or back again. */
export const markLost = actionToken<{ lifecycleReason: string }, { lifecycle: string }>('account', 'markLost');
export const regainAccount = actionToken<Record<string, never>, Record<string, never>>('account', 'regain');
