import { useState } from 'react';
import { valueTypeOf } from '../../formula/check.ts';
import { FormulaInput } from '../../formula/FormulaInput.tsx';
import { useTranslation } from '../../i18n/index.ts';
import { Field } from '../../primitives/Field.tsx';
import type { FieldPartProps } from './parts.ts';

const RESULTS = ['text', 'number', 'currency', 'percent', 'date', 'datetime', 'boolean'] as const;

/** The formula of a formula field, and what its result is shown as. */
export function FormulaPart({ object, value, onChange, problem }: FieldPartProps) {
  const { t } = useTranslation('formula');
  const { t: settings } = useTranslation('settings');
  const isNew = !value.name;
  // until it is chosen, the result is what the formula gives
  const [chosen, setChosen] = useState(!isNew);
  const numeric = value.result === 'number' || value.result === 'currency' || value.result === 'percent';
  return (
    <>
      <FormulaInput
        object={object}
        label={t('formula')}
        required
        hint={t('hint')}
        value={value.formula ?? ''}
        onChange={(formula) => onChange({ formula })}
        expected={chosen ? valueTypeOf(value.result) : undefined}
        error={problem('formula')}
        onCheck={(check) => {
          if (check.ok && !chosen && value.result !== check.type) onChange({ result: check.type });
        }}
      />
      <div className="two">
        <Field label={t('result')} required error={problem('result')} hint={t('resultFixed')}>
          {(control) => (
            <select
              className="inp"
              {...control}
              disabled={!isNew}
              value={value.result ?? ''}
              onChange={(event) => {
                setChosen(event.target.value !== '');
                onChange({ result: event.target.value || undefined });
              }}
            >
              <option value="">{t('choose', { ns: 'fields' })}</option>
              {RESULTS.map((one) => (
                <option key={one} value={one}>
                  {settings(`type.${one}`)}
                </option>
              ))}
            </select>
          )}
        </Field>
        {numeric && (
          <Field label={t('scale')} error={problem('scale')}>
            {(control) => (
              <select
                className="inp"
                {...control}
                value={value.scale ?? 2}
                onChange={(event) => onChange({ scale: Number(event.target.value) })}
              >
                {[0, 1, 2, 3, 4].map((one) => (
                  <option key={one}>{one}</option>
                ))}
              </select>
            )}
          </Field>
        )}
      </div>
    </>
  );
}
