import { type ObjectMeta, useLabel } from '../data/meta.ts';
import { useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';

/** What two records have in common, in words. */
export function useReason(): (kind: string, fields: readonly string[], meta: ObjectMeta | undefined) => string {
  const { t } = useTranslation('duplicates');
  const text = useLabel();
  const { language } = useFormat();
  return (kind, fields, meta) => {
    const labels = fields.map((name) => {
      const field = meta?.fields.find((one) => one.name === name);
      return field ? text(field.label) : name;
    });
    return t(`kind.${kind}`, { fields: labels.join(language === 'en' ? ', ' : '、') });
  };
}
