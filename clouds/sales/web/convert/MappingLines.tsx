import { type FieldProblem, Icon, IconButton, useLabel } from '@huanke/platform/ui';
import type { Line, Mapping } from './mapping.ts';
import { texts } from './texts.ts';

interface LinesProps {
  readonly mapping: Mapping;
  /** The lines of one object with their places among all. */
  readonly own: readonly { readonly line: Line; readonly index: number }[];
  readonly lines: readonly Line[];
  readonly problems: readonly FieldProblem[];
  readonly onChange: (lines: readonly Line[]) => void;
}

/** A line for each field that is filled: the field, and the field of the lead it is filled from. */
export function MappingLines({ mapping, own, lines, problems, onChange }: LinesProps) {
  const text = useLabel();
  const labelOf = (line: Line) => {
    const target = mapping.targets.find(({ object, to }) => object === line.object && to === line.to);
    return target ? text(target.label) : text(texts.gone).replace('{field}', line.to);
  };
  return (
    <ul className="maplines">
      {own.map(({ line, index }) => {
        const fits = mapping.targets.find(({ object, to }) => object === line.object && to === line.to)?.from ?? [];
        const problem = problems.find(({ field }) => field.startsWith(`lines[${index}].`))?.message;
        const field = labelOf(line);
        const known = mapping.sources.some(({ name }) => name === line.from);
        return (
          <li key={`${line.object}.${line.to}`}>
            <span className="ell">{field}</span>
            <Icon name="left" size={14} />
            <select
              className="inp"
              aria-label={text(texts.sourceOf).replace('{field}', field)}
              aria-invalid={problem ? true : undefined}
              value={line.from}
              onChange={(event) => onChange(lines.map((one, at) => (at === index ? { ...line, from: event.target.value } : one)))}
            >
              {!line.from && <option value="">{text(texts.choose)}</option>}
              {line.from && !known && <option value={line.from}>{text(texts.gone).replace('{field}', line.from)}</option>}
              {mapping.sources
                .filter(({ name }) => fits.includes(name) || name === line.from)
                .map(({ name, label }) => (
                  <option key={name} value={name}>
                    {text(label)}
                  </option>
                ))}
            </select>
            <IconButton
              icon="close"
              label={text(texts.remove).replace('{field}', field)}
              onClick={() => onChange(lines.filter((_, at) => at !== index))}
            />
            {problem && (
              <p className="err" role="alert">
                {problem}
              </p>
            )}
          </li>
        );
      })}
    </ul>
  );
}
