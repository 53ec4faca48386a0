import { type ActionFormProps, type FieldMeta, useAction, useLabel } from '@huanke/platform/ui';
import { FieldsDialog } from '@huanke/platform/ui/record';
import { refreshInvoices } from './forms.ts';
import { texts } from './texts.ts';

const reason = { name: 'reason', type: 'text', max: 500, label: texts.rejectReason } as const satisfies FieldMeta;

/** 驳回: with the reason, which who asked is told. */
export function RejectForm({ object, record, action, onClose }: ActionFormProps) {
  const text = useLabel();
  const run = useAction(object.name);
  return (
    <FieldsDialog
      meta={object}
      title={`${text(texts.reject)}：${String(record[object.title] ?? '')}`}
      text={text(texts.rejectNote)}
      fields={[{ field: reason, required: true, start: null }]}
      confirm={text(texts.reject)}
      onClose={onClose}
      onSubmit={async (values) => {
        await run.mutateAsync({ id: record.id, action: action.name, input: { reason: values['reason'] } });
        await refreshInvoices(record);
        onClose();
      }}
    />
  );
}

/** 作废: asks once, for it can not be brought back. */
export function CancelForm({ object, record, action, onClose }: ActionFormProps) {
  const text = useLabel();
  const run = useAction(object.name);
  return (
    <FieldsDialog
      meta={object}
      title={`${text(texts.cancelRequest)}：${String(record[object.title] ?? '')}`}
      text={text(texts.cancelNote)}
      fields={[]}
      confirm={text(texts.cancelRequest)}
      danger
      onClose={onClose}
      onSubmit={async () => {
        await run.mutateAsync({ id: record.id, action: action.name, input: {} });
        await refreshInvoices(record);
        onClose();
      }}
    />
  );
}
