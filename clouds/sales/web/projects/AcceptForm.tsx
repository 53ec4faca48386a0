import {
  type FieldMeta,
  invalidateRecord,
  type ObjectMeta,
  queryClient,
  type RecordData,
  type Reference,
  recordKeys,
  useAction,
  useFormat,
  useLabel,
} from '@huanke/platform/ui';
import { FieldsDialog } from '@huanke/platform/ui/record';
import { texts } from './texts.ts';

const fields = {
  actualOn: { name: 'actualOn', type: 'date', label: texts.actualOn },
  proof: { name: 'proof', type: 'attachment', label: texts.proof, help: texts.proofHelp },
} as const satisfies Record<string, FieldMeta>;

/** 验收: the day and the proof; the project counts the weight at once. */
export function AcceptForm({
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
  return (
    <FieldsDialog
      meta={object}
      title={`${text(texts.accept)}：${String(record[object.title] ?? '')}`}
      fields={[
        { field: fields.actualOn, required: true, start: format.date(new Date()) },
        { field: fields.proof, required: true, start: record['proof'] ?? null },
      ]}
      confirm={text(texts.accept)}
      onClose={onClose}
      onSubmit={async (values) => {
        const proof = (values['proof'] as readonly { readonly id: string }[]).map(({ id }) => id);
        await run.mutateAsync({ id: record.id, action: 'accept', input: { actualOn: values['actualOn'], proof } });
        const project = record['project'] as Reference | null | undefined;
        await invalidateRecord('project', project?.id);
        await queryClient.invalidateQueries({ queryKey: recordKeys.object('project') });
        onClose();
      }}
    />
  );
}
