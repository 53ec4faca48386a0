import { useLabel, useObjects } from '../../data/meta.ts';

/** Several of the objects this person may see. */
export function ObjectChoice({
  legend,
  hint,
  chosen,
  only = () => true,
  onChange,
}: {
  readonly legend: string;
  readonly hint?: string;
  readonly chosen: ReadonlySet<string>;
  readonly only?: (name: string) => boolean;
  readonly onChange: (chosen: ReadonlySet<string>) => void;
}) {
  const text = useLabel();
  const objects = (useObjects().data ?? []).filter((object) => only(object.name));
  return (
    <fieldset className="set-checks pkg-objects">
      <legend>{legend}</legend>
      {hint && <p className="sub">{hint}</p>}
      {objects.map((object) => (
        <label key={object.name} className="set-check">
          <input
            type="checkbox"
            className="cb"
            checked={chosen.has(object.name)}
            onChange={(event) => {
              const rest = [...chosen].filter((name) => name !== object.name);
              onChange(new Set(event.target.checked ? [...rest, object.name] : rest));
            }}
          />
          {text(object.label)}
        </label>
      ))}
    </fieldset>
  );
}
