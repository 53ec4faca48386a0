import { label } from '@huanke/platform/kernel';
import { defineModule } from '@huanke/platform/module';
import { convertLead } from './actions/convert-lead.ts';
import { loseOpportunity, moveOpportunity, reopenOpportunity, winOpportunity } from './actions/move-opportunity.ts';
import { splitOpportunity } from './actions/split-opportunity.ts';
import { sampleData } from './demo/jobs.ts';
import { collabDue, collabShares } from './hooks/collab-request.ts';
import { competitorOnce, competitorText } from './hooks/deal-competitor.ts';
import { opportunityCurrency } from './hooks/opportunity-currency.ts';
import { opportunityFollow } from './hooks/opportunity-follow.ts';
import { opportunityMove } from './hooks/opportunity-move.ts';
import { opportunityName } from './hooks/opportunity-name.ts';
import { opportunityOutcome } from './hooks/opportunity-outcome.ts';
import { reviewDone } from './hooks/review-done.ts';
import { splitName } from './hooks/split-name.ts';
import { importFormats } from './import-formats/index.ts';
import { watchDeals } from './jobs/watch-deals.ts';
import { watchRequests } from './jobs/watch-requests.ts';
import { CollabRequest } from './objects/collab-request.ts';
import { Competitor } from './objects/competitor.ts';
import { Lead } from './objects/lead.ts';
import { LossReview } from './objects/loss-review.ts';
import { Opportunity } from './objects/opportunity.ts';
import { OpportunityCompetitor } from './objects/opportunity-competitor.ts';
import { OpportunitySplit } from './objects/opportunity-split.ts';
import { StageHistory } from './objects/stage-history.ts';
import { competitorRoutes } from './routes/competitors.ts';
import { salesSettingsKind } from './settings.ts';
import { dealActivity } from './subscribers/deal-activity.ts';
import { firstStay } from './subscribers/first-stay.ts';

/** Lists of a deal: who may change it keeps them. */
const onDeals = ['opportunityCompetitor.create', 'opportunityCompetitor.edit', 'opportunityCompetitor.delete'];

export default defineModule({
  name: 'sales',
  label: label('销售云', 'Sales'),
  requires: ['base'],
  objects: [Lead, Opportunity, StageHistory, OpportunitySplit, Competitor, OpportunityCompetitor, LossReview, CollabRequest],
  actions: [convertLead, winOpportunity, loseOpportunity, reopenOpportunity, moveOpportunity, splitOpportunity],
  jobs: [sampleData, watchDeals, watchRequests],
  importFormats,
  hooks: [
    opportunityName,
    opportunityCurrency,
    opportunityMove,
    opportunityOutcome,
    opportunityFollow,
    splitName,
    competitorOnce,
    competitorText,
    collabDue,
    collabShares,
    reviewDone,
  ],
  subscribers: [firstStay, dealActivity],
  routes: [competitorRoutes],
  parts: [salesSettingsKind],
  permissions: {
    admin: ['lead.convert'],
    manager: ['lead.convert', 'opportunity.reopen', 'competitor.create', 'competitor.edit', ...onDeals],
    member: ['lead.convert', ...onDeals],
  },
  navigation: [
    { label: label('线索', 'Leads'), icon: 'lead', object: 'lead' },
    { label: label('商机', 'Opportunities'), icon: 'opportunity', object: 'opportunity' },
  ],
});
