import { useLabel } from '../../data/meta.ts';
import { useTranslation } from '../../i18n/index.ts';
import { Field } from '../../primitives/Field.tsx';
import { isOfferedWith, offeredWith } from './options.ts';
import type { FieldPartProps } from './parts.ts';

/** Which other picklist decides what is offered here, and which options go with which of its values. */
export function DependsPart({ object, value, onChange, problem }: FieldPartProps) {
  const { t } = useTranslation('fields');
  const text = useLabel();
  const others = object.fields.filter(
    (field) =>
      !field.system && field.name !== value.name && (field.type === 'picklist' || field.type === 'multiPicklist' || field.type === 'stage'),
  );
  if (others.length === 0) return null;
  const above = others.find((field) => field.name === value.dependsOn);
  const keys = (above?.options ?? []).filter((option) => option.active !== false);
  const options = value.options ?? [];
  const choose = (name: string) => {
    const free = options.map(({ when: _when, ...option }) => option);
    onChange({ dependsOn: name || null, options: free });
  };
  return (
    <>
      <Field label={t('dependsOn')} hint={t('dependsHint')} error={problem('dependsOn')}>
        {(control) => (
          <select className="inp" {...control} value={value.dependsOn ?? ''} onChange={(event) => choose(event.target.value)}>
            <option value="">{t('dependsNone')}</option>
            {others.map((field) => (
              <option key={field.name} value={field.name}>
                {text(field.label)}
              </option>
            ))}
          </select>
        )}
      </Field>
      {above && options.length > 0 && (
        // biome-ignore lint/a11y/useSemanticElements: a table inside needs a name of its own
        <div className="set-matrix" role="group" aria-label={t('dependsMatrix')}>
          <table>
            <thead>
              <tr>
                <td />
                {keys.map((key) => (
                  <th key={key.key} scope="col">
                    {text(key.label)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {options.map((option, at) => (
                <tr key={option.key}>
                  <th scope="row">{text(option.label)}</th>
                  {keys.map((key) => (
                    <td key={key.key}>
                      <input
                        type="checkbox"
                        className="cb"
                        aria-label={`${text(key.label)}：${text(option.label)}`}
                        checked={isOfferedWith(option, key.key)}
                        onChange={() =>
                          onChange({
                            options: options.map((one, index) =>
                              index === at
                                ? offeredWith(
                                    one,
                                    key.key,
                                    keys.map((each) => each.key),
                                  )
                                : one,
                            ),
                          })
                        }
                      />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
