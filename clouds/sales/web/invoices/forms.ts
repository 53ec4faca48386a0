import { type FieldMeta, invalidateRecord, type RecordData } from '@huanke/platform/ui';
import { referenceIn } from './parts.ts';
import { texts } from './texts.ts';

export const issuedOn = { name: 'issuedOn', type: 'date', label: texts.issuedOn } as const satisfies FieldMeta;

export const numberFields = {
  number: { name: 'number', type: 'text', max: 30, label: texts.number, help: texts.numberHelp },
  code: { name: 'code', type: 'text', max: 20, label: texts.invoiceCode, help: texts.codeHelp },
} as const satisfies Record<string, FieldMeta>;

/** Only invoices of the older kinds have a code. */
export const needsCode = (values: Readonly<Record<string, unknown>>): boolean =>
  String(values['number'] ?? '').replace(/[\s-]/g, '').length === 8;

/** What was filled in, without what was left empty. */
export const filled = (values: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== ''));

/** What shows an invoice, or sums of them, is read anew. */
export async function refreshInvoices(record: RecordData): Promise<void> {
  await Promise.all([
    invalidateRecord('invoiceRequest', record.id),
    invalidateRecord('invoice'),
    invalidateRecord('contract', referenceIn(record, 'contract')?.id),
  ]);
}
