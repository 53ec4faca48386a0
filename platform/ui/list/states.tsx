import { type ObjectMeta, useLabel } from '../data/meta.ts';
import { sameFilter } from '../filter/grammar.ts';
import { useTranslation } from '../i18n/index.ts';
import { slot } from '../module.ts';
import { Button } from '../primitives/Button.tsx';
import { iconOr } from '../primitives/icons.ts';
import { Bone } from '../primitives/Skeleton.tsx';
import { EmptyState } from '../primitives/states.tsx';
import { openCreate } from '../shell/create.ts';
import { builtInFilter } from './state.ts';
import type { ListControl } from './use-list-state.ts';

const LINES = Array.from({ length: 12 }, (_, index) => `line-${index}`);

/** The page before its metadata: head, chips and lines where they will be. */
export function ListSkeleton() {
  return (
    <div className="listpage">
      <div className="lh">
        <Bone width={180} height={24} />
        <span className="sp" />
        <Bone width={220} height={32} radius={6} />
        <Bone width={110} height={32} radius={6} />
      </div>
      <div className="fl">
        <Bone width={120} height={28} radius={6} />
        <Bone width={120} height={28} radius={6} />
      </div>
      <GridSkeleton />
    </div>
  );
}

/** Lines of a grid to come. */
export function GridSkeleton() {
  return (
    <div className="gridbones">
      {LINES.map((line, index) => (
        <div key={line}>
          <Bone width={16} height={16} />
          <Bone width={`${[18, 22, 15, 20][index % 4]}%`} />
          <Bone width="14%" />
          <Bone width="10%" />
          <Bone width="12%" />
          <Bone width="8%" />
        </div>
      ))}
    </div>
  );
}

/** Nothing to show: by the filter, by the view, or at all. */
export function ListEmpty({
  meta,
  control,
  filterText,
}: {
  readonly meta: ObjectMeta;
  readonly control: ListControl;
  readonly filterText: string;
}) {
  const { t } = useTranslation('list');
  const text = useLabel();
  const name = text(meta.plural ?? meta.label);
  const { state, update } = control;
  const icon = iconOr(meta.icon ?? meta.name);
  const canCreate = (meta.can?.includes('create') ?? false) && slot('create') !== undefined;
  const create = canCreate && (
    <Button kind="primary" icon="plus" onClick={() => openCreate(meta.name)}>
      {t('create', { name: text(meta.label) })}
    </Button>
  );
  const isPlain = !state.search && sameFilter(state.filter, builtInFilter(control.saved ? '' : state.view));
  if (!isPlain) {
    return (
      <EmptyState
        icon="filter"
        title={t('empty.filtered', { name })}
        text={filterText ? t('empty.filteredText', { filter: filterText }) : undefined}
      >
        <Button onClick={() => update({ filter: control.saved ? undefined : builtInFilter(state.view), search: '' })}>
          {t('empty.clear')}
        </Button>
      </EmptyState>
    );
  }
  if (state.view !== 'all') {
    return (
      <EmptyState icon={icon} title={t('empty.mine', { name })} text={t(canCreate ? 'empty.mineText' : 'empty.mineReadOnly', { name })}>
        <Button onClick={() => control.show('all')}>{t('empty.showAll')}</Button>
        {create}
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={icon} title={t('empty.title', { name })} text={t(canCreate ? 'empty.text' : 'empty.readOnly', { name })}>
      {create}
    </EmptyState>
  );
}
