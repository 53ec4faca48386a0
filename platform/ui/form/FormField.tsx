import { useId } from 'react';
import { type FieldMeta, useLabel } from '../data/meta.ts';
import { Icon } from '../primitives/Icon.tsx';
import { FieldEditor } from './editors/FieldEditor.tsx';
import { isAsked, isWide } from './layout.ts';

/** Label on top, editor, reason or help below. */
export function FormField({
  field,
  value,
  problem,
  required = isAsked(field),
  autoFocus = false,
  record,
  onChange,
  onLeave,
}: {
  readonly field: FieldMeta;
  readonly value: unknown;
  readonly problem?: string | undefined;
  readonly required?: boolean;
  readonly autoFocus?: boolean;
  readonly record?: Readonly<Record<string, unknown>>;
  readonly onChange: (value: unknown) => void;
  readonly onLeave?: () => void;
}) {
  const text = useLabel();
  const id = useId();
  const note = problem ?? (field.help ? text(field.help) : undefined);
  const isPicker = field.type === 'boolean' || field.type === 'rating';
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears that focus has left the field
    <div
      className={`fld ff ${field.type}${isWide(field) ? ' wide' : ''}`}
      data-field={field.name}
      onBlur={(event) => {
        const to = event.relatedTarget;
        if (!event.currentTarget.contains(to) && !(to instanceof Element && to.closest('.popover'))) onLeave?.();
      }}
    >
      <label htmlFor={id}>
        {text(field.label)}
        {required && !isPicker && (
          <span className="req" aria-hidden="true">
            *
          </span>
        )}
      </label>
      <FieldEditor
        field={field}
        value={value}
        onChange={onChange}
        id={id}
        required={required}
        invalid={problem !== undefined}
        describedBy={note ? `${id}-note` : undefined}
        autoFocus={autoFocus}
        record={record}
      />
      {note && (
        <p className={problem ? 'err' : 'hint'} id={`${id}-note`}>
          {problem && <Icon name="warn" size={14} />}
          {note}
        </p>
      )}
    </div>
  );
}
