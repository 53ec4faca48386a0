import { useState } from 'react';
import { type ObjectMeta, useLabel } from '../data/meta.ts';
import { useTranslation } from '../i18n/index.ts';
import { Check } from '../primitives/Check.tsx';
import { Field } from '../primitives/Field.tsx';
import { FormDrawer } from '../settings/FormDrawer.tsx';
import { bothLanguages } from '../settings/field-form.ts';
import { useSubmit } from '../settings/form.tsx';
import { useRoles } from '../settings/people.ts';
import { toggled } from './LayoutDrawer.tsx';
import { isOffered, narrowable, type StoredType, type TypeBody, toggleOffered, typeName } from './record-type.ts';

/** A new record type, or all that is set on one. */
export function RecordTypeDrawer({
  meta,
  types,
  type,
  onSave,
  onClose,
}: {
  readonly meta: ObjectMeta;
  readonly types: readonly StoredType[];
  readonly type: StoredType | null;
  readonly onSave: (name: string, body: TypeBody) => Promise<void>;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('layout');
  const text = useLabel();
  const roles = useRoles().data ?? [];
  const [body, setBody] = useState<TypeBody>(
    type?.definition ?? { label: bothLanguages('', ''), active: true, isDefault: types.length === 0, roles: [], options: {}, stages: {} },
  );
  const set = (change: Partial<TypeBody>) => setBody({ ...body, ...change });
  const submit = useSubmit(async () => {
    const label = bothLanguages(body.label.zh, body.label.en);
    await onSave(
      type?.name ??
        typeName(
          label,
          types.map(({ name }) => name),
        ),
      { ...body, label },
    );
    onClose();
  });
  const { problem } = submit;
  return (
    <FormDrawer
      title={type ? t('type.edit', { name: text(type.definition.label) }) : t('type.add')}
      submit={submit}
      fields={['label']}
      onClose={onClose}
    >
      <div className="two">
        <Field label={t('nameZh')} required error={problem('label')}>
          {(control) => (
            <input
              className="inp"
              {...control}
              maxLength={60}
              value={body.label.zh}
              onChange={(event) => set({ label: { ...body.label, zh: event.target.value } })}
            />
          )}
        </Field>
        <Field label={t('nameEn')}>
          {(control) => (
            <input
              className="inp"
              {...control}
              maxLength={60}
              value={body.label.en}
              onChange={(event) => set({ label: { ...body.label, en: event.target.value } })}
            />
          )}
        </Field>
      </div>
      <Field label={t('type.help')} hint={t('type.helpHint')}>
        {(control) => (
          <input
            className="inp"
            {...control}
            maxLength={200}
            value={text(body.help)}
            onChange={(event) => {
              const { help: _old, ...rest } = body;
              setBody(event.target.value ? { ...rest, help: { zh: event.target.value, en: event.target.value } } : rest);
            }}
          />
        )}
      </Field>
      <div>
        <Check checked={body.active} label={t('type.active')} onChange={(on) => set({ active: on, ...(on ? {} : { isDefault: false }) })} />
        <Check checked={body.isDefault} disabled={!body.active} label={t('type.isDefault')} onChange={(on) => set({ isDefault: on })} />
      </div>
      <fieldset className="set-roles">
        <legend className="h3">{t('type.roles')}</legend>
        <p className="note">{t('type.rolesHint')}</p>
        {roles.map((role) => (
          <label key={role.key}>
            <input
              type="checkbox"
              className="cb"
              checked={body.roles.includes(role.key)}
              onChange={() => set({ roles: toggled(body.roles, role.key) })}
            />
            <span>{text(role.name)}</span>
          </label>
        ))}
      </fieldset>
      <div>
        <h3>{t('type.offered')}</h3>
        <p className="note">{t('type.offeredHint')}</p>
      </div>
      {narrowable(meta).map((field) => (
        <fieldset key={field.name} className="rt-offer">
          <legend>{text(field.label)}</legend>
          {(field.options ?? [])
            .filter((option) => option.active !== false)
            .map((option) => (
              <Check
                key={option.key}
                checked={isOffered(body, field, option.key)}
                label={text(option.label)}
                onChange={() => setBody(toggleOffered(body, field, option.key))}
              />
            ))}
        </fieldset>
      ))}
    </FormDrawer>
  );
}
