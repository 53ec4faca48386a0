import { type FocusEvent, type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from '../../i18n/index.ts';
import { Icon } from '../../primitives/Icon.tsx';
import { usePhone } from '../../primitives/media.ts';
import { Popover } from '../../primitives/Popover.tsx';
import { useControl } from './editing.ts';
import type { EditorProps } from './types.ts';

export interface Choice {
  readonly key: string;
  readonly label: string;
  readonly sub?: string | undefined;
  readonly mark?: ReactNode;
  readonly chosen?: boolean;
  /** Not a value but something to do (新建客户). */
  readonly isCommand?: boolean;
}

interface ChooserProps extends EditorProps {
  readonly choices: readonly Choice[];
  /** The chosen value in words. */
  readonly text: string;
  readonly mark?: ReactNode;
  readonly onPick: (key: string) => void;
  readonly onClear?: (() => void) | undefined;
  /** What is typed, once composing has ended. */
  readonly onQuery: (text: string) => void;
  readonly onOpen?: (() => void) | undefined;
  readonly busy?: boolean | undefined;
  readonly emptyText: string;
  readonly placeholder?: string | undefined;
  /** Stays open after a choice (several values). */
  readonly many?: boolean | undefined;
  /** Without a search box on the phone: the list is short. */
  readonly short?: boolean | undefined;
  /** Chosen values before the input. */
  readonly children?: ReactNode;
  /** Focus is elsewhere on purpose (a drawer opened from here). */
  readonly held?: boolean | undefined;
}

/** An input with a list below: type to search, arrows and Enter choose. On the phone a button that opens a sheet. */
export function Chooser(props: ChooserProps) {
  const {
    choices,
    text,
    mark,
    onPick,
    onClear,
    onQuery,
    onOpen,
    busy,
    emptyText,
    placeholder,
    many,
    short,
    autoFocus,
    onCommit,
    onCancel,
  } = props;
  const { t } = useTranslation('form');
  const phone = usePhone();
  const control = useControl(props);
  const box = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const listId = useId();
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const at = Math.min(active, choices.length - 1);

  const show = () => {
    if (open) return;
    setOpen(true);
    setTyped('');
    onQuery('');
    setActive(
      Math.max(
        0,
        choices.findIndex((choice) => choice.chosen),
      ),
    );
    onOpen?.();
  };
  const hide = () => {
    setOpen(false);
    setTyped('');
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: only once, when mounted over a cell or a value
  useEffect(() => {
    if (autoFocus) show();
  }, []);
  useEffect(() => {
    if (open) document.getElementById(`${listId}-${at}`)?.scrollIntoView({ block: 'nearest' });
  }, [open, at, listId]);

  const pick = (choice: Choice | undefined) => {
    if (!choice) return;
    if (!many || choice.isCommand) hide();
    else {
      setTyped('');
      onQuery('');
    }
    onPick(choice.key);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    const last = choices.length - 1;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!open) show();
      else if (event.key === 'ArrowDown') setActive(at >= last ? 0 : at + 1);
      else setActive(at <= 0 ? last : at - 1);
    } else if (event.key === 'Enter') {
      if (open && choices[at]) {
        event.preventDefault();
        pick(choices[at]);
      } else if (onCommit) {
        event.preventDefault();
        onCommit(props.value);
      }
    } else if (event.key === 'Escape') {
      if (onCancel) {
        event.preventDefault();
        onCancel();
      } else if (open) {
        event.preventDefault();
        hide();
      }
    } else if (event.key === 'Backspace' && typed === '' && onClear && (many || text !== '')) {
      event.preventDefault();
      onClear();
    }
  };
  const search = (value: string, composing: boolean) => {
    setTyped(value);
    setActive(0);
    if (!open) {
      // Who comes here by Tab and types has not pressed anything before.
      setOpen(true);
      onOpen?.();
    }
    if (!composing) onQuery(value);
  };
  const field = (extra: object) => (
    <input
      ref={input}
      {...extra}
      role="combobox"
      aria-haspopup="listbox"
      aria-expanded={open}
      aria-autocomplete="list"
      aria-controls={open ? listId : undefined}
      aria-activedescendant={open && at >= 0 ? `${listId}-${at}` : undefined}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => search(event.target.value, (event.nativeEvent as InputEvent).isComposing)}
      onCompositionEnd={(event) => search(event.currentTarget.value, false)}
      onKeyDown={onKeyDown}
    />
  );
  const list = (
    // Presses must not take the focus from the input.
    // biome-ignore lint/a11y/noStaticElementInteractions: only keeps focus where it is
    <div className="choices" onMouseDown={(event) => event.preventDefault()}>
      <div role="listbox" id={listId} aria-label={t('choices')} aria-multiselectable={many || undefined} aria-busy={busy || undefined}>
        {choices.map((choice, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the input, which names the active option
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys are heard by the input
          <div
            key={choice.key}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={choice.chosen ?? false}
            className={`choice${index === at ? ' cur' : ''}${choice.isCommand ? ' cmd' : ''}`}
            onMouseMove={() => index !== at && setActive(index)}
            onClick={() => pick(choice)}
          >
            {choice.isCommand ? <Icon name="plus" /> : choice.mark}
            <span className="ell">{choice.label}</span>
            {choice.sub && <em className="ell">{choice.sub}</em>}
            {choice.chosen && <Icon name="check" className="tick" />}
          </div>
        ))}
      </div>
      {choices.every((choice) => choice.isCommand) && <p className="choices-empty">{busy ? t('searching') : emptyText}</p>}
    </div>
  );
  const left = (event: FocusEvent) => {
    const to = event.relatedTarget;
    if (event.currentTarget.contains(to) || (to instanceof Element && to.closest('.popover')) || props.held) return;
    hide();
    if (!phone) onCommit?.(props.value);
  };

  if (phone)
    return (
      <>
        <div ref={box} className="inp pick">
          {props.children}
          <button type="button" {...control} aria-haspopup="dialog" aria-expanded={open} onClick={show} className="pick-btn">
            {mark}
            <span className={text ? 'ell' : 'ell sub'}>{text || placeholder || t('choose')}</span>
          </button>
          {text && onClear && !props.required ? <Clear onClear={onClear} /> : <Icon name="down" />}
        </div>
        {open && (
          <Popover
            anchor={box.current}
            onClose={() => {
              hide();
              onCommit?.(props.value);
            }}
            label={t('choices')}
          >
            {!short && (
              <div className="inp sheet-search">{field({ value: typed, 'aria-label': t('search'), placeholder: t('search') })}</div>
            )}
            {list}
          </Popover>
        )}
      </>
    );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a press anywhere in the box is one in its input
    // biome-ignore lint/a11y/useKeyWithClickEvents: the input inside hears keys
    <div ref={box} className={props.children ? 'inp pick chips' : 'inp pick'} onBlur={left} onClick={() => input.current?.focus()}>
      {props.children}
      {!open && mark}
      {field({
        ...control,
        value: open ? typed : text,
        placeholder: open && text ? text : placeholder,
        autoFocus,
        onClick: show,
      })}
      {text && onClear && !props.required && !many ? <Clear onClear={onClear} /> : <Icon name="down" />}
      {open && (
        <Popover anchor={box.current} onClose={hide} label={t('choices')} autoFocus={false} wide className="choose">
          {list}
        </Popover>
      )}
    </div>
  );
}

function Clear({ onClear }: { readonly onClear: () => void }) {
  const { t } = useTranslation('form');
  return (
    <button
      type="button"
      className="clear"
      aria-label={t('clear')}
      title={t('clear')}
      onMouseDown={(event) => event.preventDefault()}
      onClick={(event) => {
        event.stopPropagation();
        onClear();
      }}
    >
      <Icon name="close" size={14} />
    </button>
  );
}
