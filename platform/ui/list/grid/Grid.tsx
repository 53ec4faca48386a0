import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useEffectEvent,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import type { CellTools } from '../../cells/text.ts';
import type { ObjectMeta } from '../../data/meta.ts';
import type { RecordData, SortKey } from '../../data/records.ts';
import { useHotkeys } from '../../keys/hotkeys.ts';
import type { GroupHead } from '../groups/use-grouped-rows.tsx';
import type { Column } from './columns.ts';
import { templateOf } from './columns.ts';
import { GridHead } from './GridHead.tsx';
import { GroupRow } from './GroupRow.tsx';
import { type Cell, moveBy } from './moves.ts';
import { BoneRow, Row } from './Row.tsx';
import type { SelectionControl } from './selection.ts';
import { scrollToShow, visibleRange } from './window.ts';
import './grid.css';

export const HEAD = 36;
const BONE_ROWS = 3;

/** Where one was: given back when one returns to the list. */
export interface GridPlace {
  readonly top: number;
  readonly left: number;
  readonly cell: Cell;
}

export interface GridOverlay {
  readonly row: number;
  readonly col: number;
  readonly node: ReactNode;
  /** Covers the cell (an editor) or stands below it (a reason). */
  readonly kind: 'over' | 'below';
}

export interface GridProps {
  readonly meta: ObjectMeta;
  readonly label: string;
  readonly columns: readonly Column[];
  /** Records; nothing where a group has its head or where rows are still to come. */
  readonly rows: readonly (RecordData | undefined)[];
  /** A grouped list: which rows are heads. */
  readonly heads?: ReadonlyMap<number, GroupHead>;
  readonly onHead?: (key: string) => void;
  /** A place inside the list where rows are still to come is in sight. */
  readonly onGap?: (row: number) => void;
  readonly rowHeight: number;
  readonly hasMore: boolean;
  readonly onMore: () => void;
  readonly stale: boolean;
  readonly sort: readonly SortKey[];
  readonly onSort: (field: string, add: boolean) => void;
  readonly selection: SelectionControl;
  readonly tools: CellTools;
  readonly marks: ReadonlyMap<string, string>;
  /** The record shown beside the list. */
  readonly peeked: string | null;
  readonly onOpen: (record: RecordData, away: boolean) => void;
  readonly onPeek: (record: RecordData) => void;
  readonly onEdit: (row: number, column: Column) => void;
  readonly onPaste: (row: number, column: Column, text: string) => void;
  readonly onLink: (href: string) => void;
  readonly overlay: GridOverlay | null;
  readonly place: GridPlace | undefined;
  readonly onPlace: (place: GridPlace) => void;
  readonly onActive?: (row: number) => void;
}

/** Every row of a list without every row in the page: own windowing, one tab stop, one handler for all cells. */
export function Grid(props: GridProps) {
  const { meta, label, columns, rows, rowHeight, hasMore, onMore, stale, sort, onSort, selection, tools, marks, overlay, peeked, heads } =
    props;
  const { t } = tools;
  const gridId = useId();
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: props.place?.top ?? 0, height: 600 });
  const [active, setActive] = useState<Cell>(props.place?.cell ?? { row: 0, col: 1 });
  const [focused, setFocused] = useState(false);
  const { template, width } = templateOf(columns);
  const count = rows.length + (hasMore ? BONE_ROWS : 0);
  const { first, last } = visibleRange(view.top, view.height, rowHeight, count);
  const cell: Cell = { row: Math.min(active.row, rows.length - 1), col: Math.min(active.col, columns.length) };

  const leave = useEffectEvent(() => {
    const element = box.current;
    if (element) props.onPlace({ top: element.scrollTop, left: element.scrollLeft, cell });
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the place one comes back to counts, not every later one
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const place = props.place;
    if (place) element.scrollTo(place.left, place.top);
    const measure = () => setView((old) => ({ top: element.scrollTop, height: element.clientHeight || old.height }));
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    return () => {
      leave();
      watch.disconnect();
    };
  }, []);

  const more = useEffectEvent(onMore);
  useEffect(() => {
    if (hasMore && last > rows.length - 20) more();
  }, [hasMore, last, rows.length]);

  const gap = useEffectEvent((row: number) => props.onGap?.(row));
  useEffect(() => {
    for (let index = first; index < Math.min(last, rows.length); index++) if (!rows[index] && !heads?.has(index)) gap(index);
  }, [first, last, rows, heads]);

  const tellActive = useEffectEvent((row: number) => {
    props.onActive?.(row);
  });
  useEffect(() => {
    tellActive(cell.row);
  }, [cell.row]);

  const show = useCallback(
    (row: number) => {
      const element = box.current;
      if (!element || row < 0) return;
      const top = scrollToShow(row, rowHeight, { top: element.scrollTop, height: element.clientHeight, head: HEAD, foot: 0 });
      if (top !== undefined) element.scrollTop = top;
    },
    [rowHeight],
  );
  const go = (to: Cell) => {
    setActive(to);
    show(to.row);
    const target = document.getElementById(`${gridId}-${to.row}-${to.col}`);
    if (to.col > 1) target?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    if (to.col === 1 && box.current) box.current.scrollLeft = 0;
  };
  const focusGrid = () => box.current?.focus({ preventScroll: true });

  const edit = (at: Cell) => {
    const column = columns[at.col - 1];
    if (at.row < 0 || !rows[at.row] || !column) return;
    if (column.editable) return props.onEdit(at.row, column);
    // On a cell that can not be edited, E begins with the first of the row that can.
    const other = columns.findIndex((one) => one.editable);
    if (other < 0) return;
    go({ row: at.row, col: other + 1 });
    const found = columns[other];
    if (found) props.onEdit(at.row, found);
  };
  const press = (at: Cell) => {
    const column = columns[at.col - 1];
    if (at.row < 0) {
      if (at.col === 0) selection.toggleAll();
      else if (column?.sortable) onSort(column.name, false);
      return;
    }
    const head = heads?.get(at.row);
    if (head) return props.onHead?.(head.group.key);
    const record = rows[at.row];
    if (!record) return;
    if (at.col === 0) selection.toggle(at.row);
    else props.onOpen(record, false);
  };

  const step = (row: number) => {
    focusGrid();
    go({ row: Math.max(0, Math.min(rows.length - 1, row)), col: cell.col });
  };
  const group = t('keys.group');
  const never = () => false;
  useHotkeys([
    { keys: 'j', label: t('keys.move'), group, run: () => step(focused ? cell.row + 1 : cell.row) },
    { keys: 'k', run: () => step(focused ? cell.row - 1 : cell.row) },
    { keys: 'Enter', label: t('keys.open'), group, when: never, run: () => undefined },
    { keys: 'Space', label: t('keys.peek'), group, when: never, run: () => undefined },
    { keys: 'x', label: t('keys.select'), group, run: () => selection.toggle(Math.max(0, cell.row)) },
    { keys: 'e', label: t('keys.edit'), group, run: () => edit(cell) },
  ]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== box.current || event.nativeEvent.isComposing) return;
    const mod = event.ctrlKey || event.metaKey;
    const page = Math.max(1, Math.floor((view.height - HEAD) / rowHeight) - 1);
    const head = heads?.get(cell.row);
    const opens = head && !mod && event.key === (head.open ? 'ArrowLeft' : 'ArrowRight') && cell.col === 1;
    const next = opens ? undefined : moveBy(event.key, mod, cell, { rows: rows.length, cols: columns.length + 1, page });
    if (next) {
      if (event.shiftKey && next.row !== cell.row && next.row >= 0) selection.extend(Math.max(0, cell.row), next.row);
      go(next);
    } else if (opens) press(cell);
    else if (event.key === 'Enter' && !event.altKey) {
      const record = rows[cell.row];
      if (mod && record) props.onOpen(record, true);
      else press(cell);
    } else if (event.key === ' ' && !mod) {
      const record = rows[cell.row];
      if (cell.row < 0 || cell.col === 0 || head) press(cell);
      else if (record) props.onPeek(record);
    } else if (event.key === 'F2') edit(cell);
    else if (event.key === 'Escape' && selection.count > 0) selection.clear();
    else if (mod && event.key.toLowerCase() === 'a') selection.toggleAll();
    else return;
    event.preventDefault();
  };

  const cellAt = (target: EventTarget): Cell | null => {
    const element = (target as Element).closest<HTMLElement>('[data-col]');
    const row = element?.closest<HTMLElement>('[data-row]');
    return element && row ? { row: Number(row.dataset['row']), col: Number(element.dataset['col']) } : null;
  };
  const onClick = (event: MouseEvent) => {
    const at = cellAt(event.target);
    if (!at) return;
    const link = (event.target as Element).closest('a');
    const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
    setActive(at);
    if (link) {
      if (!plain || link.target || !link.getAttribute('href')?.startsWith('/')) return;
      event.preventDefault();
      return props.onLink(link.getAttribute('href') ?? '');
    }
    focusGrid();
    if (heads?.has(at.row)) press(at);
    else if (at.col === 0 && at.row >= 0) selection.toggle(at.row, event.shiftKey);
    else if (at.row < 0) {
      const column = columns[at.col - 1];
      if (at.col === 0) selection.toggleAll();
      else if (column?.sortable) onSort(column.name, event.shiftKey);
    } else if (event.shiftKey) selection.extend(cell.row, at.row);
    else if (event.ctrlKey || event.metaKey) selection.toggle(at.row);
  };
  const onDoubleClick = (event: MouseEvent) => {
    const at = cellAt(event.target);
    if (!at || at.row < 0 || at.col === 0 || (event.target as Element).closest('a')) return;
    edit(at);
  };
  // A cut text shows itself whole: found out when the pointer comes, not for every cell.
  const onMouseOver = (event: MouseEvent) => {
    const text = (event.target as Element).closest<HTMLElement>('.ell');
    if (text && !text.title && text.scrollWidth > text.clientWidth) text.title = text.textContent ?? '';
  };
  const onCopy = (event: React.ClipboardEvent) => {
    const column = columns[cell.col - 1];
    if (event.target !== box.current || !column || String(getSelection() ?? '')) return;
    const chosen = selection.count > 0 && !selection.selection.everything ? [...selection.selection.ids.keys()] : [rows[cell.row]?.id];
    const lines = rows.flatMap((record, index) => {
      if (!record || !chosen.includes(record.id)) return [];
      const shown = document.getElementById(`${gridId}-${index}-${cell.col}`)?.textContent;
      const raw = record[column.name];
      return [shown ?? (typeof raw === 'object' && raw !== null ? String((raw as { title?: unknown }).title ?? '') : String(raw ?? ''))];
    });
    event.clipboardData.setData('text/plain', lines.join('\n'));
    event.preventDefault();
  };
  const onPaste = (event: React.ClipboardEvent) => {
    const column = columns[cell.col - 1];
    if (event.target !== box.current || !column || cell.row < 0) return;
    event.preventDefault();
    props.onPaste(cell.row, column, event.clipboardData.getData('text/plain'));
  };

  const drawn: ReactNode[] = [];
  for (let index = first; index < last; index++) {
    const record = rows[index];
    const head = heads?.get(index);
    if (head) {
      const on = index === cell.row ? cell.col : -1;
      drawn.push(
        <GroupRow
          key={`group-${head.group.key}`}
          gridId={gridId}
          head={head}
          index={index}
          height={rowHeight}
          columns={columns}
          tools={tools}
          active={on}
        />,
      );
      continue;
    }
    if (!record) {
      drawn.push(<BoneRow key={`bone-${index}`} index={index} height={rowHeight} columns={columns} />);
      continue;
    }
    drawn.push(
      <Row
        key={record.id}
        meta={meta}
        gridId={gridId}
        record={record}
        index={index}
        height={rowHeight}
        columns={columns}
        tools={tools}
        selected={selection.has(record.id)}
        active={index === cell.row ? cell.col : -1}
        marks={marks.get(record.id) ?? ''}
        shown={peeked === record.id}
        nested={heads !== undefined}
      />,
    );
  }
  const activeShown = cell.row < 0 || (cell.row >= first && cell.row < last);
  return (
    <div
      ref={box}
      role="grid"
      {...(heads ? { role: 'treegrid' } : {})}
      className={`grid${focused ? ' focused' : ''}${stale ? ' stale' : ''}`}
      aria-label={label}
      aria-rowcount={hasMore ? -1 : rows.length + 1}
      aria-colcount={columns.length + 1}
      aria-multiselectable="true"
      aria-activedescendant={activeShown && rows.length > 0 ? `${gridId}-${cell.row}-${cell.col}` : undefined}
      aria-busy={stale || undefined}
      tabIndex={0}
      style={{ '--cols': template, '--w': `${width}px` } as React.CSSProperties}
      onScroll={(event) => {
        const top = event.currentTarget.scrollTop;
        const now = visibleRange(top, view.height, rowHeight, count);
        if (now.first !== first || now.last !== last) setView({ ...view, top });
      }}
      onKeyDown={onKeyDown}
      onClick={onClick}
      onDoubleClick={onDoubleClick}
      onMouseOver={onMouseOver}
      onFocus={(event) => setFocused(event.target === box.current)}
      onBlur={() => setFocused(false)}
      onCopy={onCopy}
      onPaste={onPaste}
    >
      <GridHead gridId={gridId} columns={columns} sort={sort} selection={selection} active={cell.row < 0 ? cell.col : -1} tools={tools} />
      <div role="rowgroup" className="gb" style={{ height: count * rowHeight }}>
        {drawn}
      </div>
      {overlay && <Overlay gridId={gridId} overlay={overlay} rowHeight={rowHeight} box={box.current} onClose={focusGrid} />}
    </div>
  );
}

interface Placed {
  readonly left: number;
  readonly width: number;
  readonly sides: string;
}

/** Stands over (or below) one cell and scrolls with it. */
function Overlay({
  gridId,
  overlay,
  rowHeight,
  box,
  onClose,
}: {
  readonly gridId: string;
  readonly overlay: GridOverlay;
  readonly rowHeight: number;
  readonly box: HTMLDivElement | null;
  readonly onClose: () => void;
}) {
  const holder = useRef<HTMLDivElement>(null);
  const [placed, setPlaced] = useState<Placed | null>(null);
  const { row, col, kind } = overlay;
  const close = useEffectEvent(onClose);
  useLayoutEffect(() => {
    const cell = document.getElementById(`${gridId}-${row}-${col}`);
    if (!cell || !box) return;
    // Near the right edge what stands below grows to the left, near the bottom edge upwards.
    const isRight = cell.offsetLeft - box.scrollLeft > box.clientWidth / 2;
    const isLow = HEAD + (row + 1) * rowHeight - box.scrollTop > box.clientHeight - 120;
    setPlaced({ left: cell.offsetLeft, width: cell.offsetWidth, sides: `${isRight ? ' from-right' : ''}${isLow ? ' from-below' : ''}` });
  }, [gridId, row, col, rowHeight, box]);
  useLayoutEffect(() => {
    const element = holder.current;
    return () => {
      // Focus that was inside goes back to the grid and not to nowhere.
      if (element?.contains(document.activeElement)) close();
    };
  }, []);
  return (
    // A row with one cell, since a grid holds nothing else.
    <div
      ref={holder}
      role="row"
      className={`gov ${kind}${placed?.sides ?? ''}`}
      style={{ left: placed?.left ?? 0, width: placed?.width ?? 0, top: HEAD + row * rowHeight, height: rowHeight }}
    >
      {/* An editor takes the focus when it is mounted: only where it is to stand, else the grid would scroll to it. */}
      <div role="gridcell">{placed && overlay.node}</div>
    </div>
  );
}
