import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from '../../i18n/index.ts';
import { toneOf } from '../../primitives/Tag.tsx';
import { useControl, useEditing } from './editing.ts';
import type { EditorProps } from './types.ts';

const MODES: Readonly<Record<string, { type: string; inputMode?: 'tel' | 'email' | 'url'; autoComplete?: string }>> = {
  phone: { type: 'tel', inputMode: 'tel' },
  email: { type: 'email', inputMode: 'email' },
  url: { type: 'url', inputMode: 'url' },
};

const asText = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
const emptied = (text: string) => (text === '' ? null : text);

/** text, phone, email, url, barcode, idNumber */
export function TextEditor(props: EditorProps) {
  const { field, value, onChange, autoFocus } = props;
  const control = useControl(props);
  const editing = useEditing(props);
  const input = useRef<HTMLInputElement>(null);
  const { t } = useTranslation('form');
  const isInPlace = props.onCommit !== undefined;
  useEffect(() => {
    // In place what is there is replaced; in a form one goes on.
    if (autoFocus && isInPlace) input.current?.select();
  }, [autoFocus, isInPlace]);
  const current = () => emptied(input.current?.value ?? '');
  return (
    <input
      ref={input}
      className="inp"
      {...(MODES[field.type] ?? { type: 'text' })}
      {...control}
      {...(field.type === 'url' ? { placeholder: t('urlHint') } : {})}
      autoComplete="off"
      // biome-ignore lint/a11y/noAutofocus: mounted where the person is already working
      autoFocus={autoFocus}
      maxLength={field.max ?? 2000}
      value={asText(value)}
      onChange={(event) => onChange(emptied(event.target.value))}
      onKeyDown={(event) => editing.onKey(event, current)}
      onBlur={(event) => editing.onBlur(event, current)}
    />
  );
}

/** longText: Ctrl-Enter is done, Enter is a new line. */
export function LongTextEditor(props: EditorProps) {
  const { field, value, onChange, autoFocus } = props;
  const control = useControl(props);
  const editing = useEditing(props);
  const area = useRef<HTMLTextAreaElement>(null);
  const current = () => emptied(area.current?.value ?? '');
  return (
    <textarea
      ref={area}
      className="inp grow"
      {...control}
      rows={3}
      // biome-ignore lint/a11y/noAutofocus: mounted where the person is already working
      autoFocus={autoFocus}
      maxLength={field.max ?? 20_000}
      value={asText(value)}
      onChange={(event) => onChange(emptied(event.target.value))}
      onKeyDown={(event) => editing.onKey(event, current, true)}
      onBlur={(event) => editing.onBlur(event, current)}
    />
  );
}

/** Words one types, as small boxes: Enter or comma adds, Backspace takes the last away. */
export function TagsEditor(props: EditorProps) {
  const { field, value, onChange, autoFocus } = props;
  const { t } = useTranslation('form');
  const control = useControl(props);
  const editing = useEditing(props);
  const offered = useId();
  const [text, setText] = useState('');
  const tags = Array.isArray(value) ? (value as string[]) : [];
  const withText = () => {
    const added = text
      .split(/[,，;；]/)
      .map((part) => part.trim())
      .filter(Boolean);
    return [...new Set([...tags, ...added])];
  };
  const add = () => {
    onChange(withText());
    setText('');
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears that focus has left the whole editor
    <div className="inp chips" onBlur={(event) => editing.onBlur(event, withText)}>
      {tags.map((tag) => (
        <span key={tag} className={`tag s20 ${toneOf(field.options?.find((option) => option.key === tag)?.color)}`}>
          {tag}
          <button type="button" aria-label={t('removeOf', { name: tag })} onClick={() => onChange(tags.filter((other) => other !== tag))}>
            ×
          </button>
        </span>
      ))}
      <input
        {...control}
        // biome-ignore lint/a11y/noAutofocus: mounted where the person is already working
        autoFocus={autoFocus}
        value={text}
        list={offered}
        placeholder={tags.length === 0 ? t('tagsHint') : undefined}
        onChange={(event) => {
          editing.touch();
          setText(event.target.value);
        }}
        onBlur={() => text.trim() && add()}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if ((event.key === 'Enter' || event.key === ',' || event.key === '，') && text.trim()) {
            event.preventDefault();
            add();
          } else if (event.key === 'Backspace' && text === '' && tags.length > 0) {
            onChange(tags.slice(0, -1));
          } else editing.onKey(event, withText);
        }}
      />
      <datalist id={offered}>
        {field.options
          ?.filter((option) => option.active !== false && !tags.includes(option.key))
          .map((option) => (
            <option key={option.key} value={option.key} />
          ))}
      </datalist>
    </div>
  );
}
