import { useState } from 'react';
import type { Group } from './group.ts';

/** Which groups of a list are open, as it was left; told apart by object and grouping. */
const left = new Map<string, ReadonlySet<string>>();

/** Open groups of a list: the first one at the beginning, afterwards as one left them. */
export function useOpenGroups(list: string, groups: readonly Group[]) {
  const [, redraw] = useState(0);
  const first = groups[0]?.key;
  const open = left.get(list) ?? new Set(first === undefined ? [] : [first]);
  const keep = (next: ReadonlySet<string>) => {
    left.set(list, next);
    redraw((turn) => turn + 1);
  };
  return {
    open,
    toggle: (key: string) => {
      const next = new Set(open);
      if (!next.delete(key)) next.add(key);
      keep(next);
    },
    closeAll: () => keep(new Set()),
  };
}
