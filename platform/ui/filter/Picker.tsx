import { type KeyboardEvent, type ReactNode, useId, useState } from 'react';
import { Icon } from '../primitives/Icon.tsx';
import './filter.css';

export interface PickItem {
  readonly key: string;
  readonly label: string;
  readonly note?: string;
  readonly mark?: ReactNode;
  /** Found by these too. */
  readonly words?: string;
}

const fold = (text: string) => text.normalize('NFKC').toLowerCase();

/** A search box with a list below: arrows move, Enter takes, and nothing is taken while a text is being composed. */
export function Picker({
  label,
  items,
  onPick,
  emptyText,
  lead,
}: {
  readonly label: string;
  readonly items: readonly PickItem[];
  readonly onPick: (key: string) => void;
  readonly emptyText: string;
  /** An item made of what is typed, offered first. */
  readonly lead?: (text: string) => PickItem | null;
}) {
  const listId = useId();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const wanted = fold(text.trim());
  const found = wanted ? items.filter((item) => fold(`${item.label} ${item.words ?? ''}`).includes(wanted)) : items;
  const first = text.trim() ? (lead?.(text.trim()) ?? null) : null;
  const shown = first ? [...found, first] : found;
  const active = Math.min(at, shown.length - 1);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step) {
      event.preventDefault();
      const next = (active + step + shown.length) % Math.max(1, shown.length);
      setAt(next);
      document.getElementById(`${listId}-${next}`)?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const item = shown[active];
      if (item) onPick(item.key);
    }
  };
  return (
    <div className="picker">
      <div className="inp">
        <Icon name="search" />
        <input
          type="text"
          role="combobox"
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={active >= 0 ? `${listId}-${active}` : undefined}
          aria-label={label}
          placeholder={label}
          autoComplete="off"
          spellCheck={false}
          data-autofocus=""
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div role="listbox" id={listId} aria-label={label} className="picks">
        {shown.map((item, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the search box, which names the active option
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys are heard by the search box
          <div
            key={item.key}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === active}
            className={index === active ? 'fieldpick cur' : 'fieldpick'}
            onMouseMove={() => index !== active && setAt(index)}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onPick(item.key)}
          >
            {item.mark}
            <span className="ell">{item.label}</span>
            {item.note && <em>{item.note}</em>}
          </div>
        ))}
      </div>
      {shown.length === 0 && <p className="nopick">{emptyText}</p>}
    </div>
  );
}
