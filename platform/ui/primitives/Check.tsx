/** A tick with its words. */
export function Check({
  checked,
  label,
  onChange,
}: {
  readonly checked: boolean;
  readonly label: string;
  readonly onChange: (on: boolean) => void;
}) {
  return (
    <label className="set-check">
      <input type="checkbox" className="cb" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      <span>{label}</span>
    </label>
  );
}
