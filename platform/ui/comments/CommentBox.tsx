import { type KeyboardEvent, lazy, Suspense, useRef, useState } from 'react';
import { htmlText, mentionsIn } from '../../text/rich-text.ts';
import type { FieldMeta } from '../data/meta.ts';
import { upload } from '../form/editors/upload.ts';
import { useTranslation } from '../i18n/index.ts';
import { keyNames } from '../keys/hotkeys.ts';
import { IconButton } from '../primitives/Button.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { announce } from '../primitives/live-region.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { toast } from '../primitives/Toast.tsx';
import { type About, type CommentFile, changeComment, type Mentionable, postComment } from './data.ts';
import { Mentions } from './Mentions.tsx';
import './comments.css';

const RichTextEditor = lazy(() => import('../form/editors/RichTextEditor.tsx').then((file) => ({ default: file.RichTextEditor })));

const BODY: FieldMeta = { name: 'body', type: 'richText', label: { zh: '评论内容', en: 'Comment' } };

interface CommentBoxProps {
  readonly about: About;
  /** The comment that is answered. */
  readonly parent?: string;
  /** A comment that is changed. */
  readonly change?: { readonly id: string; readonly body: string };
  readonly autoFocus?: boolean;
  readonly onDone: () => void;
  readonly onCancel?: () => void;
}

/** The files of a comment being written. */
function useFiles() {
  const [files, setFiles] = useState<readonly CommentFile[]>([]);
  const [loading, setLoading] = useState(0);
  const add = async (chosen: readonly File[]) => {
    setLoading((count) => count + chosen.length);
    for (const file of chosen) {
      try {
        const kept = await upload(file);
        setFiles((before) => [...before, kept]);
      } catch (error) {
        toast.error(error);
      }
      setLoading((count) => count - 1);
    }
  };
  return {
    files,
    loading: loading > 0,
    add,
    remove: (id: string) => setFiles(files.filter((file) => file.id !== id)),
    clear: () => setFiles([]),
  };
}

/** Where a comment is written, answered or changed. Ctrl-Enter sends; who is spoken to and may not see the record is named before. */
export function CommentBox({ about, parent, change, autoFocus = false, onDone, onCancel }: CommentBoxProps) {
  const { t } = useTranslation('comments');
  const [html, setHtml] = useState<string | null>(change?.body ?? null);
  const [people, setPeople] = useState<ReadonlyMap<string, Mentionable>>(new Map());
  const [busy, setBusy] = useState(false);
  const [round, setRound] = useState(0);
  const attached = useFiles();
  const chooser = useRef<HTMLInputElement>(null);
  const body = html ?? '';
  const canSend = !busy && !attached.loading && (htmlText(body) !== '' || attached.files.length > 0);
  const unseen = mentionsIn(body).flatMap((id) => (people.get(id)?.sees === false ? [people.get(id)?.title ?? ''] : []));

  const send = async () => {
    if (!canSend) return;
    setBusy(true);
    try {
      if (change) await changeComment(change.id, body);
      else await postComment(about, { body, ...(parent ? { parent } : {}), files: attached.files.map((file) => file.id) });
      setHtml(null);
      setRound(round + 1);
      attached.clear();
      announce(t('posted'));
      onDone();
    } catch (error) {
      toast.error(error);
    } finally {
      setBusy(false);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void send();
    } else if (event.key === 'Escape' && onCancel) {
      event.stopPropagation();
      onCancel();
    }
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Ctrl-Enter sends from anywhere in the box
    <div className="cbox" onKeyDown={onKeyDown}>
      <Mentions about={about} onMention={(person) => setPeople(new Map([...people, [person.id, person]]))}>
        <Suspense fallback={<Skeleton lines={2} />}>
          <RichTextEditor
            key={round}
            field={BODY}
            value={html}
            autoFocus={autoFocus}
            onChange={(next) => setHtml(typeof next === 'string' ? next : null)}
          />
        </Suspense>
        {body === '' && (
          <span className="chint" aria-hidden="true">
            {t('hint')}
          </span>
        )}
      </Mentions>
      {unseen.length > 0 && (
        <p className="cwarn" role="status">
          <Icon name="warn" size={14} />
          <span>{t('warn', { names: unseen.join('、') })}</span>
        </p>
      )}
      {attached.files.length > 0 && (
        <ul className="cfiles">
          {attached.files.map((file) => (
            <li key={file.id} className="att">
              <Icon name="file" size={14} />
              <span className="ell">{file.name}</span>
              <IconButton icon="close" size={14} label={t('removeFile', { name: file.name })} onClick={() => attached.remove(file.id)} />
            </li>
          ))}
        </ul>
      )}
      <div className="bt">
        {!change && (
          <>
            <button type="button" className="btn sm ghost" onClick={() => chooser.current?.click()}>
              <Icon name="attach" size={14} />
              <span>{attached.loading ? t('uploading') : t('attach')}</span>
            </button>
            <input
              ref={chooser}
              type="file"
              multiple
              hidden
              aria-label={t('attach')}
              onChange={(event) => {
                void attached.add([...(event.target.files ?? [])]);
                event.target.value = '';
              }}
            />
          </>
        )}
        <span className="sp" />
        {onCancel && (
          <button type="button" className="btn sm" onClick={onCancel}>
            <span>{t('cancel', { ns: 'common' })}</span>
          </button>
        )}
        <button
          type="button"
          className="btn sm on"
          aria-busy={busy || undefined}
          aria-disabled={!canSend || undefined}
          onClick={() => void send()}
        >
          <span>{change ? t('save') : t('send')}</span>
          <kbd>{keyNames('mod+Enter').join(' ')}</kbd>
        </button>
      </div>
    </div>
  );
}
