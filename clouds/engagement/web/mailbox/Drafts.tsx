import { api, IconButton, toast, useFormat, useLabel } from '@huanke/platform/ui';
import { lazy, Suspense, useState } from 'react';
import { type Draft, mailboxChanged, useDrafts } from '../data.ts';
import { fill, texts } from '../texts.ts';

const Compose = lazy(() => import('../mail/Compose.tsx').then((file) => ({ default: file.Compose })));

/** Letters that were begun, those that could not be sent with the reason. Nothing when there are none. */
export function Drafts() {
  const text = useLabel();
  const format = useFormat();
  const { data } = useDrafts();
  const [open, setOpen] = useState<Draft | null>(null);
  if (!data || data.length === 0) return null;
  const discard = async (id: string) => {
    await api.delete(`/email-drafts/${id}`).catch((error: unknown) => toast.error(error));
    await mailboxChanged();
  };
  return (
    <section className="card mail-drafts" aria-label={text(texts.mailbox.drafts)}>
      <h2>{text(texts.mailbox.drafts)}</h2>
      <ul>
        {data.map((draft) => {
          const subject = draft.subject || text(texts.noSubject);
          return (
            <li key={draft.id}>
              <button type="button" className="lnk ell" onClick={() => setOpen(draft)}>
                {subject}
              </button>
              <span className="note ell">{draft.failure ?? draft.to.map(({ address }) => address).join(', ')}</span>
              <span className="sp" />
              <time className="note" dateTime={draft.updatedAt}>
                {format.dateTime(draft.updatedAt)}
              </time>
              <IconButton icon="trash" label={fill(text(texts.mailbox.discard), { subject })} onClick={() => void discard(draft.id)} />
            </li>
          );
        })}
      </ul>
      {open && (
        <Suspense fallback={null}>
          <Compose start={{ draft: open }} onClose={() => setOpen(null)} />
        </Suspense>
      )}
    </section>
  );
}
