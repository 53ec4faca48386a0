import { Link } from '@tanstack/react-router';
import type { LinkTarget } from './FigureLink.tsx';
import './charts.css';
import { ScrollBox } from '../primitives/ScrollBox.tsx';

export interface DataColumn {
  readonly key: string;
  readonly label: string;
  readonly numeric?: boolean;
}
export interface DataRow {
  readonly key: string;
  readonly link?: LinkTarget | undefined;
  /** In the order of the columns; the first names the row. */
  readonly cells: readonly string[];
}

/** The plain twin of a chart: exact values, each row leading to its records. */
export function DataTable({
  caption,
  columns,
  rows,
}: {
  readonly caption: string;
  readonly columns: readonly DataColumn[];
  readonly rows: readonly DataRow[];
}) {
  return (
    // Wide tables scroll inside their card, never the page.
    <ScrollBox className="ktable" label={caption}>
      <table>
        <caption className="vh">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" className={column.numeric ? 'num' : undefined}>
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              {columns.map((column, index) => {
                const cell = row.cells[index] ?? '';
                if (index > 0)
                  return (
                    <td key={column.key} className={column.numeric ? 'num' : undefined}>
                      {cell}
                    </td>
                  );
                return (
                  <th key={column.key} scope="row">
                    {row.link ? <Link {...row.link}>{cell}</Link> : cell}
                  </th>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}
