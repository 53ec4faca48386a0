export { type ChainHead, chainHead } from './chain.ts';
export { auditJobs } from './jobs.ts';
export { type AuditActor, type AuditEntry, audit, auditAs } from './log.ts';
export { leastDays, purgeEntries } from './retention.ts';
export { auditRoutes } from './routes.ts';
export { sealEntries } from './seal.ts';
export { type ChainState, type Fault, verifyChain } from './verify.ts';
