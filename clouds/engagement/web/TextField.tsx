import { Field } from '@huanke/platform/ui';
import type { HTMLInputTypeAttribute } from 'react';

/** A line of text in a form of this cloud. */
export function TextField({
  label,
  value,
  onChange,
  error,
  hint,
  required = false,
  type = 'text',
  onBlur,
}: {
  readonly label: string;
  readonly value: string | number;
  readonly onChange: (value: string) => void;
  readonly error?: string | undefined;
  readonly hint?: string | undefined;
  readonly required?: boolean;
  readonly type?: HTMLInputTypeAttribute;
  readonly onBlur?: () => void;
}) {
  return (
    <Field label={label} required={required} error={error} hint={hint}>
      {(control) => (
        <input
          className="inp"
          {...control}
          type={type}
          {...(type === 'password' ? { autoComplete: 'new-password' } : {})}
          {...(type === 'number' ? { min: 1, max: 65_535 } : {})}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          onBlur={onBlur}
        />
      )}
    </Field>
  );
}
