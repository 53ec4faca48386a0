import { Button, type ObjectMeta, type RecordData, type Reference, useFormat, useLabel, useRecordQuery } from '@huanke/platform/ui';
import { lazy, Suspense, useState } from 'react';
import { texts } from './texts.ts';
import './deal.css';

const SplitDialog = lazy(() => import('./SplitDialog.tsx').then((file) => ({ default: file.SplitDialog })));

/** 业绩分成: whose deal it is in figures. */
export function Splits({ object, record }: { readonly object: ObjectMeta; readonly record: RecordData }) {
  const text = useLabel();
  const format = useFormat();
  const [editing, setEditing] = useState(false);
  const { data } = useRecordQuery('opportunitySplit', {
    fields: ['user', 'kind', 'percent', 'amount'],
    filter: { field: 'opportunity', op: 'eq', value: record.id },
    sort: [{ field: 'line', direction: 'asc' }],
    limit: 50,
  });
  if (!data) return null;
  const splits = data.pages[0]?.records ?? [];
  return (
    <section className="deal-part" aria-label={text(texts.splits)}>
      <h2>
        {text(texts.splits)}
        <span className="sp" />
        {object.can?.includes('edit') && (
          <Button kind="link" icon="pencil" onClick={() => setEditing(true)}>
            {text(texts.splitsEdit)}
          </Button>
        )}
      </h2>
      {splits.length === 0 ? (
        <p className="note">{text(texts.splitsNone)}</p>
      ) : (
        <ul className="deal-splits">
          {splits.map((split) => (
            <li key={split.id}>
              <span className="ell">{(split['user'] as Reference | null)?.title ?? '--'}</span>
              <span className="note">{text(split['kind'] === 'overlay' ? texts.overlay : texts.revenue)}</span>
              <span className="num">{String(split['percent'] ?? '').replace(/\.?0+$/, '')}%</span>
              <span className="num">{split['amount'] ? format.moneyFigure(String(split['amount'])).text : '--'}</span>
            </li>
          ))}
        </ul>
      )}
      {editing && (
        <Suspense fallback={null}>
          <SplitDialog object={object} record={record} splits={splits} onClose={() => setEditing(false)} />
        </Suspense>
      )}
    </section>
  );
}
