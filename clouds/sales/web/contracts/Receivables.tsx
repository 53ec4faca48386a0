import { type Filter, listLink, type ObjectMeta, type RecordData, useFormat, useLabel } from '@huanke/platform/ui';
import { PanelFrame, usePanel } from '@huanke/platform/ui/panels';
import { Link } from '@tanstack/react-router';
import { cents } from '../money.ts';
import { ShareBar, type Tone } from '../Shares.tsx';
import { texts } from './texts.ts';
import './contracts.css';

type Age = 'notDue' | '1-30' | '31-60' | '61-90' | '90+';

/** What is owed of one age, and between which days it fell due. */
interface Owed {
  readonly age: Age;
  readonly sum: string;
  readonly count: number;
  readonly from: string | null;
  readonly to: string | null;
}

interface Data {
  readonly ages: readonly Owed[];
  readonly open: string;
  readonly overdue: string;
  readonly others: readonly { readonly currency: string; readonly sum: string }[];
}

const tones: Readonly<Record<Age, Tone>> = { notDue: 'brand', '1-30': 'late1', '31-60': 'late2', '61-90': 'late3', '90+': 'late4' };

/** 应收: what the customer owes, by how long it is late; nothing of one who owes nothing. */
export function Receivables({ record }: { readonly object: ObjectMeta; readonly record: RecordData }) {
  const text = useLabel();
  const format = useFormat();
  const query = usePanel<Data>('account', record.id, 'receivables', ['paymentPlan', 'contract']);
  return (
    <PanelFrame label={text(texts.receivables)} query={query}>
      {(data) => {
        if (data.ages.every(({ count }) => count === 0)) return null;
        const others = data.others.map(({ currency, sum }) => format.moneyFigure(sum, currency).text).join(' · ');
        return (
          <div className="contract-owed">
            <p>
              <span className="note">{text(texts.receivable)}</span>{' '}
              <b title={format.moneyFigure(data.open).title}>{format.moneyFigure(data.open).text}</b>
              {cents(data.overdue) > 0n && (
                <span className="late">
                  {text(texts.overdue)} {format.moneyFigure(data.overdue).text}
                </span>
              )}
              {others && <span className="note">{text(texts.others).replace('{sums}', others)}</span>}
            </p>
            <ShareBar parts={data.ages.map(({ age, sum }) => ({ key: age, units: cents(sum), tone: tones[age] }))} />
            <ul className="sharelist">
              {data.ages
                .filter(({ count }) => count > 0)
                .map((owed) => (
                  <li key={owed.age} className={`tone-${tones[owed.age]}`}>
                    <Link {...listLink('paymentPlan', { filter: filterOf(record.id, owed) })}>{text(texts[owed.age])}</Link>
                    <span>{format.money(owed.sum)}</span>
                    <span className="note">{text(texts.count).replace('{n}', String(owed.count))}</span>
                  </li>
                ))}
            </ul>
          </div>
        );
      }}
    </PanelFrame>
  );
}

/** What an age counts is what the list behind it shows. */
const filterOf = (account: string, { age, from, to }: Owed): Filter => ({
  and: [
    { field: 'account', op: 'eq', value: account },
    { field: 'status', op: 'in', value: age === 'notDue' ? ['unpaid', 'partial'] : ['overdue'] },
    ...(from === null ? [] : [{ field: 'dueOn', op: 'gte', value: from } as const]),
    ...(to === null ? [] : [{ field: 'dueOn', op: 'lte', value: to } as const]),
  ],
});
