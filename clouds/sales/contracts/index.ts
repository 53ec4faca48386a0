import { completeContract, confirmContract, draftContract, planPayments, signContract, terminateContract } from './actions.ts';
import { Contract } from './contract.ts';
import { ContractLine } from './contract-line.ts';
import { contractFollow, contractsOfPooled, contractTold, milestoneDue } from './follow.ts';
import { contractGuard } from './guard.ts';
import { contractLinesKept, contractLinesSummed, contractLineWorth } from './lines.ts';
import { PaymentPlan } from './payment-plan.ts';
import { planFollow, planKept, planWorth } from './plans.ts';
import { contractWorth } from './worth.ts';

export { contractFigures, contractTiles, ofAccount } from './on-accounts.ts';
export { receivablesPanel } from './receivables.ts';
export { contractSettingsKind } from './settings.ts';
export { watchPlans } from './watch.ts';

export const contractObjects = [Contract, ContractLine, PaymentPlan];
export const contractActions = [draftContract, signContract, confirmContract, planPayments, completeContract, terminateContract];
export const contractHooks = [
  contractGuard,
  contractWorth,
  contractFollow,
  contractsOfPooled,
  contractTold,
  contractLinesKept,
  contractLineWorth,
  contractLinesSummed,
  planKept,
  planWorth,
  planFollow,
  milestoneDue,
];
/** Lists of a contract: who may change it keeps them. */
export const onContracts = ['contractLine', 'paymentPlan'].flatMap((object) => [`${object}.create`, `${object}.edit`, `${object}.delete`]);
