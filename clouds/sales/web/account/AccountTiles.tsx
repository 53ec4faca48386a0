import type { ObjectMeta, RecordData } from '@huanke/platform/ui';
import {
  fieldOf,
  Icon,
  type IconName,
  listLink,
  useAggregate,
  useCan,
  useFormat,
  useLabel,
  useObject,
  useRecordCount,
  useRecordQuery,
} from '@huanke/platform/ui';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { dealFigures, filters, stagesOf } from './figures.ts';
import { texts } from './texts.ts';
import './account.css';

interface PanelProps {
  readonly object: ObjectMeta;
  readonly record: RecordData;
}

function Tile({
  icon,
  label,
  link,
  children,
}: {
  readonly icon: IconName;
  readonly label: string;
  readonly link: ReturnType<typeof listLink>;
  readonly children: ReactNode;
}) {
  return (
    <Link {...link} className="tile">
      <span className="tl1">
        <Icon name={icon} size={14} />
        {label}
        <Icon name="right" size={14} />
      </span>
      {children}
    </Link>
  );
}

/** Deals of the account: sum and number, open and won. */
function DealTiles({ account }: { readonly account: string }) {
  const text = useLabel();
  const format = useFormat();
  const options = fieldOf(useObject('opportunity').data, 'stage')?.options;
  const { data } = useAggregate('opportunity', {
    groupBy: [{ field: 'stage' }],
    measures: [{ fn: 'count' }, { fn: 'sum', field: 'amount' }],
    filter: filters.contacts(account),
  });
  const figures = dealFigures(data, options);
  return (['open', 'won'] as const).map((category) => {
    const { count, sum } = figures[category];
    const figure = format.moneyFigure(sum);
    const link = listLink('opportunity', { filter: filters.deals(account, stagesOf(options, category)) });
    return (
      <Tile key={category} icon={category === 'open' ? 'opportunity' : 'check'} label={text(texts[category])} link={link}>
        <b title={figure.title}>{data ? figure.text : '--'}</b>
        <span className="note">
          {data ? count : '--'} {text(category === 'open' ? texts.deals : texts.orders)}
        </span>
      </Tile>
    );
  });
}

function CountTile({
  object,
  filter,
  icon,
  label,
  unit,
}: {
  readonly object: string;
  readonly filter: ReturnType<typeof filters.tasks>;
  readonly icon: IconName;
  readonly label: string;
  readonly unit: string;
}) {
  const count = useRecordCount(object, { filter }).data;
  return (
    <Tile icon={icon} label={label} link={listLink(object, { filter })}>
      <b>
        {count ? `${count.value}${count.capped ? '+' : ''}` : '--'} {unit && <small>{unit}</small>}
      </b>
    </Tile>
  );
}

function LastTile({ account }: { readonly account: string }) {
  const text = useLabel();
  const format = useFormat();
  const filter = filters.activities(account);
  const query = useRecordQuery('activity', {
    fields: ['id', 'subject', 'createdAt'],
    filter,
    sort: [{ field: 'createdAt', direction: 'desc' }],
    limit: 1,
  });
  const last = query.data?.pages[0]?.records[0];
  return (
    <Tile icon="clock" label={text(texts.last)} link={listLink('activity', { filter, sort: [{ field: 'createdAt', direction: 'desc' }] })}>
      <b>{last ? format.relative(last['createdAt'] as string) : query.data ? text(texts.never) : '--'}</b>
      {last && <span className="note ell">{String(last['subject'] ?? '')}</span>}
    </Tile>
  );
}

/** The account at a glance; every number opens the list it counts. */
export function AccountTiles({ record }: PanelProps) {
  const text = useLabel();
  const can = useCan();
  return (
    <section className="account-tiles" aria-label={text(texts.tiles)}>
      {can('opportunity.read') && <DealTiles account={record.id} />}
      {can('contact.read') && (
        <CountTile
          object="contact"
          filter={filters.contacts(record.id)}
          icon="contact"
          label={text(texts.contacts)}
          unit={text(texts.people)}
        />
      )}
      {can('activity.read') && (
        <CountTile object="activity" filter={filters.tasks(record.id)} icon="check" label={text(texts.tasks)} unit="" />
      )}
      {can('activity.read') && <LastTile account={record.id} />}
    </section>
  );
}
