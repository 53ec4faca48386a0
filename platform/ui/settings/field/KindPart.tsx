import { useTranslation } from '../../i18n/index.ts';
import { Field } from '../../primitives/Field.tsx';
import type { FieldPartProps } from './parts.ts';

const KINDS = { idNumber: ['resident', 'uscc'], barcode: ['ean13', 'code128', 'qr'] } as const;

/** Of ID numbers and barcodes: which of them. */
export function KindPart({ value, onChange, problem }: FieldPartProps) {
  const { t } = useTranslation('fields');
  const kinds = KINDS[value.type === 'idNumber' ? 'idNumber' : 'barcode'];
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
    </div>
  );
}
