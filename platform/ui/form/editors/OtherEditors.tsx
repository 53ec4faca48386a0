import { useRef, useState } from 'react';
import { useLabel } from '../../data/meta.ts';
import { useFormat } from '../../data/session.ts';
import { useTranslation } from '../../i18n/index.ts';
import { Icon } from '../../primitives/Icon.tsx';
import { explain } from '../../primitives/states.tsx';
import type { FileValue } from '../values.ts';
import { useControl, useEditing } from './editing.ts';
import type { EditorProps } from './types.ts';
import { upload } from './upload.ts';

/** boolean: a switch; a press saves at once. */
export function SwitchEditor(props: EditorProps) {
  const { value, onChange, onCommit } = props;
  const { t } = useTranslation('form');
  const control = useControl(props, true);
  const editing = useEditing({ ...props, onCommit: undefined });
  const on = value === true;
  return (
    <span className="switch-line">
      <button
        type="button"
        role="switch"
        className="switch"
        {...control}
        aria-checked={on}
        // biome-ignore lint/a11y/noAutofocus: mounted where the person is already working
        autoFocus={props.autoFocus}
        onKeyDown={(event) => editing.onKey(event, () => on)}
        onClick={() => {
          onChange(!on);
          onCommit?.(!on);
        }}
        onBlur={() => onCommit?.(value ?? false)}
      >
        <i />
      </button>
      <span aria-hidden="true">{on ? t('yes') : t('no')}</span>
    </span>
  );
}

/** rating: one of a few stars, a radio group. */
export function RatingEditor(props: EditorProps) {
  const { field, value, onChange, onCommit } = props;
  const { t } = useTranslation('form');
  const text = useLabel();
  const control = useControl(props, true);
  const editing = useEditing(props);
  const most = field.max ?? 5;
  const now = Number(value) || 0;
  const set = (next: number) => {
    onChange(next === 0 ? null : next);
    onCommit?.(next === 0 ? null : next);
  };
  return (
    <div
      className="stars"
      role="slider"
      {...control}
      aria-label={text(field.label)}
      tabIndex={0}
      aria-valuemin={0}
      aria-valuemax={most}
      aria-valuenow={now}
      aria-valuetext={t('stars', { count: now })}
      onKeyDown={(event) => {
        const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
        if (step) {
          event.preventDefault();
          onChange(Math.max(0, Math.min(most, now + step)) || null);
        } else editing.onKey(event, () => value);
      }}
      onBlur={(event) => editing.onBlur(event, () => value)}
      onClick={(event) => {
        const star = Number((event.target as Element).closest<HTMLElement>('[data-star]')?.dataset['star']);
        if (star) set(star === now ? 0 : star);
      }}
    >
      {Array.from({ length: most }, (_, index) => index + 1).map((star) => (
        <span key={star} data-star={star} className={star <= now ? 'on' : ''}>
          <Icon name="star" size={20} />
        </span>
      ))}
    </div>
  );
}

/** image, attachment: choose, drop or paste files; each is uploaded at once. */
export function FilesEditor(props: EditorProps) {
  const { field, value, onChange, onCommit } = props;
  const { t } = useTranslation('form');
  const format = useFormat();
  const control = useControl(props, true);
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(0);
  const [problem, setProblem] = useState('');
  const files = Array.isArray(value) ? (value as FileValue[]) : [];
  const set = (next: readonly FileValue[]) => {
    onChange(next.length > 0 ? next : null);
    onCommit?.(next.length > 0 ? next : null);
  };
  const uploadAll = async (chosen: readonly File[]) => {
    setProblem('');
    setBusy((count) => count + chosen.length);
    const done: FileValue[] = [];
    for (const file of chosen) {
      try {
        done.push(await upload(file));
      } catch (error) {
        setProblem(`${file.name}: ${explain(error).title}`);
      }
      setBusy((count) => count - 1);
    }
    if (done.length > 0) set([...files, ...done]);
  };
  const isImage = field.type === 'image';
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: files may be dropped or pasted anywhere in the field; the button is the keyboard's way
    <div
      className="files"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        void uploadAll([...event.dataTransfer.files]);
      }}
      onPaste={(event) => event.clipboardData.files.length > 0 && void uploadAll([...event.clipboardData.files])}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !props.onCancel) return;
        event.preventDefault();
        props.onCancel();
      }}
    >
      {files.map((file) => (
        <span key={file.id} className="file">
          {isImage && file.type.startsWith('image/') ? <img src={`/api/v1/files/${file.id}`} alt={file.name} /> : <Icon name="file" />}
          <a href={`/api/v1/files/${file.id}`} target="_blank" rel="noreferrer" className="ell">
            {file.name}
          </a>
          <em className="note">{format.number(Math.max(1, Math.round(file.size / 1024)))} kB</em>
          <button
            type="button"
            aria-label={t('removeOf', { name: file.name })}
            onClick={() => set(files.filter((other) => other.id !== file.id))}
          >
            <Icon name="close" size={14} />
          </button>
        </span>
      ))}
      <button
        type="button"
        className="btn sm"
        {...control}
        aria-busy={busy > 0 || undefined}
        // biome-ignore lint/a11y/noAutofocus: mounted where the person is already working
        autoFocus={props.autoFocus}
        onClick={() => input.current?.click()}
      >
        <Icon name="upload" />
        <span>{busy > 0 ? t('uploading', { count: busy }) : t('upload')}</span>
      </button>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        {...(isImage ? { accept: 'image/*' } : {})}
        onChange={(event) => {
          void uploadAll([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
      {problem && (
        <p className="err" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}
