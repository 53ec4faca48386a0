import { type FieldMeta, invalidateRecord, type ObjectMeta, type RecordData, useAction, useFormat, useLabel } from '@huanke/platform/ui';
import { FieldsDialog, usePossible } from '@huanke/platform/ui/record';
import { texts } from './texts.ts';

const fields = {
  signedOn: { name: 'signedOn', type: 'date', label: texts.signedOn },
  signedFile: { name: 'signedFile', type: 'attachment', label: texts.signedFile, help: texts.signedHelp },
} as const satisfies Record<string, FieldMeta>;

/** 提交签署: the day and the scan; a second person confirms it. */
export function SignForm({
  object,
  record,
  onClose,
}: {
  readonly object: ObjectMeta;
  readonly record: RecordData;
  readonly onClose: () => void;
}) {
  const text = useLabel();
  const format = useFormat();
  const run = useAction(object.name);
  const needed = usePossible(object, record).needs('sign').includes('signedFile');
  return (
    <FieldsDialog
      meta={object}
      title={`${text(texts.sign)}：${String(record[object.title] ?? '')}`}
      text={text(texts.signNote)}
      fields={[
        { field: fields.signedOn, required: true, start: record['signedOn'] ?? format.date(new Date()) },
        { field: fields.signedFile, required: needed, start: record['signedFile'] ?? null },
      ]}
      confirm={text(texts.sign)}
      onClose={onClose}
      onSubmit={async (values) => {
        const signedFile = ((values['signedFile'] ?? []) as readonly { readonly id: string }[]).map(({ id }) => id);
        await run.mutateAsync({ id: record.id, action: 'sign', input: { signedOn: values['signedOn'], signedFile } });
        await Promise.all([invalidateRecord('contract', record.id), invalidateRecord('paymentPlan')]);
        onClose();
      }}
    />
  );
}
