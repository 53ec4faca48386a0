import { useRef, useState } from 'react';
import type { ObjectMeta } from '../data/meta.ts';
import { FieldPicker } from '../filter/FieldPicker.tsx';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Field } from '../primitives/Field.tsx';
import { Popover } from '../primitives/Popover.tsx';

/** A button that asks for a field, also one behind a lookup. */
export function PickField({
  meta,
  label,
  onPick,
}: {
  readonly meta: ObjectMeta;
  readonly label: string;
  readonly onPick: (path: string) => void;
}) {
  const [anchor, setAnchor] = useState<HTMLButtonElement | null>(null);
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button ref={setAnchor} size="sm" icon="plus" aria-haspopup="dialog" aria-expanded={open} onClick={() => setOpen(!open)}>
        {label}
      </Button>
      {open && (
        <Popover anchor={anchor} label={label} onClose={() => setOpen(false)}>
          <FieldPicker
            meta={meta}
            onPick={(path) => {
              setOpen(false);
              onPick(path);
            }}
          />
        </Popover>
      )}
    </>
  );
}

/** Text with merge fields: the chosen field stands where the cursor was. */
export function MergeText({
  meta,
  label,
  value,
  error,
  hint,
  lines = false,
  onChange,
}: {
  readonly meta: ObjectMeta;
  readonly label: string;
  readonly value: string;
  readonly error?: string | undefined;
  readonly hint?: string | undefined;
  readonly lines?: boolean;
  readonly onChange: (text: string) => void;
}) {
  const { t } = useTranslation('print');
  const input = useRef<HTMLTextAreaElement & HTMLInputElement>(null);
  const insert = (path: string) => {
    const at = input.current?.selectionStart ?? value.length;
    const end = input.current?.selectionEnd ?? at;
    onChange(`${value.slice(0, at)}{{${path}}}${value.slice(end)}`);
    requestAnimationFrame(() => {
      input.current?.focus();
      input.current?.setSelectionRange(at + path.length + 4, at + path.length + 4);
    });
  };
  return (
    <div>
      <Field label={label} error={error} hint={hint}>
        {(control) =>
          lines ? (
            <textarea ref={input} className="inp" rows={6} {...control} value={value} onChange={(event) => onChange(event.target.value)} />
          ) : (
            <input ref={input} className="inp" {...control} value={value} onChange={(event) => onChange(event.target.value)} />
          )
        }
      </Field>
      <PickField meta={meta} label={t('insertField')} onPick={insert} />
    </div>
  );
}
