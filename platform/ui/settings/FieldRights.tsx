import { useState } from 'react';
import { type FieldMeta, type ObjectMeta, type ObjectSummary, useLabel, useObject } from '../data/meta.ts';
import { useTranslation } from '../i18n/index.ts';
import { ScrollBox } from '../primitives/ScrollBox.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { FIELD_RIGHTS, type FieldRight, limitedIn, offeredRights, type RoleFields, rightIn, withFieldRights } from './field-rights.ts';

interface MatrixProps {
  readonly meta: ObjectMeta;
  readonly fields: RoleFields;
  /** Of permission sets: where nothing is said, nothing is granted. */
  readonly isSet: boolean;
  readonly onChange: ((fields: RoleFields) => void) | null;
}

/** Fields down, rights across; the heads set all that are shown. */
function Matrix({ meta, fields, isSet, onChange }: MatrixProps) {
  const { t } = useTranslation('settings');
  const text = useLabel();
  const [search, setSearch] = useState('');
  const words = search.trim().toLowerCase();
  const matches = (field: FieldMeta) => `${field.label.zh} ${field.label.en} ${field.name}`.toLowerCase().includes(words);
  const shown = meta.fields.filter((field) => offeredRights(meta, field).length > 0 && matches(field));
  const columns: readonly (FieldRight | '')[] = isSet ? ['', ...FIELD_RIGHTS] : FIELD_RIGHTS;
  const set = (names: readonly FieldMeta[], right: FieldRight | '') =>
    onChange?.(withFieldRights(fields, meta, { names: names.map((field) => field.name), right, isSet }));
  return (
    <>
      <input
        className="inp"
        type="search"
        aria-label={t('roles.findField')}
        placeholder={t('roles.findField')}
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      <ScrollBox className="set-matrix set-fields" label={t('roles.fields')}>
        <table>
          <thead>
            <tr>
              <td />
              {columns.map((right) => (
                <th key={right} scope="col">
                  <button
                    type="button"
                    disabled={!onChange}
                    title={t('roles.setAll', { count: shown.length, right: t(`roles.right.${right || 'none'}`) })}
                    onClick={() => set(shown, right)}
                  >
                    {t(`roles.right.${right || 'none'}`)}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((field) => (
              <tr key={field.name}>
                <th scope="row">{text(field.label)}</th>
                {columns.map((right) => (
                  <td key={right}>
                    <input
                      type="radio"
                      name={`${meta.name}.${field.name}`}
                      aria-label={`${text(field.label)} ${t(`roles.right.${right || 'none'}`)}`}
                      checked={rightIn(fields, { object: meta.name, field: field.name, isSet }) === right}
                      disabled={!onChange || (right !== '' && !offeredRights(meta, field).includes(right))}
                      onChange={() => set([field], right)}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </>
  );
}

/** What a role may do with single fields, object by object. */
export function FieldRights({
  objects,
  fields,
  isSet,
  onChange,
}: Omit<MatrixProps, 'meta'> & { readonly objects: readonly ObjectSummary[] }) {
  const { t } = useTranslation('settings');
  const text = useLabel();
  const [chosen, setChosen] = useState('');
  const name = chosen || objects.find((object) => limitedIn(fields, object.name) > 0)?.name || objects[0]?.name || '';
  const meta = useObject(name).data;
  return (
    <div className="set-fieldrights">
      <select className="inp" aria-label={t('roles.object')} value={name} onChange={(event) => setChosen(event.target.value)}>
        {objects.map((object) => (
          <option key={object.name} value={object.name}>
            {text(object.label)}
            {limitedIn(fields, object.name) > 0 && t('roles.limited', { count: limitedIn(fields, object.name) })}
          </option>
        ))}
      </select>
      {meta ? <Matrix key={name} meta={meta} fields={fields} isSet={isSet} onChange={onChange} /> : <Skeleton lines={5} />}
    </div>
  );
}
