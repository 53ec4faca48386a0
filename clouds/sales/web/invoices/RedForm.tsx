import { type ActionFormProps, type FieldMeta, useAction, useFormat, useLabel } from '@huanke/platform/ui';
import { FieldsDialog } from '@huanke/platform/ui/record';
import { cents, decimal, textIn } from '../money.ts';
import { filled, issuedOn, needsCode, numberFields, refreshInvoices } from './forms.ts';
import { texts } from './texts.ts';

const reason = { name: 'reason', type: 'text', max: 500, label: texts.reason } as const satisfies FieldMeta;

/** 红冲: all that is left unless less is said, with the number of the red invoice. */
export function RedForm({ object, record, action, onClose }: ActionFormProps) {
  const text = useLabel();
  const format = useFormat();
  const run = useAction(object.name);
  const left = decimal(cents(textIn(record, 'amount')) - cents(textIn(record, 'redAmount')));
  const most = text(texts.redLeft).replace('{sum}', format.money(left, textIn(record, 'currency') ?? undefined));
  const amount: FieldMeta = { name: 'amount', type: 'currency', label: texts.redAmount, help: { zh: most, en: most } };
  return (
    <FieldsDialog
      meta={object}
      title={`${text(texts.redTitle)}：${String(record[object.title] ?? '')}`}
      text={text(texts.redNote)}
      fields={[
        { field: amount, required: true, start: left },
        { field: { ...numberFields.number, label: texts.redNumber }, required: true, start: null },
        { field: { ...numberFields.code, label: texts.redCode }, required: needsCode, start: null },
        { field: issuedOn, required: true, start: format.date(new Date()) },
        { field: reason, required: true, start: null },
      ]}
      confirm={text(texts.redTitle)}
      danger
      onClose={onClose}
      onSubmit={async (values) => {
        await run.mutateAsync({ id: record.id, action: action.name, input: filled(values) });
        await refreshInvoices(record);
        onClose();
      }}
    />
  );
}
