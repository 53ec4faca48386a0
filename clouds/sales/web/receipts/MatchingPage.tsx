import {
  EmptyState,
  ErrorState,
  PhoneHead,
  paths,
  type RecordData,
  type Reference,
  Skeleton,
  useFormat,
  useLabel,
  useObject,
  usePageTitle,
  usePhone,
  useRecordQuery,
} from '@huanke/platform/ui';
import { Link } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { textIn } from '../money.ts';
import { Allocation } from './Allocation.tsx';
import { texts } from './texts.ts';
import './receipts.css';

const fields = ['no', 'account', 'contract', 'payerName', 'amount', 'currency', 'applied', 'unapplied', 'receivedOn', 'bankRef', 'status'];

/** 回款核销: confirmed receipts with something left, and beside the chosen one what its account still owes. */
export function MatchingPage() {
  const text = useLabel();
  const phone = usePhone();
  usePageTitle(text(texts.matching));
  const [chosen, setChosen] = useState<string>();
  const work = useRef<HTMLElement>(null);
  const mayEdit = useObject('receipt').data?.can?.includes('edit') === true;
  const { data, error, refetch } = useRecordQuery('receipt', {
    fields,
    filter: {
      and: [
        { field: 'status', op: 'eq', value: 'confirmed' },
        { field: 'unapplied', op: 'gt', value: '0' },
      ],
    },
    sort: [{ field: 'receivedOn', direction: 'asc' }],
    limit: 200,
  });
  const receipts = data?.pages.flatMap((page) => page.records) ?? [];
  const receipt = receipts.find(({ id }) => id === chosen) ?? receipts[0];
  return (
    <div className="receipt-matching">
      {phone ? <PhoneHead title={text(texts.matching)} /> : <h1>{text(texts.matching)}</h1>}
      <p className="note">{text(texts.matchingText)}</p>
      {error && !data ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <Skeleton lines={6} />
      ) : !receipt ? (
        <EmptyState icon="check" title={text(texts.allMatched)} text={text(texts.allMatchedText)} />
      ) : (
        <div className="sides">
          <section aria-label={text(texts.left)}>
            <h2>
              {text(texts.left)} <span className="note">{receipts.length}</span>
            </h2>
            <ul className="receipt-choices">
              {receipts.map((one) => (
                <Choice
                  key={one.id}
                  receipt={one}
                  isChosen={one.id === receipt.id}
                  onChoose={() => {
                    setChosen(one.id);
                    // what there is to do stands below the list
                    if (phone) work.current?.scrollIntoView({ block: 'start' });
                  }}
                />
              ))}
            </ul>
          </section>
          <section ref={work} className="receipt-part" aria-label={text(texts.part)}>
            <h2>
              <span className="ell">{whoseOf(receipt)}</span>
              <span className="sp" />
              <Link to={paths.record('receipt', receipt.id)}>{text(texts.openReceipt)}</Link>
            </h2>
            <Allocation key={receipt.id} receipt={receipt} mayEdit={mayEdit} />
          </section>
        </div>
      )}
    </div>
  );
}

const whoseOf = (receipt: RecordData): string => (receipt['account'] as Reference | null)?.title ?? textIn(receipt, 'payerName') ?? '--';

function Choice({
  receipt,
  isChosen,
  onChoose,
}: {
  readonly receipt: RecordData;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}) {
  const format = useFormat();
  const currency = textIn(receipt, 'currency') ?? undefined;
  const facts = [textIn(receipt, 'receivedOn'), textIn(receipt, 'bankRef') ?? textIn(receipt, 'no')].filter(Boolean).join(' · ');
  return (
    <li>
      <button type="button" aria-pressed={isChosen} onClick={onChoose}>
        <span className="ell">{whoseOf(receipt)}</span>
        <b>{format.money(textIn(receipt, 'unapplied'), currency)}</b>
        <span className="note ell">{facts}</span>
        <span className="note">
          {receipt['amount'] === receipt['unapplied'] ? '' : `/ ${format.money(textIn(receipt, 'amount'), currency)}`}
        </span>
      </button>
    </li>
  );
}
