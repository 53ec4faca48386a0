import { type ActionFormProps, type FieldMeta, queryClient, recordKeys, useAction, useFormat, useLabel } from '@huanke/platform/ui';
import { FieldsDialog } from '@huanke/platform/ui/record';
import { texts } from '../texts.ts';

const fields = {
  leftOn: { name: 'leftOn', type: 'date', label: texts.leftDay },
  newAccount: { name: 'newAccount', type: 'lookup', object: 'account', label: texts.newAccount },
  title: { name: 'title', type: 'text', max: 100, label: texts.newTitle },
} as const satisfies Record<string, FieldMeta>;

/** 登记离职: when, and where to. */
export function LeaveCompany({ object, record, action, onClose }: ActionFormProps) {
  const text = useLabel();
  const format = useFormat();
  const run = useAction(object.name);
  return (
    <FieldsDialog
      meta={object}
      title={`${text(action.label)}：${String(record[object.title] ?? '')}`}
      text={text(texts.leaveText)}
      fields={[
        { field: fields.leftOn, required: true, start: format.date(new Date()) },
        { field: fields.newAccount, required: false, start: null },
        { field: fields.title, required: false, start: null },
      ]}
      confirm={text(action.label)}
      onClose={onClose}
      onSubmit={async ({ leftOn, newAccount, title }) => {
        const to = (newAccount as { readonly id: string } | null)?.id ?? null;
        await run.mutateAsync({ id: record.id, action: action.name, input: { leftOn, newAccount: to, ...(title ? { title } : {}) } });
        await queryClient.invalidateQueries({ queryKey: recordKeys.object('contactAccount') });
        onClose();
      }}
    />
  );
}
