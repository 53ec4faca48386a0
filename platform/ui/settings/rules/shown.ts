import { useLabel } from '../../data/meta.ts';
import { useFormat } from '../../data/session.ts';
import { useTranslation } from '../../i18n/index.ts';
import type { Setting } from './data.ts';

/** A value of a setting in words, what is shipped unless said: `14 天`, `¥500,000.00`, `是`. */
export function useShown() {
  const { t } = useTranslation('settings');
  const text = useLabel();
  const format = useFormat();
  return ({ input, shipped }: Setting, value: unknown = shipped): string => {
    switch (input.type) {
      case 'boolean':
        return t(value ? 'rules.yes' : 'rules.no');
      case 'integer':
        return value === null ? text(input.none) : `${value} ${text(input.unit)}`;
      case 'decimal':
        if (value === null) return text(input.none);
        return input.unit ? `${value} ${text(input.unit)}` : format.money(String(value));
      case 'role':
        return text(input.choices.find((choice) => choice.key === value)?.label) || t('rules.noRole', { key: value });
      case 'choice':
        return text(input.choices.find((choice) => choice.key === value)?.label);
      case 'lists':
      case 'steps':
        return t('rules.rows', { count: Object.keys(value as object).length });
    }
  };
}
