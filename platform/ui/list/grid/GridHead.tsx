import type { CellTools } from '../../cells/text.ts';
import { textOf } from '../../data/meta.ts';
import type { SortKey } from '../../data/records.ts';
import { Icon } from '../../primitives/Icon.tsx';
import type { Column } from './columns.ts';
import type { SelectionControl } from './selection.ts';

interface GridHeadProps {
  readonly gridId: string;
  readonly columns: readonly Column[];
  readonly sort: readonly SortKey[];
  readonly selection: SelectionControl;
  readonly active: number;
  readonly tools: CellTools;
}

/** The sticky head: a press sorts, with shift as a further key. */
export function GridHead({ gridId, columns, sort, selection, active, tools }: GridHeadProps) {
  const { t, format } = tools;
  return (
    <div role="rowgroup" className="gh">
      <div role="row" className="gr head" aria-rowindex={1} data-row={-1}>
        <div role="columnheader" className={`gc ck${active === 0 ? ' on' : ''}`} id={`${gridId}--1-0`} data-col={0} aria-colindex={1}>
          <input
            type="checkbox"
            className="cb"
            ref={(element) => {
              if (element) element.indeterminate = selection.some;
            }}
            checked={selection.all}
            readOnly
            tabIndex={-1}
            aria-label={t('selectAll')}
          />
        </div>
        {columns.map((column, at) => {
          const key = sort.find((one) => one.field === column.name);
          const place = sort.length > 1 && key ? sort.indexOf(key) + 1 : null;
          return (
            <div
              key={column.name}
              role="columnheader"
              id={`${gridId}--1-${at + 1}`}
              data-col={at + 1}
              aria-colindex={at + 2}
              {...(column.sortable
                ? { 'aria-sort': key ? (key.direction === 'desc' ? ('descending' as const) : ('ascending' as const)) : ('none' as const) }
                : {})}
              className={`gc${at === 0 ? ' nm' : ''}${column.numeric ? ' num' : ''}${key ? ' srt' : ''}${column.sortable ? ' can' : ''}${active === at + 1 ? ' on' : ''}`}
            >
              <span className="ell">{textOf(column.field.label, format.language)}</span>
              {key && <Icon name={key.direction === 'desc' ? 'down' : 'up'} size={12} />}
              {place && <sup>{place}</sup>}
            </div>
          );
        })}
      </div>
    </div>
  );
}
