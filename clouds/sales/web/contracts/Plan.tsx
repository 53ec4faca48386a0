import { Button, type ObjectMeta, openCreate, type RecordData, useCan, useFormat, useLabel, useRecordQuery } from '@huanke/platform/ui';
import { lazy, Suspense, useState } from 'react';
import { PlanRow } from './PlanRow.tsx';
import { unitsOf } from './parts.ts';
import { texts } from './texts.ts';
import './contracts.css';

const PlanDialog = lazy(() => import('./PlanDialog.tsx').then((file) => ({ default: file.PlanDialog })));

const fields = ['name', 'amount', 'received', 'open', 'dueOn', 'dueRule', 'days', 'milestone', 'isDueKnown', 'status'];
const textIn = (record: RecordData, field: string) => (typeof record[field] === 'string' ? record[field] : null);
const cents = (amount: string | null) => unitsOf(amount ?? '0', 2) ?? 0n;
const sumOf = (plans: readonly RecordData[], field: string) => plans.reduce((all, plan) => all + cents(textIn(plan, field)), 0n);
const decimal = (units: bigint) => {
  const digits = String(units).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

/** 回款计划: who is to pay what by when, how much of it has come, and what is late. */
export function Plan({ object, record }: { readonly object: ObjectMeta; readonly record: RecordData }) {
  const text = useLabel();
  const can = useCan();
  const [planning, setPlanning] = useState(false);
  const { data } = useRecordQuery('paymentPlan', {
    fields,
    filter: { field: 'contract', op: 'eq', value: record.id },
    sort: [{ field: 'seq', direction: 'asc' }],
    limit: 200,
  });
  if (!data) return null;
  const plans = data.pages.flatMap((page) => page.records);
  const isDraft = record['status'] === 'draft';
  const amount = textIn(record, 'amount');
  const mayPlan = isDraft && can('paymentPlan.create') && object.can?.includes('edit') === true;
  const parent = { id: record.id, title: String(record[object.title] ?? '') };
  const currency = textIn(record, 'currency') ?? undefined;
  return (
    <section className="contract-part" aria-label={text(texts.plan)}>
      <h2>
        {text(texts.plan)}
        <span className="sp" />
        {mayPlan && plans.length > 0 && (
          <Button kind="link" icon="plus" onClick={() => openCreate('paymentPlan', { contract: parent })}>
            {text(texts.add)}
          </Button>
        )}
        {mayPlan && plans.length > 0 && amount !== null && (
          <Button kind="link" icon="calendar" onClick={() => setPlanning(true)}>
            {text(texts.planAnew)}
          </Button>
        )}
      </h2>
      {plans.length === 0 ? (
        <p className="note contract-none">
          {text(mayPlan ? (amount === null ? texts.noAmount : texts.none) : texts.noneLater)}
          {mayPlan && amount !== null && (
            <Button icon="calendar" onClick={() => setPlanning(true)}>
              {text(texts.planBy)}
            </Button>
          )}
        </p>
      ) : (
        <>
          {isDraft ? <Gap amount={amount} plans={plans} currency={currency} /> : <Shares plans={plans} currency={currency} />}
          <ol className="contract-plans">
            {plans.map((plan, index) => (
              <PlanRow key={plan.id} plan={plan} place={index + 1} currency={currency} />
            ))}
          </ol>
        </>
      )}
      {planning && (
        <Suspense fallback={null}>
          <PlanDialog record={record} planned={plans.length} onClose={() => setPlanning(false)} />
        </Suspense>
      )}
    </section>
  );
}

interface Money {
  readonly plans: readonly RecordData[];
  readonly currency: string | undefined;
}

/** Of a draft: whether its instalments are all of its amount, without which it can not be handed in. */
function Gap({ amount, plans, currency }: Money & { readonly amount: string | null }) {
  const text = useLabel();
  const format = useFormat();
  const [planned, all] = [sumOf(plans, 'amount'), cents(amount)];
  if (planned === all) return null;
  const gap = planned > all ? planned - all : all - planned;
  const said = text(texts.differs)
    .replace('{sum}', format.money(decimal(planned), currency))
    .replace('{gap}', format.money(decimal(gap), currency))
    .replace('{more}', text(planned > all ? texts.more : texts.less));
  return <p className="contract-gap">{said}</p>;
}

/** What has come, what is late and what is not due yet, as parts of one bar. */
function Shares({ plans, currency }: Money) {
  const text = useLabel();
  const format = useFormat();
  const received = sumOf(plans, 'received');
  const overdue = sumOf(
    plans.filter((plan) => plan['status'] === 'overdue'),
    'open',
  );
  const open = sumOf(plans, 'open') - overdue;
  const whole = received + overdue + open;
  if (whole === 0n) return null;
  const parts = [
    { key: 'received', units: received },
    { key: 'overdue', units: overdue },
    { key: 'open', units: open },
  ] as const;
  const widthOf = (units: bigint) => `${Number((units * 10_000n) / whole) / 100}%`;
  return (
    <div className="contract-shares">
      <div className="bar" aria-hidden="true">
        {parts.map(({ key, units }) => units > 0n && <i key={key} className={key} style={{ width: widthOf(units) }} />)}
      </div>
      <ul>
        {parts.map(({ key, units }) => (
          <li key={key} className={key}>
            <span className="note">{text(texts[key])}</span> {format.money(decimal(units), currency)}
          </li>
        ))}
      </ul>
    </div>
  );
}
