import type { ObjectMeta, RecordData } from '@huanke/platform/ui';
import { Confirm } from '../Confirm.tsx';
import { Recording } from './Recording.tsx';
import '../web.css';

/** On the page of a call: its recording, and whom it concerned where that is not certain. */
export function CallPanel({ object, record }: { readonly object: ObjectMeta; readonly record: RecordData }) {
  const mayConfirm = object.actions?.some((action) => action.name === 'confirm') ?? false;
  const asks = record['toConfirm'] === true && mayConfirm;
  if (!asks && record['hasRecording'] !== true) return null;
  return (
    <section className="mail-panel">
      {asks && <Confirm object="callLog" id={record.id} />}
      {record['hasRecording'] === true && <Recording id={record.id} />}
    </section>
  );
}
