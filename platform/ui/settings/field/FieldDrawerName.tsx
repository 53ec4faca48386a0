import { useEffect, useState } from 'react';
import { useTranslation } from '../../i18n/index.ts';
import { Field } from '../../primitives/Field.tsx';
import { useProposedName } from './use-proposed-name.ts';

/** The API name: proposed from the label's pinyin until somebody types their own; fixed once it is saved. */
export function FieldDrawerName({
  label,
  object,
  fixed,
  problem,
  onChange,
}: {
  readonly label: string;
  /** The object that the field belongs to; without it the name is an object's. */
  readonly object?: string;
  readonly fixed: string | undefined;
  readonly problem: string | undefined;
  readonly onChange: (name: string) => void;
}) {
  const { t } = useTranslation('fields');
  const [typed, setTyped] = useState<string | null>(null);
  const proposed = useProposedName(fixed ? '' : label, object);
  const name = fixed ?? typed ?? proposed;
  useEffect(() => onChange(name), [name, onChange]);
  return (
    <Field label={t('apiName')} hint={fixed ? undefined : t('apiNameHint')} error={problem}>
      {(control) => (
        <input
          className="inp mono"
          {...control}
          maxLength={40}
          readOnly={fixed !== undefined}
          value={name}
          onChange={(event) => setTyped(event.target.value)}
        />
      )}
    </Field>
  );
}
