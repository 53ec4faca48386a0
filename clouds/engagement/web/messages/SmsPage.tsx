import { api, Button, confirm, ErrorState, Icon, IconButton, Skeleton, Tag, toast, useFormat, useLabel } from '@huanke/platform/ui';
import { SettingsFrame } from '@huanke/platform/ui/settings';
import { useState } from 'react';
import { fill } from '../texts.ts';
import { AccountDrawer } from './AccountDrawer.tsx';
import { type Account, accountsChanged, PROVIDERS, type Provider, useAccounts } from './data.ts';
import { smsTexts } from './texts.ts';
import '../web.css';

const { page } = smsTexts;

/** 短信服务: the company's accounts, whether they work, and where services report. */
export function SmsPage() {
  const text = useLabel();
  const { data, error, refetch } = useAccounts();
  const [open, setOpen] = useState<Provider | null>(null);
  const of = (provider: Provider) => data?.items.find((one) => one.provider === provider);
  return (
    <SettingsFrame page="sms" text={text(page.text)}>
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton lines={6} />}
      {data &&
        PROVIDERS.map((provider) => (
          <Card key={provider} provider={provider} account={of(provider)} receipts={data.receipts} onEdit={() => setOpen(provider)} />
        ))}
      {open && <AccountDrawer provider={open} account={of(open)} onClose={() => setOpen(null)} />}
    </SettingsFrame>
  );
}

interface CardProps {
  readonly provider: Provider;
  readonly account: Account | undefined;
  readonly receipts: string;
  readonly onEdit: () => void;
}

function Card({ provider, account, receipts, onEdit }: CardProps) {
  const text = useLabel();
  const name = text(page.name[provider]);
  const state = !account ? null : !account.active ? 'off' : account.failure ? 'failing' : 'connected';
  const remove = async () => {
    const title = fill(text(page.removeAsk), { name });
    if (!(await confirm({ title, text: text(page.removeText), confirm: text(page.remove), danger: true }))) return;
    await api.delete(`/sms/accounts/${provider}`).then(accountsChanged).catch(toast.error);
  };
  return (
    <section className="card sms-account" aria-labelledby={`sms-${provider}`}>
      <h2 id={`sms-${provider}`}>
        {name}
        {state && (
          <Tag small tone={state === 'connected' ? 'ok' : state === 'failing' ? 'bad' : 'line'}>
            {text(page[state])}
          </Tag>
        )}
      </h2>
      <p className="sub">
        {account ? fill(text(page.state), { signature: account.signature, keyId: account.keyId }) : text(page.about[provider])}
      </p>
      {account?.failure && (
        <p className="alert bad">
          <Icon name="warn" />
          <span>{account.failure}</span>
        </p>
      )}
      {account && <Receipts provider={provider} account={account} address={`${receipts}${account.address}`} />}
      <div className="set-acts">
        <Button aria-label={fill(text(account ? page.changeNamed : page.connectNamed), { name })} onClick={onEdit}>
          {text(account ? page.change : page.connect)}
        </Button>
        {account?.active && <TestButton provider={provider} />}
        {account && (
          <Button kind="ghost" aria-label={fill(text(page.removeNamed), { name })} onClick={() => void remove()}>
            {text(page.remove)}
          </Button>
        )}
      </div>
    </section>
  );
}

/** Asks the service and says what it says. */
function TestButton({ provider }: { readonly provider: Provider }) {
  const text = useLabel();
  const [busy, setBusy] = useState(false);
  const test = async () => {
    setBusy(true);
    try {
      const { works, failure } = await api.post<{ works: boolean; failure: string | null }>(`/sms/accounts/${provider}/test`);
      if (works) toast.ok(text(page.works));
      else toast.info(failure ?? '');
      await accountsChanged();
    } catch (error) {
      toast.error(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button busy={busy} onClick={() => void test()}>
      {text(page.test)}
    </Button>
  );
}

function Receipts({ provider, account, address }: { readonly provider: Provider; readonly account: Account; readonly address: string }) {
  const text = useLabel();
  const format = useFormat();
  const name = text(page.name[provider]);
  const copy = async () => {
    await navigator.clipboard.writeText(address);
    toast.ok(text(page.copied));
  };
  const renew = async () => {
    const title = fill(text(page.renewAsk), { name });
    if (!(await confirm({ title, text: text(page.renewText), confirm: text(page.renew) }))) return;
    await api.post(`/sms/accounts/${provider}/address`).then(accountsChanged).catch(toast.error);
  };
  return (
    <div className="sms-receipts">
      <b>{text(page.receipts)}</b>
      <p className="row">
        <code>{address}</code>
        <IconButton icon="copy" label={text(page.copy)} onClick={() => void copy()} />
      </p>
      <p className="note">{text(page.receiptsText[provider])}</p>
      {account.heardAt && <p className="note">{fill(text(page.heard), { at: format.dateTime(account.heardAt) })}</p>}
      <Button kind="link" size="sm" aria-label={fill(text(page.renewNamed), { name })} onClick={() => void renew()}>
        {text(page.renew)}
      </Button>
    </div>
  );
}
