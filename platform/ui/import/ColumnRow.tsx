import { type FieldMeta, useLabel } from '../data/meta.ts';
import { useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { Icon } from '../primitives/Icon.tsx';
import { fieldIcon } from '../settings/field-type.ts';
import type { Inspection } from './data.ts';
import type { MappingEntry, Verdict } from './plan.ts';

/** What becomes of a column, in one line. */
function Outcome({ found, partOf }: { readonly found: Verdict; readonly partOf: FieldMeta | undefined }) {
  const { t } = useTranslation('import');
  const format = useFormat();
  const text = useLabel();
  const n = (value: number) => format.number(value);
  if (found.tone === 'none' && partOf)
    return (
      <span className="imp-rs ok">
        <Icon name="check" size={14} />
        {t('partOf', { field: text(partOf.label) })}
      </span>
    );
  if (found.tone === 'none')
    return (
      <span className="imp-rs no">
        <Icon name="info" size={14} />
        {t('none')}
      </span>
    );
  const words = () => {
    switch (found.say) {
      case 'filled':
        return t('rowsFilled', { rows: n(found.count) });
      case 'key':
        return t('rowsKey', { rows: n(found.count) });
      case 'matched':
        return t('allMatched');
      case 'created':
        return t('willCreate', { count: found.count });
      case 'near':
        return found.more > 0
          ? t('nearMore', { from: found.from, count: found.more + 1, rows: n(found.count) })
          : t('nearTo', { from: found.from, to: found.to, rows: n(found.count) });
      case 'unmatched':
        return t('rowsUnmatched', { rows: n(found.rows), values: n(found.values) });
      case 'problem':
        return t('rowsBad', { rows: n(found.rows), message: found.message });
    }
  };
  return (
    <span className={`imp-rs ${found.tone}`}>
      <Icon name={found.tone === 'ok' ? 'check' : 'warn'} size={14} />
      <span className="ell" title={words()}>
        {words()}
      </span>
    </span>
  );
}

/** One column of the file: its name with samples, the field it fills, the result. */
export function ColumnRow({
  column,
  entry,
  found,
  partOf,
  fields,
  taken,
  active,
  onChoose,
  onField,
}: {
  readonly column: Inspection['columns'][number];
  readonly entry: MappingEntry | undefined;
  readonly found: Verdict;
  /** The field of another column that this one is joined to. */
  readonly partOf: FieldMeta | undefined;
  readonly fields: readonly FieldMeta[];
  readonly taken: ReadonlySet<string>;
  readonly active: boolean;
  readonly onChoose: () => void;
  readonly onField: (field: string | null) => void;
}) {
  const { t } = useTranslation('import');
  const text = useLabel();
  const field = fields.find((one) => one.name === entry?.field);
  return (
    <tr className={active ? 'on' : undefined}>
      <th scope="row">
        <button type="button" onClick={onChoose} aria-pressed={active}>
          <span className="src ell">{column.column}</span>
          <span className="sam ell">{column.samples.join('；') || t('empty')}</span>
        </button>
      </th>
      <td className="ar">
        <Icon name="arrow" size={14} />
      </td>
      <td>
        <span className={entry ? 'imp-fs' : 'imp-fs none'}>
          {field && <Icon name={fieldIcon(field)} size={14} />}
          <select
            aria-label={t('fieldOf', { column: column.column })}
            value={entry?.field ?? ''}
            onChange={(event) => onField(event.target.value || null)}
          >
            <option value="">{t('none')}</option>
            {fields.map((one) => (
              <option key={one.name} value={one.name}>
                {text(one.label)}
                {one.required ? ' *' : ''}
                {taken.has(one.name) && one.name !== entry?.field ? ' ✓' : ''}
              </option>
            ))}
          </select>
          <Icon name="down" size={14} />
        </span>
        {entry?.join !== undefined && <span className="note">{t('joined', { column: entry.join })}</span>}
      </td>
      <td>
        <Outcome found={found} partOf={partOf} />
      </td>
    </tr>
  );
}
