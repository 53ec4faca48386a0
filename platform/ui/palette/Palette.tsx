import { useRouter } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { useSettled } from '../form/editors/lookup.ts';
import { useTranslation } from '../i18n/index.ts';
import { keyNames } from '../keys/hotkeys.ts';
import { AccountMark, Avatar } from '../primitives/Avatar.tsx';
import { IconButton } from '../primitives/Button.tsx';
import { useInertPage, useLayer } from '../primitives/focus.ts';
import { Icon } from '../primitives/Icon.tsx';
import { usePhone } from '../primitives/media.ts';
import { explain } from '../primitives/states.tsx';
import { type Group, type Item, move, pieces } from './items.ts';
import { useGroups } from './use-groups.ts';
import './palette.css';

const PAUSE = 120;

function Marked({ item, field }: { readonly item: Item; readonly field: 'title' | 'subtitle' }) {
  const text = (field === 'title' ? item.title : item.subtitle) ?? '';
  let at = 0;
  return pieces(text, field, item.highlights).map((piece) => {
    const key = at;
    at += piece.text.length;
    return piece.hit ? <mark key={key}>{piece.text}</mark> : <span key={key}>{piece.text}</span>;
  });
}

/** People and companies by their own sign, everything else by an icon. */
function Mark({ item }: { readonly item: Item }) {
  const object = item.record?.object;
  if (object === 'user' || object === 'contact' || object === 'lead') return <Avatar name={item.title} size={28} />;
  if (object === 'account') return <AccountMark name={item.title} size={28} />;
  return (
    <span className="ico">
      <Icon name={item.icon ?? 'bolt'} />
    </span>
  );
}

function Line({ item, id, active }: { readonly item: Item; readonly id: string; readonly active: boolean }) {
  const { t } = useTranslation('palette');
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the input, which names the active option
    <div id={id} role="option" aria-selected={active} className={active ? 'ci on' : 'ci'} data-id={item.id}>
      <Mark item={item} />
      <span className="txt">
        <span className="ell">
          <Marked item={item} field="title" />
        </span>
        {item.subtitle && (
          <span className="ell sub">
            <Marked item={item} field="subtitle" />
          </span>
        )}
      </span>
      {active && item.href && (
        <span className="go">
          {t('open')} <kbd>↵</kbd>
        </span>
      )}
      {!active && item.keys && <kbd>{item.keys.toUpperCase()}</kbd>}
    </div>
  );
}

function Hints({ ms }: { readonly ms: number | undefined }) {
  const { t } = useTranslation('palette');
  return (
    <footer className="cpf">
      <span>
        <kbd>↑</kbd>
        <kbd>↓</kbd> {t('choose')}
      </span>
      <span>
        <kbd>Tab</kbd> {t('nextGroup')}
      </span>
      <span>
        <kbd>{keyNames('mod+Enter').join(' ')}</kbd> {t('newTab')}
      </span>
      <span className="sp" />
      <span>
        {t('hint')}
        {ms !== undefined && ` · ${t('ms', { ms })}`}
      </span>
    </footer>
  );
}

/** What stands in the list now, and how keys and pointer go over it. */
function useChoice(groups: readonly Group[], query: string, tab: string | null) {
  const [chosen, setChosen] = useState<string | null>(null);
  const flat = groups.flatMap((group) => group.items);
  const found = flat.findIndex((item) => item.id === chosen);
  const at = Math.max(0, found);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another question begins at the top again
  useEffect(() => setChosen(null), [query, tab]);
  return { flat, at, active: flat[at], choose: setChosen, step: (by: number) => setChosen(flat[move(flat.length, at, by)]?.id ?? null) };
}

/** Ctrl/⌘-K: one box to find, go and do. Focus stays in the input; the list follows it. */
export function Palette({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('palette');
  const router = useRouter();
  const phone = usePhone();
  const box = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const listId = useId();
  const [typed, setTyped] = useState('');
  const [query, setQuery] = useState('');
  const [wanted, setTab] = useState<string | null>(null);
  const [subject, setSubject] = useState<Item | null>(null);
  useLayer(box, { onClose, trap: true });
  useInertPage(true);
  const asked = useSettled(query.trim(), PAUSE);
  const go = (to: string) => router.history.push(to);
  const { groups, tabs, tab, settled, error, ms, nothing } = useGroups({ query: asked, tab: wanted, subject, go });
  const { flat, at, active, choose, step } = useChoice(groups, asked, tab);

  // The actions at the end belong to the record chosen last: going down to them must not change them.
  const acting = groups.find((group) => group.key === 'subject')?.items.some((item) => item.id === active?.id) ?? false;
  const next = acting ? subject : active?.record ? active : null;
  if (next?.id !== subject?.id) setSubject(next);

  const activeId = active ? `${listId}-${at}` : undefined;
  useEffect(() => {
    if (activeId) document.getElementById(activeId)?.scrollIntoView({ block: 'nearest' });
  }, [activeId]);

  const pick = (item: Item | undefined, newTab = false) => {
    if (!item) return;
    if (newTab && item.href) {
      window.open(item.href, '_blank', 'noopener');
      return;
    }
    onClose();
    // After the layer is gone, so that focus returns first and a drawer opened now keeps its own.
    setTimeout(() => (item.run ? item.run() : item.href && go(item.href)));
  };
  const change = (text: string, composing: boolean) => {
    setTyped(text);
    // Nothing is sent while a candidate is being chosen.
    if (!composing) setQuery(text);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 6, PageUp: -6 }[event.key];
    if (by !== undefined) {
      event.preventDefault();
      step(by);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      // What was typed last has not been answered yet: the first line may be another one in a moment.
      if (settled && asked === query.trim()) pick(active, event.ctrlKey || event.metaKey);
    } else if (event.key === 'Tab') {
      event.preventDefault();
      const keys = [null, ...tabs.map((one) => one.key)];
      setTab(keys[move(keys.length, keys.indexOf(tab), event.shiftKey ? -1 : 1)] ?? null);
    }
  };
  const press = (event: { readonly target: EventTarget; readonly ctrlKey: boolean; readonly metaKey: boolean }) => {
    const id = (event.target as Element).closest<HTMLElement>('[data-id]')?.dataset['id'];
    pick(
      flat.find((item) => item.id === id),
      event.ctrlKey || event.metaKey,
    );
  };
  const total = tabs.reduce((sum, one) => sum + one.count, 0);
  let index = -1;
  return createPortal(
    <div className="layer palette">
      <div className="mask" onMouseDown={onClose} aria-hidden="true" />
      <div ref={box} className="cp" role="dialog" aria-modal="true" aria-label={t('title')} tabIndex={-1}>
        <div className="cpi">
          <Icon name="search" size={18} />
          <input
            ref={input}
            type="text"
            role="combobox"
            aria-expanded="true"
            aria-controls={listId}
            aria-autocomplete="list"
            aria-activedescendant={activeId}
            aria-label={t('title')}
            placeholder={t('placeholder')}
            autoComplete="off"
            spellCheck={false}
            enterKeyHint="search"
            value={typed}
            onChange={(event) => change(event.target.value, (event.nativeEvent as InputEvent).isComposing)}
            onCompositionEnd={(event) => change(event.currentTarget.value, false)}
            onKeyDown={onKey}
            data-autofocus=""
          />
          {phone ? <IconButton icon="close" label={t('close', { ns: 'common' })} onClick={onClose} /> : <kbd>Esc</kbd>}
        </div>
        {asked !== '' && tabs.length > 1 && (
          <div className="cpt">
            {[{ key: null, title: t('all'), count: total }, ...tabs].map((one) => (
              <button
                key={one.key ?? ''}
                type="button"
                tabIndex={-1}
                aria-pressed={one.key === tab}
                onClick={() => {
                  setTab(one.key);
                  input.current?.focus();
                }}
              >
                {one.title} {one.count}
              </button>
            ))}
          </div>
        )}
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: keys are heard in the input, which keeps the focus */}
        <div
          id={listId}
          role="listbox"
          aria-label={t('results')}
          className="cpl"
          aria-busy={!settled}
          tabIndex={-1}
          onMouseDown={(event) => event.preventDefault()}
          onMouseMove={(event) => {
            const id = (event.target as Element).closest<HTMLElement>('[data-id]')?.dataset['id'];
            if (id && id !== active?.id) choose(id);
          }}
          onClick={press}
        >
          {groups.map((group) => (
            // biome-ignore lint/a11y/useSemanticElements: a fieldset may not stand in a listbox
            <div key={group.key} role="group" aria-label={group.title} className="cg">
              <p aria-hidden="true">{group.title}</p>
              {group.items.map((item) => {
                index += 1;
                return <Line key={item.id} item={item} id={`${listId}-${index}`} active={index === at} />;
              })}
            </div>
          ))}
        </div>
        {error !== null && asked !== '' && (
          <p className="cp-note bad" role="alert">
            {explain(error).title}
          </p>
        )}
        {nothing && error === null && <p className="cp-note">{t('nothing', { query: asked })}</p>}
        <p className="vh" role="status">
          {settled && asked !== '' ? t('count', { count: flat.length }) : ''}
        </p>
        {!phone && <Hints ms={asked === '' ? undefined : ms} />}
      </div>
    </div>,
    document.body,
  );
}
