import {
  Button,
  fieldOf,
  invalidateRecord,
  listLink,
  type ObjectMeta,
  openCreate,
  queryClient,
  type RecordData,
  recordKeys,
  useCan,
  useFormat,
  useLabel,
  useObject,
  useRecordQuery,
} from '@huanke/platform/ui';
import { Link } from '@tanstack/react-router';
import { LineRow } from './LineRow.tsx';
import { texts } from './texts.ts';
import './deal.css';

const numbers = ['quantity', 'unitPrice', 'discount'] as const;

/** 产品明细: what is sold, for how much; quantities, prices and discounts are changed in their place. */
export function Lines({ object, record }: { readonly object: ObjectMeta; readonly record: RecordData }) {
  const text = useLabel();
  const format = useFormat();
  const can = useCan();
  const meta = useObject('opportunityLine').data;
  const filter = { field: 'opportunity', op: 'eq', value: record.id } as const;
  const { data } = useRecordQuery('opportunityLine', {
    fields: ['name', 'product', ...numbers, 'amount', 'version'],
    filter,
    sort: [{ field: 'createdAt', direction: 'asc' }],
    limit: 200,
  });
  if (!data || !meta) return null;
  const lines = data.pages.flatMap((page) => page.records);
  const mayEdit = object.can?.includes('edit') === true;
  // the amount of the deal, and all that follows from it, is worked out by the server
  const refresh = async () => {
    await Promise.all([
      invalidateRecord('opportunityLine'),
      invalidateRecord('opportunity', record.id),
      queryClient.invalidateQueries({ queryKey: recordKeys.record('opportunity', record.id) }),
    ]);
  };
  const parent = { id: record.id, title: String(record[object.title] ?? '') };
  const currency = typeof record['currency'] === 'string' ? record['currency'] : undefined;
  const fields = numbers.flatMap((name) => fieldOf(meta, name) ?? []);
  return (
    <section className="deal-part" aria-label={text(texts.lines)}>
      <h2>
        {text(texts.lines)}
        <span className="sp" />
        {mayEdit && can('opportunityLine.create') && (
          <Button kind="link" icon="plus" onClick={() => openCreate('opportunityLine', { opportunity: parent }, () => void refresh())}>
            {text(texts.lineAdd)}
          </Button>
        )}
      </h2>
      {data.pages.at(-1)?.nextCursor && <Link {...listLink('opportunityLine', { filter })}>{text(texts.linesAll)}</Link>}
      {lines.length === 0 ? (
        <p className="note">{text(texts.linesNone)}</p>
      ) : (
        <ul className="deal-products">
          <li className="head" aria-hidden="true">
            <span>{text(texts.lineProduct)}</span>
            {fields.map((field) => (
              <span key={field.name} className="num">
                {text(field.label)}
              </span>
            ))}
            <span className="num">{text(fieldOf(meta, 'amount')?.label ?? texts.linesSum)}</span>
          </li>
          {lines.map((line) => (
            <LineRow
              key={line.id}
              line={line}
              fields={fields}
              currency={currency}
              mayEdit={mayEdit && can('opportunityLine.edit')}
              mayRemove={mayEdit && can('opportunityLine.delete')}
              onChanged={refresh}
            />
          ))}
          <li className="sum">
            <span>{text(texts.linesSum)}</span>
            <span className="num worth">{format.money(record['amount'] as string | null, currency)}</span>
          </li>
        </ul>
      )}
    </section>
  );
}
