import { api, Button, confirm, ErrorState, IconButton, Skeleton, toast, useFormat, useLabel } from '@huanke/platform/ui';
import { useState } from 'react';
import { type Drop, mailboxChanged, useDrop } from '../data.ts';
import { fill, texts } from '../texts.ts';
import { DropDrawer } from './DropDrawer.tsx';

/** The company's drop mailbox, and what became of the letters in it. */
export function DropMailbox() {
  const text = useLabel();
  const { data, error, isPending, refetch } = useDrop();
  const [open, setOpen] = useState(false);
  return (
    <section className="card mail-lines" aria-label={text(texts.drop.title)}>
      <header className="row">
        <h2>{text(texts.drop.title)}</h2>
        <span className="sp" />
        {data === null && (
          <Button size="sm" icon="plus" onClick={() => setOpen(true)}>
            {text(texts.drop.connect)}
          </Button>
        )}
      </header>
      <p className="note">{text(texts.drop.text)}</p>
      {error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {isPending && <Skeleton lines={2} />}
      {data === null && <p className="note">{text(texts.drop.none)}</p>}
      {data && <State drop={data} onEdit={() => setOpen(true)} />}
      {open && <DropDrawer drop={data ?? null} onClose={() => setOpen(false)} />}
    </section>
  );
}

function State({ drop, onEdit }: { readonly drop: Drop; readonly onEdit: () => void }) {
  const text = useLabel();
  const format = useFormat();
  const test = async () => {
    try {
      const { reading } = await api.post<{ reading: string | null }>('/mail-drop/test');
      if (reading === null) toast.ok(text(texts.mailbox.readable));
      else toast.info(fill(text(texts.mailbox.reading), { why: reading }));
    } catch (problem) {
      toast.error(problem);
    }
  };
  const remove = async () => {
    const asks = { title: text(texts.drop.removeAsk), text: text(texts.drop.removeText), confirm: text(texts.drop.remove) };
    if (!(await confirm({ ...asks, danger: true }))) return;
    await api.delete('/mail-drop').catch((problem: unknown) => toast.error(problem));
    await mailboxChanged();
  };
  // what was taken in, and what was not as far as there was any
  const ends = (Object.keys(texts.drop.counts) as (keyof Drop['counts'])[]).filter((end) => end === 'taken' || drop.counts[end] > 0);
  return (
    <ul>
      <li>
        <div className="what">
          <b>{drop.address}</b>
          <p className="note">
            {drop.readAt ? fill(text(texts.mailbox.readAt), { at: format.dateTime(drop.readAt) }) : text(texts.mailbox.never)}
          </p>
          <p className="note">{ends.map((end) => fill(text(texts.drop.counts[end]), { count: drop.counts[end] })).join(' · ')}</p>
          {drop.failure && (
            <p className="alert bad" role="alert">
              {drop.failure}
            </p>
          )}
        </div>
        {drop.active && (
          <Button size="sm" onClick={() => void test()}>
            {text(texts.mailbox.test)}
          </Button>
        )}
        <Button size="sm" onClick={onEdit}>
          {text(texts.drop.edit)}
        </Button>
        <IconButton icon="trash" label={text(texts.drop.remove)} onClick={() => void remove()} />
      </li>
    </ul>
  );
}
