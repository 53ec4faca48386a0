import { useMemo, useState } from 'react';
import type { RecordData } from '../../data/records.ts';

/** Chosen rows. `everything`: the filter itself is chosen, however many records it means. */
export interface Selection {
  readonly ids: ReadonlyMap<string, RecordData>;
  readonly everything: boolean;
}

export const NO_SELECTION: Selection = { ids: new Map(), everything: false };

/** The rows of a grid; heads of groups hold no record. */
type Rows = readonly (RecordData | undefined)[];

const recordsOf = (rows: Rows): readonly RecordData[] => rows.filter((row) => row !== undefined);

/** Adds or takes away a run of rows. */
export function withRows(selection: Selection, rows: readonly RecordData[], on: boolean): Selection {
  const ids = new Map(selection.ids);
  for (const row of rows) {
    if (on) ids.set(row.id, row);
    else ids.delete(row.id);
  }
  return { ids, everything: selection.everything && on };
}

/** The rows between two places, in either order. */
export function between(rows: Rows, from: number, to: number): readonly RecordData[] {
  return recordsOf(rows.slice(Math.max(0, Math.min(from, to)), Math.max(from, to) + 1));
}

export function useSelection(rows: Rows, start: Selection = NO_SELECTION) {
  const [selection, set] = useState(start);
  const [anchor, setAnchor] = useState<number | null>(null);
  return useMemo(() => {
    const toggle = (index: number, range = false) => {
      const row = rows[index];
      if (!row) return;
      const on = !selection.ids.has(row.id);
      // A range follows what its first row was set to, as in spreadsheets.
      if (range && anchor !== null && anchor !== index) set(withRows(selection, between(rows, anchor, index), true));
      else set(withRows(selection, [row], on));
      setAnchor(index);
    };
    const records = recordsOf(rows);
    const all = selection.everything || (records.length > 0 && records.every((row) => selection.ids.has(row.id)));
    return {
      selection,
      count: selection.ids.size,
      all,
      some: selection.ids.size > 0 && !all,
      has: (id: string) => selection.everything || selection.ids.has(id),
      toggle,
      extend: (from: number, to: number) => set(withRows(selection, between(rows, from, to), true)),
      toggleAll: () => set(all ? NO_SELECTION : withRows(selection, records, true)),
      everything: () => set({ ids: new Map(records.map((row) => [row.id, row])), everything: true }),
      clear: () => {
        set(NO_SELECTION);
        setAnchor(null);
      },
    };
  }, [rows, selection, anchor]);
}

export type SelectionControl = ReturnType<typeof useSelection>;
