import { api, Button, confirm, toast, useLabel } from '@huanke/platform/ui';
import { mailboxChanged, useDropAddress } from '../data.ts';
import { texts } from '../texts.ts';

/** One's own address for copies of letters, where the company has a drop mailbox. */
export function DropAddress() {
  const text = useLabel();
  const { data } = useDropAddress();
  if (!data?.available) return null;
  const renew = async () => {
    const asks = {
      title: text(texts.mailbox.dropRenewAsk),
      text: text(texts.mailbox.dropRenewText),
      confirm: text(texts.mailbox.dropRenew),
    };
    if (data.address !== null && !(await confirm({ ...asks, danger: true }))) return;
    await api.post('/mailbox/drop').catch((error: unknown) => toast.error(error));
    await mailboxChanged();
  };
  const copy = async (address: string) => {
    await navigator.clipboard.writeText(address);
    toast.ok(text(texts.mailbox.dropCopied));
  };
  const { address } = data;
  return (
    <section className="card mail-state" aria-label={text(texts.mailbox.drop)}>
      <h2>{text(texts.mailbox.drop)}</h2>
      <p className="note">{text(texts.mailbox.dropText)}</p>
      <div className="mail-acts">
        {address && <code>{address}</code>}
        {address && (
          <Button size="sm" onClick={() => void copy(address)}>
            {text(texts.mailbox.dropCopy)}
          </Button>
        )}
        <Button size="sm" onClick={() => void renew()}>
          {text(address ? texts.mailbox.dropRenew : texts.mailbox.dropMake)}
        </Button>
      </div>
    </section>
  );
}
