import { minuteOpportunity, withdrawDecision } from './actions.ts';
import { DealDecision } from './deal-decision.ts';
import { DealMinutes } from './deal-minutes.ts';
import { decisionVersions } from './hooks.ts';

export { roomPanel } from './panel.ts';
export const roomObjects = [DealDecision, DealMinutes];
export const roomActions = [withdrawDecision, minuteOpportunity];
export const roomHooks = [decisionVersions];
