import {
  Button,
  explain,
  type ObjectMeta,
  paths,
  type RecordData,
  type Reference,
  Tag,
  toast,
  useAction,
  useFormat,
  useLabel,
  useRecordQuery,
} from '@huanke/platform/ui';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { cents, decimal, textIn } from '../money.ts';
import { Shares } from '../Shares.tsx';
import { Paid } from './Paid.tsx';
import { fitting, type Sum, sumOf, type Typed } from './parts.ts';
import { renew } from './renew.ts';
import { texts } from './texts.ts';
import './receipts.css';

const DAY = 86_400_000;
const owed = ['unpaid', 'partial', 'overdue'];

/** What the account of a receipt, or the contract it names, still owes in its currency; what is due longest first. */
function useOpenPlans(receipt: RecordData) {
  const [account, contract] = ['account', 'contract'].map((field) => (receipt[field] as Reference | null)?.id);
  const whose = [
    ...(account ? [{ field: 'account', op: 'eq', value: account } as const] : []),
    ...(contract ? [{ field: 'contract', op: 'eq', value: contract } as const] : []),
  ];
  return useRecordQuery(
    'paymentPlan',
    {
      fields: ['name', 'contract', 'open', 'dueOn', 'isDueKnown', 'status'],
      filter: {
        and: [
          { or: whose },
          { field: 'status', op: 'in', value: owed },
          { field: 'currency', op: 'eq', value: textIn(receipt, 'currency') },
        ],
      },
      sort: [{ field: 'dueOn', direction: 'asc' }],
      limit: 200,
    },
    { enabled: whose.length > 0 },
  );
}

/** 核销 on the page of a receipt. */
export function AllocationPanel({ object, record }: { readonly object: ObjectMeta; readonly record: RecordData }) {
  const text = useLabel();
  const status = textIn(record, 'status');
  return (
    <section className="receipt-part" aria-label={text(texts.part)}>
      <h2>{text(texts.part)}</h2>
      {status !== 'confirmed' && status !== 'reversed' && <p className="note">{text(texts.draft)}</p>}
      {status === 'confirmed' && <Allocation receipt={record} mayEdit={object.can?.includes('edit') === true} />}
      {status === 'reversed' && <Paid receipt={record} mayEdit={false} />}
    </section>
  );
}

/** What is left of a receipt, what it may pay, and what it has paid. */
export function Allocation({ receipt, mayEdit }: { readonly receipt: RecordData; readonly mayEdit: boolean }) {
  return (
    <>
      <Left receipt={receipt} />
      {mayEdit && cents(textIn(receipt, 'unapplied')) > 0n && <Open receipt={receipt} />}
      <Paid receipt={receipt} mayEdit={mayEdit} />
    </>
  );
}

function Left({ receipt }: { readonly receipt: RecordData }) {
  const text = useLabel();
  const parts = [
    { key: 'applied', label: text(texts.applied), units: cents(textIn(receipt, 'applied')), tone: 'ok' },
    { key: 'unapplied', label: text(texts.unapplied), units: cents(textIn(receipt, 'unapplied')), tone: 'brand' },
  ] as const;
  return <Shares parts={parts} currency={textIn(receipt, 'currency') ?? undefined} />;
}

function Open({ receipt }: { readonly receipt: RecordData }) {
  const text = useLabel();
  const format = useFormat();
  const run = useAction('receipt');
  const [typed, setTyped] = useState<Typed>({});
  const [problem, setProblem] = useState('');
  const { data } = useOpenPlans(receipt);
  const plans = data?.pages.flatMap((page) => page.records);
  if (!plans) return null;
  if (plans.length === 0) return <p className="note">{text(texts.none)}</p>;
  const currency = textIn(receipt, 'currency') ?? undefined;
  const left = cents(textIn(receipt, 'unapplied'));
  const sum = sumOf(plans, typed);
  const isTooMuch = sum.units > left;
  const allocate = async (input: Readonly<Record<string, unknown>>) => {
    try {
      const { allocated } = (await run.mutateAsync({ id: receipt.id, action: 'allocate', input })) as {
        allocated: readonly { readonly amount: string }[];
      };
      const given = allocated.reduce((all, { amount }) => all + cents(amount), 0n);
      setTyped({});
      setProblem('');
      toast.ok(text(texts.done).replace('{sum}', format.money(decimal(given), currency)));
      await renew(receipt.id);
    } catch (error) {
      const { title, text: more } = explain(error);
      setProblem([title, more].filter(Boolean).join(' '));
    }
  };
  const told = text(texts.now)
    .replace('{sum}', format.money(decimal(sum.units), currency))
    .replace('{left}', format.money(decimal(left - sum.units), currency));
  const said = sum.wrong.size > 0 ? text(texts.wrong) : isTooMuch ? text(texts.tooMuch) : sum.units > 0n ? told : '';
  return (
    <form
      className="receipt-open"
      onSubmit={(event) => {
        event.preventDefault();
        void allocate({ allocations: sum.allocations });
      }}
    >
      <h3>{text(texts.open)}</h3>
      <ul>
        {plans.map((plan) => (
          <OpenRow
            key={plan.id}
            plan={plan}
            left={left}
            sum={sum}
            currency={currency}
            typed={typed[plan.id] ?? ''}
            onType={(amount) => setTyped({ ...typed, [plan.id]: amount })}
          />
        ))}
      </ul>
      {problem && (
        <p className="bad" role="alert">
          {problem}
        </p>
      )}
      <p className="receipt-do">
        <span className={sum.wrong.size > 0 || isTooMuch ? 'bad' : 'note'} aria-live="polite">
          {said}
        </span>
        <span className="sp" />
        <Button busy={run.isPending} onClick={() => void allocate({ by: 'oldest' })}>
          {text(texts.auto)}
        </Button>
        <Button
          kind="primary"
          type="submit"
          busy={run.isPending}
          disabled={sum.allocations.length === 0 || sum.wrong.size > 0 || isTooMuch}
        >
          {text(texts.match)}
        </Button>
      </p>
    </form>
  );
}

interface RowProps {
  readonly plan: RecordData;
  readonly left: bigint;
  readonly sum: Sum;
  readonly currency: string | undefined;
  readonly typed: string;
  readonly onType: (amount: string) => void;
}

function OpenRow({ plan, left, sum, currency, typed, onType }: RowProps) {
  const text = useLabel();
  const format = useFormat();
  const name = String(plan['name'] ?? '');
  const contract = plan['contract'] as Reference | null;
  const dueOn = textIn(plan, 'dueOn');
  const late = plan['status'] === 'overdue' && dueOn ? Math.round((Date.parse(format.date(new Date())) - Date.parse(dueOn)) / DAY) : 0;
  const day = dueOn ? text(plan['isDueKnown'] === true ? texts.due : texts.duePlanned).replace('{day}', dueOn) : text(texts.noDay);
  const open = cents(textIn(plan, 'open'));
  const fit = decimal(fitting(plan, left, sum));
  return (
    <li>
      <span className="what">
        <span className="name">
          {contract ? (
            <Link to={paths.record('contract', contract.id)} className="ell">
              {contract.title}
            </Link>
          ) : (
            '--'
          )}
          <span className="plan">{name}</span>
        </span>
        <span className="note">
          {day}
          {late > 0 && (
            <Tag small tone="bad">
              {text(texts.late).replace('{n}', String(late))}
            </Tag>
          )}
          {open === left && (
            <Tag small tone="ok">
              {text(texts.same)}
            </Tag>
          )}
        </span>
      </span>
      <button
        type="button"
        className="owed"
        title={text(texts.fill).replace('{sum}', format.money(fit, currency))}
        onClick={() => onType(fit === '0.00' ? '' : fit)}
      >
        {format.money(decimal(open), currency)}
      </button>
      <input
        className="inp num"
        inputMode="decimal"
        placeholder="0.00"
        maxLength={24}
        aria-label={text(texts.amountOf).replace('{name}', `${contract?.title ?? ''} ${name}`)}
        aria-invalid={sum.wrong.has(plan.id) || undefined}
        value={typed}
        onChange={(event) => onType(event.target.value)}
      />
    </li>
  );
}
