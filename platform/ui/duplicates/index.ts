export { askOwner, type Candidate, type CheckInput, checkRecord } from './data.ts';
export { useReason } from './reason.ts';
