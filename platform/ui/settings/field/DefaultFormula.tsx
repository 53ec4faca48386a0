import { valueTypeOf } from '../../formula/check.ts';
import { FormulaInput } from '../../formula/FormulaInput.tsx';
import { useTranslation } from '../../i18n/index.ts';
import { Button } from '../../primitives/Button.tsx';
import type { FieldPartProps } from './parts.ts';

/** `{formula}` as a default. */
export function formulaOfDefault(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null && 'formula' in value ? String(value.formula) : undefined;
}

/** A default that is worked out when a record is made. */
export function DefaultFormula({ object, value, onChange, problem }: FieldPartProps) {
  const { t } = useTranslation('formula');
  return (
    <div>
      <FormulaInput
        object={object}
        label={t('defaultValue')}
        hint={t('defaultHint')}
        value={formulaOfDefault(value.default) ?? ''}
        expected={valueTypeOf(value.type)}
        onChange={(formula) => onChange({ default: { formula } })}
        error={problem('default')}
      />
      <Button kind="link" size="sm" onClick={() => onChange({ default: null })}>
        {t('noDefaultFormula')}
      </Button>
    </div>
  );
}
