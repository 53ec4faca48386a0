import {
  Button,
  Dialog,
  type RecordData,
  type Reference,
  Tag,
  toast,
  useCan,
  useCreateRecord,
  useFormat,
  useLabel,
  useObject,
  useRecordQuery,
} from '@huanke/platform/ui';
import { useState } from 'react';
import { fill, texts } from './texts.ts';
import './calendar.css';

interface Report {
  readonly position: { readonly lng: number; readonly lat: number } | null;
  readonly accuracy: number | null;
}

/** Where the device is; without a position the check-in is marked as not located. */
function locate(): Promise<Report> {
  return new Promise((resolve) => {
    const nowhere = () => resolve({ position: null, accuracy: null });
    if (!('geolocation' in navigator)) return nowhere();
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ position: { lng: coords.longitude, lat: coords.latitude }, accuracy: Math.ceil(coords.accuracy) }),
      nowhere,
      { enableHighAccuracy: true, timeout: 15_000 },
    );
  });
}

function useCheckIn(activity: string) {
  const text = useLabel();
  const create = useCreateRecord('checkIn');
  const flags = useObject('checkIn').data?.fields.find(({ name }) => name === 'flags')?.options ?? [];
  const [busy, setBusy] = useState(false);
  const [asked, setAsked] = useState<Report | null>(null);
  const send = async (report: Report, reason?: string) => {
    try {
      const made = await create.mutateAsync({ values: { activity, ...report, ...(reason ? { reason } : {}) } });
      const named = (made['flags'] as readonly string[] | null) ?? [];
      const words = named.map((key) => text(flags.find((flag) => flag.key === key)?.label));
      if (made['valid'] === true) toast.ok(fill(text(texts.checkedIn), { n: String(made['distance']) }));
      else toast.info(fill(text(texts.flagged), { flags: words.join('、') }));
      setAsked(null);
    } catch (error) {
      // only who is outside or not located has to say why
      if (!reason && (error as { forField?: (field: string) => unknown }).forField?.('reason')) setAsked(report);
      else toast.error(error);
    }
  };
  const start = async () => {
    setBusy(true);
    await send(await locate());
    setBusy(false);
  };
  return { busy: busy || create.isPending, asked, start, send, leave: () => setAsked(null) };
}

/** Who was at the place of a visit, and how sure that is. */
export function CheckIns({ record }: { readonly record: RecordData }) {
  const text = useLabel();
  const format = useFormat();
  const can = useCan();
  const flags = useObject('checkIn').data?.fields.find(({ name }) => name === 'flags')?.options ?? [];
  const query = {
    filter: { field: 'activity', op: 'eq', value: record.id },
    sort: [{ field: 'checkedAt', direction: 'desc' }],
    limit: 20,
  } as const;
  const rows = useRecordQuery('checkIn', query).data?.pages.flatMap((page) => page.records) ?? [];
  const { busy, asked, start, send, leave } = useCheckIn(record.id);
  if (record['type'] !== 'visit' && rows.length === 0) return null;
  return (
    <section className="cal-checks" aria-label={text(texts.checkIns)}>
      {can('checkIn.create') && record['type'] === 'visit' && (
        <Button icon="visit" busy={busy} onClick={() => void start()}>
          {text(busy ? texts.checkingIn : texts.checkIn)}
        </Button>
      )}
      <ul>
        {rows.map((row) => (
          <li key={row.id}>
            <time dateTime={String(row['checkedAt'])}>{format.dateTime(String(row['checkedAt']))}</time>
            <span>{(row['createdBy'] as Reference | null)?.title}</span>
            {row['distance'] !== null && <span className="note">{fill(text(texts.metres), { n: String(row['distance']) })}</span>}
            {row['valid'] === true && <Tag tone="ok">{text(texts.valid)}</Tag>}
            {((row['flags'] as readonly string[] | null) ?? []).map((key) => (
              <Tag key={key} tone="warn">
                {text(flags.find((flag) => flag.key === key)?.label)}
              </Tag>
            ))}
            {row['reason'] ? <span className="note">{String(row['reason'])}</span> : null}
          </li>
        ))}
      </ul>
      {asked && <Why busy={busy} onClose={leave} onSend={(reason) => void send(asked, reason)} />}
    </section>
  );
}

function Why({
  busy,
  onClose,
  onSend,
}: {
  readonly busy: boolean;
  readonly onClose: () => void;
  readonly onSend: (reason: string) => void;
}) {
  const text = useLabel();
  const [reason, setReason] = useState('');
  return (
    <Dialog
      title={text(texts.why)}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{text(texts.cancel)}</Button>
          <Button kind="primary" busy={busy} disabled={reason.trim() === ''} onClick={() => onSend(reason.trim())}>
            {text(texts.checkIn)}
          </Button>
        </>
      }
    >
      <p className="note">{text(texts.whyText)}</p>
      <textarea
        className="inp"
        rows={3}
        maxLength={500}
        aria-label={text(texts.why)}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
    </Dialog>
  );
}
