import { memo } from 'react';
import { type CellTools, cellText } from '../../cells/text.ts';
import { textOf } from '../../data/meta.ts';
import { Icon } from '../../primitives/Icon.tsx';
import type { GroupHead } from '../groups/use-grouped-rows.tsx';
import type { Column } from './columns.ts';

export interface GroupRowProps {
  readonly gridId: string;
  readonly head: GroupHead;
  readonly index: number;
  readonly height: number;
  readonly columns: readonly Column[];
  readonly tools: CellTools;
  readonly active: number;
}

/** The head of a group: its name, how many, and the sums below their columns. Display only, as rows are. */
export const GroupRow = memo(function GroupRow({ gridId, head, index, height, columns, tools, active }: GroupRowProps) {
  const { group, name, open } = head;
  const { format, t } = tools;
  return (
    <div
      role="row"
      className={`gr grp${active >= 0 ? ' now' : ''}`}
      style={{ transform: `translateY(${index * height}px)`, height }}
      aria-rowindex={index + 2}
      aria-level={1}
      aria-expanded={open}
      data-row={index}
    >
      <div role="gridcell" className={`gc ck${active === 0 ? ' on' : ''}`} id={`${gridId}-${index}-0`} data-col={0} aria-colindex={1}>
        <Icon name={open ? 'down' : 'right'} />
      </div>
      {columns.map((column, at) => {
        const sum = group.sums.get(column.name);
        const total = sum === null || sum === undefined ? '' : cellText(column.field, sum, tools);
        return (
          <div
            key={column.name}
            role="gridcell"
            id={`${gridId}-${index}-${at + 1}`}
            data-col={at + 1}
            aria-colindex={at + 2}
            className={`gc${at === 0 ? ' nm' : ''}${column.numeric ? ' num' : ''}${active === at + 1 ? ' on' : ''}`}
          >
            {at === 0 ? (
              <>
                <span className="ell">{name}</span>
                <span className="cnt">{format.number(group.count)}</span>
              </>
            ) : (
              total && (
                <span className="ell" title={t('sum', { name: textOf(column.field.label, format.language) })}>
                  {total}
                </span>
              )
            )}
          </div>
        );
      })}
    </div>
  );
});
