import { useTranslation } from '../../i18n/index.ts';
import { Field } from '../../primitives/Field.tsx';
import { numberPreview } from './numbering.ts';
import type { FieldPartProps } from './parts.ts';

/** The pattern of an auto number, with the numbers it will give. */
export function NumberingPart({ value, onChange, problem }: FieldPartProps) {
  const { t } = useTranslation('fields');
  const pattern = String(value['pattern'] ?? '');
  return (
    <Field
      label={t('pattern')}
      hint={pattern ? t('patternPreview', { numbers: numberPreview(pattern, new Date()) }) : t('patternHint')}
      required
      error={problem('pattern')}
    >
      {(control) => (
        <input
          className="inp"
          {...control}
          maxLength={60}
          placeholder="SB-{YYYY}{MM}-{0000}"
          value={pattern}
          onChange={(event) => onChange({ pattern: event.target.value })}
        />
      )}
    </Field>
  );
}
