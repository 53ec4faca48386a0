import { useEffect, useEffectEvent, useState } from 'react';
import { ApiError } from '../data/api.ts';
import { type ActionMeta, type FieldMeta, fieldOf, type ObjectMeta, titleOf, useLabel, useObjects } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import { type RecordData, recordQuery, useAction, useSaveRecord } from '../data/records.ts';
import { useFormat } from '../data/session.ts';
import { toWire, toWireValues } from '../form/values.ts';
import { useTranslation } from '../i18n/index.ts';
import { announce } from '../primitives/live-region.tsx';
import { toast } from '../primitives/Toast.tsx';
import { FieldsDialog } from '../record/FieldsDialog.tsx';
import { possibleQuery } from '../record/possible.ts';
import { type ActionField, actionFields, splitForm } from '../record/schema.ts';
import { endingOf, missingFor } from '../record/stage.ts';

interface MoveRecordProps {
  readonly meta: ObjectMeta;
  /** The field that is moved along; the path of the object unless said. */
  readonly field?: FieldMeta | undefined;
  readonly record: RecordData;
  /** The key of the option; null: none. */
  readonly to: string | null;
  /** What the move waits for. */
  readonly before?: Promise<void> | undefined;
  readonly onClose: (moved: boolean) => void;
}

type Question =
  | { readonly kind: 'gate'; readonly fields: readonly FieldMeta[]; readonly record: RecordData }
  | { readonly kind: 'action'; readonly action: ActionMeta; readonly fields: readonly ActionField[]; readonly record: RecordData };

/** Moves one record to another column, asking only for what the target still lacks. Shows nothing when nothing has to be asked. */
export function MoveRecord({ meta, field: given, record, to, before, onClose }: MoveRecordProps) {
  const { t } = useTranslation('board');
  const text = useLabel();
  const format = useFormat();
  const objects = useObjects().data ?? [];
  const save = useSaveRecord(meta.name);
  const run = useAction(meta.name);
  const [question, setQuestion] = useState<Question | null>(null);
  const field = given ?? meta.fields.find((one) => one.type === 'stage');
  const option = field?.options?.find((one) => one.key === to);
  const target = option ? text(option.label) : t('none');

  const done = () => {
    announce(t('moved', { name: titleOf(meta, record), target }));
    onClose(true);
  };
  const store = (full: RecordData, values: Readonly<Record<string, unknown>> = {}) =>
    save.mutateAsync({
      id: full.id,
      version: full.version,
      changes: { ...toWireValues(meta.fields, values), ...(field ? { [field.name]: to } : {}) },
      optimistic: values,
    });
  // what a gate on the way asked for is the record's own, and stays also where the move is refused after all
  const keep = async (values: Readonly<Record<string, unknown>>) => {
    if (Object.keys(values).length === 0) return;
    const { version } = await queryClient.fetchQuery({ ...recordQuery(meta.name, record.id), staleTime: 0 });
    await save.mutateAsync({ id: record.id, version, changes: toWireValues(meta.fields, values), optimistic: values });
  };
  const begin = async () => {
    if (!field) return onClose(false);
    await before;
    const full = await queryClient.fetchQuery({ ...recordQuery(meta.name, record.id), staleTime: 0 });
    const isStage = field.type === 'stage';
    const ending = isStage ? endingOf(meta, option) : undefined;
    if (ending) {
      const { items } = await queryClient.fetchQuery(possibleQuery(meta, full));
      const needs = items.find(({ name }) => name === ending.name)?.needs ?? [];
      const fields = actionFields(ending, meta, full, { objects, today: format.date(new Date()), needs });
      return setQuestion({ kind: 'action', action: ending, record: full, fields });
    }
    const missing = missingFor(meta, option, full);
    if (missing.length > 0) return setQuestion({ kind: 'gate', fields: missing, record: full });
    try {
      await store(full);
      done();
    } catch (error) {
      // A gate that the metadata does not show: the refusal names its fields.
      const asked =
        error instanceof ApiError && !error.isConflict ? error.errors.flatMap((problem) => fieldOf(meta, problem.field) ?? []) : [];
      const others = asked.filter((one) => one.name !== field.name);
      if (others.length === 0) throw error;
      setQuestion({ kind: 'gate', fields: others, record: full });
    }
  };
  const start = useEffectEvent(() => {
    begin().catch((error: unknown) => {
      toast.error(error);
      onClose(false);
    });
  });
  useEffect(() => {
    // Once per mount, also where React mounts twice while developing.
    const timer = setTimeout(start, 0);
    return () => clearTimeout(timer);
  }, []);

  if (!question) return null;
  const title = titleOf(meta, record);
  if (question.kind === 'gate') {
    return (
      <FieldsDialog
        meta={meta}
        title={t('gateTitle', { target })}
        text={t('gateText', { name: title, count: question.fields.length })}
        fields={question.fields.map((one) => ({ field: one, required: true, start: question.record[one.name] ?? null }))}
        confirm={t('move')}
        onClose={() => onClose(false)}
        onSubmit={async (values) => {
          await store(question.record, values);
          done();
        }}
      />
    );
  }
  const { action, fields } = question;
  return (
    <FieldsDialog
      meta={meta}
      title={`${text(action.label)}：${title}`}
      fields={fields}
      confirm={text(action.label)}
      danger={action.name === 'lose'}
      beyond
      onClose={() => onClose(false)}
      onSubmit={async (values) => {
        const { input: asked, beside } = splitForm(action, values);
        await keep(beside);
        const given = Object.entries(asked).filter(([, value]) => value !== null && value !== undefined && value !== '');
        const input = Object.fromEntries(
          given.map(([name, value]) => [name, toWire(fields.find((one) => one.field.name === name)?.field ?? {}, value)]),
        );
        await run.mutateAsync({ id: record.id, action: action.name, input });
        done();
      }}
    />
  );
}
