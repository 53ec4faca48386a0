import { type AppError, defineErrors, label } from '@huanke/platform/kernel';
import { decimal } from '../contracts/work-out.ts';

export const invoiceErrors = defineErrors({
  INVOICE_TOO_MUCH: {
    status: 422,
    text: label('合同还可以开票 {left}', 'Of the contract {left} can still be invoiced'),
  },
  RED_TOO_MUCH: {
    status: 422,
    text: label('这张发票还可以红冲 {left}', 'Of the invoice {left} can still be reversed'),
  },
});

/** An amount that is more than there is left, which is said. */
export function tooMuch(code: keyof typeof invoiceErrors, field: string, left: bigint): AppError {
  const values = { left: decimal(left < 0n ? 0n : left) };
  const { text: message } = invoiceErrors[code]({ values });
  return invoiceErrors[code]({ values, errors: [{ field, code, message }] });
}
