import type { FieldType } from '../../data/meta.ts';
import { useTranslation } from '../../i18n/index.ts';
import { Field } from '../../primitives/Field.tsx';
import type { FieldPartProps } from './parts.ts';

const MASKS: Readonly<Partial<Record<FieldType, readonly string[]>>> = {
  text: ['name', 'bankAccount', 'all'],
  phone: ['phone', 'all'],
  email: ['email', 'all'],
  idNumber: ['idNumber', 'all'],
  longText: ['all'],
  url: ['all'],
  barcode: ['all'],
  number: ['all'],
  currency: ['all'],
  percent: ['all'],
  date: ['all'],
};

/** Whether the value is covered for who may not see it in full. */
export function MaskPart({ value, onChange, problem }: Pick<FieldPartProps, 'value' | 'onChange' | 'problem'>) {
  const { t } = useTranslation('fields');
  const masks = MASKS[value.type];
  if (!masks) return null;
  return (
    <Field label={t('mask')} hint={value.mask ? t('maskHint') : undefined} error={problem('mask')}>
      {(control) => (
        <select
          className="inp"
          {...control}
          value={typeof value.mask === 'string' ? value.mask : ''}
          onChange={(event) => onChange({ mask: event.target.value || null })}
        >
          <option value="">{t('noMask')}</option>
          {masks.map((mask) => (
            <option key={mask} value={mask}>
              {t(`mask_${mask}`)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
