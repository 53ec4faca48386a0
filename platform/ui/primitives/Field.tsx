import { type ReactNode, useId } from 'react';
import { Icon } from './Icon.tsx';

export interface FieldControl {
  readonly id: string;
  readonly required?: boolean;
  readonly 'aria-invalid'?: true;
  readonly 'aria-describedby'?: string;
}

/** Label on top, reason below: `<Field label="邮箱" error={…}>{(control) => <input className="inp" {...control} />}</Field>` */
export function Field({
  label,
  required = false,
  error,
  hint,
  className,
  children,
}: {
  readonly label: string;
  readonly required?: boolean;
  readonly error?: string | undefined;
  readonly hint?: string | undefined;
  readonly className?: string;
  readonly children: (control: FieldControl) => ReactNode;
}) {
  const id = useId();
  const noteId = `${id}-note`;
  const control: FieldControl = {
    id,
    ...(required ? { required } : {}),
    ...(error ? { 'aria-invalid': true } : {}),
    ...(error || hint ? { 'aria-describedby': noteId } : {}),
  };
  return (
    <div className={className ? `fld ${className}` : 'fld'}>
      <label htmlFor={id}>
        {label}
        {required && (
          <span className="req" aria-hidden="true">
            *
          </span>
        )}
      </label>
      {children(control)}
      {error ? (
        <p className="err" id={noteId}>
          <Icon name="warn" size={14} />
          {error}
        </p>
      ) : (
        hint && (
          <p className="hint" id={noteId}>
            {hint}
          </p>
        )
      )}
    </div>
  );
}
