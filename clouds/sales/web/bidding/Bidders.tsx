import {
  Button,
  type ObjectMeta,
  openCreate,
  paths,
  type RecordData,
  ScrollBox,
  Tag,
  useCan,
  useFormat,
  useLabel,
  useRecordQuery,
} from '@huanke/platform/ui';
import { Link } from '@tanstack/react-router';
import { texts } from './texts.ts';
import { WhatIf } from './WhatIf.tsx';
import './bidding.css';

const points = ['priceScore', 'technicalScore', 'businessScore', 'total'] as const;

/** 投标人与得分, and below it what another price would bring. */
export function Bidders({ object, record }: { readonly object: ObjectMeta; readonly record: RecordData }) {
  const text = useLabel();
  const can = useCan();
  const { data } = useRecordQuery('bidResult', {
    fields: ['name', 'ours', 'price', 'rejected', 'winner', 'place', 'technical', 'business', ...points],
    filter: { field: 'tender', op: 'eq', value: record.id },
    sort: [{ field: 'total', direction: 'desc' }],
    limit: 100,
  });
  if (!data) return null;
  const bidders = data.pages[0]?.records ?? [];
  const parent = { id: record.id, title: String(record[object.title] ?? '') };
  return (
    <section className="tender-part" aria-label={text(texts.bidders)}>
      <h2>
        {text(texts.bidders)}
        <span className="sp" />
        {can('bidResult.create') && object.can?.includes('edit') && (
          <Button kind="link" icon="plus" onClick={() => openCreate('bidResult', { tender: parent })}>
            {text(texts.addBidder)}
          </Button>
        )}
      </h2>
      {bidders.length === 0 ? <p className="note">{text(texts.noBidders)}</p> : <Table bidders={bidders} />}
      {(record['bidPrice'] || bidders.some((bidder) => bidder['ours'] === true)) && (
        <WhatIf id={record.id} mark={[record['bidPrice'], ...weights.map((name) => record[name]), ...bidders.map(markOf)].join('|')} />
      )}
    </section>
  );
}

const weights = ['priceWeight', 'technicalWeight', 'businessWeight'] as const;
/** What the points of the table depend on: another mark asks anew. */
const markOf = (bidder: RecordData) => `${bidder.id} ${bidder.version}`;

function Table({ bidders }: { readonly bidders: readonly RecordData[] }) {
  const text = useLabel();
  const format = useFormat();
  return (
    <ScrollBox className="tender-wrap" label={text(texts.scoreTable)}>
      <table className="tender-table">
        <thead>
          <tr>
            <th scope="col">{text(texts.bidder)}</th>
            <th scope="col" className="num">
              {text(texts.price)}
            </th>
            {points.map((name) => (
              <th key={name} scope="col" className="num">
                {text(texts[name])}
              </th>
            ))}
            <th scope="col" className="num">
              {text(texts.place)}
            </th>
          </tr>
        </thead>
        <tbody>
          {bidders.map((bidder) => (
            <tr key={bidder.id} className={bidder['ours'] === true ? 'ours' : undefined}>
              <th scope="row">
                <Link to={paths.record('bidResult', bidder.id)}>{String(bidder['name'] ?? '')}</Link>{' '}
                {bidder['ours'] === true && <Tag small>{text(texts.ours)}</Tag>}
                {bidder['winner'] === true && (
                  <Tag small tone="ok">
                    {text(texts.winner)}
                  </Tag>
                )}
                {bidder['rejected'] === true && (
                  <Tag small tone="bad">
                    {text(texts.rejected)}
                  </Tag>
                )}
              </th>
              <td className="num">{bidder['price'] ? format.money(String(bidder['price'])) : '--'}</td>
              {points.map((name) => (
                <td key={name} className="num">
                  {bidder[name] === null ? '--' : String(bidder[name])}
                </td>
              ))}
              <td className="num">{bidder['place'] === null ? '--' : String(bidder['place'])}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}
