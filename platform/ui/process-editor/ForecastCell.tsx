import { type FieldMeta, type Option, useLabel } from '../data/meta.ts';
import { useTranslation } from '../i18n/index.ts';

interface ForecastCellProps {
  /** The forecast category of deals: its options are those of a stage. */
  readonly field: FieldMeta;
  readonly stage: Option;
  readonly name: string;
  readonly readOnly: boolean;
  readonly onChange: (change: Pick<Option, 'forecastCategory'>) => void;
}

const ENDS: Readonly<Record<string, string>> = { won: 'closed', lost: 'omitted' };

/** Where deals of an open stage count in the forecast; how they ended says it of the others. */
export function ForecastCell({ field, stage, name, readOnly, onChange }: ForecastCellProps) {
  const { t } = useTranslation('process');
  const text = useLabel();
  const end = ENDS[stage.category ?? 'open'];
  const nameOf = (key: string | undefined) => {
    const option = field.options?.find((one) => one.key === key);
    return option ? text(option.label) : t('byChance');
  };
  if (end || readOnly) return nameOf(end ?? stage.forecastCategory);
  return (
    <select
      className="inp"
      aria-label={t('forecastOf', { name })}
      value={stage.forecastCategory ?? ''}
      onChange={({ target }) => onChange({ forecastCategory: (target.value || undefined) as Option['forecastCategory'] })}
    >
      <option value="">{t('byChance')}</option>
      {(field.options ?? [])
        .filter(({ key }) => key !== 'closed')
        .map(({ key, label }) => (
          <option key={key} value={key}>
            {text(label)}
          </option>
        ))}
    </select>
  );
}
