import { cancelInvoiceRequest, invoiceContract, issueInvoice, redInvoice, rejectInvoiceRequest, submitInvoiceRequest } from './actions.ts';
import { requestFollow } from './follow.ts';
import { requestGuard } from './guard.ts';
import { Invoice } from './invoice.ts';
import { InvoiceRequest } from './invoice-request.ts';
import { requestWorth } from './worth.ts';
import { invoiceFollow, invoiceGuard, invoiceWorth } from './written.ts';

export { invoicingPanel, requestsOfAccount } from './panel.ts';

export const invoiceObjects = [InvoiceRequest, Invoice];
export const invoiceActions = [invoiceContract, submitInvoiceRequest, issueInvoice, rejectInvoiceRequest, cancelInvoiceRequest, redInvoice];
export const invoiceHooks = [requestGuard, requestWorth, requestFollow, invoiceGuard, invoiceWorth, invoiceFollow];
