import { useLabel } from '@huanke/platform/ui';
import { fill } from '../fill.ts';
import { grades, type ScoreDefinition, usePreview } from './data.ts';
import { texts } from './texts.ts';

/** How the newest leads would be scored: by tens, and by grade. */
export function Distribution({ definition }: { readonly definition: ScoreDefinition }) {
  const text = useLabel();
  const { data, error } = usePreview(definition);
  if (!data) return <aside className="scorehist" aria-live="polite" />;
  const most = Math.max(1, ...data.bins);
  const nameOf = (at: number, count: number) =>
    fill(text(texts.bin), { from: at * 10, to: at === data.bins.length - 1 ? 100 : at * 10 + 9, count });
  return (
    <aside className="scorehist" aria-live="polite">
      <h2>{fill(text(texts.distribution), { count: data.sample })}</h2>
      {data.sample === 0 && <p className="note">{text(texts.noLeads)}</p>}
      <ol className="bins">
        {data.bins.map((count, at) => (
          <li key={at} title={nameOf(at, count)}>
            <span className="bar" style={{ height: `${(count / most) * 100}%` }} aria-hidden="true" />
            <span className="at" aria-hidden="true">
              {at * 10}
            </span>
            <span className="sr">{nameOf(at, count)}</span>
          </li>
        ))}
      </ol>
      <dl className="grades">
        {grades.map((grade) => (
          <div key={grade}>
            <dt>{grade}</dt>
            <dd>{data.grades[grade]}</dd>
          </div>
        ))}
      </dl>
      {error && <p className="note">{text(texts.incomplete)}</p>}
    </aside>
  );
}
