import type { FieldControl } from '../primitives/Field.tsx';

/** Six digits of an authenticator; phones offer the right keys and paste what was copied. */
export function CodeInput({
  value,
  onChange,
  digitsOnly = true,
  ...control
}: FieldControl & { readonly value: string; readonly onChange: (code: string) => void; readonly digitsOnly?: boolean }) {
  return (
    <input
      className="inp sec-code"
      name="code"
      inputMode={digitsOnly ? 'numeric' : 'text'}
      autoComplete="one-time-code"
      maxLength={digitsOnly ? 7 : 13}
      {...control}
      value={value}
      onChange={(event) => onChange(digitsOnly ? event.target.value.replace(/\D/g, '').slice(0, 6) : event.target.value)}
    />
  );
}
