import type { ObjectMeta, RecordData } from '@huanke/platform/ui';
import { usePossible } from '@huanke/platform/ui/record';
import { Recording } from './Recording.tsx';
import { WhoCalled } from './WhoCalled.tsx';
import '../web.css';

/** On the page of a call: whom it concerned, for who may say so, and its recording. */
export function CallPanel({ object, record }: { readonly object: ObjectMeta; readonly record: RecordData }) {
  const mayConfirm = usePossible(object, record).can('confirm') === true;
  if (!mayConfirm && record['hasRecording'] !== true) return null;
  return (
    <section className="mail-panel">
      {mayConfirm && <WhoCalled object={object} record={record} />}
      {record['hasRecording'] === true && <Recording id={record.id} />}
    </section>
  );
}
