import { Button, Icon, type ObjectMeta, type RecordData, useFormat, useLabel } from '@huanke/platform/ui';
import { usePossible } from '@huanke/platform/ui/record';
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

/** Who may decide does so here; everybody else sees that it waits. */
function Decision({ object, record }: { readonly object: ObjectMeta; readonly record: RecordData }) {
  const text = useLabel();
  const mayDecide = usePossible(object, record).can('decide') === true;
  const [asked, setAsked] = useState<boolean | null>(null);
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
