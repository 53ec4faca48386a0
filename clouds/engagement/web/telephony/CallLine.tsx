import { paths, type RecordData, Tag, useLabel } from '@huanke/platform/ui';
import { Line } from '@huanke/platform/ui/timeline';
import { Link } from '@tanstack/react-router';
import { fill, texts } from '../texts.ts';
import { Recording } from './Recording.tsx';
import '../web.css';

type Outcome = keyof typeof texts.outcome;
const tones: Readonly<Record<Outcome, 'ok' | 'bad' | 'warn' | 'neutral'>> = {
  answered: 'ok',
  missed: 'bad',
  busy: 'warn',
  failed: 'neutral',
};

/** A call in the timeline of whom it concerned: which way, how it ended, how long, and its recording. */
export function CallLine({ at, record }: { readonly at: string; readonly record: RecordData }) {
  const text = useLabel();
  const outcome = String(record['outcome'] ?? 'failed') as Outcome;
  const seconds = Number(record['seconds'] ?? 0);
  const number = String(record[record['direction'] === 'in' ? 'from' : 'to'] ?? '');
  return (
    <Line icon="phone" tone="call" at={at}>
      <p className="w">
        <b>{text(record['direction'] === 'in' ? texts.callIn : texts.callOut)}</b>{' '}
        <Link to={paths.record('callLog', record.id)}>{number}</Link>{' '}
        <Tag tone={tones[outcome]} small>
          {text(texts.outcome[outcome])}
        </Tag>
        {seconds > 0 && <span className="note"> {fill(text(texts.minutes), { m: Math.floor(seconds / 60), s: seconds % 60 })}</span>}
      </p>
      {record['hasRecording'] === true && <Recording id={record.id} />}
    </Line>
  );
}
