import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { useTranslation } from '../i18n/index.ts';
import { Avatar } from '../primitives/Avatar.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { type About, type Mentionable, useMentionable } from './data.ts';

interface Place {
  readonly node: Text;
  readonly from: number;
  readonly typed: string;
}

const LONGEST = 20;

/** What stands behind the last @ before the caret, unless a space ended it. `typedName('你好 @李', 5) → {from: 3, typed: '李'}` */
export function typedName(text: string, caret: number): { readonly from: number; readonly typed: string } | null {
  const from = text.lastIndexOf('@', caret - 1);
  if (from < 0 || caret - from > LONGEST) return null;
  const typed = text.slice(from + 1, caret);
  // an @ inside of a word is a mail address
  const isMail = from > 0 && /[A-Za-z0-9._-]/.test(text[from - 1] ?? '');
  return isMail || /\s/.test(typed) ? null : { from, typed };
}

function placeNow(): Place | null {
  const selection = getSelection();
  const node = selection?.anchorNode;
  if (!selection?.isCollapsed || !(node instanceof Text) || node.parentElement?.dataset['mention']) return null;
  const found = typedName(node.data, selection.anchorOffset);
  return found ? { node, ...found } : null;
}

const escapeText = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** Puts the person where the @ was typed, by the browser's own command, so that its undo takes it back. */
function insert({ node, from, typed }: Place, person: Mentionable): void {
  const range = document.createRange();
  range.setStart(node, from);
  range.setEnd(node, Math.min(node.length, from + 1 + typed.length));
  const selection = getSelection();
  selection?.removeAllRanges();
  selection?.addRange(range);
  document.execCommand(
    'insertHTML',
    false,
    `<span data-mention="${person.id}" contenteditable="false">@${escapeText(person.title)}</span>&nbsp;`,
  );
}

interface MentionsProps {
  readonly about: About;
  readonly onMention: (person: Mentionable) => void;
  readonly children: ReactNode;
}

/** Offers people while an @ is typed in the rich text inside: arrows and Enter choose, Esc leaves. */
export function Mentions({ about, onMention, children }: MentionsProps) {
  const { t } = useTranslation('comments');
  const [place, setPlace] = useState<Place | null>(null);
  const [at, setAt] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const { data: people = [], isFetched } = useMentionable(about, place?.typed ?? null);
  const close = () => setPlace(null);
  const look = () => {
    setPlace(placeNow());
    setAt(0);
  };
  const choose = (person: Mentionable | undefined) => {
    if (!place || !person) return;
    insert(place, person);
    onMention(person);
    close();
  };
  const onKeys = (event: KeyboardEvent) => {
    if (!place || event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && people.length > 0) setAt((at + step + people.length) % people.length);
    else if ((event.key === 'Enter' || event.key === 'Tab') && people.length > 0) choose(people[at]);
    else if (event.key === 'Escape') close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears what happens in the editor inside
    <div
      className="mentions"
      ref={box}
      onInput={look}
      onKeyDownCapture={onKeys}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && close()}
    >
      {children}
      {place && isFetched && (
        <div className="mentionlist" role="listbox" aria-label={t('people')}>
          {people.length === 0 && <p className="note">{t('noPeople')}</p>}
          {people.map((person, index) => (
            <button
              key={person.id}
              type="button"
              role="option"
              aria-selected={index === at}
              tabIndex={-1}
              // the caret stays where it is
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => choose(person)}
            >
              <Avatar name={person.title} size={22} />
              <span className="ell">{person.title}</span>
              <span className="note ell">{person.sees ? person.department : t('unseen')}</span>
              {!person.sees && <Icon name="lock" size={14} />}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
