import { memo } from 'react';
import { renderCell } from '../../cells/cell.tsx';
import type { CellTools } from '../../cells/text.ts';
import { type ObjectMeta, titleOf } from '../../data/meta.ts';
import type { RecordData } from '../../data/records.ts';
import { paths } from '../../links.ts';
import { Icon } from '../../primitives/Icon.tsx';
import { Bone } from '../../primitives/Skeleton.tsx';
import type { Column } from './columns.ts';

export interface RowProps {
  readonly meta: ObjectMeta;
  readonly gridId: string;
  readonly record: RecordData;
  readonly index: number;
  readonly height: number;
  readonly columns: readonly Column[];
  readonly tools: CellTools;
  readonly selected: boolean;
  /** The active column of this row: 0 is the check box; -1 none. */
  readonly active: number;
  /** `amount:saved closeOn:pending` */
  readonly marks: string;
  readonly shown: boolean;
  /** Below the head of a group. */
  readonly nested?: boolean;
}

function markOf(marks: string, name: string): string {
  if (!marks) return '';
  const found = marks.split(' ').find((mark) => mark.startsWith(`${name}:`));
  return found ? ` ${found.slice(name.length + 1)}` : '';
}

/** One row. Display only: every press is heard by the grid. */
export const Row = memo(function Row({
  meta,
  gridId,
  record,
  index,
  height,
  columns,
  tools,
  selected,
  active,
  marks,
  shown,
  nested,
}: RowProps) {
  const name = titleOf(meta, record);
  return (
    <div
      role="row"
      className={`gr${selected ? ' sel' : ''}${active >= 0 ? ' now' : ''}${shown ? ' shown' : ''}`}
      style={{ transform: `translateY(${index * height}px)`, height }}
      aria-rowindex={index + 2}
      aria-selected={selected}
      {...(nested ? { 'aria-level': 2 } : {})}
      data-row={index}
    >
      <div role="gridcell" className={`gc ck${active === 0 ? ' on' : ''}`} id={`${gridId}-${index}-0`} data-col={0} aria-colindex={1}>
        <input type="checkbox" className="cb" checked={selected} readOnly tabIndex={-1} aria-label={tools.t('selectRow', { name })} />
      </div>
      {columns.map((column, at) => {
        const value = record[column.name];
        const mark = markOf(marks, column.name);
        return (
          <div
            key={column.name}
            role="gridcell"
            id={`${gridId}-${index}-${at + 1}`}
            data-col={at + 1}
            aria-colindex={at + 2}
            className={`gc cellv${at === 0 ? ' nm' : ''}${column.numeric ? ' num' : ''}${active === at + 1 ? ' on' : ''}${mark}`}
          >
            {at === 0 ? (
              <a className="ell" href={paths.record(meta.name, record.id)} tabIndex={-1} title={name}>
                {name || '--'}
              </a>
            ) : (
              renderCell(column.field, value, record, tools)
            )}
            {mark === ' saved' && <Icon name="check" size={14} className="svd" />}
          </div>
        );
      })}
    </div>
  );
});

const BONES = [72, 56, 64, 48];

/** A row to come, in the true layout. */
export function BoneRow({
  index,
  height,
  columns,
}: {
  readonly index: number;
  readonly height: number;
  readonly columns: readonly Column[];
}) {
  return (
    <div className="gr" style={{ transform: `translateY(${index * height}px)`, height }} aria-hidden="true">
      <div className="gc ck">
        <Bone width={16} height={16} />
      </div>
      {columns.map((column, at) => (
        <div key={column.name} className={`gc${at === 0 ? ' nm' : ''}${column.numeric ? ' num' : ''}`}>
          <Bone width={`${BONES[(index + at) % BONES.length]}%`} />
        </div>
      ))}
    </div>
  );
}
