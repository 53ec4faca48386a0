import { type AppError, defineErrors, label } from '@huanke/platform/kernel';

const receiptErrors = defineErrors({
  RECEIPT_OVERDRAWN: {
    status: 422,
    text: label('这笔回款只剩 {left} 可以核销', 'Of this receipt only {left} is left to allocate'),
  },
  PLAN_OVERPAID: {
    status: 422,
    text: label('“{plan}”只剩 {left} 未回款', 'Of “{plan}” only {left} is still open'),
  },
});

/** A refusal that names the input it is about. */
export function overdrawn(field: string, left: string): AppError {
  const values = { left };
  const { text: message } = receiptErrors.RECEIPT_OVERDRAWN({ values });
  return receiptErrors.RECEIPT_OVERDRAWN({ values, errors: [{ field, code: 'RECEIPT_OVERDRAWN', message }] });
}

export function overpaid(field: string, plan: string, left: string): AppError {
  const values = { plan, left };
  const { text: message } = receiptErrors.PLAN_OVERPAID({ values });
  return receiptErrors.PLAN_OVERPAID({ values, errors: [{ field, code: 'PLAN_OVERPAID', message }] });
}
