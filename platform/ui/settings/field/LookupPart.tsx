import { useState } from 'react';
import { useLabel, useObjects } from '../../data/meta.ts';
import { useTranslation } from '../../i18n/index.ts';
import { Check } from '../../primitives/Check.tsx';
import { Field } from '../../primitives/Field.tsx';
import type { FieldPartProps } from './parts.ts';

const rules = ['clear', 'restrict', 'cascade'] as const;
const several = '*';

/** Of a lookup to several objects: which ones. */
function Targets({ value, onChange, problem }: FieldPartProps) {
  const { t } = useTranslation('fields');
  const text = useLabel();
  const chosen = value.objects ?? [];
  return (
    <fieldset className="set-targets">
      <legend>{t('targets')}</legend>
      <div className="two">
        {(useObjects().data ?? []).map((one) => (
          <Check
            key={one.name}
            checked={chosen.includes(one.name)}
            label={text(one.label)}
            onChange={(on) => onChange({ objects: on ? [...chosen, one.name] : chosen.filter((name) => name !== one.name) })}
          />
        ))}
      </div>
      {problem('objects') && (
        <p className="err" role="alert">
          {problem('objects')}
        </p>
      )}
    </fieldset>
  );
}

/** What a lookup points to, one object or several, and what happens when that is deleted. */
export function LookupPart(props: FieldPartProps) {
  const { object, value, onChange, problem } = props;
  const { t } = useTranslation('fields');
  const text = useLabel();
  const objects = useObjects().data ?? [];
  const fixed = Boolean(value.name);
  const [many, setMany] = useState((value.objects?.length ?? 0) > 0);
  const choose = (name: string) => {
    setMany(name === several);
    onChange(name === several ? { object: undefined, tree: undefined, objects: [] } : { object: name || undefined, objects: undefined });
  };
  const names = (value.objects ?? []).map((name) => text(objects.find((one) => one.name === name)?.label ?? { zh: name, en: name }));
  return (
    <>
      <div className="two">
        <Field label={t('target')} required error={problem('object')}>
          {(control) =>
            fixed && many ? (
              <input className="inp" {...control} readOnly value={names.join('、')} />
            ) : (
              <select
                className="inp"
                {...control}
                disabled={fixed}
                value={many ? several : (value.object ?? '')}
                onChange={(event) => choose(event.target.value)}
              >
                <option value="">{t('choose')}</option>
                {objects.map((one) => (
                  <option key={one.name} value={one.name}>
                    {text(one.label)}
                  </option>
                ))}
                <option value={several}>{t('targetsSeveral')}</option>
              </select>
            )
          }
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
      {many && !fixed && <Targets {...props} />}
      {value.object === object.name && !fixed && (
        <Check checked={value.tree ?? false} label={t('tree')} onChange={(on) => onChange({ tree: on })} />
      )}
    </>
  );
}
