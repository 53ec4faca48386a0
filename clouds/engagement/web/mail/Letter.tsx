import { Icon, Tag, useFormat, useLabel } from '@huanke/platform/ui';
import { Files } from '@huanke/platform/ui/files';
import { useState } from 'react';
import { Confirm } from '../Confirm.tsx';
import type { Letter as LetterData } from '../data.ts';
import { texts } from '../texts.ts';
import { Body } from './Body.tsx';
import { LetterActions } from './LetterActions.tsx';
import { nameOf } from './parts.tsx';

/** One letter of a thread: its head always, its body when open. */
export function Letter({
  letter,
  start,
  onGone,
}: {
  readonly letter: LetterData;
  readonly start: boolean;
  readonly onGone: (() => void) | undefined;
}) {
  const text = useLabel();
  const format = useFormat();
  const [open, setOpen] = useState(start);
  const files = letter.attachments ?? [];
  return (
    <article className="mail-letter" aria-label={letter.subject ?? text(texts.noSubject)}>
      <header>
        <button type="button" className="head" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon name={letter.direction === 'out' ? 'arrow' : 'mail'} size={14} />
          <b className="ell">{nameOf(letter.from)}</b>
          {letter.isPrivate && (
            <Tag tone="line" small>
              {text(texts.private)}
            </Tag>
          )}
          <span className="sp" />
          <time dateTime={letter.sentAt}>{format.dateTime(letter.sentAt)}</time>
        </button>
      </header>
      {open && (
        <>
          <p className="note people">
            {text(texts.to)}：{letter.to ?? '--'}
            {letter.cc && ` · ${text(texts.cc)}：${letter.cc}`}
          </p>
          <Body letter={letter} />
          {files.length > 0 && (
            <div className="files">
              <Files files={files} />
            </div>
          )}
          {letter.toConfirm && letter.mine && <Confirm id={letter.id} />}
          <LetterActions letter={letter} onGone={onGone} />
        </>
      )}
    </article>
  );
}
