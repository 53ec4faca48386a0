import { useLabel } from '../../data/meta.ts';
import { useFormat } from '../../data/session.ts';
import { useTranslation } from '../../i18n/index.ts';
import type { Setting } from './data.ts';

/** What is shipped, in words: `14 天`, `¥500,000.00`, `是`. */
export function useShown() {
  const { t } = useTranslation('settings');
  const text = useLabel();
  const format = useFormat();
  return ({ input, shipped }: Setting): string => {
    switch (input.type) {
      case 'boolean':
        return t(shipped ? 'rules.yes' : 'rules.no');
      case 'integer':
        return shipped === null ? text(input.none) : `${shipped} ${text(input.unit)}`;
      case 'decimal':
        return input.unit ? `${shipped} ${text(input.unit)}` : format.money(String(shipped));
      case 'role':
        return text(input.choices.find((choice) => choice.key === shipped)?.label) || t('rules.noRole', { key: shipped });
      case 'lists':
      case 'steps':
        return t('rules.rows', { count: Object.keys(shipped as object).length });
    }
  };
}
