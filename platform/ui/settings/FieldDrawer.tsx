import { useState } from 'react';
import { api } from '../data/api.ts';
import { type FieldMeta, type FieldType, type ObjectMeta, useLabel } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import { madeAs } from '../data/rollup.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Drawer } from '../primitives/Drawer.tsx';
import { Field } from '../primitives/Field.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { Lazy } from '../shell/lazy.tsx';
import { CommonPart } from './field/CommonPart.tsx';
import { FieldDrawerName } from './field/FieldDrawerName.tsx';
import { type FieldDraft, fieldParts } from './field/parts.ts';
import { bodyOf } from './field/request.ts';
import { TypeChange } from './field/TypeChange.tsx';
import { TypePicker } from './field/TypePicker.tsx';
import { fieldIcon } from './field-type.ts';
import { FormProblem, useSubmit } from './form.tsx';

/** What a new field of a type begins as. */
const beginnings: Readonly<Partial<Record<FieldType, object>>> = {
  autoNumber: { pattern: '{YYYY}{MM}-{0000}' },
  idNumber: { kind: 'resident', mask: 'idNumber' },
  barcode: { kind: 'code128' },
};
const begin = (type: FieldType) => ({ type, ...beginnings[type] }) as FieldDraft;

/** A new field, or what can be changed of one that is there. */
export function FieldDrawer({
  meta,
  field,
  startType,
  onCreated,
  onClose,
}: {
  readonly meta: ObjectMeta;
  readonly field: FieldMeta | null;
  /** The type a new field begins with, where it is chosen already. */
  readonly startType?: FieldType;
  readonly onCreated?: (name: string) => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('fields');
  const { t: settings } = useTranslation('settings');
  const text = useLabel();
  const [draft, setDraft] = useState<FieldDraft | null>(
    field ? ({ ...field, type: madeAs(field) } as FieldDraft) : startType ? begin(startType) : null,
  );
  const [zh, setZh] = useState(field?.label.zh ?? '');
  const [en, setEn] = useState(field && field.label.en !== field.label.zh ? field.label.en : '');
  const [name, setName] = useState(field?.name ?? '');
  const [changing, setChanging] = useState(false);
  const { form, busy, error, run, onSubmit, problem } = useSubmit(async () => {
    if (!draft) return;
    const path = `/meta/objects/${meta.name}/fields`;
    const body = bodyOf({ draft, stored: field, zh, en });
    if (field) await api.patch(`${path}/${field.name}`, body);
    else await api.post(path, { ...body, name });
    await queryClient.invalidateQueries({ queryKey: ['meta'] });
    if (!field) onCreated?.(name);
    onClose();
  });
  const onChange = (patch: Readonly<Record<string, unknown>>) => setDraft((before) => before && ({ ...before, ...patch } as FieldDraft));
  const pick = (type: FieldType) => setDraft(begin(type));
  const part = draft && fieldParts[draft.type];
  return (
    <Drawer
      open
      title={field ? text(field.label) : settings('fields.create', { object: text(meta.label) })}
      onClose={onClose}
      footer={
        draft && (
          <>
            <Button onClick={onClose}>{t('cancel', { ns: 'common' })}</Button>
            <Button kind="primary" busy={busy} onClick={run}>
              {t('save', { ns: 'common' })}
            </Button>
          </>
        )
      }
    >
      {!draft && <TypePicker onPick={pick} />}
      {draft && (
        <form ref={form} onSubmit={onSubmit} className="set-form" noValidate>
          <FormProblem
            error={error}
            fields={[
              'label',
              'name',
              'options',
              'object',
              'pattern',
              'scale',
              'min',
              'max',
              'default',
              'unit',
              'indexed',
              'unique',
              'rollup',
              'rollup.object',
              'rollup.field',
              'rollup.function',
              'rollup.of',
              'rollup.filter',
              'formula',
              'result',
              'type',
            ]}
          />
          <div className="type-now">
            <Icon name={fieldIcon(draft)} />
            <b>{settings(`type.${draft.type}`)}</b>
            <span className="sp" />
            {!field && (
              <Button size="sm" onClick={() => setDraft(null)}>
                {t('otherType')}
              </Button>
            )}
            {field?.custom && !field.rollup && field.formula === undefined && field.type !== 'masterDetail' && (
              <Button size="sm" onClick={() => setChanging(true)}>
                {t('changeType')}
              </Button>
            )}
          </div>
          <div className="two">
            <Field label={settings('fields.labelZh')} required error={problem('label')}>
              {(control) => (
                <input
                  className="inp"
                  {...control}
                  data-autofocus=""
                  maxLength={80}
                  value={zh}
                  onChange={(event) => setZh(event.target.value)}
                />
              )}
            </Field>
            <Field label={settings('fields.labelEn')} hint={settings('fields.labelEnHint')}>
              {(control) => (
                <input className="inp" {...control} maxLength={80} value={en} onChange={(event) => setEn(event.target.value)} />
              )}
            </Field>
          </div>
          <FieldDrawerName label={zh || en} object={meta.name} fixed={field?.name} problem={problem('name')} onChange={setName} />
          {part && <Lazy key={draft.type} load={part} props={{ object: meta, value: draft, onChange, problem, onClose }} />}
          <CommonPart object={meta} value={draft} onChange={onChange} problem={problem} onClose={onClose} />
          <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
        </form>
      )}
      {changing && field && (
        <TypeChange
          meta={meta}
          field={field}
          onClose={(done) => {
            setChanging(false);
            if (done) onClose();
          }}
        />
      )}
    </Drawer>
  );
}
