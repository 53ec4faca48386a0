import {
  api,
  Button,
  confirm,
  Dialog,
  ErrorState,
  Field,
  IconButton,
  Skeleton,
  Tag,
  toast,
  useFormat,
  useLabel,
} from '@huanke/platform/ui';
import { SettingsFrame } from '@huanke/platform/ui/settings';
import { useState } from 'react';
import { type Line, mailboxChanged, useLines } from '../data.ts';
import { fill, texts } from '../texts.ts';
import { LineDrawer } from './LineDrawer.tsx';
import '../web.css';

/** 电话系统: which are connected, and whether calls may be recorded. */
export function TelephonyPage() {
  const text = useLabel();
  const { data, error, isPending, refetch } = useLines();
  const [open, setOpen] = useState<Line | 'new' | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  return (
    <SettingsFrame
      page="telephony"
      text={text(texts.telephony.text)}
      actions={
        <Button kind="primary" icon="plus" onClick={() => setOpen('new')}>
          {text(texts.telephony.connect)}
        </Button>
      }
    >
      {error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {isPending && <Skeleton lines={4} />}
      {data && <Lines lines={data} onEdit={setOpen} />}
      {open && (
        <LineDrawer
          line={open === 'new' ? null : open}
          onClose={() => setOpen(null)}
          onMade={(made) => {
            setOpen(null);
            setSecret(made);
          }}
        />
      )}
      {secret && (
        <Dialog
          title={text(texts.telephony.secretTitle)}
          width={560}
          onClose={() => setSecret(null)}
          footer={
            <Button kind="primary" onClick={() => setSecret(null)}>
              {text(texts.telephony.close)}
            </Button>
          }
        >
          <div className="set-form">
            <p>{text(texts.telephony.secretText)}</p>
            <Field label={text(texts.telephony.secret)}>
              {(control) => <input className="inp" {...control} readOnly value={secret} onFocus={(event) => event.target.select()} />}
            </Field>
          </div>
        </Dialog>
      )}
    </SettingsFrame>
  );
}

function Lines({ lines, onEdit }: { readonly lines: readonly Line[]; readonly onEdit: (line: Line) => void }) {
  const text = useLabel();
  const format = useFormat();
  const remove = async (line: Line) => {
    const title = fill(text(texts.telephony.removeAsk), { name: line.name });
    if (
      !(await confirm({
        title,
        text: text(texts.telephony.removeText),
        confirm: fill(text(texts.telephony.remove), { name: line.name }),
        danger: true,
      }))
    )
      return;
    await api.delete(`/telephony/lines/${line.id}`).catch((error: unknown) => toast.error(error));
    await mailboxChanged();
  };
  return (
    <section className="card mail-lines" aria-label={text(texts.telephony.lines)}>
      <h2>{text(texts.telephony.lines)}</h2>
      {lines.length === 0 && <p className="note">{text(texts.telephony.none)}</p>}
      <ul>
        {lines.map((line) => (
          <li key={line.id}>
            <div className="what">
              <b>{line.name}</b>{' '}
              {!line.active && (
                <Tag tone="line" small>
                  {text(texts.telephony.off)}
                </Tag>
              )}
              <p className="note">
                {text(texts.telephony.events)}：<code>{`${location.origin}/api/v1/telephony/${line.address}/events`}</code>
              </p>
              {line.heardAt && <p className="note">{fill(text(texts.telephony.heard), { at: format.dateTime(line.heardAt) })}</p>}
            </div>
            <Button size="sm" onClick={() => onEdit(line)}>
              {text(texts.telephony.edit)}
            </Button>
            <IconButton icon="trash" label={fill(text(texts.telephony.remove), { name: line.name })} onClick={() => void remove(line)} />
          </li>
        ))}
      </ul>
    </section>
  );
}
