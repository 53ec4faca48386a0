import {
  Button,
  type Filter,
  Icon,
  isReference,
  Popover,
  type RecordData,
  type Reference,
  useAggregate,
  useFormat,
  useRecordQuery,
  useTranslation,
} from '@huanke/platform/ui';
import { type FormEvent, useRef, useState } from 'react';
import { isDay } from '../days.ts';
import { type Choice, Pick } from './Pick.tsx';
import { ranges } from './state.ts';
import { treeOrder } from './tree.ts';
import type { Board } from './use-board.ts';

/** Name of a chosen person or department; the id alone stands in the address. */
function useTitle(object: string, id: string | undefined): string | undefined {
  const record = useTitled(object, id);
  return typeof record?.['name'] === 'string' ? record['name'] : undefined;
}

function useTitled(object: string, id: string | undefined): RecordData | undefined {
  const query = useRecordQuery(
    object,
    { fields: ['name'], filter: { field: 'id', op: 'eq', value: id ?? '' }, limit: 1 },
    { enabled: id !== undefined },
  );
  return id === undefined ? undefined : query.data?.pages[0]?.records.find((record) => record.id === id);
}

function useDepartments(): readonly Choice[] | undefined {
  const query = useRecordQuery('department', { fields: ['name', 'parent'], sort: [{ field: 'name', direction: 'asc' }], limit: 200 });
  const records = query.data?.pages.flatMap((page) => page.records);
  return (
    records &&
    treeOrder(
      records.map((record) => ({ id: record.id, label: String(record['name']), parent: (record['parent'] as Reference | null)?.id })),
    )
  );
}

function usePeople(typed: string): readonly Choice[] | undefined {
  const filter: Filter | undefined = typed.trim() ? { field: 'name', op: 'contains', value: typed.trim() } : undefined;
  const query = useRecordQuery('user', {
    fields: ['name', 'department'],
    ...(filter ? { filter } : {}),
    sort: [{ field: 'name', direction: 'asc' }],
    limit: 100,
  });
  return query.data?.pages[0]?.records.map((record) => ({
    key: record.id,
    label: String(record['name']),
    ...(isReference(record['department']) ? { note: record['department'].title } : {}),
  }));
}

function useSeries(): readonly Choice[] | undefined {
  const query = useAggregate('product', { groupBy: [{ field: 'series' }], measures: [{ fn: 'count' }], limit: 200 });
  return query.data?.rows.flatMap((row) => (typeof row['series'] === 'string' ? [{ key: row['series'], label: row['series'] }] : []));
}

/** Filters for the whole board; the address holds them, so a link shows the same board. */
export function BoardFilters({ board }: { readonly board: Board }) {
  const { t } = useTranslation('sales');
  const { state, change } = board;
  const department = useTitle('department', state.department);
  const owner = useTitle('user', state.owner);
  const any = t('board.any');
  const isFiltered = state.department !== undefined || state.owner !== undefined || state.series !== undefined;
  return (
    <search className="boardfilters" aria-label={t('board.filters')}>
      <RangePick board={board} />
      <Pick
        label={t('board.department')}
        text={state.department ? (department ?? '…') : any}
        value={state.department}
        useChoices={useDepartments}
        onPick={(key) => change({ department: key })}
      />
      <Pick
        label={t('board.owner')}
        text={state.owner ? (owner ?? '…') : any}
        value={state.owner}
        useChoices={usePeople}
        onPick={(key) => change({ owner: key })}
      />
      <Pick
        label={t('board.series')}
        text={state.series ?? any}
        value={state.series}
        useChoices={useSeries}
        onPick={(key) => change({ series: key })}
      />
      {isFiltered && (
        <Button kind="link" size="sm" onClick={() => change({ department: undefined, owner: undefined, series: undefined })}>
          {t('board.clear')}
        </Button>
      )}
      <span className="sp" />
      <span className="note tip">{t('board.tip')}</span>
    </search>
  );
}

function RangePick({ board }: { readonly board: Board }) {
  const { t } = useTranslation('sales');
  const format = useFormat();
  const { state, period, change } = board;
  const anchor = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [wrong, setWrong] = useState(false);
  const close = () => {
    setOpen(false);
    anchor.current?.focus();
  };
  const days = period && `${format.date(period.from)} ${t('board.until')} ${format.date(period.to)}`;
  const apply = (event: FormEvent) => {
    event.preventDefault();
    if (!isDay(from) || !isDay(to) || from > to) return setWrong(true);
    close();
    change({ range: 'custom', from, to });
  };
  const start = () => {
    setFrom(period?.from ?? '');
    setTo(period?.to ?? '');
    setWrong(false);
    setOpen(!open);
  };
  return (
    <>
      <button ref={anchor} type="button" className="boardpick" aria-haspopup="dialog" aria-expanded={open} onClick={start}>
        <b>{t('board.time')}</b>
        <span className="ell">{state.range === 'custom' ? days : t(`board.range.${state.range}`)}</span>
        {state.range !== 'custom' && days && <span className="note days">{days}</span>}
        <Icon name="down" size={14} />
      </button>
      {open && (
        <Popover anchor={anchor.current} label={t('board.time')} onClose={() => setOpen(false)} className="boardpick-list">
          <ul>
            {ranges
              .filter((range) => range !== 'custom')
              .map((range) => (
                <li key={range}>
                  <button
                    type="button"
                    aria-current={state.range === range || undefined}
                    onClick={() => {
                      close();
                      change({ range, from: undefined, to: undefined });
                    }}
                  >
                    <span className="ell">{t(`board.range.${range}`)}</span>
                    {state.range === range && <Icon name="check" size={14} />}
                  </button>
                </li>
              ))}
          </ul>
          <form onSubmit={apply} noValidate>
            <p className="note">{t('board.range.custom')}</p>
            <div>
              <input
                className="inp"
                type="date"
                aria-label={t('board.from')}
                value={from}
                onChange={(event) => setFrom(event.target.value)}
              />
              <input className="inp" type="date" aria-label={t('board.to')} value={to} onChange={(event) => setTo(event.target.value)} />
            </div>
            {wrong && (
              <p className="err" role="alert">
                {t('board.wrongDays')}
              </p>
            )}
            <Button type="submit" size="sm">
              {t('board.apply')}
            </Button>
          </form>
        </Popover>
      )}
    </>
  );
}
