export { claimVerb, poolActions } from './actions.ts';
export { poolFields } from './fields.ts';
export { type FollowUp, noteDeals, noteFollowUps } from './follow-up.ts';
export { putIntoPool } from './give-back.ts';
export { poolHooks } from './hooks.ts';
export { poolsModule } from './module.ts';
export { poolRoutes } from './routes.ts';
export { isOpen } from './store.ts';
export { sweepPools } from './sweep.ts';
