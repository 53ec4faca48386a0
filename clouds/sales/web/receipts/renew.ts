import { invalidateRecord } from '@huanke/platform/ui';

/** Whatever an allocation changes is read anew. */
export const renew = (receipt: string) =>
  Promise.all([
    invalidateRecord('receipt', receipt),
    ...['receiptAllocation', 'paymentPlan', 'contract'].map((object) => invalidateRecord(object)),
  ]);
