import {
  Button,
  fieldOf,
  Icon,
  type ObjectMeta,
  paths,
  type RecordData,
  Tag,
  toast,
  useFormat,
  useLabel,
  useObject,
  useRecordQuery,
} from '@huanke/platform/ui';
import { FieldValue, useRecordPage } from '@huanke/platform/ui/record';
import { Link } from '@tanstack/react-router';
import { textIn } from '../money.ts';
import { referenceIn } from './parts.ts';
import { texts } from './texts.ts';
import './invoices.css';

const isOpen = (record: RecordData) => record['status'] === 'draft' || record['status'] === 'rejected';

/** 票面信息: what stands on the invoice, as on its head, and the invoices that were issued. */
export function InvoiceHead({ record }: { readonly object: ObjectMeta; readonly record: RecordData }) {
  const text = useLabel();
  const reason = textIn(record, 'rejectReason');
  return (
    <section className="inv-part" aria-label={text(texts.head)}>
      <h2>{text(texts.head)}</h2>
      {record['status'] === 'rejected' && reason && (
        <p className="inv-note bad">
          <Icon name="warn" size={14} />
          {text(texts.rejected).replace('{reason}', reason)}
        </p>
      )}
      {isOpen(record) && <Newer record={record} />}
      <div className="inv-head">
        <Title record={record} />
        <Sums record={record} />
      </div>
      <Issued record={record} />
    </section>
  );
}

function Title({ record }: { readonly record: RecordData }) {
  const text = useLabel();
  const joined = (...names: readonly string[]) => names.flatMap((name) => textIn(record, name) ?? []).join(' ');
  const lines = [
    { label: texts.title, value: textIn(record, 'invoiceTitle') ?? '' },
    { label: texts.taxNo, value: textIn(record, 'taxNo') ?? '' },
    { label: texts.bank, value: joined('bank', 'bankAccount') },
    { label: texts.address, value: joined('address', 'phone') },
  ].filter(({ value }) => value !== '');
  if (lines.length === 0) return <p className="note">{text(texts.noHead)}</p>;
  return (
    <dl>
      {lines.map(({ label, value }) => (
        <div key={label.zh}>
          <dt>{text(label)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Sums({ record }: { readonly record: RecordData }) {
  const text = useLabel();
  const format = useFormat();
  const rate = textIn(record, 'taxRate');
  const money = (field: string) => format.money(textIn(record, field), textIn(record, 'currency') ?? undefined);
  const tax = rate === null ? text(texts.taxUnknown) : text(texts.tax).replace('{rate}', String(Number(rate)));
  return (
    <dl className="sums">
      <div>
        <dt>{text(texts.net)}</dt>
        <dd>{money('net')}</dd>
      </div>
      <div>
        <dt>{tax}</dt>
        <dd>{rate === null ? text(texts.noRate) : money('tax')}</dd>
      </div>
      <div>
        <dt>{text(texts.gross)}</dt>
        <dd>{money('amount')}</dd>
      </div>
    </dl>
  );
}

/** The account may have written a newer profile since: a draft takes it when somebody says so. */
function Newer({ record }: { readonly record: RecordData }) {
  const text = useLabel();
  const { save, canEdit } = useRecordPage();
  const { data } = useRecordQuery('billingProfile', {
    fields: ['invoiceTitle'],
    filter: {
      and: [
        { field: 'account', op: 'eq', value: referenceIn(record, 'account')?.id ?? null },
        { field: 'current', op: 'eq', value: true },
      ],
    },
    limit: 1,
  });
  const current = data?.pages[0]?.records[0];
  if (!current || current.id === referenceIn(record, 'profile')?.id) return null;
  const title = textIn(current, 'invoiceTitle') ?? '';
  const take = () => save({ profile: { id: current.id, title } }, record).catch((error: unknown) => toast.error(error));
  return (
    <p className="inv-note">
      <Icon name="info" size={14} />
      {text(texts.newer).replace('{title}', title)}
      {canEdit && <Button onClick={() => void take()}>{text(texts.take)}</Button>}
    </p>
  );
}

/** The invoices of the request, the red ones with what they take back. */
function Issued({ record }: { readonly record: RecordData }) {
  const text = useLabel();
  const format = useFormat();
  const meta = useObject('invoice').data;
  const { data } = useRecordQuery('invoice', {
    fields: ['number', 'code', 'issuedOn', 'gross', 'redOf', 'redReason', 'file'],
    filter: { field: 'request', op: 'eq', value: record.id },
    sort: [{ field: 'createdAt', direction: 'asc' }],
    limit: 100,
  });
  const invoices = data?.pages.flatMap((page) => page.records) ?? [];
  const file = meta && fieldOf(meta, 'file');
  if (invoices.length === 0) return null;
  return (
    <>
      <h3 className="inv-sub">{text(texts.invoices)}</h3>
      <ul className="inv-rows">
        {invoices.map((invoice) => {
          const code = textIn(invoice, 'code');
          const isRed = referenceIn(invoice, 'redOf') !== null;
          return (
            <li key={invoice.id} className={isRed ? 'minus' : ''}>
              <span className="what">
                <Link to={paths.record('invoice', invoice.id)}>{textIn(invoice, 'number')}</Link>
                <span className="note">
                  {[textIn(invoice, 'issuedOn'), code && text(texts.code).replace('{code}', code), textIn(invoice, 'redReason')]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
                {file && Array.isArray(invoice['file']) && <FieldValue field={file} value={invoice['file']} record={invoice} />}
              </span>
              <span className="money">
                <b>{format.money(textIn(invoice, 'gross'), textIn(record, 'currency') ?? undefined)}</b>
              </span>
              <span className="mark">
                {isRed && (
                  <Tag small tone="bad">
                    {text(texts.redInvoice)}
                  </Tag>
                )}
              </span>
            </li>
          );
        })}
      </ul>
    </>
  );
}
