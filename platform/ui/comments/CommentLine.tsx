import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { cleanHtml } from '../../text/rich-text.ts';
import { useFormat } from '../data/session.ts';
import { Files } from '../files/Files.tsx';
import { useTranslation } from '../i18n/index.ts';
import { paths } from '../links.ts';
import { Avatar } from '../primitives/Avatar.tsx';
import { confirm } from '../primitives/confirm.tsx';
import { toast } from '../primitives/Toast.tsx';
import { useRecordPage } from '../record/page-state.ts';
import { CommentBox } from './CommentBox.tsx';
import { type Comment, refreshFeed, removeComment } from './data.ts';
import './comments.css';

function Words({ comment, onReply }: { readonly comment: Comment; readonly onReply: () => void }) {
  const { t } = useTranslation('comments');
  const format = useFormat();
  const page = usePageAbout();
  const [editing, setEditing] = useState(false);
  const done = () => {
    setEditing(false);
    void refreshFeed(page);
  };
  const remove = async () => {
    if (!(await confirm({ title: t('deleteTitle'), text: t('deleteText'), confirm: t('delete'), danger: true }))) return;
    await removeComment(comment.id)
      .then(() => refreshFeed(page))
      .catch(toast.error);
  };
  if (comment.deletedAt) return <p className="note">{t('deletedBy', { name: comment.deletedBy?.title ?? '' })}</p>;
  if (editing)
    return (
      <CommentBox
        about={comment}
        change={{ id: comment.id, body: comment.body }}
        autoFocus
        onDone={done}
        onCancel={() => setEditing(false)}
      />
    );
  return (
    <>
      {comment.body && (
        // biome-ignore lint/security/noDangerouslySetInnerHtml: the safe subset, cleaned once more
        <div className="rich said" dangerouslySetInnerHTML={{ __html: cleanHtml(comment.body) }} />
      )}
      <Files files={comment.files} />
      <p className="cacts">
        <button type="button" className="lnk" onClick={onReply}>
          {t('reply')}
        </button>
        {comment.can.edit && (
          <button type="button" className="lnk" onClick={() => setEditing(true)}>
            {t('edit')}
          </button>
        )}
        {comment.can.delete && (
          <button type="button" className="lnk" onClick={() => void remove()}>
            {t('delete')}
          </button>
        )}
        {comment.editedAt && (
          <span className="note" title={t('editedAt', { time: format.dateTime(comment.editedAt) })}>
            {t('edited')}
          </span>
        )}
      </p>
    </>
  );
}

function usePageAbout() {
  const { meta, record } = useRecordPage();
  return { object: meta.name, record: record.id };
}

/** A comment with its answers, as a line of the timeline. */
export function CommentLine({
  comment,
  where,
}: {
  readonly comment: Comment;
  readonly where?: { readonly object: string; readonly id: string; readonly title: string };
}) {
  const { t } = useTranslation('comments');
  const format = useFormat();
  const page = usePageAbout();
  const [replying, setReplying] = useState(false);
  const reply = () => setReplying(true);
  return (
    <>
      <p className="w">
        <b>{comment.by?.title ?? ''}</b> {t('said')}
        {where && (
          <>
            <i className="dot" />
            <Link to={paths.record(where.object, where.id)}>{where.title}</Link>
          </>
        )}
      </p>
      <Words comment={comment} onReply={reply} />
      {(comment.replies.length > 0 || replying) && (
        <ul className="replies">
          {comment.replies.map((one) => (
            <li key={one.id}>
              <Avatar name={one.by?.title ?? ''} size={20} />
              <div>
                <p className="w">
                  <b>{one.by?.title ?? ''}</b>{' '}
                  <time className="note" dateTime={one.at} title={format.dateTime(one.at)}>
                    {format.relative(one.at)}
                  </time>
                </p>
                <Words comment={one} onReply={reply} />
              </div>
            </li>
          ))}
          {replying && (
            <li className="replybox">
              <CommentBox
                about={comment}
                parent={comment.id}
                autoFocus
                onDone={() => {
                  setReplying(false);
                  void refreshFeed(page);
                }}
                onCancel={() => setReplying(false)}
              />
            </li>
          )}
        </ul>
      )}
    </>
  );
}
