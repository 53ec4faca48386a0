import { useSyncExternalStore } from 'react';
import { type RegionRow, type RegionTable, regionTable } from '../../text/regions/table.ts';
import { api } from './api.ts';

let table: RegionTable | undefined;
let asked = false;
const listeners = new Set<() => void>();

function ask(): void {
  if (asked) return;
  asked = true;
  api
    .get<{ readonly regions: readonly RegionRow[] }>('/regions')
    .then(({ regions }) => {
      table = regionTable(regions);
      for (const tell of listeners) tell();
    })
    .catch(() => {
      asked = false;
    });
}

/** Places of China; asked for once, by the first page that shows an address. */
export function useRegions(): RegionTable | undefined {
  return useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      ask();
      return () => listeners.delete(tell);
    },
    () => table,
  );
}

/** 浙江省绍兴市上虞区; the code itself until the table has come. */
export function regionName(code: string): string {
  if (!table) ask();
  return table?.name(code) ?? code;
}
