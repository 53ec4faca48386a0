import {
  Button,
  fieldOf,
  Icon,
  type ObjectMeta,
  openCreate,
  type RecordData,
  type Reference,
  Tag,
  toneOf,
  useCan,
  useFormat,
  useLabel,
  useObject,
  useRecordQuery,
} from '@huanke/platform/ui';
import { lazy, Suspense, useState } from 'react';
import { texts } from './texts.ts';
import './deal.css';

const Battlecard = lazy(() => import('./Battlecard.tsx').then((file) => ({ default: file.Battlecard })));

/** Who else is in the deal, by threat; a press opens the battlecard. */
export function Rivals({ object, record }: { readonly object: ObjectMeta; readonly record: RecordData }) {
  const text = useLabel();
  const format = useFormat();
  const can = useCan();
  const meta = useObject('opportunityCompetitor').data;
  const [open, setOpen] = useState<RecordData | null>(null);
  const { data } = useRecordQuery('opportunityCompetitor', {
    fields: ['competitor', 'threat', 'priceSeen', 'status', 'note', 'version'],
    filter: { field: 'opportunity', op: 'eq', value: record.id },
    sort: [{ field: 'threat', direction: 'desc' }],
    limit: 20,
  });
  const rivals = data?.pages[0]?.records ?? [];
  const mayAdd = can('opportunityCompetitor.create') && object.can?.includes('edit');
  if (!data || !meta || (rivals.length === 0 && !mayAdd)) return null;
  const options = (name: string, key: unknown) => fieldOf(meta, name)?.options?.find((option) => option.key === key);
  const parent = { id: record.id, title: String(record[object.title] ?? '') };
  return (
    <section className="deal-rivals" aria-label={text(texts.rivals)}>
      <span className="note">{text(texts.rivals)}</span>
      {rivals.map((rival) => {
        const threat = options('threat', rival['threat']);
        const status = options('status', rival['status']);
        const price = rival['priceSeen'] as string | null;
        return (
          <button key={rival.id} type="button" className="rival" onClick={() => setOpen(rival)}>
            <Icon name="flag" size={14} />
            <b className="ell">{(rival['competitor'] as Reference | null)?.title ?? '--'}</b>
            {threat && (
              <Tag small tone={toneOf(threat.color)}>
                {text(texts.threat)} {text(threat.label)}
              </Tag>
            )}
            {status && rival['status'] !== 'active' && <Tag small>{text(status.label)}</Tag>}
            {price && <span className="note">{format.moneyFigure(price).text}</span>}
          </button>
        );
      })}
      {mayAdd && (
        <Button kind="link" icon="plus" onClick={() => openCreate('opportunityCompetitor', { opportunity: parent })}>
          {text(texts.add)}
        </Button>
      )}
      {open && (
        <Suspense fallback={null}>
          <Battlecard rival={open} onClose={() => setOpen(null)} />
        </Suspense>
      )}
    </section>
  );
}
