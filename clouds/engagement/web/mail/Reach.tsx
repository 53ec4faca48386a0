import { api, Button, fieldOf, type ObjectMeta, type RecordData, toast, useLabel } from '@huanke/platform/ui';
import { lazy, Suspense, useState } from 'react';
import { useWays } from '../data.ts';
import { fill, texts } from '../texts.ts';
import '../web.css';

const Compose = lazy(() => import('./Compose.tsx').then((file) => ({ default: file.Compose })));

/** The numbers of a record that can be called as they stand; a masked one can not. */
function numbersOf(object: ObjectMeta, record: RecordData): string[] {
  return (object.fields ?? [])
    .filter((field) => field.type === 'phone' && !fieldOf(object, field.name)?.masked)
    .flatMap((field) => (typeof record[field.name] === 'string' && record[field.name] !== '' ? String(record[field.name]) : []))
    .slice(0, 2);
}

/** 写邮件 and 呼叫, for who has a mailbox or a telephone; for others there is nothing. */
export function Reach({ object, record }: { readonly object: ObjectMeta; readonly record: RecordData }) {
  const text = useLabel();
  const ways = useWays().data;
  const [writing, setWriting] = useState(false);
  const [busy, setBusy] = useState(false);
  const numbers = ways?.call ? numbersOf(object, record) : [];
  if (!ways?.write && numbers.length === 0) return null;
  const call = async (to: string) => {
    setBusy(true);
    try {
      await api.post('/calls', { to });
      toast.ok(text(texts.calling));
    } catch (error) {
      toast.error(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="mail-reach">
      {ways?.write && (
        <Button size="sm" icon="mail" onClick={() => setWriting(true)}>
          {text(texts.write)}
        </Button>
      )}
      {numbers.map((number) => (
        <Button key={number} size="sm" icon="phone" busy={busy} onClick={() => void call(number)}>
          {fill(text(texts.call), { number })}
        </Button>
      ))}
      {writing && (
        <Suspense fallback={null}>
          <Compose start={{ about: { object: object.name, id: record.id } }} onClose={() => setWriting(false)} />
        </Suspense>
      )}
    </div>
  );
}
