import { fieldOf, paths, type RecordData, type Reference, Tag, toneOf, useFormat, useLabel, useObject } from '@huanke/platform/ui';
import { Link } from '@tanstack/react-router';
import { textIn } from '../money.ts';
import { texts } from './texts.ts';

const DAY = 86_400_000;

/** How an instalment comes to be due, in words; of one on a day nothing beyond the day. */
function useRule(plan: RecordData): string | null {
  const text = useLabel();
  const days = String(plan['days'] ?? 0);
  const isAtOnce = days === '0';
  if (plan['dueRule'] === 'signed') return text(isAtOnce ? texts.onSigned : texts.afterSigned).replace('{n}', days);
  if (plan['dueRule'] !== 'accepted') return null;
  const name = (plan['milestone'] as Reference | null)?.title ?? '';
  return text(isAtOnce ? texts.onAccepted : texts.afterAccepted)
    .replace('{n}', days)
    .replace('{name}', name);
}

/** One instalment: when it is due and why, how much it is, what has come of it. */
export function PlanRow({
  plan,
  place,
  currency,
}: {
  readonly plan: RecordData;
  readonly place: number;
  readonly currency: string | undefined;
}) {
  const text = useLabel();
  const format = useFormat();
  const meta = useObject('paymentPlan').data;
  const rule = useRule(plan);
  const dueOn = textIn(plan, 'dueOn');
  const status = textIn(plan, 'status') ?? 'planned';
  const option = meta && fieldOf(meta, 'status')?.options?.find(({ key }) => key === status);
  const late = status === 'overdue' && dueOn ? Math.round((Date.parse(format.date(new Date())) - Date.parse(dueOn)) / DAY) : 0;
  const day = dueOn && text(plan['isDueKnown'] === true ? texts.due : texts.duePlanned).replace('{day}', dueOn);
  const received = Number(textIn(plan, 'received') ?? 0) > 0 && status !== 'paid';
  return (
    <li className={status}>
      <span className="no">{place}</span>
      <span className="what">
        <Link to={paths.record('paymentPlan', plan.id)} className="ell">
          {String(plan['name'] ?? '')}
        </Link>
        <span className="note ell">{[day, rule].filter(Boolean).join(' · ') || '--'}</span>
      </span>
      <span className="money">
        <b>{format.money(textIn(plan, 'amount'), currency)}</b>
        {received && <span className="note">{text(texts.got).replace('{sum}', format.money(textIn(plan, 'received'), currency))}</span>}
      </span>
      <span className="st">
        <Tag small tone={toneOf(option?.color)}>
          {late > 0 ? text(texts.late).replace('{n}', String(late)) : option ? text(option.label) : status}
        </Tag>
      </span>
    </li>
  );
}
