import { api, Button, numbersOf, type ObjectMeta, type RecordData, toast, useLabel } from '@huanke/platform/ui';
import { usePossible } from '@huanke/platform/ui/record';
import { lazy, Suspense, useState } from 'react';
import { useWays } from '../data.ts';
import type { TextStart } from '../messages/TextDrawer.tsx';
import { smsTexts } from '../messages/texts.ts';
import { fill, texts } from '../texts.ts';
import '../web.css';

const TextDrawer = lazy(() => import('../messages/TextDrawer.tsx').then((file) => ({ default: file.TextDrawer })));
const Compose = lazy(() => import('./Compose.tsx').then((file) => ({ default: file.Compose })));

/** Whom a text message goes to from a record: the person it is, whom the caller may text, or one of an account's contacts. */
function textStart(object: ObjectMeta, record: RecordData, may: boolean): TextStart | null {
  if (object.name === 'account') return { account: record.id };
  return may ? { about: { object: object.name, id: record.id, name: String(record['name'] ?? '') } } : null;
}

/** 写邮件, 发短信 and 呼叫, as far as a mailbox, a service or a telephone is connected; else there is nothing. */
export function Reach({ object, record }: { readonly object: ObjectMeta; readonly record: RecordData }) {
  const text = useLabel();
  const ways = useWays().data;
  const [writing, setWriting] = useState(false);
  const [texting, setTexting] = useState(false);
  const [busy, setBusy] = useState(false);
  const possible = usePossible(object, record);
  const start = ways?.text ? textStart(object, record, possible.can('sendSms') === true) : null;
  const numbers = ways?.call ? numbersOf(object, record).map(({ number }) => number) : [];
  if (!ways?.write && !start && numbers.length === 0) return null;
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
      {start && (
        <Button size="sm" icon="message" onClick={() => setTexting(true)}>
          {text(smsTexts.write)}
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
      {texting && start && (
        <Suspense fallback={null}>
          <TextDrawer start={start} onClose={() => setTexting(false)} />
        </Suspense>
      )}
    </div>
  );
}
