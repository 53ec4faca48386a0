import { useLabel, useObjects } from '../../data/meta.ts';
import { useTranslation } from '../../i18n/index.ts';
import { Check } from '../../primitives/Check.tsx';
import { Field } from '../../primitives/Field.tsx';
import type { FieldPartProps } from './parts.ts';

/** Whose part the records are, and whether they may be moved to another master. */
export function MasterPart({ object, value, onChange, problem }: FieldPartProps) {
  const { t } = useTranslation('fields');
  const text = useLabel();
  const objects = (useObjects().data ?? []).filter((one) => one.name !== object.name);
  return (
    <>
      <Field label={t('master')} required hint={t('masterHint')} error={problem('object') ?? problem('type')}>
        {(control) => (
          <select
            className="inp"
            {...control}
            disabled={Boolean(value.name)}
            value={value.object ?? ''}
            onChange={(event) => onChange({ object: event.target.value || undefined })}
          >
            <option value="">{t('choose')}</option>
            {objects.map((one) => (
              <option key={one.name} value={one.name}>
                {text(one.label)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Check checked={value['reparent'] === true} label={t('reparent')} onChange={(on) => onChange({ reparent: on })} />
    </>
  );
}
