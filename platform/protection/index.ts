import type { JobDefinition } from '../module/index.ts';
import { eraseJob } from './erase.ts';
import { packageJob } from './package.ts';

export { belongingsGo } from './belongings.ts';
export { bringConsents, consentState, giveConsent, hasConsent, type Purpose, purposes } from './consent.ts';
export { orderErasure, runErasure, startErasure } from './erase.ts';
export { platformBelongings } from './platform-belongings.ts';
export { protectionRoutes } from './routes.ts';

export const protectionJobs: readonly JobDefinition<never>[] = [eraseJob, packageJob];
