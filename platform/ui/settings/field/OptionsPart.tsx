import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { api } from '../../data/api.ts';
import { type Label, type Option, useLabel } from '../../data/meta.ts';
import { useTranslation } from '../../i18n/index.ts';
import { Button } from '../../primitives/Button.tsx';
import { Field } from '../../primitives/Field.tsx';
import { Icon } from '../../primitives/Icon.tsx';
import { DependsPart } from './DependsPart.tsx';
import { OptionsEditor } from './OptionsEditor.tsx';
import { replaced } from './options.ts';
import { PromoteOptions } from './PromoteOptions.tsx';
import type { FieldPartProps } from './parts.ts';
import { ReplaceOption } from './ReplaceOption.tsx';

interface SetPart {
  readonly name: string;
  readonly definition: { readonly label: Label };
}

/** Own options, or those of a set. */
export function OptionsPart(props: FieldPartProps) {
  const { object, value, onChange, problem, onClose } = props;
  const { t } = useTranslation('fields');
  const text = useLabel();
  const sets = useQuery({
    queryKey: ['meta', 'optionSets'],
    queryFn: () => api.get<{ items: SetPart[] }>('/meta/parts/optionSet'),
  }).data?.items;
  const stored = object.fields.find((field) => field.name === value.name);
  const known = useMemo(() => new Set((stored?.options ?? []).map((option) => option.key)), [stored]);
  const [replacing, setReplacing] = useState<Option | null>(null);
  const [promoting, setPromoting] = useState(false);
  const isList = value.type === 'picklist' || value.type === 'multiPicklist';
  const canReplace = isList || value.type === 'stage';
  const afterReplace = (option: Option, to: string | null) => {
    const options = replaced(value.options ?? [], option.key, stored?.custom !== true);
    onChange({ options, ...(value.default === option.key ? { default: to } : {}) });
  };
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
          <OptionsEditor
            options={value.options ?? []}
            known={known}
            onChange={(options) => onChange({ options })}
            onReplace={stored && canReplace ? setReplacing : undefined}
          />
          {stored?.custom && isList && (
            <Button kind="link" size="sm" onClick={() => setPromoting(true)}>
              {t('promote')}
            </Button>
          )}
          {problem('options') && (
            <p className="err" role="alert">
              <Icon name="warn" size={14} />
              {problem('options')}
            </p>
          )}
        </fieldset>
      )}
      {isList && !set && <DependsPart {...props} />}
      {replacing && stored && (
        <ReplaceOption
          url={`/meta/objects/${object.name}/fields/${stored.name}/replaceOption`}
          option={replacing}
          options={stored.options ?? []}
          onClose={(to) => {
            setReplacing(null);
            if (to !== undefined) afterReplace(replacing, to);
          }}
        />
      )}
      {promoting && stored && (
        <PromoteOptions
          object={object.name}
          field={stored}
          onClose={(done) => {
            setPromoting(false);
            if (done) onClose();
          }}
        />
      )}
    </>
  );
}
