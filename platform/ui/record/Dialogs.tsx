import { useState } from 'react';
import { type FieldMeta, titleOf, useLabel } from '../data/meta.ts';
import { toWireValues } from '../form/values.ts';
import { useTranslation } from '../i18n/index.ts';
import { actionForm } from '../module.ts';
import { Lazy } from '../shell/lazy.tsx';
import { FieldsDialog } from './FieldsDialog.tsx';
import { useRecordPage } from './page-state.ts';
import type { RecordActions } from './use-actions.ts';
import type { PendingMove } from './use-moves.ts';

/** The dialogs of a record page; loaded when the first of them opens. */
export function MoveDialog({ move, onClose }: { readonly move: PendingMove; readonly onClose: () => void }) {
  const { t } = useTranslation('record');
  const text = useLabel();
  const { meta, record, save } = useRecordPage();
  const [base] = useState(record);
  const stage = text(move.to.label);
  return (
    <FieldsDialog
      meta={meta}
      title={t('gate.title', { stage })}
      text={t('gate.text', { count: move.fields.length })}
      fields={move.fields.map((field) => ({ field, required: true, start: record[field.name] ?? null }))}
      confirm={t('gate.confirm')}
      onClose={onClose}
      onSubmit={async (values) => {
        await save({ ...values, [move.path.name]: move.to.key }, base);
        onClose();
      }}
    />
  );
}

const DANGEROUS = new Set(['lose']);

export function ActionDialog({ actions }: { readonly actions: RecordActions }) {
  const text = useLabel();
  const { meta, record } = useRecordPage();
  const { asking, fieldsOf, perform, close } = actions;
  if (!asking) return null;
  const own = actionForm(meta.name, asking.name);
  if (own) return <Lazy load={own.load} props={{ object: meta, record, action: asking, onClose: close }} />;
  const name = text(asking.label);
  return (
    <FieldsDialog
      meta={meta}
      title={`${name}：${titleOf(meta, record)}`}
      fields={fieldsOf(asking)}
      confirm={name}
      danger={DANGEROUS.has(asking.name)}
      beyond
      onClose={close}
      onSubmit={async (values) => {
        await perform(asking, values);
        close();
      }}
    />
  );
}

/** One or a few fields of the record in a dialog: the owner, or all of them. */
export function EditDialog({
  fields,
  title,
  drawer = false,
  onClose,
}: {
  readonly fields: readonly FieldMeta[];
  readonly title: string;
  readonly drawer?: boolean;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const { meta, record, save } = useRecordPage();
  const [base] = useState(record);
  return (
    <FieldsDialog
      meta={meta}
      title={title}
      drawer={drawer}
      fields={fields.map((field) => ({ field, required: field.required ?? false, start: record[field.name] ?? null }))}
      confirm={t('save')}
      onClose={onClose}
      onSubmit={async (values) => {
        const wire = toWireValues(meta.fields, values);
        const before = toWireValues(meta.fields, base);
        const changed = Object.entries(values).filter(([name]) => JSON.stringify(wire[name]) !== JSON.stringify(before[name]));
        if (changed.length > 0) await save(Object.fromEntries(changed), base);
        onClose();
      }}
    />
  );
}
