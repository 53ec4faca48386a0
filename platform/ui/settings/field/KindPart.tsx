import { useTranslation } from '../../i18n/index.ts';
import { Field } from '../../primitives/Field.tsx';
import type { FieldPartProps } from './parts.ts';

const KINDS = { idNumber: ['resident', 'uscc'], barcode: ['ean13', 'code128', 'qr'] } as const;

/** Of ID numbers and barcodes: which of them, and whether the number is shown whole. */
export function KindPart({ value, onChange, problem }: FieldPartProps) {
  const { t } = useTranslation('fields');
  const isId = value.type === 'idNumber';
  const kinds = KINDS[isId ? 'idNumber' : 'barcode'];
  return (
    <div className="two">
      <Field label={t('kind')} error={problem('kind')}>
        {(control) => (
          <select
            className="inp"
            {...control}
            disabled={Boolean(value.name)}
            value={value.kind ?? kinds[0]}
            onChange={(event) => onChange({ kind: event.target.value })}
          >
            {kinds.map((kind) => (
              <option key={kind} value={kind}>
                {t(`kind_${kind}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      {isId && (
        <Field label={t('mask')} error={problem('mask')}>
          {(control) => (
            <select
              className="inp"
              {...control}
              value={typeof value.mask === 'string' ? value.mask : ''}
              onChange={(event) => onChange({ mask: event.target.value || null })}
            >
              <option value="">{t('noMask')}</option>
              <option value="idNumber">{t('mask_idNumber')}</option>
            </select>
          )}
        </Field>
      )}
    </div>
  );
}
