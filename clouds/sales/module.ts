import { label } from '@huanke/platform/kernel';
import { defineModule } from '@huanke/platform/module';
import { poolActions, poolHooks } from '@huanke/platform/pools';
import { convertLead } from './actions/convert-lead.ts';
import { loseOpportunity, reopenOpportunity, winOpportunity } from './actions/move-opportunity.ts';
import { sampleData } from './demo/jobs.ts';
import { dealsOfPooled } from './hooks/deals-of-pooled.ts';
import { opportunityCredit } from './hooks/opportunity-credit.ts';
import { opportunityCurrency } from './hooks/opportunity-currency.ts';
import { opportunityName } from './hooks/opportunity-name.ts';
import { opportunityOutcome } from './hooks/opportunity-outcome.ts';
import { importFormats } from './import-formats/index.ts';
import { fillCredits } from './jobs/fill-credit.ts';
import { Lead } from './objects/lead.ts';
import { Opportunity } from './objects/opportunity.ts';

export default defineModule({
  name: 'sales',
  label: label('销售云', 'Sales'),
  requires: ['base'],
  objects: [Lead, Opportunity],
  actions: [...poolActions('lead'), convertLead, winOpportunity, loseOpportunity, reopenOpportunity],
  jobs: [sampleData, fillCredits],
  importFormats,
  hooks: [opportunityName, opportunityCurrency, opportunityOutcome, opportunityCredit, ...poolHooks('lead'), dealsOfPooled],
  permissions: { admin: ['lead.convert'], manager: ['lead.convert', 'lead.claim'], member: ['lead.convert', 'lead.claim'] },
  navigation: [
    { label: label('线索', 'Leads'), icon: 'lead', object: 'lead' },
    { label: label('商机', 'Opportunities'), icon: 'opportunity', object: 'opportunity' },
  ],
});
