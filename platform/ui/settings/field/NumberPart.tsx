import { useTranslation } from '../../i18n/index.ts';
import { Field } from '../../primitives/Field.tsx';
import type { FieldPartProps } from './parts.ts';

const number = (text: string) => (text.trim() === '' || Number.isNaN(Number(text)) ? null : Number(text));

/** Decimals, unit and limits of a number. */
export function NumberPart({ value, onChange, problem }: FieldPartProps) {
  const { t } = useTranslation('fields');
  const limit = (key: 'min' | 'max') => (
    <Field label={t(key)} error={problem(key)}>
      {(control) => (
        <input
          className="inp"
          {...control}
          inputMode="numeric"
          defaultValue={value[key] ?? ''}
          onChange={(event) => onChange({ [key]: number(event.target.value) })}
        />
      )}
    </Field>
  );
  return (
    <>
      <div className="two">
        <Field label={t('scale')} error={problem('scale')}>
          {(control) => (
            <select
              className="inp"
              {...control}
              value={value.scale ?? (value.type === 'number' ? 0 : 2)}
              onChange={(event) => onChange({ scale: Number(event.target.value) })}
            >
              {[0, 1, 2, 3, 4].map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
          )}
        </Field>
        {value.type === 'number' && (
          <Field label={t('unit')} hint={t('unitHint')} error={problem('unit')}>
            {(control) => (
              <input
                className="inp"
                {...control}
                maxLength={20}
                value={String(value['unit'] ?? '')}
                onChange={(event) => onChange({ unit: event.target.value || null })}
              />
            )}
          </Field>
        )}
      </div>
      <div className="two">
        {limit('min')}
        {limit('max')}
      </div>
    </>
  );
}
