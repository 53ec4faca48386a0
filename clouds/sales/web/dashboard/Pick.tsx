import { Icon, Popover, useTranslation } from '@huanke/platform/ui';
import { type KeyboardEvent, useRef, useState } from 'react';

export interface Choice {
  readonly key: string;
  readonly label: string;
  readonly note?: string;
  /** How deep in its tree. */
  readonly depth?: number;
}

interface PickProps {
  readonly label: string;
  /** What is chosen now, in words. */
  readonly text: string;
  readonly value: string | undefined;
  /** Asked while the list is open. */
  readonly useChoices: (typed: string) => readonly Choice[] | undefined;
  readonly onPick: (key: string | undefined) => void;
}

/** One filter of the board: a button, a field to type in, a list to choose from. */
export function Pick({ label, text, value, useChoices, onPick }: PickProps) {
  const anchor = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const done = (key?: string, chosen = false) => {
    setOpen(false);
    anchor.current?.focus();
    if (chosen) onPick(key);
  };
  return (
    <>
      <button
        ref={anchor}
        type="button"
        className={value === undefined ? 'boardpick' : 'boardpick on'}
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <b>{label}</b>
        <span className="ell">{text}</span>
        <Icon name="down" size={14} />
      </button>
      {open && (
        <Popover anchor={anchor.current} label={label} onClose={() => setOpen(false)} className="boardpick-list">
          <PickList label={label} value={value} useChoices={useChoices} onPick={(key) => done(key, true)} />
        </Popover>
      )}
    </>
  );
}

function PickList({ label, value, useChoices, onPick }: Omit<PickProps, 'text'>) {
  const { t } = useTranslation('sales');
  const [typed, setTyped] = useState('');
  const [asked, setAsked] = useState('');
  const list = useRef<HTMLUListElement>(null);
  const found = useChoices(asked);
  const folded = asked.trim().toLowerCase();
  const choices = found?.filter((choice) => choice.label.toLowerCase().includes(folded));
  const rows = folded ? (choices ?? []) : [{ key: '', label: t('board.any') }, ...(choices ?? [])];
  const move = (event: KeyboardEvent, from: number) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.nativeEvent.isComposing) return;
    event.preventDefault();
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])];
    buttons[Math.max(0, Math.min(buttons.length - 1, from + step))]?.focus();
  };
  return (
    <>
      <input
        className="inp"
        type="search"
        value={typed}
        aria-label={t('board.find', { name: label })}
        placeholder={t('board.find', { name: label })}
        onChange={(event) => {
          setTyped(event.target.value);
          // While an input method composes nothing is asked.
          if (!(event.nativeEvent as InputEvent).isComposing) setAsked(event.target.value);
        }}
        onCompositionEnd={(event) => setAsked(event.currentTarget.value)}
        onKeyDown={(event) => move(event, -1)}
      />
      <ul ref={list}>
        {rows.map((choice, index) => (
          <li key={choice.key || 'any'}>
            <button
              type="button"
              aria-current={(value ?? '') === choice.key || undefined}
              style={{ paddingLeft: 10 + (choice.depth ?? 0) * 16 }}
              onClick={() => onPick(choice.key || undefined)}
              onKeyDown={(event) => move(event, index)}
            >
              <span className="ell">{choice.label}</span>
              {choice.note && <em>{choice.note}</em>}
              {(value ?? '') === choice.key && <Icon name="check" size={14} />}
            </button>
          </li>
        ))}
      </ul>
      {choices?.length === 0 && folded && <p className="note">{t('board.nothing')}</p>}
    </>
  );
}
