import { ApiError, api, Button, toast, useLabel } from '@huanke/platform/ui';
import { useEffect, useState } from 'react';
import { type Mailbox, type ProviderName, useProviderNames } from '../data.ts';
import { TextField } from '../TextField.tsx';
import { fill, texts } from '../texts.ts';

type End = keyof typeof texts.mailbox.ended;

/** What became of a sign-in, for who has just come back from their service. */
function endIn(search: string): End | null {
  const end = new URLSearchParams(search).get('signIn');
  return end !== null && end in texts.mailbox.ended ? (end as End) : null;
}

/** Signing in at a service instead of giving a password, where the company has set one up. */
export function SignIn({ mailbox }: { readonly mailbox: Mailbox | null }) {
  const text = useLabel();
  const { data: providers = [] } = useProviderNames();
  const [address, setAddress] = useState(mailbox?.address ?? '');
  const [problem, setProblem] = useState<string>();
  const [end] = useState(() => endIn(location.search));
  useEffect(() => {
    if (end) history.replaceState(history.state, '', location.pathname);
  }, [end]);
  if (providers.length === 0) return null;
  const go = async ({ id }: ProviderName) => {
    try {
      const { url } = await api.post<{ url: string }>('/mailbox/sign-in', { provider: id, address });
      location.assign(url);
    } catch (error) {
      if (error instanceof ApiError && error.status === 422) setProblem(error.errors[0]?.message ?? error.message);
      else toast.error(error);
    }
  };
  const current = providers.find(({ id }) => id === mailbox?.provider);
  return (
    <section className="card mail-state" aria-label={text(texts.mailbox.signIn)}>
      <h2>{text(texts.mailbox.signIn)}</h2>
      {end && (
        <p className={`alert ${end === 'done' ? 'ok' : 'bad'}`} role={end === 'done' ? 'status' : 'alert'}>
          {text(texts.mailbox.ended[end])}
        </p>
      )}
      <p className="note">{current ? fill(text(texts.mailbox.signedInBy), { name: current.name }) : text(texts.mailbox.signInText)}</p>
      {!current && <TextField label={text(texts.mailbox.address)} required error={problem} value={address} onChange={setAddress} />}
      <div className="mail-acts">
        {(current ? [current] : providers).map((one) => (
          <Button key={one.id} kind={mailbox?.needsSignIn ? 'primary' : undefined} onClick={() => void go(one)}>
            {current ? text(texts.mailbox.signInAgain) : fill(text(texts.mailbox.signInBy), { name: one.name })}
          </Button>
        ))}
      </div>
      {!mailbox && <p className="note">{text(texts.mailbox.orPassword)}</p>}
    </section>
  );
}
