import { type FieldMeta, type ObjectMeta, type RecordData, useAction, useLabel } from '@huanke/platform/ui';
import { FieldsDialog } from '@huanke/platform/ui/record';
import { texts } from './texts.ts';

const reason = { name: 'reason', type: 'longText', max: 2000, label: texts.reason, help: texts.reasonHelp } as const satisfies FieldMeta;

/** 投标决策: go with or without a reason, no go only with one. */
export function DecideDialog({
  object,
  record,
  go,
  onClose,
}: {
  readonly object: ObjectMeta;
  readonly record: RecordData;
  readonly go: boolean;
  readonly onClose: () => void;
}) {
  const text = useLabel();
  const run = useAction(object.name);
  return (
    <FieldsDialog
      meta={object}
      title={`${text(go ? texts.go : texts.noGo)}：${String(record[object.title] ?? '')}`}
      fields={[{ field: reason, required: !go, start: null }]}
      confirm={text(go ? texts.go : texts.noGo)}
      onClose={onClose}
      onSubmit={async (values) => {
        const said = values['reason'] ? { reason: String(values['reason']) } : {};
        await run.mutateAsync({ id: record.id, action: 'decide', input: { go, ...said } });
        onClose();
      }}
    />
  );
}
