import { api, Button, confirm, ErrorState, Skeleton, toast, useFormat, useLabel } from '@huanke/platform/ui';
import { SettingsFrame } from '@huanke/platform/ui/settings';
import { useState } from 'react';
import { type Mailbox, mailboxChanged, useMailbox } from '../data.ts';
import { fill, texts } from '../texts.ts';
import { Drafts } from './Drafts.tsx';
import { DropAddress } from './DropAddress.tsx';
import { MailboxForm } from './MailboxForm.tsx';
import { SignIn } from './SignIn.tsx';
import '../web.css';

/** 我的邮箱: where one's own mail is read and sent, and letters one has begun. */
export function MailboxPage() {
  const text = useLabel();
  const { data, error, isPending, refetch } = useMailbox();
  return (
    <SettingsFrame page="mailbox" text={text(texts.mailbox.text)}>
      {error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {isPending && <Skeleton lines={6} />}
      {data && <State mailbox={data} />}
      {data !== undefined && <SignIn mailbox={data} />}
      {data !== undefined && <MailboxForm key={`${data?.address} ${data?.provider}`} mailbox={data} />}
      <DropAddress />
      <Drafts />
    </SettingsFrame>
  );
}

interface Tried {
  readonly reading: string | null;
  readonly sending: string | null;
}

/** Whether it works, and what one can do about it. */
function State({ mailbox }: { readonly mailbox: Mailbox }) {
  const text = useLabel();
  const format = useFormat();
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState<Tried | null>(null);
  const test = async () => {
    setBusy(true);
    try {
      const answer = await api.post<Tried>('/mailbox/test');
      setTried(answer);
      if (answer.reading === null && answer.sending === null) toast.ok(text(texts.mailbox.worked));
      await mailboxChanged();
    } catch (error) {
      toast.error(error);
    } finally {
      setBusy(false);
    }
  };
  const disconnect = async () => {
    const title = fill(text(texts.mailbox.disconnectAsk), { address: mailbox.address });
    if (!(await confirm({ title, text: text(texts.mailbox.disconnectText), confirm: text(texts.mailbox.disconnect), danger: true })))
      return;
    await api.delete('/mailbox').catch((error: unknown) => toast.error(error));
    await mailboxChanged();
  };
  const problems = [
    mailbox.needsSignIn ? text(texts.mailbox.needsSignIn) : null,
    (mailbox.needsSignIn ? null : mailbox.failure) ?? (tried?.reading ? fill(text(texts.mailbox.reading), { why: tried.reading }) : null),
    tried?.sending ? fill(text(texts.mailbox.sending), { why: tried.sending }) : null,
  ].filter((one) => one !== null);
  return (
    <section className="card mail-state" aria-label={mailbox.address}>
      <header className="row">
        <h2>{mailbox.address}</h2>
        <span className="note">
          {mailbox.readAt ? fill(text(texts.mailbox.readAt), { at: format.dateTime(mailbox.readAt) }) : text(texts.mailbox.never)}
        </span>
        <span className="sp" />
        {mailbox.active && (
          <Button size="sm" busy={busy} onClick={() => void test()}>
            {text(texts.mailbox.test)}
          </Button>
        )}
        <Button size="sm" kind="ghost" icon="trash" onClick={() => void disconnect()}>
          {text(texts.mailbox.disconnect)}
        </Button>
      </header>
      {problems.map((problem) => (
        <p key={problem} className="alert bad" role="alert">
          {problem}
        </p>
      ))}
    </section>
  );
}
