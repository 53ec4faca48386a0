import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, type MouseEvent, useMemo, useRef, useState } from 'react';
import type { CellTools } from '../cells/text.ts';
import { fieldOf, type ObjectMeta, type Option, textOf } from '../data/meta.ts';
import { invalidateRecord, type RecordData, useAggregate } from '../data/records.ts';
import { Picker } from '../filter/Picker.tsx';
import { useTranslation } from '../i18n/index.ts';
import { useHotkeys } from '../keys/hotkeys.ts';
import { offered, typeOf } from '../layout/arrange.ts';
import { boardFields } from '../list/state.ts';
import type { ListControl } from '../list/use-list-state.ts';
import { announce } from '../primitives/live-region.tsx';
import { Popover } from '../primitives/Popover.tsx';
import { ErrorState } from '../primitives/states.tsx';
import { mayMove } from '../record/stage.ts';
import { BoardColumn } from './BoardColumn.tsx';
import { Card } from './Card.tsx';
import { cardFields, columnsFor, figuresOf, gateOf, typeOfFilter } from './columns.ts';
import { MoveRecord } from './MoveRecord.tsx';
import { useDrag } from './use-drag.ts';
import './board.css';

interface Move {
  readonly id: number;
  readonly record: RecordData;
  readonly to: string | null;
  /** Until the move of the same record before this one is saved or given up. */
  readonly before: Promise<void> | undefined;
  readonly end: () => void;
}

const NONE = { rows: [], truncated: false } as const;
const keyOf = (column: string) => (column === '' ? null : column);

/** Records in columns of a stage or picklist: drag, or M for 移动到…; the target says what it still lacks. */
export function Board({ meta, control, tools }: { readonly meta: ObjectMeta; readonly control: ListControl; readonly tools: CellTools }) {
  const { t } = useTranslation('board');
  const navigate = useNavigate();
  const { state } = control;
  const type = typeOfFilter(state.filter);
  const by = useMemo(() => {
    const field = fieldOf(meta, state.boardBy ?? '') ?? boardFields(meta)[0];
    const options = field && type ? offered(field, typeOf(meta, { recordType: type })) : undefined;
    return field && options ? { ...field, options } : field;
  }, [meta, state.boardBy, type]);
  const [moves, setMoves] = useState<readonly Move[]>([]);
  const turns = useRef({ count: 0, last: new Map<string, Promise<void>>() });
  const [asking, setAsking] = useState<{ readonly record: RecordData; readonly anchor: HTMLElement } | null>(null);
  const [shown, setShown] = useState<ReadonlyMap<string | null, readonly RecordData[]>>(new Map());
  const [active, setActive] = useState<string | null>(null);
  const fields = useMemo(() => (by ? cardFields(meta, state.columns, by) : null), [meta, state.columns, by]);
  const money = fields?.money?.name;
  const narrowed = { ...(state.filter ? { filter: state.filter } : {}), ...(state.search ? { search: state.search } : {}) };
  const answer = useAggregate(meta.name, {
    ...narrowed,
    groupBy: by ? [{ field: by.name }] : [],
    measures: [{ fn: 'count', as: 'count' }, ...(money ? [{ fn: 'sum' as const, field: money }] : [])],
  });
  const figures = figuresOf((answer.data ?? NONE).rows, by?.name ?? '', money);
  const columns = by ? columnsFor(by, figures) : [];
  /** The stages as this record meets them: its type may have a process of its own. */
  const stagesFor = (record: RecordData) => (by && !type ? { ...by, options: offered(by, typeOf(meta, record)) ?? [] } : by);
  /** The stage a record would come to; null when it may not go there. */
  const targetFor = (record: RecordData, to: string | null): Option | null | undefined => {
    const stages = stagesFor(record);
    const option = stages?.options?.find((one) => one.key === to);
    if (to === null) return stages?.options?.find((one) => one.key === record[stages.name])?.next ? null : undefined;
    return stages && option && (option.key === record[stages.name] || mayMove(stages, record[stages.name], option)) ? option : null;
  };
  const canEdit = meta.can?.includes('edit') ?? false;
  /** A record as it stands on the board: where it was moved to, saved yet or not. */
  const recordOf = (id: string) => {
    const record = [...shown.values()].flat().find((one) => one.id === id);
    const move = moves.findLast((one) => one.record.id === id);
    return record && move && by ? { ...record, [by.name]: move.to } : record;
  };

  const start = (record: RecordData, to: string | null) => {
    if (!by || record[by.name] === to || !canEdit) return;
    if (targetFor(record, to) === null) {
      const target = by.options?.find((option) => option.key === to);
      return announce(t('closed', { target: target ? textOf(target.label, tools.format.language) : t('none') }));
    }
    // on a slow line the next move of a card comes before the last one is told to all lists: it waits its turn, none is lost
    const { last } = turns.current;
    const before = last.get(record.id);
    let end = () => {};
    last.set(
      record.id,
      new Promise((done) => {
        end = done;
      }),
    );
    turns.current.count += 1;
    const move = { id: turns.current.count, record, to, before, end };
    setMoves((list) => [...list, move]);
  };
  const drag = useDrag((id, column) => {
    const record = recordOf(id);
    if (record) start(record, keyOf(column));
  });
  const settle = async (move: Move, moved: boolean) => {
    move.end();
    // The card stays where it was dropped until both columns have their new records.
    if (moved) await invalidateRecord(meta.name);
    setMoves((list) => list.filter((one) => one !== move));
    if (moved) requestAnimationFrame(() => isElsewhere() || focusCard(move.record.id));
  };
  /** Whether somebody has gone on meanwhile, into a menu or dialog: on a slow line the answer comes late, and must not take the focus. */
  const isElsewhere = () => {
    const focused = document.activeElement;
    return focused !== null && focused !== document.body && !drag.board.current?.contains(focused);
  };
  const focusCard = (id: string) => {
    setActive(id);
    requestAnimationFrame(() => {
      const card = document.querySelector<HTMLElement>(`[data-card="${CSS.escape(id)}"] a`);
      card?.focus();
      card?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    });
  };
  const step = (rows: number, cols: number) => {
    const order = columns.map((column) => shown.get(column.key) ?? []);
    const at = order.findIndex((list) => list.some((record) => record.id === current));
    const row = order[at]?.findIndex((record) => record.id === current) ?? -1;
    if (cols === 0) {
      const next = order[Math.max(0, at)]?.[Math.max(0, row + rows)];
      return next && focusCard(next.id);
    }
    for (let to = at + cols; to >= 0 && to < order.length; to += cols) {
      const list = order[to] ?? [];
      const next = list[Math.min(row, list.length - 1)];
      if (next) return focusCard(next.id);
    }
  };
  const first = columns.flatMap((column) => shown.get(column.key) ?? [])[0]?.id ?? null;
  const current = active && recordOf(active) ? active : first;

  const askMove = (id: string | null) => {
    const record = id ? recordOf(id) : undefined;
    const anchor = id ? document.querySelector<HTMLElement>(`[data-card="${CSS.escape(id)}"]`) : null;
    if (record && anchor && canEdit) setAsking({ record, anchor });
  };
  const group = t('keys.group', { ns: 'list' });
  useHotkeys([
    ...(canEdit ? [{ keys: 'm', label: t('keys.moveTo', { ns: 'list' }), group, run: () => askMove(current) }] : []),
    { keys: 'j', label: t('keys.move', { ns: 'list' }), group, run: () => step(1, 0) },
    { keys: 'k', run: () => step(-1, 0) },
  ]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || !(event.target as Element).closest('[data-card]')) return;
    const steps = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] } as const;
    const found = steps[event.key as keyof typeof steps];
    if (!found) return;
    event.preventDefault();
    step(found[0], found[1]);
  };
  const onClick = (event: MouseEvent) => {
    const target = event.target as Element;
    const id = target.closest<HTMLElement>('[data-card]')?.dataset['card'];
    if (!id || drag.wasDrag()) return event.preventDefault();
    setActive(id);
    if (target.closest('[data-move]')) return askMove(id);
    const href = target.closest('[data-card]')?.querySelector('a')?.getAttribute('href');
    if (!href || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    void navigate({ to: href });
  };
  if (!by || !fields) return null;
  if (answer.error && !answer.data) return <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />;
  const dragged = drag.dragging ? (recordOf(drag.dragging.id) ?? null) : null;
  const latest = moves.filter((move, at) => !moves.some((other, later) => later > at && other.record.id === move.record.id));
  const leaving = new Set(moves.map((move) => move.record.id));
  const targets = asking
    ? columns.filter(
        (column) => column.option && column.option.key !== asking.record[by.name] && targetFor(asking.record, column.key) !== null,
      )
    : [];
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: one handler for all cards */}
      <div
        ref={drag.board}
        className={drag.dragging ? 'bd dragging' : 'bd'}
        onPointerDown={canEdit ? drag.onPointerDown : undefined}
        onDragStart={(event) => event.preventDefault()}
        onClick={onClick}
        onKeyDown={onKeyDown}
        onFocus={(event) => {
          const id = event.target.closest<HTMLElement>('[data-card]')?.dataset['card'];
          if (id) setActive(id);
        }}
      >
        {columns.map((column) => (
          <BoardColumn
            key={column.key ?? ''}
            meta={meta}
            by={by}
            column={column}
            fields={fields}
            figures={figures.get(column.key)}
            filter={state.filter}
            search={state.search}
            sort={state.sort}
            tools={tools}
            arriving={latest.filter((move) => move.to === column.key).map((move) => move.record)}
            leaving={leaving}
            dragged={dragged}
            over={dragged !== null && drag.dragging?.over === (column.key ?? '') && dragged[by.name] !== column.key}
            target={dragged ? targetFor(dragged, column.key) : undefined}
            active={current}
            onRecords={(key, records) => setShown((old) => new Map(old).set(key, records))}
          />
        ))}
      </div>
      {dragged && drag.dragging && (
        <div ref={drag.lifted} className="hang" style={{ width: drag.dragging.width }} aria-hidden="true">
          <Card
            meta={meta}
            record={dragged}
            option={by.options?.find((option) => option.key === dragged[by.name]) ?? null}
            fields={fields}
            tools={tools}
            active={false}
            lifted
          />
        </div>
      )}
      {asking && (
        <Popover anchor={asking.anchor} label={t('moveTo')} className="fpop" onClose={() => setAsking(null)}>
          <Picker
            label={t('moveTo')}
            emptyText={t('nowhere')}
            items={targets.map(({ key, option }) => {
              const missing = gateOf(meta, targetFor(asking.record, key) ?? null, asking.record).missing;
              return {
                key: key ?? '',
                label: option ? textOf(option.label, tools.format.language) : '',
                words: option?.label.en ?? '',
                ...(missing.length > 0
                  ? {
                      note: t('missing', {
                        fields: missing.map((field) => textOf(field.label, tools.format.language)).join(t('separator')),
                      }),
                    }
                  : {}),
              };
            })}
            onPick={(key) => {
              setAsking(null);
              start(asking.record, keyOf(key));
            }}
          />
        </Popover>
      )}
      {moves.map((move) => (
        <MoveRecord
          key={move.id}
          meta={meta}
          before={move.before}
          field={stagesFor(move.record)}
          record={move.record}
          to={move.to}
          onClose={(moved) => void settle(move, moved)}
        />
      ))}
    </>
  );
}
