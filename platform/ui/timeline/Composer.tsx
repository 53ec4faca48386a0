import { type KeyboardEvent, lazy, Suspense, useEffect, useRef, useState } from 'react';
import { CommentBox } from '../comments/CommentBox.tsx';
import { type FieldMeta, fieldOf, type Option, useLabel, useObject } from '../data/meta.ts';
import { invalidateRecord } from '../data/records.ts';
import { useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { keyNames } from '../keys/hotkeys.ts';
import { Icon } from '../primitives/Icon.tsx';
import { useRecordPage } from '../record/page-state.ts';
import { TYPE_ICONS } from './items.ts';
import { type NoteState, useNote } from './use-note.ts';
import './timeline.css';

const ACTIVITY = 'activity';
const COMMENT = 'comment';
const COMMENT_LABEL = { zh: '评论', en: 'Comment' };
const TYPES = ['call', 'visit', 'message', 'email', 'note'];
const DateEditor = lazy(() => import('../form/editors/FieldEditor.tsx').then((file) => ({ default: file.FieldEditor })));

interface ComposerProps {
  readonly start?: Partial<NoteState> | undefined;
  readonly autoFocus?: boolean;
  readonly onSaved?: () => void;
}

/** May this person write activities at all, and are there any about records of this object? */
export function useCanNote(): boolean {
  const { meta } = useRecordPage();
  const can = useObject(ACTIVITY).data?.can?.includes('create') ?? false;
  return meta.followUps !== false && can;
}

/** What happened, and what comes next in the same line; or a comment to colleagues. Ctrl-Enter saves. */
export function Composer({ start, autoFocus = false, onSaved }: ComposerProps) {
  const { t } = useTranslation('timeline');
  const text = useLabel();
  const { meta, record } = useRecordPage();
  const { data: activity, isPending } = useObject(ACTIVITY);
  const { note, setNote, next, busy, save, canSave } = useNote(start, onSaved);
  const area = useRef<HTMLTextAreaElement>(null);
  const tabs = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!autoFocus) return;
    const element = area.current;
    element?.focus();
    element?.setSelectionRange(element.value.length, element.value.length);
  }, [autoFocus]);
  const canNote = useCanNote();
  // where nobody writes activities, comments are all there is
  const [commenting, setCommenting] = useState(false);
  // nothing moves when it is known which follow-ups there are
  if (isPending) return null;

  const noteTypes = TYPES.flatMap(
    (key) => fieldOf(activity, 'type')?.options?.find((option) => option.key === key && option.active !== false) ?? [],
  );
  const types: readonly Pick<Option, 'key' | 'label'>[] = [...(canNote ? noteTypes : []), { key: COMMENT, label: COMMENT_LABEL }];
  const open = commenting || !canNote ? COMMENT : note.type;
  const choose = (key: string | undefined) => {
    setCommenting(key === COMMENT);
    if (key && key !== COMMENT) setNote({ ...note, type: key });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (open === COMMENT || event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void save();
  };
  const onTabs = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = (types.findIndex((one) => one.key === open) + step + types.length) % types.length;
    choose(types[at]?.key);
    (tabs.current?.children[at] as HTMLElement | undefined)?.focus();
  };
  const onCommented = () => {
    void invalidateRecord(meta.name, record.id);
    onSaved?.();
  };
  const type = noteTypes.find((one) => one.key === note.type);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Ctrl-Enter saves from anywhere in the composer
    <div className="cmp" onKeyDown={onKeyDown} data-composer="">
      <div className="ty" role="radiogroup" aria-label={t('type')} ref={tabs} onKeyDown={onTabs}>
        {types.map((option) => (
          // biome-ignore lint/a11y/useSemanticElements: tabs with signs after the ARIA radio pattern
          <button
            key={option.key}
            type="button"
            role="radio"
            aria-checked={option.key === open}
            tabIndex={option.key === open ? 0 : -1}
            onClick={() => {
              choose(option.key);
              area.current?.focus();
            }}
          >
            <Icon name={option.key === COMMENT ? 'users' : (TYPE_ICONS[option.key] ?? 'activity')} size={14} />
            {text(option.label)}
          </button>
        ))}
      </div>
      {open === COMMENT ? (
        <CommentBox about={{ object: meta.name, record: record.id }} autoFocus={commenting} onDone={onCommented} />
      ) : (
        <>
          <textarea
            ref={area}
            className="tx"
            rows={1}
            maxLength={20_000}
            aria-label={t('what', { object: text(meta.label) })}
            placeholder={t('hint', { type: type ? text(type.label) : '' })}
            value={note.text}
            onChange={(event) => setNote({ ...note, text: event.target.value })}
          />
          <div className="bt">
            <NextChip note={note} shown={next.next} on={next.on} onChange={(part) => setNote({ ...note, ...part })} />
            <span className="sp" />
            <button
              type="button"
              className="btn sm on"
              aria-busy={busy || undefined}
              aria-disabled={!canSave || undefined}
              onClick={() => canSave && void save()}
            >
              <span>{t('save', { ns: 'common' })}</span>
              <kbd>{keyNames('mod+Enter').join(' ')}</kbd>
            </button>
          </div>
        </>
      )}
    </div>
  );
}

const DAY: FieldMeta = { name: 'nextStepOn', type: 'date', label: { zh: '下一步日期', en: 'Next step on' } };

/** ↳ 下一步, typed here or read out of the sentence, and its day. */
function NextChip({
  note,
  shown,
  on,
  onChange,
}: {
  readonly note: NoteState;
  readonly shown: string;
  readonly on: string | null;
  readonly onChange: (part: Partial<NoteState>) => void;
}) {
  const { t } = useTranslation('timeline');
  const format = useFormat();
  const [dating, setDating] = useState(false);
  const isRead = !note.next && shown !== '';
  return (
    <div className={isRead ? 'nextin read' : 'nextin'}>
      <Icon name="next" size={14} />
      <input
        aria-label={t('nextStep')}
        placeholder={t('nextStep')}
        maxLength={200}
        value={note.next || shown}
        onChange={(event) => onChange({ next: event.target.value })}
      />
      {dating ? (
        <Suspense fallback={null}>
          <DateEditor
            field={DAY}
            value={on}
            autoFocus
            onChange={(day) => onChange({ on: typeof day === 'string' ? day : null })}
            onCommit={(day) => {
              onChange({ on: typeof day === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(day) ? day : null });
              setDating(false);
            }}
            onCancel={() => setDating(false)}
          />
        </Suspense>
      ) : (
        <button
          type="button"
          className="lnk day"
          onClick={() => setDating(true)}
          aria-label={on ? t('dayIs', { day: format.day(on) }) : t('when')}
        >
          {on ? format.day(on) : t('when')}
        </button>
      )}
    </div>
  );
}
