import { Link } from '@tanstack/react-router';
import { type ObjectMeta, type RelatedList, titleOf, useLabel, useObject } from '../data/meta.ts';
import type { RecordData } from '../data/records.ts';
import { usePlain } from '../form/plain.ts';
import { isEmpty } from '../form/values.ts';
import { useTranslation } from '../i18n/index.ts';
import { paths } from '../links.ts';
import { listLink } from '../list/href.ts';
import { slot } from '../module.ts';
import { AccountMark, Avatar } from '../primitives/Avatar.tsx';
import { Button, IconButton } from '../primitives/Button.tsx';
import { Bone, Delayed } from '../primitives/Skeleton.tsx';
import { ErrorState } from '../primitives/states.tsx';
import { Tag } from '../primitives/Tag.tsx';
import { openCreate } from '../shell/create.ts';
import { FieldValue } from './FieldValue.tsx';
import { useRecordPage } from './page-state.ts';
import { columnsOf, prefilled, useRelated } from './related.ts';

function Mark({ object, name }: { readonly object: string; readonly name: string }) {
  if (object === 'contact' || object === 'lead' || object === 'user') return <Avatar name={name} size={28} />;
  return object === 'account' ? <AccountMark name={name} size={28} /> : null;
}

const AT_END = new Set(['currency', 'stage', 'picklist', 'date', 'boolean']);

/** One record in two lines: name (the first column, where the list leaves the name out), then what else tells it; amounts and states at the end. */
function Line({ meta, list, record }: { readonly meta: ObjectMeta; readonly list: RelatedList; readonly record: RecordData }) {
  const plain = usePlain();
  const text = useLabel();
  const fields = columnsOf(meta, list).filter(
    (field) => field.name !== meta.title && field.name !== list.field && !isEmpty(record[field.name]) && record[field.name] !== false,
  );
  const [first] = fields;
  const called = list.columns.includes(meta.title) ? undefined : first;
  const end = fields.filter((field) => field !== called && AT_END.has(field.type)).slice(0, 2);
  const below = fields.filter((field) => field !== called && !end.includes(field));
  const title = (called ? plain(called, record[called.name], record) : titleOf(meta, record)) || '--';
  return (
    <li className="rl">
      <Mark object={list.object} name={title} />
      <div className="m">
        <Link to={paths.record(list.object, record.id)} className="ell" title={title}>
          {title}
        </Link>
        {below.length > 0 && (
          <p className="ell">
            {below.map((field, index) => (
              <span key={field.name}>
                {index > 0 && <i className="dot" />}
                {field.type === 'address' ? (
                  <FieldValue field={field} value={record[field.name]} record={record} />
                ) : (
                  plain(field, record[field.name], record)
                )}
              </span>
            ))}
          </p>
        )}
      </div>
      {end.map((field) => (
        <span key={field.name} className="e">
          {field.type === 'boolean' ? (
            <Tag small>{text(field.label)}</Tag>
          ) : (
            <FieldValue field={field} value={record[field.name]} record={record} />
          )}
        </span>
      ))}
    </li>
  );
}

function useAdd(list: RelatedList, meta: ObjectMeta | undefined): (() => void) | undefined {
  const { meta: parent, record } = useRecordPage();
  if (!slot('create') || !meta?.can?.includes('create')) return undefined;
  return () => openCreate(list.object, prefilled(list, record, parent));
}

/** A related list as a card: five rows, its number, 全部 and +. */
export function RelatedCard({ list }: { readonly list: RelatedList }) {
  const { t } = useTranslation('record');
  const text = useLabel();
  const { record } = useRecordPage();
  const meta = useObject(list.object).data;
  const { records, count, isPending, error, refetch } = useRelated(list, record.id, 5);
  const add = useAdd(list, meta);
  const name = text(list.label);
  if (list.hideEmpty && !error && records.length === 0) return null;
  return (
    <section className="card relcard" aria-label={name}>
      <h3>
        <b>{name}</b>
        {count && <em>{count.capped ? `${count.value}+` : count.value}</em>}
        <span className="sp" />
        {count && count.value > records.length && (
          <Link {...listLink(list.object, { filter: { field: list.field, op: 'eq', value: record.id } })}>{t('all')}</Link>
        )}
        {add && <IconButton icon="plus" label={t('addOf', { object: name })} onClick={add} />}
      </h3>
      {error ? (
        <ErrorState error={error} small onRetry={() => void refetch()} />
      ) : isPending || !meta ? (
        <Delayed>
          <div className="rl">
            <Bone />
          </div>
        </Delayed>
      ) : records.length === 0 ? (
        <p className="relempty">{t('noneOf', { object: name })}</p>
      ) : (
        <ul>
          {records.map((one) => (
            <Line key={one.id} meta={meta} list={list} record={one} />
          ))}
        </ul>
      )}
    </section>
  );
}

/** The whole related list on its tab, page by page. */
export function RelatedTab({ list }: { readonly list: RelatedList }) {
  const { t } = useTranslation('record');
  const text = useLabel();
  const { record } = useRecordPage();
  const meta = useObject(list.object).data;
  const { records, isPending, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useRelated(list, record.id, 50);
  const add = useAdd(list, meta);
  const name = text(list.label);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (isPending || !meta) return null;
  return (
    <section className="reltab" aria-label={name}>
      <div className="reltools">
        {add && (
          <Button size="sm" icon="plus" onClick={add}>
            {t('addOf', { object: name })}
          </Button>
        )}
        <span className="sp" />
        <Link {...listLink(list.object, { filter: { field: list.field, op: 'eq', value: record.id } })}>{t('asList')}</Link>
      </div>
      {records.length === 0 ? (
        <p className="relempty">{t('noneOf', { object: name })}</p>
      ) : (
        <ul>
          {records.map((one) => (
            <Line key={one.id} meta={meta} list={list} record={one} />
          ))}
        </ul>
      )}
      {hasNextPage && (
        <Button kind="ghost" size="sm" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('loadMore')}
        </Button>
      )}
    </section>
  );
}
