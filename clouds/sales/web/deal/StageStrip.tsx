import { fieldOf, type ObjectMeta, type RecordData, useFormat, useLabel, useRecordQuery } from '@huanke/platform/ui';
import { texts } from './texts.ts';
import './deal.css';

const DAY = 86_400;

const secondsOf = (stay: RecordData, now: number): number =>
  typeof stay['seconds'] === 'number' ? stay['seconds'] : Math.max(0, Math.floor((now - Date.parse(String(stay['enteredAt']))) / 1000));

/** 阶段用时: every stay of the deal as a bar of its length, with who moved it and why. */
export function StageStrip({ object, record }: { readonly object: ObjectMeta; readonly record: RecordData }) {
  const text = useLabel();
  const format = useFormat();
  const { data } = useRecordQuery('stageHistory', {
    fields: ['to', 'direction', 'enteredAt', 'seconds', 'by', 'reason'],
    filter: { field: 'opportunity', op: 'eq', value: record.id },
    sort: [{ field: 'enteredAt', direction: 'asc' }],
    limit: 100,
  });
  const stays = data?.pages[0]?.records ?? [];
  if (stays.length === 0) return null;
  const options = fieldOf(object, 'stage')?.options ?? [];
  const now = Date.now();
  const longest = Math.max(...stays.map((stay) => secondsOf(stay, now)), 1);
  const lengthOf = (seconds: number) =>
    seconds >= DAY ? `${(seconds / DAY).toFixed(1)} ${text(texts.day)}` : `${Math.round(seconds / 3600)} ${text(texts.hour)}`;
  return (
    <section className="deal-part" aria-label={text(texts.stays)}>
      <h2>{text(texts.stays)}</h2>
      <ol className="deal-stays">
        {stays.map((stay) => {
          const option = options.find((one) => one.key === stay['to']);
          const seconds = secondsOf(stay, now);
          const by = stay['by'] as { readonly title: string } | null;
          return (
            <li key={stay.id} className={stay['direction'] === 'back' ? 'back' : undefined}>
              <span className="nm ell">{option ? text(option.label) : String(stay['to'] ?? '')}</span>
              <span className="bar" aria-hidden="true">
                <i style={{ width: `${Math.max(2, (seconds / longest) * 100)}%` }} className={`c-${option?.color ?? 'grey'}`} />
              </span>
              <span className="len">
                {lengthOf(seconds)}
                {stay['seconds'] === null && <small> {text(texts.now)}</small>}
              </span>
              <span className="note ell">
                {format.day(String(stay['enteredAt']))}
                {by ? ` · ${by.title}` : ''}
                {stay['reason'] ? ` · ${String(stay['reason'])}` : ''}
              </span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
