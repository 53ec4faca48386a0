import type { FieldMeta } from '../../data/meta.ts';

/** The one interface of all editors: in forms, in place on a record, over a cell of a grid. */
export interface EditorProps {
  readonly field: FieldMeta;
  /** As the API reads it: a lookup is `{id, title}`, money a decimal string, a date `2026-03-31`. */
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  /** The person is done: Enter, a choice made, or focus left. Forms leave it out. */
  readonly onCommit?: ((value: unknown) => void) | undefined;
  /** Esc. The old value is the caller's business. */
  readonly onCancel?: (() => void) | undefined;
  readonly autoFocus?: boolean | undefined;
  readonly invalid?: boolean | undefined;
  readonly required?: boolean | undefined;
  /** Of the control, for a `<label>`. Without one, the field's label is its name. */
  readonly id?: string | undefined;
  readonly describedBy?: string | undefined;
  /** Other values of the record: the currency of an amount. */
  readonly record?: Readonly<Record<string, unknown>> | undefined;
}
