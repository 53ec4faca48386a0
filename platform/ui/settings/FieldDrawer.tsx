import { useState } from 'react';
import { api } from '../data/api.ts';
import { type FieldMeta, type FieldType, type ObjectMeta, useLabel, useObjects } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import { useLanguage, useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Drawer } from '../primitives/Drawer.tsx';
import { Field } from '../primitives/Field.tsx';
import { bothLanguages, fieldName, OWN_TYPES, optionsText, readOptions, retired, withOptions } from './field-form.ts';
import { FormProblem, useSubmit } from './form.tsx';

/** A new field, or name, help and options of one that is there. */
export function FieldDrawer({
  meta,
  field,
  startType,
  onCreated,
  onClose,
}: {
  readonly meta: ObjectMeta;
  readonly field: FieldMeta | null;
  /** What a new field begins as. */
  readonly startType?: FieldType;
  readonly onCreated?: (name: string) => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('settings');
  const text = useLabel();
  const language = useLanguage() === 'en' ? 'en' : 'zh';
  const objects = useObjects().data ?? [];
  const [zh, setZh] = useState(field?.label.zh ?? '');
  const [en, setEn] = useState(field?.label.en ?? '');
  const [help, setHelp] = useState(field?.help ? text(field.help) : '');
  const [type, setType] = useState<FieldType>(field?.type ?? startType ?? 'text');
  const [scale, setScale] = useState(0);
  const [required, setRequired] = useState(field?.required ?? false);
  const [target, setTarget] = useState(objects[0]?.name ?? '');
  const [options, setOptions] = useState(optionsText(field ?? undefined, language));
  const { form, busy, error, run, onSubmit, problem } = useSubmit(async () => {
    const before = field?.options ?? [];
    const named = readOptions(options, before, language);
    const chosen = withOptions(type) ? { options: [...named, ...retired(named, before)] } : {};
    const common = { label: bothLanguages(zh, en), ...(help || field?.help ? { help: bothLanguages(help, help) } : {}), ...chosen };
    const path = `/meta/objects/${meta.name}/fields`;
    if (field) await api.patch(`${path}/${field.name}`, { ...common, ...(field.custom ? { required } : {}) });
    const name = fieldName(en || zh, new Set(meta.fields.map((one) => one.name)));
    if (!field)
      await api.post(path, {
        ...common,
        name,
        type,
        required,
        ...(type === 'number' ? { scale } : {}),
        ...(type === 'lookup' ? { object: target } : {}),
      });
    await queryClient.invalidateQueries({ queryKey: ['meta'] });
    if (!field) onCreated?.(name);
    onClose();
  });
  return (
    <Drawer
      open
      title={field ? text(field.label) : t('fields.create', { object: text(meta.label) })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel', { ns: 'common' })}</Button>
          <Button kind="primary" busy={busy} onClick={run}>
            {t('save', { ns: 'common' })}
          </Button>
        </>
      }
    >
      <form ref={form} onSubmit={onSubmit} className="set-form" noValidate>
        <FormProblem error={error} fields={['label', 'options', 'type']} />
        <div className="two">
          <Field label={t('fields.labelZh')} required error={problem('label')}>
            {(control) => <input className="inp" {...control} maxLength={80} value={zh} onChange={(event) => setZh(event.target.value)} />}
          </Field>
          <Field label={t('fields.labelEn')} hint={t('fields.labelEnHint')}>
            {(control) => <input className="inp" {...control} maxLength={80} value={en} onChange={(event) => setEn(event.target.value)} />}
          </Field>
        </div>
        <Field label={t('fields.type')} hint={field ? t('fields.typeFixed') : undefined} error={problem('type')}>
          {(control) => (
            <select
              className="inp"
              {...control}
              value={type}
              disabled={field !== null}
              onChange={(event) => setType(event.target.value as FieldType)}
            >
              {(field ? [field.type] : OWN_TYPES).map((one) => (
                <option key={one} value={one}>
                  {t(`type.${one}`)}
                </option>
              ))}
            </select>
          )}
        </Field>
        {!field && type === 'number' && (
          <Field label={t('fields.scale')}>
            {(control) => (
              <select className="inp" {...control} value={scale} onChange={(event) => setScale(Number(event.target.value))}>
                {[0, 1, 2, 3, 4].map((one) => (
                  <option key={one}>{one}</option>
                ))}
              </select>
            )}
          </Field>
        )}
        {!field && type === 'lookup' && (
          <Field label={t('fields.target')}>
            {(control) => (
              <select className="inp" {...control} value={target} onChange={(event) => setTarget(event.target.value)}>
                {objects.map((object) => (
                  <option key={object.name} value={object.name}>
                    {text(object.label)}
                  </option>
                ))}
              </select>
            )}
          </Field>
        )}
        {withOptions(type) && (
          <Field
            label={t('fields.options')}
            hint={t(field ? 'fields.optionsChange' : 'fields.optionsHint')}
            required
            error={problem('options')}
          >
            {(control) => (
              <textarea className="inp" {...control} rows={6} value={options} onChange={(event) => setOptions(event.target.value)} />
            )}
          </Field>
        )}
        <Field label={t('fields.help')} hint={t('fields.helpHint')}>
          {(control) => (
            <input className="inp" {...control} maxLength={200} value={help} onChange={(event) => setHelp(event.target.value)} />
          )}
        </Field>
        {(!field || field.custom) && (
          <label className="set-check">
            <input type="checkbox" className="cb" checked={required} onChange={(event) => setRequired(event.target.checked)} />
            <span>{t('fields.required')}</span>
          </label>
        )}
        <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
      </form>
    </Drawer>
  );
}
