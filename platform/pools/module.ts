import { label } from '../kernel/index.ts';
import { defineModule } from '../module/index.ts';
import { ownHooks } from './hooks.ts';
import { ownerGoneJob, ownersFollow, settleJob, sweepJob } from './jobs.ts';
import { Pool } from './object.ts';

export const poolsModule = defineModule({
  name: 'pools',
  label: label('公海', 'Pools'),
  requires: ['identity'],
  objects: [Pool],
  hooks: [...ownHooks, ownersFollow],
  jobs: [sweepJob, settleJob, ownerGoneJob],
});
