import {
  Button,
  Drawer,
  explain,
  IconButton,
  invalidateRecord,
  queryClient,
  type RecordData,
  type Reference,
  recordKeys,
  useAction,
  useFormat,
  useLabel,
  useRecordQuery,
} from '@huanke/platform/ui';
import { useState } from 'react';
import { amountsOf, inputOf, type Part, templates, totalOf } from './parts.ts';
import { texts } from './texts.ts';

const digitsOf = (currency: string) =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;

/** 排回款计划: the amount in shares, each due in its own way. */
export function PlanDialog({
  record,
  planned,
  onClose,
}: {
  readonly record: RecordData;
  readonly planned: number;
  readonly onClose: () => void;
}) {
  const text = useLabel();
  const format = useFormat();
  const run = useAction('contract');
  const [problem, setProblem] = useState('');
  const fill = (key: string): readonly Part[] =>
    (templates.find((one) => one.key === key)?.parts ?? []).map(([name, weight, dueRule, days], index) => ({
      ...{ key: index, name: text(name), weight: String(weight), dueRule, days: String(days), dueOn: '', milestone: '' },
    }));
  const [parts, setParts] = useState<readonly Part[]>(() => fill('361'));
  const set = (key: number, patch: Partial<Part>) => setParts(parts.map((part) => (part.key === key ? { ...part, ...patch } : part)));
  const currency = typeof record['currency'] === 'string' ? record['currency'] : undefined;
  const amounts = amountsOf(record['amount'] as string | null, parts, digitsOf(currency ?? 'CNY'));
  const total = totalOf(parts);
  const save = async () => {
    try {
      await run.mutateAsync({ id: record.id, action: 'plan', input: inputOf(parts) });
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: recordKeys.object('paymentPlan') }),
        invalidateRecord('contract', record.id),
      ]);
      onClose();
    } catch (error) {
      const { title, text: more } = explain(error);
      setProblem([title, more].filter(Boolean).join(' '));
    }
  };
  return (
    <Drawer
      open
      title={text(texts.planTitle)}
      onClose={onClose}
      footer={
        <>
          {planned > 0 && <span className="note">{text(texts.replaces).replace('{n}', String(planned))}</span>}
          <span className="sp" />
          <Button onClick={onClose}>{text(texts.cancel)}</Button>
          <Button kind="primary" busy={run.isPending} disabled={total === null} onClick={() => void save()}>
            {text(texts.save)}
          </Button>
        </>
      }
    >
      <fieldset className="contract-templates">
        <legend className="note">{text(texts.template)}</legend>
        {templates.map((one) => (
          <Button key={one.key} onClick={() => setParts(fill(one.key))}>
            {text(one.label)}
          </Button>
        ))}
      </fieldset>
      <ol className="contract-parts">
        {parts.map((part, index) => (
          <PartRow
            key={part.key}
            part={part}
            place={index + 1}
            account={(record['account'] as Reference | null)?.id}
            amount={amounts[index] ?? null}
            currency={currency}
            onChange={(patch) => set(part.key, patch)}
            {...(parts.length > 1 ? { onRemove: () => setParts(parts.filter(({ key }) => key !== part.key)) } : {})}
          />
        ))}
      </ol>
      <p className="contract-total">
        <Button
          kind="link"
          icon="plus"
          onClick={() => {
            const key = Math.max(-1, ...parts.map((part) => part.key)) + 1;
            setParts([...parts, { key, name: '', weight: '', dueRule: 'signed', days: '', dueOn: '', milestone: '' }]);
          }}
        >
          {text(texts.addPart)}
        </Button>
        <span className="sp" />
        {total !== null && <span className="note">{text(texts.sum).replace('{sum}', total)}</span>}
        <b>{format.money(record['amount'] as string | null, currency)}</b>
      </p>
      {problem && (
        <p className="bad" role="alert">
          {problem}
        </p>
      )}
    </Drawer>
  );
}

const rules = [
  ['signed', texts.bySigned],
  ['accepted', texts.byAccepted],
  ['date', texts.byDate],
] as const;

interface RowProps {
  readonly part: Part;
  readonly place: number;
  readonly account: string | undefined;
  readonly amount: string | null;
  readonly currency: string | undefined;
  readonly onChange: (patch: Partial<Part>) => void;
  readonly onRemove?: () => void;
}

function PartRow({ part, place, account, amount, currency, onChange, onRemove }: RowProps) {
  const text = useLabel();
  const format = useFormat();
  const nth = (name: string) => `${place} ${name}`;
  return (
    <li>
      <input
        className="inp"
        aria-label={nth(text(texts.name))}
        placeholder={text(texts.name)}
        value={part.name}
        maxLength={100}
        onChange={(event) => onChange({ name: event.target.value })}
      />
      <span className="share">
        <input
          className="inp num"
          inputMode="decimal"
          aria-label={nth(text(texts.share))}
          value={part.weight}
          onChange={(event) => onChange({ weight: event.target.value })}
        />
        %
      </span>
      <span className="money">{format.money(amount, currency)}</span>
      {onRemove ? <IconButton icon="close" label={text(texts.remove).replace('{n}', String(place))} onClick={onRemove} /> : <span />}
      <span className="due">
        <select
          className="inp"
          aria-label={nth(text(texts.rule))}
          value={part.dueRule}
          onChange={(event) => onChange({ dueRule: event.target.value as Part['dueRule'] })}
        >
          {rules.map(([key, name]) => (
            <option key={key} value={key}>
              {text(name)}
            </option>
          ))}
        </select>
        {part.dueRule === 'accepted' && (
          <MilestonePick
            account={account}
            value={part.milestone}
            label={nth(text(texts.milestone))}
            onChange={(milestone) => onChange({ milestone })}
          />
        )}
        {part.dueRule === 'date' ? (
          <input
            className="inp"
            type="date"
            aria-label={nth(text(texts.day))}
            value={part.dueOn}
            onChange={(event) => onChange({ dueOn: event.target.value })}
          />
        ) : (
          <span className="share">
            <input
              className="inp num"
              inputMode="numeric"
              aria-label={nth(text(texts.days))}
              value={part.days}
              onChange={(event) => onChange({ days: event.target.value.replace(/\D/g, '').slice(0, 4) })}
            />
            {text(texts.dayUnit)}
          </span>
        )}
      </span>
    </li>
  );
}

/** The milestones of the projects of the customer. */
function MilestonePick({
  account,
  value,
  label,
  onChange,
}: {
  readonly account: string | undefined;
  readonly value: string;
  readonly label: string;
  readonly onChange: (milestone: string) => void;
}) {
  const text = useLabel();
  const { data } = useRecordQuery('projectMilestone', {
    fields: ['name', 'project', 'planOn'],
    filter: { field: 'project.account', op: 'eq', value: account ?? '' },
    sort: [{ field: 'planOn', direction: 'asc' }],
    limit: 200,
  });
  const steps = data?.pages.flatMap((page) => page.records) ?? [];
  return (
    <select className="inp" aria-label={label} value={value} onChange={(event) => onChange(event.target.value)}>
      <option value="">{text(data && steps.length === 0 ? texts.noMilestones : texts.choose)}</option>
      {steps.map((step) => (
        <option key={step.id} value={step.id}>
          {`${(step['project'] as Reference | null)?.title ?? ''} · ${String(step['name'] ?? '')}`}
        </option>
      ))}
    </select>
  );
}
