import { api, Button, confirm, ErrorState, listLink, Skeleton, toast, useFormat, useLabel } from '@huanke/platform/ui';
import { SettingsFrame } from '@huanke/platform/ui/settings';
import { Link } from '@tanstack/react-router';
import { fill } from '../texts.ts';
import { type Account, accountChanged, useAccount } from './data.ts';
import { SyncForm } from './SyncForm.tsx';
import { texts } from './texts.ts';
import './sync.css';

/** 日历同步: one's own calendar on another server, kept the same in both directions. */
export function SyncPage() {
  const text = useLabel();
  const { data, error, isPending, refetch } = useAccount();
  return (
    <SettingsFrame page="calendarSync" text={text(texts.text)}>
      {error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {isPending && <Skeleton lines={6} />}
      {data && <State account={data} />}
      {data !== undefined && <SyncForm key={data?.calendar ?? ''} account={data} />}
    </SettingsFrame>
  );
}

async function disconnect(title: string, words: { readonly text: string; readonly confirm: string }) {
  if (!(await confirm({ title, ...words, danger: true }))) return;
  await api.delete('/calendar-account').catch((error: unknown) => toast.error(error));
  await accountChanged();
}

/** Whether it works, what was left out, and what one should look at. */
function State({ account }: { readonly account: Account }) {
  const text = useLabel();
  const format = useFormat();
  const sync = async () => {
    try {
      await api.post('/calendar-account/sync');
      toast.info(text(texts.syncing));
    } catch (error) {
      toast.error(error);
    }
  };
  return (
    <section className="card sync-state" aria-label={account.name}>
      <header>
        <h2>{account.name}</h2>
        <span className="note">
          {account.readAt ? fill(text(texts.readAt), { at: format.dateTime(account.readAt) }) : text(texts.never)}
        </span>
        <span className="sp" />
        {account.active && (
          <Button size="sm" onClick={() => void sync()}>
            {text(texts.sync)}
          </Button>
        )}
        <Button
          size="sm"
          kind="ghost"
          icon="trash"
          onClick={() =>
            void disconnect(fill(text(texts.disconnectAsk), { name: account.name }), {
              text: text(texts.disconnectText),
              confirm: text(texts.disconnect),
            })
          }
        >
          {text(texts.disconnect)}
        </Button>
      </header>
      <Warnings account={account} />
      {account.skipped.length > 0 && <Skipped account={account} />}
    </section>
  );
}

function Warnings({ account: { failure, conflicts } }: { readonly account: Account }) {
  const text = useLabel();
  return (
    <>
      {failure && (
        <p className="alert bad" role="alert">
          {failure}
        </p>
      )}
      {conflicts > 0 && (
        <p className="alert warn">
          <span>{fill(text(texts.conflicts), { n: conflicts })}</span>{' '}
          <Link {...listLink('activity', { filter: { field: 'syncFlag', op: 'eq', value: 'conflict' } })}>{text(texts.look)}</Link>
        </p>
      )}
    </>
  );
}

function Skipped({ account }: { readonly account: Account }) {
  const text = useLabel();
  return (
    <details className="sync-skipped">
      <summary>
        {text(texts.skipped)} · {account.skipped.length}
      </summary>
      <ul>
        {account.skipped.map(({ title, problem }, index) => (
          <li key={index}>
            <b>{title || text(texts.untitled)}</b>
            <span className="note">{problem}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
