import { searchJob } from './search/job.ts';
import { settleAllJob, settleJob } from './settle.ts';

export { mergeRecords } from './merge/merge.ts';
export { followStragglers } from './merge/stragglers.ts';
export { undoMerge } from './merge/undo.ts';
export { duplicateRoutes } from './routes.ts';
export { matchRuleKind } from './rule-kind.ts';
export { searchAfterImport, searchAll } from './search/job.ts';
export { settleKeys } from './settle.ts';
export const duplicateJobs = [searchJob, settleJob, settleAllJob];
