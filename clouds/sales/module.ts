import { label } from '@huanke/platform/kernel';
import { defineModule } from '@huanke/platform/module';
import { poolActions, poolHooks } from '@huanke/platform/pools';
import { convertLead } from './actions/convert-lead.ts';
import { invalidateLead } from './actions/invalidate-lead.ts';
import { loseOpportunity, reopenOpportunity, winOpportunity } from './actions/move-opportunity.ts';
import { revertConversion } from './actions/revert-conversion.ts';
import { captureRoutes } from './capture/routes.ts';
import { sampleData } from './demo/jobs.ts';
import { leadRulesKind } from './domain/lead-rules.ts';
import { dealsOfPooled } from './hooks/deals-of-pooled.ts';
import { leadAssigned } from './hooks/lead-assigned.ts';
import { leadGuard, leadLife } from './hooks/lead-life.ts';
import { opportunityCredit } from './hooks/opportunity-credit.ts';
import { opportunityCurrency } from './hooks/opportunity-currency.ts';
import { opportunityName } from './hooks/opportunity-name.ts';
import { opportunityOutcome } from './hooks/opportunity-outcome.ts';
import { importFormats } from './import-formats/index.ts';
import { fillCredits } from './jobs/fill-credit.ts';
import { leadSlaJob } from './jobs/lead-sla.ts';
import { Lead } from './objects/lead.ts';
import { LeadTouch } from './objects/lead-touch.ts';
import { Opportunity } from './objects/opportunity.ts';
import { leadResponse } from './subscribers/lead-response.ts';

export default defineModule({
  name: 'sales',
  label: label('销售云', 'Sales'),
  requires: ['base'],
  objects: [Lead, LeadTouch, Opportunity],
  actions: [...poolActions('lead'), convertLead, invalidateLead, revertConversion, winOpportunity, loseOpportunity, reopenOpportunity],
  jobs: [sampleData, fillCredits, leadSlaJob],
  subscribers: [leadResponse],
  parts: [leadRulesKind],
  routes: [captureRoutes],
  importFormats,
  hooks: [
    ...poolHooks('lead'),
    leadGuard,
    leadLife,
    leadAssigned,
    opportunityName,
    opportunityCurrency,
    opportunityOutcome,
    opportunityCredit,
    dealsOfPooled,
  ],
  permissions: {
    admin: ['lead.convert', 'lead.revertConversion'],
    manager: ['lead.convert', 'lead.revertConversion', 'lead.claim'],
    member: ['lead.convert', 'lead.claim'],
  },
  navigation: [
    { label: label('线索', 'Leads'), icon: 'lead', object: 'lead' },
    { label: label('商机', 'Opportunities'), icon: 'opportunity', object: 'opportunity' },
  ],
});
