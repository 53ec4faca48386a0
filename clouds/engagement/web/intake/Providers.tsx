import { api, Button, confirm, ErrorState, IconButton, Skeleton, toast, useLabel } from '@huanke/platform/ui';
import { useState } from 'react';
import { mailboxChanged, type Provider, useProviders } from '../data.ts';
import { fill, texts } from '../texts.ts';
import { ProviderDrawer } from './ProviderDrawer.tsx';

/** Services at which people of the company sign in to their mailboxes. */
export function Providers() {
  const text = useLabel();
  const { data, error, isPending, refetch } = useProviders();
  const [open, setOpen] = useState<Provider | 'new' | null>(null);
  const remove = async ({ id, name }: Provider) => {
    const title = fill(text(texts.providers.removeAsk), { name });
    const removing = fill(text(texts.providers.remove), { name });
    if (!(await confirm({ title, text: text(texts.providers.removeText), confirm: removing, danger: true }))) return;
    await api.delete(`/mail-providers/${id}`).catch((problem: unknown) => toast.error(problem));
    await mailboxChanged();
  };
  return (
    <section className="card mail-lines" aria-label={text(texts.providers.title)}>
      <header className="row">
        <h2>{text(texts.providers.title)}</h2>
        <span className="sp" />
        <Button size="sm" icon="plus" onClick={() => setOpen('new')}>
          {text(texts.providers.add)}
        </Button>
      </header>
      <p className="note">{text(texts.providers.text)}</p>
      {error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {isPending && <Skeleton lines={2} />}
      {data?.items.length === 0 && <p className="note">{text(texts.providers.none)}</p>}
      <ul>
        {data?.items.map((one) => (
          <li key={one.id}>
            <div className="what">
              <b>{one.name}</b>
              <p className="note">
                {one.imapHost} · {fill(text(texts.providers.used), { count: one.mailboxes })}
              </p>
            </div>
            <Button size="sm" onClick={() => setOpen(one)}>
              {text(texts.providers.edit)}
            </Button>
            <IconButton icon="trash" label={fill(text(texts.providers.remove), { name: one.name })} onClick={() => void remove(one)} />
          </li>
        ))}
      </ul>
      {open && data && (
        <ProviderDrawer provider={open === 'new' ? null : open} redirectUri={data.redirectUri} onClose={() => setOpen(null)} />
      )}
    </section>
  );
}
