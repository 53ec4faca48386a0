import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api } from '../../data/api.ts';
import { type Label, useLabel } from '../../data/meta.ts';
import { useTranslation } from '../../i18n/index.ts';
import { Field } from '../../primitives/Field.tsx';
import { Icon } from '../../primitives/Icon.tsx';
import { OptionsEditor } from './OptionsEditor.tsx';
import type { FieldPartProps } from './parts.ts';

interface SetPart {
  readonly name: string;
  readonly definition: { readonly label: Label };
}

/** Own options, or those of a set. */
export function OptionsPart({ object, value, onChange, problem }: FieldPartProps) {
  const { t } = useTranslation('fields');
  const text = useLabel();
  const sets = useQuery({
    queryKey: ['meta', 'optionSets'],
    queryFn: () => api.get<{ items: SetPart[] }>('/meta/parts/optionSet'),
  }).data?.items;
  const stored = object.fields.find((field) => field.name === value.name)?.options;
  const known = useMemo(() => new Set((stored ?? []).map((option) => option.key)), [stored]);
  const set = String(value['optionSet'] ?? '');
  return (
    <>
      {value.type !== 'stage' && (sets?.length ?? 0) > 0 && (!value.name || set) && (
        <Field label={t('optionsFrom')} error={problem('optionSet')}>
          {(control) => (
            <select
              className="inp"
              {...control}
              disabled={Boolean(value.name)}
              value={set}
              onChange={(event) =>
                onChange(event.target.value ? { optionSet: event.target.value, options: undefined } : { optionSet: undefined })
              }
            >
              <option value="">{t('ownOptions')}</option>
              {sets?.map((one) => (
                <option key={one.name} value={one.name}>
                  {text(one.definition.label)}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      {!set && (
        <fieldset className="opt-field">
          <legend>
            {t('options')}
            <span className="req" aria-hidden="true">
              *
            </span>
          </legend>
          <OptionsEditor options={value.options ?? []} known={known} onChange={(options) => onChange({ options })} />
          {problem('options') && (
            <p className="err" role="alert">
              <Icon name="warn" size={14} />
              {problem('options')}
            </p>
          )}
        </fieldset>
      )}
    </>
  );
}
