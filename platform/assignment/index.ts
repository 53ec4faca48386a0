export { assignRecords, assignWhatMoves, type Decision, holdTurns, mostAtOnce } from './assign.ts';
export type { Rep } from './choose.ts';
export { assignmentRoutes } from './routes.ts';
export { rejectionSettingsKind } from './settings.ts';
export { type AssignRule, repsOf } from './store.ts';
export { assignNew } from './trigger.ts';
