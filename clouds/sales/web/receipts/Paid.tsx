import {
  Button,
  type FieldMeta,
  paths,
  type RecordData,
  useAction,
  useFormat,
  useLabel,
  useObject,
  useRecordQuery,
} from '@huanke/platform/ui';
import { FieldsDialog } from '@huanke/platform/ui/record';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { decimal, textIn } from '../money.ts';
import { type Paid as Part, standing } from './parts.ts';
import { renew } from './renew.ts';
import { texts } from './texts.ts';

const reason = { name: 'reason', type: 'text', label: texts.reason } as const satisfies FieldMeta;

/** What a receipt has paid, by instalment, each of which can be undone. */
export function Paid({ receipt, mayEdit }: { readonly receipt: RecordData; readonly mayEdit: boolean }) {
  const text = useLabel();
  const format = useFormat();
  const [undoing, setUndoing] = useState<Part>();
  const { data } = useRecordQuery('receiptAllocation', {
    fields: ['name', 'plan', 'contract', 'amount', 'fxDifference'],
    filter: { field: 'receipt', op: 'eq', value: receipt.id },
    sort: [{ field: 'createdAt', direction: 'asc' }],
    limit: 200,
  });
  const paid = standing(data?.pages.flatMap((page) => page.records) ?? []);
  if (paid.length === 0) return null;
  const currency = textIn(receipt, 'currency') ?? undefined;
  return (
    <div className="receipt-paid">
      <h3>{text(texts.paid)}</h3>
      <ul>
        {paid.map((part) => (
          <li key={part.plan.id}>
            <span className="what">
              <span className="name">
                {part.contract && (
                  <Link to={paths.record('contract', part.contract.id)} className="ell">
                    {part.contract.title}
                  </Link>
                )}
                <span className="plan">{part.plan.title}</span>
              </span>
              {part.fx !== null && part.fx !== 0n && (
                <span className="note">{text(texts.fx).replace('{sum}', format.money(decimal(part.fx)))}</span>
              )}
            </span>
            <b>{format.money(decimal(part.units), currency)}</b>
            {mayEdit ? (
              <Button kind="link" onClick={() => setUndoing(part)}>
                {text(texts.undo)}
              </Button>
            ) : (
              <span />
            )}
          </li>
        ))}
      </ul>
      {undoing && <Undo receipt={receipt} part={undoing} onClose={() => setUndoing(undefined)} />}
    </div>
  );
}

function Undo({ receipt, part, onClose }: { readonly receipt: RecordData; readonly part: Part; readonly onClose: () => void }) {
  const text = useLabel();
  const meta = useObject('receipt').data;
  const run = useAction('receipt');
  if (!meta) return null;
  return (
    <FieldsDialog
      meta={meta}
      title={text(texts.undoTitle).replace('{name}', part.plan.title)}
      text={text(texts.undoText)}
      fields={[{ field: reason, required: true, start: null }]}
      confirm={text(texts.undo)}
      onClose={onClose}
      onSubmit={async (values) => {
        await run.mutateAsync({ id: receipt.id, action: 'unallocate', input: { plan: part.plan.id, reason: values['reason'] } });
        await renew(receipt.id);
        onClose();
      }}
    />
  );
}
