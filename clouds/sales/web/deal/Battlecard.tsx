import { Drawer, paths, type RecordData, type Reference, Skeleton, useFormat, useLabel, useRecord } from '@huanke/platform/ui';
import { cleanHtml } from '@huanke/platform/ui/cells';
import { Link } from '@tanstack/react-router';
import { texts } from './texts.ts';

/** How to win against one competitor, beside the deal. */
export function Battlecard({ rival, onClose }: { readonly rival: RecordData; readonly onClose: () => void }) {
  const text = useLabel();
  const format = useFormat();
  const competitor = rival['competitor'] as Reference;
  const { data } = useRecord('competitor', competitor.id);
  const price = rival['priceSeen'] as string | null;
  const parts = data
    ? ([
        [texts.strengths, data['strengths']],
        [texts.weaknesses, data['weaknesses']],
        [texts.products, data['products']],
      ] as const)
    : [];
  const card = typeof data?.['battlecard'] === 'string' ? cleanHtml(data['battlecard']) : '';
  return (
    <Drawer open title={competitor.title} onClose={onClose}>
      {!data ? (
        <Skeleton lines={6} />
      ) : (
        <div className="deal-card">
          {price && (
            <p>
              <span className="note">{text(texts.seen)}</span> <b>{format.moneyFigure(price).text}</b>
            </p>
          )}
          <h3>{text(texts.battlecard)}</h3>
          {card ? <div className="rich" dangerouslySetInnerHTML={{ __html: card }} /> : <p className="note">{text(texts.empty)}</p>}
          {parts.map(([title, value]) =>
            value ? (
              <div key={title.en}>
                <h3>{text(title)}</h3>
                <p className="pre">{String(value)}</p>
              </div>
            ) : null,
          )}
          <p>
            <Link to={paths.record('competitor', competitor.id)}>{text(texts.openRival)}</Link>
          </p>
        </div>
      )}
    </Drawer>
  );
}
