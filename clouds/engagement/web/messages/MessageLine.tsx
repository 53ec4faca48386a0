import { paths, type RecordData, Tag, useLabel } from '@huanke/platform/ui';
import { Line } from '@huanke/platform/ui/timeline';
import { Link } from '@tanstack/react-router';
import { fill } from '../texts.ts';
import { smsTexts } from './texts.ts';
import '../web.css';

type Status = keyof typeof smsTexts.status;
const tones: Readonly<Record<Status, 'ok' | 'bad' | 'warn' | 'neutral' | 'brand'>> = {
  queued: 'neutral',
  sent: 'brand',
  delivered: 'ok',
  failed: 'bad',
  unconfirmed: 'warn',
};

/** A text message in the timeline of whom it concerns: who sent it to which number, what became of it, and what it says. */
export function MessageLine({ at, record }: { readonly at: string; readonly record: RecordData }) {
  const text = useLabel();
  const status = (record['status'] ?? 'queued') as Status;
  const sender = (record['owner'] as { readonly title?: string } | null)?.title;
  return (
    <Line icon="message" at={at}>
      <p className="w">
        {sender && <b>{sender} </b>}
        <Link to={paths.record('sentMessage', record.id)}>{fill(text(smsTexts.sentTo), { number: String(record['to'] ?? '') })}</Link>{' '}
        <Tag tone={tones[status]} small>
          {text(smsTexts.status[status])}
        </Tag>
      </p>
      <p className="q lines">{String(record['content'] ?? '')}</p>
      {record['reason'] ? <p className="note">{String(record['reason'])}</p> : null}
    </Line>
  );
}
