import { decideTender, resultTender, sealTender, submitTender } from './actions.ts';
import { BidDoc } from './bid-doc.ts';
import { BidResult } from './bid-result.ts';
import { tenderDerive } from './derive.ts';
import { tenderFollow } from './follow.ts';
import { linesKept } from './frozen.ts';
import { tenderGuard } from './guard.ts';
import { bidderScores, lineAmounts, lineSums, sectionRevision } from './parts.ts';
import { SealedFile } from './sealed-file.ts';
import { Tender } from './tender.ts';
import { TenderLine } from './tender-line.ts';
import { tenderWaits } from './waits.ts';

export { tenderRoutes } from './routes.ts';
export { biddingSettingsKind } from './settings.ts';
export { watchTenders } from './watch.ts';

export const biddingObjects = [Tender, BidDoc, BidResult, TenderLine, SealedFile];
export const biddingActions = [decideTender, sealTender, submitTender, resultTender];
export const biddingHooks = [
  tenderGuard,
  tenderDerive,
  tenderFollow,
  tenderWaits,
  linesKept,
  lineAmounts,
  lineSums,
  bidderScores,
  sectionRevision,
];
/** Lists of a tender: who may change it keeps them. */
export const onTenders = ['bidDoc', 'bidResult', 'tenderLine'].flatMap((object) => [
  `${object}.create`,
  `${object}.edit`,
  `${object}.delete`,
]);
