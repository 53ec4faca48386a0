import { useLabel, useObjects } from '../../data/meta.ts';
import { useTranslation } from '../../i18n/index.ts';
import { Field } from '../../primitives/Field.tsx';
import type { FieldPartProps } from './parts.ts';

const rules = ['clear', 'restrict', 'cascade'] as const;

/** What a lookup points to, and what happens when that is deleted. */
export function LookupPart({ object, value, onChange, problem }: FieldPartProps) {
  const { t } = useTranslation('fields');
  const text = useLabel();
  const objects = useObjects().data ?? [];
  const fixed = Boolean(value.name);
  return (
    <>
      <div className="two">
        <Field label={t('target')} required error={problem('object')}>
          {(control) => (
            <select
              className="inp"
              {...control}
              disabled={fixed}
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
        <Field label={t('onDelete')} error={problem('onDelete')}>
          {(control) => (
            <select
              className="inp"
              {...control}
              value={String(value['onDelete'] ?? 'clear')}
              onChange={(event) => onChange({ onDelete: event.target.value })}
            >
              {rules.map((rule) => (
                <option key={rule} value={rule}>
                  {t(`onDelete_${rule}`)}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
      {value.object === object.name && !fixed && (
        <label className="set-check">
          <input
            type="checkbox"
            className="cb"
            checked={value.tree ?? false}
            onChange={(event) => onChange({ tree: event.target.checked })}
          />
          <span>{t('tree')}</span>
        </label>
      )}
    </>
  );
}
