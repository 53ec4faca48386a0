import type { ActionFormProps, FieldMeta } from '@huanke/platform/ui';
import { useAction, useLabel } from '@huanke/platform/ui';
import { FieldsDialog } from '@huanke/platform/ui/record';
import { texts } from './texts.ts';

const fields = {
  outcome: {
    name: 'outcome',
    type: 'picklist',
    label: texts.outcome,
    options: [
      { key: 'won', label: texts.won, color: 'green' },
      { key: 'lost', label: texts.lost, color: 'red' },
      { key: 'void', label: texts.void, color: 'grey' },
    ],
  },
  winner: { name: 'winner', type: 'text', max: 200, label: texts.winnerName, help: texts.winnerHelp },
} as const satisfies Record<string, FieldMeta>;

/** 登记结果: how it ended; prices and scores stand in the table of bidders. */
export function ResultForm({ object, record, action, onClose }: ActionFormProps) {
  const text = useLabel();
  const run = useAction(object.name);
  return (
    <FieldsDialog
      meta={object}
      title={`${text(action.label)}：${String(record[object.title] ?? '')}`}
      fields={[
        { field: fields.outcome, required: true, start: null },
        { field: fields.winner, required: false, start: null },
      ]}
      confirm={text(action.label)}
      onClose={onClose}
      onSubmit={async (values) => {
        const winner = values['winner'] ? { winner: String(values['winner']) } : {};
        await run.mutateAsync({ id: record.id, action: action.name, input: { outcome: values['outcome'], ...winner } });
        onClose();
      }}
    />
  );
}
