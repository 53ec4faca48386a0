import { Button, Icon, paths, type RecordData, Tag, useLabel } from '@huanke/platform/ui';
import { Link } from '@tanstack/react-router';
import type { Bar } from './gantt.ts';
import { texts } from './texts.ts';

const DAY = 86_400_000;
const daysFrom = (a: string, b: string) => Math.round((Date.parse(b) - Date.parse(a)) / DAY);

/** One milestone: its name and days, its stretch on the line of days, and what is to be done. */
export function MilestoneRow({
  step,
  bar,
  today,
  onAccept,
}: {
  readonly step: RecordData;
  readonly bar: Bar | undefined;
  readonly today: { readonly day: string; readonly at: number };
  readonly onAccept?: () => void;
}) {
  const text = useLabel();
  const isAccepted = step['state'] === 'accepted';
  const [planOn, actualOn] = [step['planOn'] as string | null, step['actualOn'] as string | null];
  const late = planOn ? daysFrom(planOn, actualOn ?? today.day) : 0;
  const tone = isAccepted ? 'done' : late > 0 ? 'late' : 'open';
  return (
    <li className={tone}>
      <span className="what">
        <Icon name={isAccepted ? 'check' : 'flag'} size={14} />
        <Link to={paths.record('projectMilestone', step.id)} className="ell">
          {String(step['name'] ?? '')}
        </Link>
        {late > 0 && (
          <Tag small tone={isAccepted ? 'neutral' : 'bad'}>
            {text(texts.late).replace('{n}', String(late))}
          </Tag>
        )}
      </span>
      <span className="note ell">
        {planOn ? text(texts.planned).replace('{day}', planOn) : '--'}
        {actualOn ? ` · ${text(texts.actual).replace('{day}', actualOn)}` : ''} ·{' '}
        {text(texts.weight).replace('{n}', String(Number(step['weight'] ?? 0)))}
      </span>
      <span className="line" aria-hidden="true">
        {bar && <i className="stretch" style={{ left: `${bar.from}%`, width: `${Math.max(1, bar.to - bar.from)}%` }} />}
        {bar?.actual !== null && bar && <i className="actual" style={{ left: `${bar.actual}%` }} />}
        <i className="now" style={{ left: `${today.at}%` }} />
      </span>
      <span className="do">
        {isAccepted ? (
          <Tag small tone="ok">
            {text(texts.accepted)}
          </Tag>
        ) : (
          onAccept && <Button onClick={onAccept}>{text(texts.accept)}</Button>
        )}
      </span>
    </li>
  );
}
