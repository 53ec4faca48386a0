import { label } from '@huanke/platform/kernel';
import { defineModule } from '@huanke/platform/module';
import { poolActions, poolHooks } from '@huanke/platform/pools';
import { accountNext, accountTiles, accountTimeline, dealsBrought, moneyPanel, peoplePanel } from './account-page/index.ts';
import { accountFigures } from './accounts/figures.ts';
import { markLost, regainAccount, ruleLevel, setLevel } from './actions/account-standing.ts';
import { convertLead } from './actions/convert-lead.ts';
import { invalidateLead } from './actions/invalidate-lead.ts';
import { loseOpportunity, moveOpportunity, reopenOpportunity, winOpportunity } from './actions/move-opportunity.ts';
import { qualifyLead } from './actions/qualify-lead.ts';
import { revertConversion } from './actions/revert-conversion.ts';
import { splitOpportunity } from './actions/split-opportunity.ts';
import {
  biddingActions,
  biddingHooks,
  biddingObjects,
  biddingSettingsKind,
  onTenders,
  tenderRoutes,
  watchTenders,
} from './bidding/index.ts';
import { captureRoutes } from './capture/routes.ts';
import {
  contractActions,
  contractFigures,
  contractHooks,
  contractObjects,
  contractSettingsKind,
  contractTiles,
  ofAccount,
  onContracts,
  receivablesPanel,
  watchPlans,
} from './contracts/index.ts';
import { conversionMappingKind } from './conversion/mapping.ts';
import { conversionRoutes } from './conversion/routes.ts';
import { sampleData } from './demo/jobs.ts';
import { dispatchRoutes } from './dispatch/routes.ts';
import { dispatchJob } from './dispatch/run.ts';
import { dispatchSettingsKind } from './dispatch/settings.ts';
import { leadWorth } from './dispatch/worth.ts';
import { leadRulesKind } from './domain/lead-rules.ts';
import { homeSections } from './home/index.ts';
import { collabDue, collabHours, collabShares } from './hooks/collab-request.ts';
import { competitorOnce, competitorText } from './hooks/deal-competitor.ts';
import { dealContactOnce } from './hooks/deal-contact.ts';
import { dealsOfPooled } from './hooks/deals-of-pooled.ts';
import { leadAnswer } from './hooks/lead-answer.ts';
import { leadAssigned } from './hooks/lead-assigned.ts';
import { leadGuard, leadLife } from './hooks/lead-life.ts';
import { leadReach } from './hooks/lead-reach.ts';
import { leadScoreGuard } from './hooks/lead-score.ts';
import { opportunityAmount } from './hooks/opportunity-amount.ts';
import { opportunityCredit } from './hooks/opportunity-credit.ts';
import { opportunityCurrency } from './hooks/opportunity-currency.ts';
import { opportunityFollow } from './hooks/opportunity-follow.ts';
import { opportunityForecast } from './hooks/opportunity-forecast.ts';
import { linePrice, linesSummed, lineWorth } from './hooks/opportunity-line.ts';
import { opportunityMove } from './hooks/opportunity-move.ts';
import { opportunityName } from './hooks/opportunity-name.ts';
import { opportunityOutcome } from './hooks/opportunity-outcome.ts';
import { opportunityProof } from './hooks/opportunity-proof.ts';
import { opportunityWorth } from './hooks/opportunity-worth.ts';
import { ratesChanged } from './hooks/rates-changed.ts';
import { reviewDone, reviewKept } from './hooks/review-done.ts';
import { splitName } from './hooks/split-name.ts';
import { importFormats } from './import-formats/index.ts';
import { invoiceActions, invoiceHooks, invoiceObjects, invoicingPanel, requestsOfAccount } from './invoices/index.ts';
import { costDealsJob } from './jobs/cost-deals.ts';
import { fadeScores } from './jobs/fade-scores.ts';
import { fillCredits } from './jobs/fill-credit.ts';
import { fillDealsJob } from './jobs/fill-deals.ts';
import { judgeAccountsJob } from './jobs/judge-accounts.ts';
import { leadSlaJob } from './jobs/lead-sla.ts';
import { rateDealsJob, rateDealsOfTheDay } from './jobs/rate-deals.ts';
import { watchDeals } from './jobs/watch-deals.ts';
import { watchRequests } from './jobs/watch-requests.ts';
import { CollabRequest } from './objects/collab-request.ts';
import { Competitor } from './objects/competitor.ts';
import { Lead } from './objects/lead.ts';
import { LeadTouch } from './objects/lead-touch.ts';
import { LossReview } from './objects/loss-review.ts';
import { Opportunity } from './objects/opportunity.ts';
import { OpportunityCompetitor } from './objects/opportunity-competitor.ts';
import { OpportunityContact } from './objects/opportunity-contact.ts';
import { OpportunityLine } from './objects/opportunity-line.ts';
import { OpportunitySplit } from './objects/opportunity-split.ts';
import { StageHistory } from './objects/stage-history.ts';
import {
  onProjects,
  projectActions,
  projectHooks,
  projectObjects,
  projectRoutes,
  projectSettingsKind,
  watchProjects,
} from './projects/index.ts';
import { receiptActions, receiptHooks, receiptObjects, receiptsOf, receiptTiles, receiptTimeline } from './receipts/index.ts';
import { roomActions, roomHooks, roomObjects, roomPanel } from './room/index.ts';
import { competitorRoutes } from './routes/competitors.ts';
import { coverageRoutes } from './routes/coverage.ts';
import { publishScores } from './scoring/publish.ts';
import { scoringRoutes } from './scoring/routes.ts';
import { salesSettingsKind } from './settings.ts';
import { dealActivity } from './subscribers/deal-activity.ts';
import { firstStay } from './subscribers/first-stay.ts';
import { leadResponse } from './subscribers/lead-response.ts';
import { leadScores } from './subscribers/lead-scores.ts';

/** Lists of a deal: who may change it keeps them. */
const onDeals = ['opportunityCompetitor', 'opportunityContact', 'opportunityLine', 'dealMinutes', 'dealDecision'].flatMap((object) => [
  `${object}.create`,
  `${object}.edit`,
  ...(object === 'dealDecision' ? [] : [`${object}.delete`]),
]);

export default defineModule({
  name: 'sales',
  label: label('销售云', 'Sales'),
  requires: ['base'],
  objects: [
    Lead,
    LeadTouch,
    Opportunity,
    StageHistory,
    OpportunityLine,
    OpportunitySplit,
    OpportunityContact,
    Competitor,
    OpportunityCompetitor,
    LossReview,
    CollabRequest,
    ...roomObjects,
    ...biddingObjects,
    ...projectObjects,
    ...contractObjects,
    ...receiptObjects,
    ...invoiceObjects,
  ],
  actions: [
    ...poolActions('lead'),
    convertLead,
    invalidateLead,
    qualifyLead,
    revertConversion,
    winOpportunity,
    loseOpportunity,
    reopenOpportunity,
    moveOpportunity,
    splitOpportunity,
    setLevel,
    ruleLevel,
    markLost,
    regainAccount,
    ...roomActions,
    ...biddingActions,
    ...projectActions,
    ...contractActions,
    ...receiptActions,
    ...invoiceActions,
  ],
  figures: [...accountFigures, ...contractFigures],
  related: [dealsBrought, ...ofAccount, ...receiptsOf, requestsOfAccount],
  timelineSources: [...accountTimeline, ...receiptTimeline],
  tiles: [...accountTiles, ...contractTiles, ...receiptTiles],
  panels: [moneyPanel, receivablesPanel, invoicingPanel, peoplePanel, roomPanel],
  nextActions: accountNext,
  home: homeSections,
  pairValues: [leadWorth],
  jobs: [
    sampleData,
    fillCredits,
    fillDealsJob,
    leadSlaJob,
    watchDeals,
    rateDealsJob,
    costDealsJob,
    rateDealsOfTheDay,
    watchRequests,
    fadeScores,
    publishScores,
    dispatchJob,
    judgeAccountsJob,
    watchTenders,
    watchProjects,
    watchPlans,
  ],
  importFormats,
  hooks: [
    ...poolHooks('lead'),
    leadGuard,
    leadScoreGuard,
    leadReach,
    leadLife,
    leadAssigned,
    leadAnswer,
    opportunityName,
    opportunityAmount,
    opportunityWorth,
    opportunityCurrency,
    opportunityMove,
    opportunityProof,
    opportunityOutcome,
    opportunityForecast,
    opportunityCredit,
    ratesChanged,
    dealsOfPooled,
    opportunityFollow,
    linePrice,
    lineWorth,
    linesSummed,
    splitName,
    competitorOnce,
    competitorText,
    dealContactOnce,
    collabDue,
    collabShares,
    collabHours,
    reviewDone,
    reviewKept,
    ...roomHooks,
    ...biddingHooks,
    ...projectHooks,
    ...contractHooks,
    ...receiptHooks,
    ...invoiceHooks,
  ],
  subscribers: [leadResponse, leadScores, firstStay, dealActivity],
  routes: [captureRoutes, conversionRoutes, competitorRoutes, scoringRoutes, dispatchRoutes, coverageRoutes, tenderRoutes, projectRoutes],
  parts: [
    leadRulesKind,
    conversionMappingKind,
    salesSettingsKind,
    biddingSettingsKind,
    projectSettingsKind,
    contractSettingsKind,
    dispatchSettingsKind,
  ],
  permissions: {
    admin: [
      'lead.convert',
      'lead.revertConversion',
      'lead.qualify',
      'lead.dispatch',
      'contract.confirm',
      'receipt.confirm',
      'invoiceRequest.issue',
    ],
    manager: [
      'lead.convert',
      'lead.revertConversion',
      'lead.qualify',
      'lead.dispatch',
      'lead.claim',
      'opportunity.reopen',
      'competitor.create',
      'competitor.edit',
      'tender.decide',
      'projectMilestone.reopen',
      'lossReview.discard',
      ...onDeals,
      ...onTenders,
      ...onProjects,
      ...onContracts,
      'contract.confirm',
      'receipt.confirm',
      'invoiceRequest.issue',
    ],
    member: ['lead.convert', 'lead.claim', ...onDeals, ...onTenders, ...onProjects, ...onContracts],
  },
  navigation: [
    { label: label('线索', 'Leads'), icon: 'lead', object: 'lead' },
    { label: label('商机', 'Opportunities'), icon: 'opportunity', object: 'opportunity' },
    { label: label('投标项目', 'Tenders'), icon: 'flag', object: 'tender' },
    { label: label('项目', 'Projects'), icon: 'flow', object: 'project' },
    { label: label('合同', 'Contracts'), icon: 'file', object: 'contract' },
    { label: label('回款计划', 'Instalments'), icon: 'calendar', object: 'paymentPlan' },
    { label: label('回款', 'Receipts'), icon: 'transfer', object: 'receipt' },
    { label: label('开票', 'Invoices'), icon: 'file', object: 'invoiceRequest' },
  ],
});
