import { useState } from 'react';
import { api } from '../data/api.ts';
import { useLabel, useObjects } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import { useCan, useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { EmptyState, ErrorState } from '../primitives/states.tsx';
import { toast } from '../primitives/Toast.tsx';
import { SettingsFrame } from '../settings/Frame.tsx';
import { AuditLine, useEventName } from './AuditLine.tsx';
import { type AuditFilter, NO_FILTER, queryOf, useAudit, useChain, useFacets } from './data.ts';
import './audit.css';

const KEPT = [180, 365, 1095, 1825] as const;

/** Whether the chain holds, its end to be kept elsewhere, and how long entries are kept. */
function Chain() {
  const { t } = useTranslation('audit');
  const format = useFormat();
  const can = useCan();
  const { data, error, refetch } = useChain();
  if (error) return <ErrorState error={error} small onRetry={() => void refetch()} />;
  if (!data) return <Skeleton lines={1} />;
  const keep = async (days: number | null) => {
    try {
      await api.put('/audit/retention', { days });
      await queryClient.invalidateQueries({ queryKey: ['audit'] });
      toast.ok(t('kept'));
    } catch (problem) {
      toast.error(problem);
    }
  };
  const days = data.days === null ? '' : String(data.days);
  const choices = data.days === null || KEPT.some((one) => one === data.days) ? KEPT : [...KEPT, data.days];
  return (
    <div className={data.ok ? 'au-chain' : 'au-chain bad'} role={data.ok ? undefined : 'alert'}>
      <Icon name={data.ok ? 'shield' : 'warn'} />
      <p>
        <b>
          {data.ok
            ? t('whole', { n: format.number(data.entries) })
            : t(`fault.${data.broken?.fault ?? 'changed'}`, { n: data.broken?.seq ?? '—' })}
        </b>
        <span>{data.head ? t('head', { seq: data.head.seq, hash: data.head.hash.slice(0, 16) }) : t('headNone')}</span>
      </p>
      {data.head && (
        <Button
          size="sm"
          onClick={() => void navigator.clipboard.writeText(`${data.head?.seq}:${data.head?.hash}`).then(() => toast.ok(t('copied')))}
        >
          {t('copy')}
        </Button>
      )}
      <label className="au-keep">
        <span>{t('keep')}</span>
        <select
          className="inp"
          value={days}
          disabled={!can('settings.manage')}
          onChange={(event) => void keep(event.target.value === '' ? null : Number(event.target.value))}
        >
          <option value="">{t('forever')}</option>
          {choices.map((one) => (
            <option key={one} value={one}>
              {t('days', { n: one })}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

function Filters({ filter, onChange }: { readonly filter: AuditFilter; readonly onChange: (filter: AuditFilter) => void }) {
  const { t } = useTranslation('audit');
  const text = useLabel();
  const nameOf = useEventName();
  const objects = useObjects().data ?? [];
  const facets = useFacets();
  const choices = {
    event: (facets?.events ?? []).map((event) => [event, nameOf(event)] as const),
    by: (facets?.people ?? []).map((one) => [one.id, one.title] as const),
    object: objects.map((one) => [one.name, text(one.label)] as const),
  };
  return (
    <div className="au-filters">
      {(['event', 'by', 'object'] as const).map((key) => (
        <select
          key={key}
          className="inp"
          aria-label={t(`filter.${key}`)}
          value={filter[key]}
          onChange={(event) => onChange({ ...filter, [key]: event.target.value })}
        >
          <option value="">{t(`all.${key}`)}</option>
          {choices[key].map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
      ))}
      {(['from', 'to'] as const).map((key) => (
        <input
          key={key}
          type="date"
          className="inp"
          aria-label={t(`filter.${key}`)}
          value={filter[key]}
          onChange={(event) => onChange({ ...filter, [key]: event.target.value })}
        />
      ))}
    </div>
  );
}

/** 审计日志: entries newest first, narrowed, as a file, with the state of their chain. */
export function AuditPage() {
  const { t } = useTranslation('audit');
  const [filter, setFilter] = useState<AuditFilter>(NO_FILTER);
  const list = useAudit(filter);
  const items = list.data?.pages.flatMap((page) => page.items);
  const file = `/api/v1/audit/entries.csv?${new URLSearchParams(queryOf(filter)).toString()}`;
  return (
    <SettingsFrame
      page="audit"
      wide
      text={t('intro')}
      actions={
        <a className="btn" href={file} download>
          <Icon name="download" />
          {t('export')}
        </a>
      }
    >
      <Chain />
      <Filters filter={filter} onChange={setFilter} />
      {list.error && !items && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {!items && !list.error && <Skeleton lines={6} />}
      {items?.length === 0 && (
        <EmptyState icon="filter" title={t('noneFound')}>
          <Button onClick={() => setFilter(NO_FILTER)}>{t('clear')}</Button>
        </EmptyState>
      )}
      {items && items.length > 0 && (
        <ul className="au-list">
          {items.map((item) => (
            <AuditLine key={item.id} item={item} />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('older')}
        </Button>
      )}
    </SettingsFrame>
  );
}
