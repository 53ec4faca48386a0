import { type ActionFormProps, type FieldMeta, useAction, useFormat, useLabel } from '@huanke/platform/ui';
import { FieldsDialog } from '@huanke/platform/ui/record';
import { textIn } from '../money.ts';
import { filled, issuedOn, needsCode, numberFields, refreshInvoices } from './forms.ts';
import { texts } from './texts.ts';

const file = { name: 'file', type: 'attachment', label: texts.file, help: texts.fileHelp } as const satisfies FieldMeta;

/** 登记开票: the number, the day and the file of the invoice that was issued. */
export function IssueForm({ object, record, action, onClose }: ActionFormProps) {
  const text = useLabel();
  const format = useFormat();
  const run = useAction(object.name);
  const note = text(texts.issueNote)
    .replace('{kind}', text(record['kind'] === 'special' ? texts.special : texts.ordinary))
    .replace('{sum}', format.money(textIn(record, 'amount'), textIn(record, 'currency') ?? undefined))
    .replace('{title}', textIn(record, 'invoiceTitle') ?? '');
  return (
    <FieldsDialog
      meta={object}
      title={`${text(texts.issue)}：${String(record[object.title] ?? '')}`}
      text={note}
      fields={[
        { field: numberFields.number, required: true, start: null },
        { field: numberFields.code, required: needsCode, start: null },
        { field: issuedOn, required: true, start: format.date(new Date()) },
        { field: file, required: false, start: null },
      ]}
      confirm={text(texts.issue)}
      onClose={onClose}
      onSubmit={async (values) => {
        const files = ((values['file'] ?? []) as readonly { readonly id: string }[]).map(({ id }) => id);
        await run.mutateAsync({ id: record.id, action: action.name, input: { ...filled({ ...values, file: null }), file: files } });
        await refreshInvoices(record);
        onClose();
      }}
    />
  );
}
