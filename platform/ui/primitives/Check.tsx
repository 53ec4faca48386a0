import type { ReactNode } from 'react';

/** A tick with its words, and in small what they mean. */
export function Check({
  checked,
  disabled,
  label,
  note,
  onChange,
}: {
  readonly checked: boolean;
  readonly disabled?: boolean | undefined;
  readonly label: ReactNode;
  readonly note?: ReactNode;
  readonly onChange: (on: boolean) => void;
}) {
  return (
    <label className="checkline">
      <input type="checkbox" className="cb" checked={checked} disabled={disabled} onChange={(event) => onChange(event.target.checked)} />
      <span>
        {label}
        {note && <span className="note"> {note}</span>}
      </span>
    </label>
  );
}
