import { label } from '@huanke/platform/kernel';
import type { PanelDefinition } from '@huanke/platform/module';
import { contractsOf } from '../contracts/facts.ts';
import { decimal, units } from '../contracts/work-out.ts';
import { takenOf } from './facts.ts';
import { issuedStates } from './invoice-request.ts';

/** 开票: how much of a contract is invoiced, handed in, and left. Sums over all requests, whoever owns them: they are what the limit is about. */
export const invoicingPanel: PanelDefinition = {
  name: 'invoicing',
  label: label('开票', 'Invoices'),
  of: 'contract',
  needs: ['contract.amount', 'contract.invoiced', 'contract.currency', 'invoiceRequest.amount', 'invoiceRequest.status'],
  async read(ctx, id) {
    const contract = (await contractsOf(ctx.whole(), [id])).get(id) ?? {};
    const sumOf = async (states: readonly string[]) => (await takenOf(ctx, [id], { states })).get(id) ?? 0n;
    const [waiting, invoiced] = await Promise.all([sumOf(['submitted']), sumOf(issuedStates)]);
    const left = units(contract.amount) - waiting - invoiced;
    return {
      amount: contract.amount ?? null,
      currency: contract.currency ?? null,
      invoiced: decimal(invoiced),
      waiting: decimal(waiting),
      left: decimal(left < 0n ? 0n : left),
    };
  },
};

/** The requests of an account; a contract shows its own in the panel. */
export const requestsOfAccount = {
  of: 'account',
  name: 'invoiceRequests',
  label: label('开票申请', 'Invoice requests'),
  object: 'invoiceRequest',
  field: 'account',
  columns: ['no', 'contract', 'kind', 'amount', 'invoiceTitle', 'status', 'issuedOn'],
  sort: [{ field: 'createdAt', direction: 'desc' }],
  hideEmpty: true,
} as const;
