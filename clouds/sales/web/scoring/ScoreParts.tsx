import { api, type ObjectMeta, type RecordData, useLabel } from '@huanke/platform/ui';
import { useQuery } from '@tanstack/react-query';
import { fill } from '../fill.ts';
import type { Explained, ScoreItem } from './data.ts';
import { texts } from './texts.ts';
import './scoring.css';

/** 评分构成: what the score of a lead is made of, to the point. */
export function ScoreParts({ record }: { readonly object: ObjectMeta; readonly record: RecordData }) {
  const text = useLabel();
  const { data } = useQuery({
    queryKey: ['lead-score', record.id, record['score'], record['grade']],
    queryFn: ({ signal }) => api.get<Explained>(`/leads/${record.id}/score`, { signal }),
  });
  if (!data || data.score === null) return null;
  const nameOf = ({ kind, name }: ScoreItem) => name ?? (kind in texts.items ? text(texts.items[kind as keyof typeof texts.items]) : '');
  return (
    <section className="scoreparts" aria-label={text(texts.explain)}>
      <h2>{text(texts.explain)}</h2>
      <p className="note">{fill(text(texts.explainMore), { score: data.score, grade: data.grade ?? '', version: data.version ?? '' })}</p>
      <ul>
        {data.items.map((item) => (
          <li key={`${item.kind} ${item.group} ${item.name}`}>
            <span className="note">{item.group}</span>
            <span className="ell">{nameOf(item)}</span>
            <span className="note">{item.count === null ? '' : fill(text(texts.times), { count: item.count })}</span>
            <b className={item.points < 0 ? 'less' : undefined}>{item.points > 0 ? `+${item.points}` : item.points}</b>
          </li>
        ))}
      </ul>
    </section>
  );
}
