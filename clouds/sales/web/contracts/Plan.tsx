import { Button, type ObjectMeta, openCreate, type RecordData, useCan, useFormat, useLabel, useRecordQuery } from '@huanke/platform/ui';
import { lazy, Suspense, useState } from 'react';
import { cents, decimal, textIn } from '../money.ts';
import { Shares } from '../Shares.tsx';
import { PlanRow } from './PlanRow.tsx';
import { texts } from './texts.ts';
import './contracts.css';

const PlanDialog = lazy(() => import('./PlanDialog.tsx').then((file) => ({ default: file.PlanDialog })));

const fields = ['name', 'amount', 'received', 'open', 'dueOn', 'dueRule', 'days', 'milestone', 'isDueKnown', 'status'];
const sumOf = (plans: readonly RecordData[], field: string) => plans.reduce((all, plan) => all + cents(textIn(plan, field)), 0n);

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
          {isDraft ? <Gap amount={amount} plans={plans} currency={currency} /> : <Course plans={plans} currency={currency} />}
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

/** What has come, what is late and what is not due yet. */
function Course({ plans, currency }: Money) {
  const text = useLabel();
  const overdue = sumOf(
    plans.filter((plan) => plan['status'] === 'overdue'),
    'open',
  );
  const parts = [
    { key: 'received', label: text(texts.received), units: sumOf(plans, 'received'), tone: 'ok' },
    { key: 'overdue', label: text(texts.overdue), units: overdue, tone: 'bad' },
    { key: 'open', label: text(texts.open), units: sumOf(plans, 'open') - overdue, tone: 'brand' },
  ] as const;
  return parts.every(({ units }) => units === 0n) ? null : <Shares parts={parts} currency={currency} />;
}
