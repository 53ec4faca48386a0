import { useLabel, useObjects } from '../../data/meta.ts';
import { Check } from '../../primitives/Check.tsx';

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
        <Check
          key={object.name}
          checked={chosen.has(object.name)}
          label={text(object.label)}
          onChange={(on) => {
            const rest = [...chosen].filter((name) => name !== object.name);
            onChange(new Set(on ? [...rest, object.name] : rest));
          }}
        />
      ))}
    </fieldset>
  );
}
