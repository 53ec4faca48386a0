import {
  type ActionFormProps,
  Button,
  Dialog,
  Icon,
  invalidateRecord,
  toast,
  useCreateRecord,
  useLabel,
  useObject,
} from '@huanke/platform/ui';
import { upload } from '@huanke/platform/ui/form';
import { refreshHome } from '@huanke/platform/ui/home';
import { useEffect, useRef, useState } from 'react';
import { smaller } from './photo.ts';
import { fill, texts } from './texts.ts';
import './calendar.css';

interface Place {
  readonly position: { readonly lng: number; readonly lat: number } | null;
  readonly accuracy: number | null;
}

/** Where the device is; without a position the check-in is marked as not located. */
function locate(): Promise<Place> {
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

/** Who has to say why: what is not where, when or whose it should be is taken with a reason only. */
const asksWhy = (error: unknown) => Boolean((error as { forField?: (field: string) => unknown }).forField?.('reason'));

function useCheckIn(activity: string, onClose: () => void) {
  const text = useLabel();
  const create = useCreateRecord('checkIn');
  const flags = useObject('checkIn').data?.fields.find(({ name }) => name === 'flags')?.options ?? [];
  const [place, setPlace] = useState<Place | null>(null);
  const [photo, setPhoto] = useState<File | null>(null);
  const [reason, setReason] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  // once, when the form opens: it takes up to a quarter of a minute, while a photo is taken
  useEffect(() => {
    let gone = false;
    void locate().then((found) => !gone && setPlace(found));
    return () => {
      gone = true;
    };
  }, []);
  const send = async () => {
    if (!place || busy) return;
    setBusy(true);
    try {
      const files = photo ? [{ id: (await upload(await smaller(photo))).id }] : undefined;
      const values = { activity, ...place, ...(reason?.trim() ? { reason: reason.trim() } : {}), ...(files ? { photo: files } : {}) };
      const made = await create.mutateAsync({ values });
      const named = (made['flags'] as readonly string[] | null) ?? [];
      const words = named.map((key) => text(flags.find((flag) => flag.key === key)?.label));
      if (made['valid'] === true) toast.ok(fill(text(texts.checkedIn), { n: String(made['distance']) }));
      else toast.info(fill(text(texts.flagged), { flags: words.join('、') }));
      await Promise.all([invalidateRecord('activity', activity), refreshHome()]);
      onClose();
    } catch (error) {
      if (reason === null && asksWhy(error)) setReason('');
      else toast.error(error);
    } finally {
      setBusy(false);
    }
  };
  return { place, photo, setPhoto, reason, setReason, busy, send };
}

/** 签到 at a visit: the position is found by itself, a photo if one likes, a reason only where one is asked for. */
export function CheckInForm({ record, onClose }: Pick<ActionFormProps, 'record' | 'onClose'>) {
  const text = useLabel();
  const { place, photo, setPhoto, reason, setReason, busy, send } = useCheckIn(record.id, onClose);
  const input = useRef<HTMLInputElement>(null);
  const found = place?.position
    ? fill(text(texts.located), { n: String(place.accuracy) })
    : text(place ? texts.notLocated : texts.checkingIn);
  return (
    <Dialog
      title={`${text(texts.checkIn)}：${String(record['subject'] ?? '')}`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{text(texts.cancel)}</Button>
          <Button kind="primary" busy={busy} disabled={!place || reason?.trim() === ''} onClick={() => void send()}>
            {text(texts.checkIn)}
          </Button>
        </>
      }
    >
      <div className="cal-checkin">
        <p role="status">
          <Icon name="visit" /> {found}
        </p>
        <input
          ref={input}
          type="file"
          accept="image/*"
          capture="environment"
          hidden
          aria-label={text(texts.photo)}
          onChange={(event) => setPhoto(event.target.files?.[0] ?? null)}
        />
        <span className="ph">
          <Button icon="image" onClick={() => input.current?.click()}>
            {text(photo ? texts.retake : texts.photo)}
          </Button>
          {photo && <span className="note ell">{photo.name}</span>}
        </span>
        {reason !== null && (
          <>
            <p className="note">{text(texts.whyText)}</p>
            <textarea
              className="inp"
              rows={3}
              maxLength={500}
              aria-label={text(texts.why)}
              placeholder={text(texts.why)}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          </>
        )}
      </div>
    </Dialog>
  );
}
