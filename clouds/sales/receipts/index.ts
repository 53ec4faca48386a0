import { allocateReceipt, confirmReceipt, reverseReceipt, unallocateReceipt } from './actions.ts';
import { planPaid, receiptFollow } from './follow.ts';
import { receiptGuard } from './guard.ts';
import { Receipt } from './receipt.ts';
import { ReceiptAllocation } from './receipt-allocation.ts';
import { receiptWorth } from './worth.ts';

export { receiptsOf, receiptTiles, receiptTimeline } from './on-accounts.ts';

export const receiptObjects = [Receipt, ReceiptAllocation];
export const receiptActions = [confirmReceipt, allocateReceipt, unallocateReceipt, reverseReceipt];
export const receiptHooks = [receiptGuard, receiptWorth, receiptFollow, planPaid];
