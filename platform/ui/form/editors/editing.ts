import { type FocusEvent, type KeyboardEvent, useRef } from 'react';
import { useLabel } from '../../data/meta.ts';
import type { EditorProps } from './types.ts';

/** Enter commits, Esc cancels, leaving commits; never twice for one change, and never while a text is being composed. */
export function useEditing({ onCommit, onCancel }: Pick<EditorProps, 'onCommit' | 'onCancel'>) {
  const settled = useRef(false);
  const commit = (value: unknown) => {
    settled.current = true;
    onCommit?.(value);
  };
  return {
    touch: () => {
      settled.current = false;
    },
    commit,
    onKey: (event: KeyboardEvent, value: () => unknown, multiline = false) => {
      if (event.nativeEvent.isComposing || event.keyCode === 229) return;
      if (event.key === 'Enter' && onCommit && (!multiline || event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        commit(value());
      } else if (event.key === 'Escape' && onCancel) {
        event.preventDefault();
        settled.current = true;
        onCancel();
      } else {
        settled.current = false;
      }
    },
    onBlur: (event: FocusEvent, value: () => unknown) => {
      if (settled.current || !onCommit || event.currentTarget.contains(event.relatedTarget)) return;
      commit(value());
    },
  };
}

/** What every control carries; `bare` where the role knows neither required nor invalid (switches, buttons). */
export function useControl({ field, id, describedBy, invalid, required }: EditorProps, bare = false) {
  const text = useLabel();
  return {
    ...(id ? { id } : { 'aria-label': text(field.label) }),
    ...(describedBy ? { 'aria-describedby': describedBy } : {}),
    ...(invalid && !bare ? { 'aria-invalid': true as const } : {}),
    ...(required && !bare ? { 'aria-required': true as const } : {}),
  };
}
