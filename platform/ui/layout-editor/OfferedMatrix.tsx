import { Fragment } from 'react';
import { type ObjectMeta, useLabel } from '../data/meta.ts';
import { useTranslation } from '../i18n/index.ts';
import { isOffered, narrowable, type StoredType, type TypeBody, toggleOffered } from './record-type.ts';

/** Which type offers which options: a row per option, a column per type. */
export function OfferedMatrix({
  meta,
  types,
  onChange,
}: {
  readonly meta: ObjectMeta;
  readonly types: readonly StoredType[];
  readonly onChange: (type: StoredType, body: TypeBody) => void;
}) {
  const { t } = useTranslation('layout');
  const text = useLabel();
  const fields = narrowable(meta);
  if (fields.length === 0) return null;
  return (
    <section className="rt-matrix">
      <h2>{t('type.matrix')}</h2>
      <p className="note">{t('type.offeredHint')}</p>
      <div className="set-matrix">
        <table>
          <thead>
            <tr>
              <th scope="col">{t('type.option')}</th>
              {types.map((type) => (
                <th key={type.name} scope="col">
                  {text(type.definition.label)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {fields.map((field) => (
              <Fragment key={field.name}>
                <tr>
                  <th scope="rowgroup" colSpan={types.length + 1}>
                    <b>{text(field.label)}</b>
                  </th>
                </tr>
                {(field.options ?? [])
                  .filter((option) => option.active !== false)
                  .map((option) => (
                    <tr key={option.key}>
                      <th scope="row">{text(option.label)}</th>
                      {types.map((type) => (
                        <td key={type.name}>
                          <input
                            type="checkbox"
                            className="cb"
                            aria-label={`${text(type.definition.label)}：${text(option.label)}`}
                            checked={isOffered(type.definition, field, option.key)}
                            onChange={() => onChange(type, toggleOffered(type.definition, field, option.key))}
                          />
                        </td>
                      ))}
                    </tr>
                  ))}
              </Fragment>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
