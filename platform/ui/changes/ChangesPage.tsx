import { useState } from 'react';
import { useLabel, useObjects } from '../data/meta.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { EmptyState, ErrorState } from '../primitives/states.tsx';
import { SettingsFrame } from '../settings/Frame.tsx';
import { ChangeLine } from './ChangeLine.tsx';
import { type ChangeFilter, NO_FILTER, useChanges, useFacets } from './data.ts';
import { useUndoChange } from './undo.ts';
import './changes.css';

function Filters({ filter, onChange }: { readonly filter: ChangeFilter; readonly onChange: (filter: ChangeFilter) => void }) {
  const { t } = useTranslation('changes');
  const text = useLabel();
  const objects = useObjects().data ?? [];
  const facets = useFacets();
  const choices = {
    object: objects.map((one) => [one.name, text(one.label)] as const),
    kind: (facets?.kinds ?? []).map((one) => [one.kind, text(one.label)] as const),
    by: (facets?.people ?? []).map((one) => [one.id, one.title] as const),
  };
  return (
    <div className="ch-filters">
      {(['object', 'kind', 'by'] as const).map((key) => (
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

/** 配置变更记录: every change of objects, fields, layouts and rules, newest first, each with a way back. */
export function ChangesPage() {
  const { t } = useTranslation('changes');
  const text = useLabel();
  const [filter, setFilter] = useState<ChangeFilter>(() => ({
    ...NO_FILTER,
    // pages of settings lead here with theirs
    kind: new URLSearchParams(location.search).get('kind') ?? '',
  }));
  const changes = useChanges(filter);
  const items = changes.data?.pages.flatMap((page) => page.items);
  const isNarrow = Object.values(filter).some(Boolean);
  const undo = useUndoChange();
  return (
    <SettingsFrame page="changes" wide text={t('intro')}>
      <Filters filter={filter} onChange={setFilter} />
      {changes.error && !items && <ErrorState error={changes.error} onRetry={() => void changes.refetch()} />}
      {!items && !changes.error && <Skeleton lines={6} />}
      {items?.length === 0 &&
        (isNarrow ? (
          <EmptyState icon="filter" title={t('noneFound')}>
            <Button onClick={() => setFilter(NO_FILTER)}>{t('clear')}</Button>
          </EmptyState>
        ) : (
          <EmptyState icon="clock" title={t('none')} text={t('noneText')} />
        ))}
      {items && items.length > 0 && (
        <ul className="ch-list">
          {items.map((change) => (
            <ChangeLine key={change.id} change={change} onUndo={change.canUndo ? () => void undo(change, text(change.label)) : undefined} />
          ))}
        </ul>
      )}
      {changes.hasNextPage && (
        <Button busy={changes.isFetchingNextPage} onClick={() => void changes.fetchNextPage()}>
          {t('older')}
        </Button>
      )}
    </SettingsFrame>
  );
}
