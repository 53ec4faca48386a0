import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { useFields } from '../cells/fields.ts';
import type { CellTools } from '../cells/text.ts';
import { fieldOf, type ObjectMeta, textOf } from '../data/meta.ts';
import { useRecordCount, useRecordQuery } from '../data/records.ts';
import { useFormat } from '../data/session.ts';
import { flatten } from '../filter/grammar.ts';
import { conditionsOf } from '../filter/titles.ts';
import { useTranslation } from '../i18n/index.ts';
import { isPooled } from '../pools/data.ts';
import { Button } from '../primitives/Button.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { Segmented } from '../primitives/Segmented.tsx';
import { Bone, Delayed } from '../primitives/Skeleton.tsx';
import { ErrorState } from '../primitives/states.tsx';
import { Lazy } from '../shell/lazy.tsx';
import { PhoneHead } from '../shell/Phone.tsx';
import { BoardBy } from './BoardBy.tsx';
import { fieldsToAsk } from './grid/columns.ts';
import { useCountText } from './ListHead.tsx';
import { Cards, More } from './PhoneCards.tsx';
import { boardFields, newConditions } from './state.ts';
import { ListEmpty } from './states.tsx';
import type { ListControl } from './use-list-state.ts';
import { useViewName, ViewSwitcher } from './ViewSwitcher.tsx';
import { rememberWalk } from './walk.ts';
import './phone.css';

const loadPools = () => import('../pools/PoolTabs.tsx').then((file) => file.PoolTabs);
const loadSheet = () => import('./PhoneFilters.tsx').then((file) => file.PhoneFilters);
const loadBoard = () => import('../board/Board.tsx').then((file) => file.Board);
const loadSave = () => import('./SaveViewDialog.tsx').then((file) => file.SaveViewDialog);
const loadGroups = () => import('./groups/PhoneGroups.tsx').then((file) => file.PhoneGroups);
const PAGE = 30;

/** The list on the phone: cards in one column, the same views and filters. */
export function PhoneList({ meta, control }: { readonly meta: ObjectMeta; readonly control: ListControl }) {
  const { t } = useTranslation('list');
  const format = useFormat();
  const countText = useCountText();
  const [sheet, setSheet] = useState(false);
  const [renaming, setRenaming] = useState(false);
  const { state, base, update } = control;
  const viewName = useViewName(meta, control);
  const tools: CellTools = useMemo(() => ({ format, t: (key, values) => t(key, values ?? {}) }), [format, t]);
  const fields = useFields(meta, state.columns);
  const narrowed = { ...(state.filter ? { filter: state.filter } : {}), ...(state.search ? { search: state.search } : {}) };
  const isBoard = state.mode === 'board' && state.boardBy !== undefined;
  const isGrouped = !isBoard && state.groupBy !== undefined;
  const query = {
    fields: fieldsToAsk(meta, [...state.columns, ...(meta.list?.card ?? []).filter((name) => fieldOf(meta, name))]),
    ...narrowed,
    sort: state.sort,
    limit: PAGE,
  };
  const answer = useRecordQuery(meta.name, query, { enabled: !isBoard && !isGrouped, live: 'inPlace' });
  const columns = useMemo(() => state.columns.flatMap((name) => fields.get(name) ?? []), [state.columns, fields]);
  const count = useRecordCount(meta.name, narrowed).data;
  const rows = answer.data?.pages.flatMap((page) => page.records) ?? [];
  useEffect(() => {
    rememberWalk(
      meta.name,
      rows.map((row) => row.id),
    );
  });
  const changed = flatten(state.filter) ? newConditions(state, base).size : conditionsOf(state.filter).length;

  let body: ReactNode;
  if (isBoard) body = <Lazy load={loadBoard} props={{ meta, control, tools }} small={false} />;
  else if (isGrouped) body = <Lazy load={loadGroups} props={{ meta, control, query, columns, tools }} small={false} />;
  else if (answer.isPending)
    body = (
      <Delayed>
        <ul className="pcards">
          {['a', 'b', 'c', 'd', 'e'].map((key) => (
            <li key={key} className="pcard">
              <Bone width="60%" height={18} />
              <Bone width="40%" />
              <Bone width="80%" />
            </li>
          ))}
        </ul>
      </Delayed>
    );
  else if (answer.error && rows.length === 0) body = <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />;
  else if (rows.length === 0) body = <ListEmpty meta={meta} control={control} filterText="" />;
  else
    body = (
      <>
        <Cards meta={meta} rows={rows} columns={columns} tools={tools} />
        <More hasMore={answer.hasNextPage} busy={answer.isFetchingNextPage} onMore={() => void answer.fetchNextPage()} />
      </>
    );
  return (
    <div className={isBoard ? 'plist onboard' : 'plist'}>
      <PhoneHead title={textOf(meta.plural ?? meta.label, format.language)} />
      <div className="pbar">
        <ViewSwitcher meta={meta} control={control} onRename={() => setRenaming(true)}>
          {(props) => (
            <button {...props} type="button" className="btn">
              <span className="ell">{viewName}</span>
              <Icon name="down" />
            </button>
          )}
        </ViewSwitcher>
        <Button icon="filter" pressed={changed > 0 || state.search !== ''} onClick={() => setSheet(true)} aria-haspopup="dialog">
          {changed > 0 ? t('phone.filtersCount', { count: changed }) : t('phone.filters')}
        </Button>
        <span className="sp" />
        <span className="cnt">{countText(count)}</span>
      </div>
      {isPooled(meta) && <Lazy load={loadPools} props={{ meta, control }} />}
      {boardFields(meta).length > 0 && (
        <div className="pbar">
          <Segmented
            label={t('mode')}
            value={state.mode}
            segments={[
              { value: 'list', label: t('list'), icon: 'list' },
              { value: 'board', label: t('board'), icon: 'board' },
            ]}
            onChange={(mode) => update({ mode }, true)}
          />
          {isBoard && <BoardBy meta={meta} control={control} />}
        </div>
      )}
      {body}
      {sheet && <Lazy load={loadSheet} props={{ meta, control, onClose: () => setSheet(false) }} />}
      {renaming && control.saved && (
        <Lazy
          load={loadSave}
          props={{ meta, state, view: control.saved, onClose: () => setRenaming(false), onSaved: () => setRenaming(false) }}
        />
      )}
    </div>
  );
}
