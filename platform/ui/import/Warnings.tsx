import { useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { Icon } from '../primitives/Icon.tsx';
import type { Import } from './data.ts';

/** What a person should look at in rows that are taken all the same. */
export function Warnings({ record }: { readonly record: Import }) {
  const { t } = useTranslation('import');
  const format = useFormat();
  if (record.warningsByColumn.length === 0) return null;
  return (
    <div className="alert warn imp-warnings">
      <Icon name="warn" />
      <div>
        <b>{t('warnings', { n: format.number(record.problems.warnings) })}</b>
        <ul>
          {record.warningsByColumn.map((group) => (
            <li key={`${group.column}-${group.code}`}>
              {group.message}
              <span className="sub">
                {group.samples.map(({ row, value }) => t('warningRow', { row, value: value ?? t('empty') })).join('；')}
              </span>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
