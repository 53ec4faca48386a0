import { type KeyboardEvent, useRef, useState } from 'react';
import { type CellTools, cellText } from '../../cells/text.ts';
import { FieldEditor } from '../../form/editors/FieldEditor.tsx';
import type { EditingCell } from './use-cell-edit.ts';
import './cell-editor.css';

interface CellEditorProps {
  readonly cell: EditingCell;
  readonly tools: CellTools;
  readonly onCommit: (value: unknown) => void;
  readonly onCancel: () => void;
  /** Saved with Tab: on to the next cell, or back to the one before. */
  readonly onNext: (value: unknown, back: boolean) => void;
}

/** The editor of the field over its cell, with the old value and the keys below. */
export function CellEditor({ cell, tools, onCommit, onCancel, onNext }: CellEditorProps) {
  const [value, setValue] = useState(cell.value);
  const done = useRef(false);
  const { t } = tools;
  const once = (run: () => void) => {
    if (done.current) return;
    done.current = true;
    run();
  };
  const onKeyDownCapture = (event: KeyboardEvent) => {
    if (event.key !== 'Tab' || event.nativeEvent.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    once(() => onNext(value, event.shiftKey));
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears Tab for the editor inside
    <div
      className="celledit"
      onKeyDownCapture={onKeyDownCapture}
      onClick={(event) => event.stopPropagation()}
      onDoubleClick={(event) => event.stopPropagation()}
      onKeyDown={(event) => event.stopPropagation()}
    >
      <FieldEditor
        field={cell.field}
        value={value}
        record={cell.record}
        onChange={setValue}
        onCommit={(next) => once(() => onCommit(next))}
        onCancel={() => once(onCancel)}
        autoFocus
      />
      <div className="celltip" aria-hidden="true">
        <p>{t('oldValue', { value: cellText(cell.field, cell.record[cell.field.name], tools, cell.record) })}</p>
        <p>
          <kbd>Enter</kbd> {t('keys.save')} <kbd>Tab</kbd> {t('keys.next')} <kbd>Esc</kbd> {t('keys.leave')}
        </p>
      </div>
    </div>
  );
}
