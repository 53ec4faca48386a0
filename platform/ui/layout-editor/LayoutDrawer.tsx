import { useState } from 'react';
import { type ObjectMeta, useLabel } from '../data/meta.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Drawer } from '../primitives/Drawer.tsx';
import { Field } from '../primitives/Field.tsx';
import { bothLanguages } from '../settings/field-form.ts';
import { FormProblem, useSubmit } from '../settings/form.tsx';
import { useRoles } from '../settings/people.ts';
import type { LayoutBody } from './draft.ts';

export function toggled(list: readonly string[], key: string): readonly string[] {
  return list.includes(key) ? list.filter((one) => one !== key) : [...list, key];
}

/** Name of a layout, and for which roles and record types it is. */
export function LayoutDrawer({
  meta,
  layout,
  onDone,
  onClose,
}: {
  readonly meta: ObjectMeta;
  readonly layout: LayoutBody;
  readonly onDone: (next: Pick<LayoutBody, 'label' | 'roles' | 'recordTypes'>) => Promise<void> | void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('layout');
  const text = useLabel();
  const allRoles = useRoles().data ?? [];
  const [zh, setZh] = useState(layout.label.zh);
  const [en, setEn] = useState(layout.label.en);
  const [roles, setRoles] = useState(layout.roles);
  const [types, setTypes] = useState(layout.recordTypes);
  const { form, busy, error, run, onSubmit, problem } = useSubmit(async () => {
    await onDone({ label: bothLanguages(zh, en), roles, recordTypes: types });
    onClose();
  });
  const group = (
    legend: string,
    hint: string,
    items: readonly { key: string; label: string }[],
    chosen: readonly string[],
    set: (next: readonly string[]) => void,
  ) => (
    <fieldset className="set-roles">
      <legend>{legend}</legend>
      <p className="note">{hint}</p>
      {items.map((item) => (
        <label key={item.key}>
          <input type="checkbox" className="cb" checked={chosen.includes(item.key)} onChange={() => set(toggled(chosen, item.key))} />
          <span>{item.label}</span>
        </label>
      ))}
    </fieldset>
  );
  return (
    <Drawer
      open
      title={layout.label.zh ? t('whom') : t('new')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel', { ns: 'common' })}</Button>
          <Button kind="primary" busy={busy} onClick={run}>
            {t('ok')}
          </Button>
        </>
      }
    >
      <form ref={form} className="set-form" noValidate onSubmit={onSubmit}>
        <FormProblem error={error} fields={['label']} />
        <div className="two">
          <Field label={t('nameZh')} required error={problem('label')}>
            {(control) => <input className="inp" {...control} maxLength={60} value={zh} onChange={(event) => setZh(event.target.value)} />}
          </Field>
          <Field label={t('nameEn')}>
            {(control) => <input className="inp" {...control} maxLength={60} value={en} onChange={(event) => setEn(event.target.value)} />}
          </Field>
        </div>
        {group(
          t('roles'),
          t('rolesHint'),
          allRoles.map((role) => ({ key: role.key, label: text(role.name) })),
          roles,
          setRoles,
        )}
        {meta.recordTypes &&
          group(
            t('types'),
            t('typesHint'),
            meta.recordTypes.map((type) => ({ key: type.name, label: text(type.label) })),
            types,
            setTypes,
          )}
        <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
      </form>
    </Drawer>
  );
}
