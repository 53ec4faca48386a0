import {
  Button,
  fieldOf,
  type ObjectMeta,
  paths,
  type RecordData,
  Tag,
  toneOf,
  useCan,
  useFormat,
  useLabel,
  useObject,
  useRecordQuery,
} from '@huanke/platform/ui';
import { PanelFrame, usePanel } from '@huanke/platform/ui/panels';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { cents, textIn } from '../money.ts';
import { Shares } from '../Shares.tsx';
import { texts } from './texts.ts';
import './invoices.css';

const RequestForm = lazy(() => import('./RequestForm.tsx').then((file) => ({ default: file.RequestForm })));

export interface Invoiced {
  readonly amount: string | null;
  readonly currency: string | null;
  readonly invoiced: string;
  readonly waiting: string;
  readonly left: string;
}

const inForce = new Set(['active', 'completed', 'terminated']);

/** 开票: how much of a contract is invoiced, what is on the way, and what is left to ask for. */
export function Invoicing({ object, record }: { readonly object: ObjectMeta; readonly record: RecordData }) {
  const text = useLabel();
  const can = useCan();
  const [asking, setAsking] = useState(false);
  const query = usePanel<Invoiced>('contract', record.id, 'invoicing', ['invoiceRequest']);
  const requests = useRecordQuery('invoiceRequest', {
    fields: ['no', 'kind', 'amount', 'redAmount', 'invoiceTitle', 'status', 'issuedOn', 'createdAt'],
    filter: { field: 'contract', op: 'eq', value: record.id },
    sort: [{ field: 'createdAt', direction: 'desc' }],
    limit: 100,
  }).data?.pages.flatMap((page) => page.records);
  if (!inForce.has(String(record['status'])) || !requests) return null;
  const mayAsk = can('invoiceRequest.create') && object.can?.includes('edit') === true;
  return (
    <PanelFrame
      label={text(texts.invoicing)}
      query={query}
      tools={({ left }) =>
        mayAsk &&
        cents(left) > 0n && (
          <Button kind="link" icon="plus" onClick={() => setAsking(true)}>
            {text(texts.ask)}
          </Button>
        )
      }
    >
      {(data) => (
        <>
          <Sum data={data} />
          {requests.length === 0 ? (
            <p className="note">{text(texts.none)}</p>
          ) : (
            <ul className="inv-rows">
              {requests.map((request) => (
                <Row key={request.id} request={request} currency={data.currency ?? undefined} />
              ))}
            </ul>
          )}
          {asking && (
            <Suspense fallback={null}>
              <RequestForm object={object} record={record} data={data} onClose={() => setAsking(false)} />
            </Suspense>
          )}
        </>
      )}
    </PanelFrame>
  );
}

/** Invoiced, handed in and left. */
function Sum({ data }: { readonly data: Invoiced }) {
  const text = useLabel();
  const tones = { invoiced: 'ok', waiting: 'brand', left: 'rest' } as const;
  const parts = (['invoiced', 'waiting', 'left'] as const).map((key) => ({
    ...{ key, label: text(texts[key]), units: cents(data[key]), tone: tones[key] },
  }));
  return <Shares parts={parts} currency={data.currency ?? undefined} />;
}

function Row({ request, currency }: { readonly request: RecordData; readonly currency: string | undefined }) {
  const text = useLabel();
  const format = useFormat();
  const meta = useObject('invoiceRequest').data;
  const option = (name: string) => meta && fieldOf(meta, name)?.options?.find(({ key }) => key === request[name]);
  const [kind, status] = [option('kind'), option('status')];
  const day = textIn(request, 'issuedOn') ?? format.date(String(request['createdAt']));
  const red = textIn(request, 'redAmount');
  return (
    <li>
      <span className="what">
        <Link to={paths.record('invoiceRequest', request.id)} className="ell">
          {textIn(request, 'no')}
        </Link>
        <span className="note ell">{[kind && text(kind.label), textIn(request, 'invoiceTitle'), day].filter(Boolean).join(' · ')}</span>
      </span>
      <span className="money">
        <b>{format.money(textIn(request, 'amount'), currency)}</b>
        {red && <span className="note">{text(texts.red).replace('{sum}', format.money(red, currency))}</span>}
      </span>
      <span className="mark">
        <Tag small tone={toneOf(status?.color)}>
          {status && text(status.label)}
        </Tag>
      </span>
    </li>
  );
}
