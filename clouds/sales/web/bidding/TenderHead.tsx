import {
  Button,
  Icon,
  type ObjectMeta,
  type RecordData,
  type Reference,
  recordQuery,
  useCan,
  useFormat,
  useLabel,
  useSession,
} from '@huanke/platform/ui';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { largest, leftUntil } from './left.ts';
import { SealState } from './SealState.tsx';
import { texts } from './texts.ts';
import './bidding.css';

const DecideDialog = lazy(() => import('./DecideDialog.tsx').then((file) => ({ default: file.DecideDialog })));

const waiting = new Set(['discovered', 'registered', 'approval', 'preparing', 'sealed']);

/** How long until the deadline, what is wrong, and the decision that waits. */
export function TenderHead({ object, record }: { readonly object: ObjectMeta; readonly record: RecordData }) {
  const text = useLabel();
  const status = String(record['status'] ?? '');
  const isWaiting = waiting.has(status);
  const deadline = record['deadlineAt'];
  const isSealed = status === 'sealed' || status === 'submitted';
  if (!isWaiting && !isSealed && record['bondHigh'] !== true) return null;
  return (
    <section className="tender-head" aria-label={text(texts.course)}>
      {isWaiting && typeof deadline === 'string' && <TimeLeft at={deadline} />}
      {record['bondHigh'] === true && (
        <span className="warned">
          <Icon name="warn" size={14} />
          {text(texts.bondHigh)}
        </span>
      )}
      {isSealed && <SealState id={record.id} version={record.version} />}
      {status === 'approval' && <Decision object={object} record={record} />}
    </section>
  );
}

function TimeLeft({ at }: { readonly at: string }) {
  const text = useLabel();
  const format = useFormat();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  const left = leftUntil(at, now);
  const time = left
    ? largest(left)
        .map(([unit, n]) => text(texts[unit]).replace('{n}', String(n)))
        .join(' ')
    : '';
  return (
    <span className={left && left.days >= 3 ? 'time' : 'time near'} title={format.dateTime(at)}>
      <Icon name="clock" size={14} />
      {left ? text(texts.left).replace('{time}', time) : text(texts.over)}
    </span>
  );
}

/** The owner's manager and who holds the right decide; everybody else sees that it waits. */
function Decision({ object, record }: { readonly object: ObjectMeta; readonly record: RecordData }) {
  const text = useLabel();
  const can = useCan();
  const me = useSession().user.id;
  const ownerId = (record['owner'] as Reference | null)?.id ?? '';
  const owner = useQuery({ ...recordQuery('user', ownerId), enabled: ownerId !== '' });
  const [asked, setAsked] = useState<boolean | null>(null);
  const mayDecide = can('tender.decide') || (owner.data?.['manager'] as Reference | null | undefined)?.id === me;
  return (
    <span className="decision">
      <Icon name="clock" size={14} />
      {text(texts.waits)}
      {mayDecide && (
        <>
          <Button kind="primary" onClick={() => setAsked(true)}>
            {text(texts.go)}
          </Button>
          <Button onClick={() => setAsked(false)}>{text(texts.noGo)}</Button>
        </>
      )}
      {asked !== null && (
        <Suspense fallback={null}>
          <DecideDialog object={object} record={record} go={asked} onClose={() => setAsked(null)} />
        </Suspense>
      )}
    </span>
  );
}
