import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { LinkTarget } from './FigureLink.tsx';
import './charts.css';

export interface RankRow {
  readonly key: string;
  readonly name: string;
  readonly mark?: ReactNode;
  readonly value: number;
  /** The value as it reads, and in full. */
  readonly text: string;
  readonly title?: string | undefined;
  /** A second figure at the end: a share, a count. */
  readonly note?: string | undefined;
  readonly link?: LinkTarget | undefined;
}

/** Name, bar, figure: from the largest down. The bar is only a picture of the figure beside it. */
export function RankRows({
  rows,
  label,
  numbered = false,
  longNames = false,
  tone = 1,
}: {
  readonly rows: readonly RankRow[];
  readonly label: string;
  readonly numbered?: boolean;
  /** Gives names more room than bars. */
  readonly longNames?: boolean;
  readonly tone?: 1 | 3 | 4 | 7;
}) {
  const largest = Math.max(...rows.map((row) => row.value), 0);
  return (
    <ol className={`krank${numbered ? ' numbered' : ''}${longNames ? ' long' : ''}`} aria-label={label}>
      {rows.map((row, index) => (
        <li key={row.key}>
          {numbered && <span className="n">{index + 1}</span>}
          <span className="who">
            {row.mark}
            <span title={row.name}>{row.name}</span>
          </span>
          <span className="kbar" aria-hidden="true">
            <i style={{ width: `${largest > 0 ? Math.max(0, (row.value / largest) * 100) : 0}%`, background: `var(--k${tone})` }} />
          </span>
          {row.link ? (
            <Link {...row.link} className="v" title={row.title} aria-label={`${row.name} ${row.text}`}>
              {row.text}
            </Link>
          ) : (
            <span className="v" title={row.title}>
              {row.text}
            </span>
          )}
          {row.note !== undefined && <span className="p">{row.note}</span>}
        </li>
      ))}
    </ol>
  );
}
