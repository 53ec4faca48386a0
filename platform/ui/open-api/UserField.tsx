import type { FieldMeta } from '../data/meta.ts';
import type { Reference } from '../data/records.ts';
import { FieldEditor } from '../form/editors/FieldEditor.tsx';
import { useTranslation } from '../i18n/index.ts';
import { Field } from '../primitives/Field.tsx';

const FIELD: FieldMeta = { name: 'user', type: 'user', label: { zh: '以谁的身份', en: 'Acts as' }, required: true };

/** As whom a program acts. */
export function UserField({
  value,
  problem,
  onChange,
}: {
  readonly value: Reference | null;
  readonly problem: string | undefined;
  readonly onChange: (user: Reference | null) => void;
}) {
  const { t } = useTranslation('openApi');
  return (
    <Field label={t('user')} required error={problem} hint={t('userHint')}>
      {(control) => (
        <FieldEditor
          field={FIELD}
          id={control.id}
          describedBy={control['aria-describedby']}
          value={value}
          onChange={(user) => onChange(user as Reference | null)}
          invalid={problem !== undefined}
          required
        />
      )}
    </Field>
  );
}
