import { useNavigate } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import { useFields } from '../cells/fields.ts';
import type { CellTools } from '../cells/text.ts';
import { type ObjectMeta, textOf } from '../data/meta.ts';
import { type RecordData, useRecordCount, useRecordQuery } from '../data/records.ts';
import { useFormat } from '../data/session.ts';
import { describeCondition } from '../filter/describe.ts';
import { FilterBar } from '../filter/FilterBar.tsx';
import { flatten } from '../filter/grammar.ts';
import { useTranslation } from '../i18n/index.ts';
import { useHotkeys } from '../keys/hotkeys.ts';
import { paths } from '../links.ts';
import { slot } from '../module.ts';
import { isPooled } from '../pools/data.ts';
import { Delayed } from '../primitives/Skeleton.tsx';
import { ErrorState } from '../primitives/states.tsx';
import { openCreate } from '../shell/create.ts';
import { Lazy } from '../shell/lazy.tsx';
import { BoardBy } from './BoardBy.tsx';
import { ListFooter } from './Footer.tsx';
import { type Column, columnsOf, fieldsToAsk } from './grid/columns.ts';
import { Grid, type GridOverlay } from './grid/Grid.tsx';
import { useSelection } from './grid/selection.ts';
import { useCellEdit } from './grid/use-cell-edit.ts';
import { useGroupedRows } from './groups/use-grouped-rows.tsx';
import { ListHead } from './ListHead.tsx';
import { useLeftPlace } from './place.ts';
import { ROW_HEIGHTS, useDensity } from './preference.ts';
import { newConditions } from './state.ts';
import { GridSkeleton, ListEmpty } from './states.tsx';
import type { ListControl } from './use-list-state.ts';
import { useViewName } from './ViewSwitcher.tsx';
import { rememberWalk } from './walk.ts';

const loadPools = () => import('../pools/PoolTabs.tsx').then((file) => file.PoolTabs);
const loadEditor = () => import('./grid/CellEditor.tsx').then((file) => file.CellEditor);
const loadNote = () => import('./grid/CellNoteTip.tsx').then((file) => file.CellNoteTip);
const loadBulk = () => import('./bulk/BulkBar.tsx').then((file) => file.BulkBar);
const loadExport = () => import('./bulk/ExportDialog.tsx').then((file) => file.ExportDialog);
const loadPaste = () => import('./bulk/PasteDialog.tsx').then((file) => file.PasteDialog);
const loadPeek = () => import('./Peek.tsx').then((file) => file.Peek);
const loadBoard = () => import('../board/Board.tsx').then((file) => file.Board);
const loadMove = () => import('../board/MoveRecord.tsx').then((file) => file.MoveRecord);

const PAGE = 50;

interface Pasted {
  readonly column: Column;
  readonly row: number;
  readonly text: string;
}
interface Moving {
  readonly record: RecordData;
  readonly to: string;
}

/** The list on a desktop: head, chips, grid or board, footer, bulk bar. */
export function DesktopList({ meta, control }: { readonly meta: ObjectMeta; readonly control: ListControl }) {
  const { t } = useTranslation('list');
  const { t: tFilter } = useTranslation('filter');
  const format = useFormat();
  const navigate = useNavigate();
  const [density, setDensity] = useDensity();
  const [adding, setAdding] = useState(false);
  const [exporting, setExporting] = useState(false);
  const [pasted, setPasted] = useState<Pasted | null>(null);
  const [moving, setMoving] = useState<Moving | null>(null);
  const [peeked, setPeeked] = useState<string | null>(null);
  const { state, base, update } = control;
  const viewName = useViewName(meta, control);
  const isBoard = state.mode === 'board' && state.boardBy !== undefined;
  const isGrouped = !isBoard && state.groupBy !== undefined;

  const fields = useFields(meta, [...state.columns, ...(flatten(state.filter) ?? []).map((condition) => condition.field)]);
  const columns = useMemo(() => columnsOf(meta, state.columns, fields), [meta, state.columns, fields]);
  const tools: CellTools = useMemo(() => ({ format, t: (key, values) => t(key, values ?? {}) }), [format, t]);
  const narrowed = { ...(state.filter ? { filter: state.filter } : {}), ...(state.search ? { search: state.search } : {}) };
  const query = {
    fields: fieldsToAsk(
      meta,
      columns.map((column) => column.name),
    ),
    ...narrowed,
    sort: state.sort,
    limit: PAGE,
  };
  const answer = useRecordQuery(meta.name, query, { enabled: !isBoard && !isGrouped && columns.length > 0, live: 'inPlace' });
  const columnFields = useMemo(() => columns.map((column) => column.field), [columns]);
  const grouped = useGroupedRows({ meta, state, query, columns: columnFields, tools, enabled: isGrouped });
  const count = useRecordCount(meta.name, narrowed).data;
  const loaded = useMemo(() => answer.data?.pages.flatMap((page) => page.records) ?? [], [answer.data]);
  const rows = isGrouped ? grouped.rows : loaded;
  const shown = isGrouped ? grouped.answer : answer;
  const shownIds = useMemo(() => rows.flatMap((row) => row?.id ?? []), [rows]);
  useEffect(() => rememberWalk(meta.name, shownIds), [meta.name, shownIds]);

  const left = useLeftPlace(paths.list(meta.name));
  const selection = useSelection(rows, left.selection);
  useEffect(() => {
    left.keepSelection(selection.selection);
  });
  // Another filter means other rows: what was chosen before would be acted on unseen.
  const question = JSON.stringify(narrowed);
  const [asked, setAsked] = useState(question);
  if (asked !== question) {
    setAsked(question);
    selection.clear();
    setPeeked(null);
  }

  const edit = useCellEdit(meta);
  const rowOf = (id: string) => rows.findIndex((row) => row?.id === id);
  const colOf = (name: string) => columns.findIndex((column) => column.name === name) + 1;
  const open = (record: RecordData, away: boolean) =>
    away
      ? window.open(paths.record(meta.name, record.id), '_blank', 'noopener')
      : void navigate({ to: paths.record(meta.name, record.id) });
  const commit = (value: unknown) => {
    const { editing } = edit;
    if (editing?.field.type === 'stage' && typeof value === 'string' && value !== editing.record[editing.field.name]) {
      edit.cancel();
      setMoving({ record: editing.record, to: value });
    } else edit.commit(value);
  };
  const editNext = (value: unknown, back: boolean) => {
    const { editing } = edit;
    commit(value);
    const row = editing ? rows[rowOf(editing.id)] : undefined;
    if (!editing || !row) return;
    const editable = columns.filter((column) => column.editable);
    const next = editable[editable.findIndex((column) => column.name === editing.field.name) + (back ? -1 : 1)];
    // The change just made is part of the row that is edited on.
    if (next) edit.start({ ...row, [editing.field.name]: value }, next.field);
  };
  const overlay = ((): GridOverlay | null => {
    const { editing, note } = edit;
    if (editing && rowOf(editing.id) >= 0 && colOf(editing.field.name) > 0) {
      return {
        row: rowOf(editing.id),
        col: colOf(editing.field.name),
        kind: 'over',
        node: (
          <Lazy
            key={edit.turn}
            load={loadEditor}
            props={{ cell: editing, tools, onCommit: commit, onCancel: edit.cancel, onNext: editNext }}
          />
        ),
      };
    }
    const row = note ? rowOf(note.id) : -1;
    const record = rows[row];
    if (!note || !record || colOf(note.field.name) === 0) return null;
    return {
      row,
      col: colOf(note.field.name),
      kind: 'below',
      node: (
        <Lazy
          load={loadNote}
          props={{
            note,
            tools,
            onRetry: () => edit.start(record, note.field, note.typed),
            onMine: () => void edit.send(record, note.field, note.typed, note.conflict?.version),
            onDismiss: edit.dismiss,
          }}
        />
      ),
    };
  })();

  const group = t('keys.group');
  useHotkeys([
    { keys: '/', label: t('keys.filter'), group, run: () => setAdding(true) },
    ...(meta.can?.includes('create') && slot('create')
      ? [{ keys: 'n', label: t('keys.create'), group, run: () => openCreate(meta.name) }]
      : []),
  ]);
  const sortBy = (field: string, add: boolean) => {
    const key = state.sort.find((one) => one.field === field);
    const flipped = {
      field,
      direction:
        key?.direction === 'asc'
          ? ('desc' as const)
          : key
            ? ('asc' as const)
            : columns.find((column) => column.name === field)?.numeric
              ? ('desc' as const)
              : ('asc' as const),
    };
    update({ sort: add ? [...state.sort.filter((one) => one.field !== field), flipped].slice(-3) : [flipped] });
  };
  const filterText = (flatten(state.filter) ?? [])
    .flatMap((condition) => {
      const field = fields.get(condition.field);
      const said =
        field && describeCondition(field, condition, { format, t: (key, values) => tFilter(key, values ?? {}), titleOf: () => undefined });
      return field ? [`${textOf(field.label, format.language)} ${said}`] : [];
    })
    .join('，');
  const sortText = state.sort
    .flatMap(({ field, direction }) => {
      const found = meta.fields.find((one) => one.name === field) ?? fields.get(field);
      return found ? [t('sortBy', { name: textOf(found.label, format.language) }) + t(direction === 'desc' ? 'sortDesc' : 'sortAsc')] : [];
    })
    .slice(0, 1)
    .join('');
  const peekRow = peeked === null ? -1 : rowOf(peeked);
  const isEmpty = !shown.isPending && rows.length === 0 && (isGrouped || !answer.hasNextPage);

  return (
    <div className="listpage">
      <ListHead meta={meta} control={control} count={count} density={density} onDensity={setDensity} onExport={() => setExporting(true)} />
      {isPooled(meta) && <Lazy load={loadPools} props={{ meta, control }} />}
      <div className="fl">
        <FilterBar
          meta={meta}
          filter={state.filter}
          search={state.search}
          changed={newConditions(state, base)}
          onFilter={(filter) => update({ filter })}
          onSearch={(search) => update({ search })}
          adding={adding}
          onAdding={setAdding}
        />
        {isBoard && <BoardBy meta={meta} control={control} />}
        <span className="sp" />
        <span className="note">
          {isBoard
            ? t('boardHint')
            : [isGrouped && grouped.truncated && t('group.truncated'), sortText, t('densityNow', { name: t(`densities.${density}`) })]
                .filter(Boolean)
                .join(' · ')}
        </span>
      </div>
      {isGrouped && grouped.nodes}
      {isBoard ? (
        <Lazy load={loadBoard} props={{ meta, control, tools }} small={false} />
      ) : shown.isPending ? (
        <Delayed>
          <GridSkeleton />
        </Delayed>
      ) : shown.error && rows.length === 0 ? (
        <ErrorState error={shown.error} onRetry={() => void shown.refetch()} />
      ) : isEmpty ? (
        <ListEmpty meta={meta} control={control} filterText={filterText} />
      ) : (
        <Grid
          meta={meta}
          label={viewName}
          columns={columns}
          rows={rows}
          rowHeight={ROW_HEIGHTS[density]}
          {...(isGrouped ? { heads: grouped.heads, onHead: grouped.toggle, onGap: grouped.onPlace } : {})}
          hasMore={!isGrouped && answer.hasNextPage}
          onMore={() => {
            if (!answer.isFetchingNextPage && !answer.isFetchNextPageError) void answer.fetchNextPage();
          }}
          stale={shown.isPlaceholderData}
          sort={state.sort}
          onSort={sortBy}
          selection={selection}
          tools={tools}
          marks={edit.marks}
          peeked={peeked}
          onOpen={open}
          onPeek={(record) => setPeeked(record.id)}
          onEdit={(row, column) => rows[row] && edit.start(rows[row], column.field)}
          onPaste={(row, column, text) => setPasted({ row: rows.slice(0, row).filter(Boolean).length, column, text })}
          onLink={(href) => void navigate({ to: href })}
          overlay={overlay}
          place={left.place}
          onPlace={left.keepPlace}
          onActive={(row) => peeked !== null && rows[row] && setPeeked(rows[row].id)}
        />
      )}
      {!isBoard && !isEmpty && (
        <ListFooter
          meta={meta}
          filter={state.filter}
          search={state.search}
          money={columns.filter((column) => column.field.type === 'currency' && !column.name.includes('.')).map((column) => column.field)}
          keys={[
            ['J K', t('keys.short.move')],
            ['Space', t('keys.short.peek')],
            ['X', t('keys.short.select')],
          ]}
        />
      )}
      {(selection.count > 0 || selection.selection.everything) && !isBoard && (
        <Lazy load={loadBulk} props={{ meta, control: selection, count, narrowed, columns, tools, onExport: () => setExporting(true) }} />
      )}
      {exporting && (
        <Lazy
          load={loadExport}
          props={{
            meta,
            narrowed,
            columns: state.columns,
            sort: state.sort,
            selection: selection.selection,
            count,
            onClose: () => setExporting(false),
          }}
        />
      )}
      {pasted && (
        <Lazy
          load={loadPaste}
          props={{
            meta,
            ...pasted,
            rows: rows.filter((row) => row !== undefined),
            selection: selection.selection,
            tools,
            onClose: () => setPasted(null),
          }}
        />
      )}
      {moving && <Lazy load={loadMove} props={{ meta, record: moving.record, to: moving.to, onClose: () => setMoving(null) }} />}
      {peekRow >= 0 && rows[peekRow] && (
        <Lazy
          load={loadPeek}
          props={{
            meta,
            record: rows[peekRow],
            at: peekRow,
            tools,
            onClose: () => setPeeked(null),
            onGo: (step: number) => rows[peekRow + step] && setPeeked(rows[peekRow + step]?.id ?? null),
            hasNext: rows[peekRow + 1] !== undefined,
          }}
        />
      )}
    </div>
  );
}
