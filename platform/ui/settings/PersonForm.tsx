import { type FieldMeta, fieldOf, type ObjectMeta, useLabel } from '../data/meta.ts';
import { FieldEditor } from '../form/editors/FieldEditor.tsx';
import { Field } from '../primitives/Field.tsx';

export type Values = Readonly<Record<string, unknown>>;

/** Fields of an object as a plain form, with the editors every form uses. */
export function MetaFields({
  meta,
  names,
  values,
  onChange,
  problem,
  change = (field) => field,
}: {
  readonly meta: ObjectMeta;
  readonly names: readonly string[];
  readonly values: Values;
  readonly onChange: (changes: Values) => void;
  readonly problem: (field: string) => string | undefined;
  readonly change?: (field: FieldMeta) => FieldMeta;
}) {
  const text = useLabel();
  return names.map((name) => {
    const found = fieldOf(meta, name);
    if (!found) return null;
    const field = change(found);
    const error = problem(name);
    return (
      <Field
        key={name}
        label={text(field.label)}
        required={field.required ?? false}
        error={error}
        hint={field.help ? text(field.help) : undefined}
      >
        {(control) => (
          <FieldEditor
            field={field}
            id={control.id}
            describedBy={control['aria-describedby']}
            value={values[name] ?? null}
            onChange={(value) => onChange({ [name]: value })}
            invalid={error !== undefined}
            required={field.required}
          />
        )}
      </Field>
    );
  });
}

const idOf = (value: unknown) => (typeof value === 'object' && value !== null && 'id' in value ? value.id : value);

/** What differs, references as bare ids. */
export function changesOf(before: Values, after: Values, names: readonly string[]): Record<string, unknown> {
  const plain = (value: unknown) => idOf(value) ?? null;
  return Object.fromEntries(names.filter((name) => plain(before[name]) !== plain(after[name])).map((name) => [name, plain(after[name])]));
}
