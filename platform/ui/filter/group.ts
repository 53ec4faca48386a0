import type { Condition, Filter } from '../data/records.ts';
import { isComplete } from './operators.ts';

/** A filter as the builder shows it: groups that hold conditions and groups. `not`: none of them. */
export type GroupKind = 'and' | 'or' | 'not';
export interface Group {
  readonly kind: GroupKind;
  readonly items: readonly GroupItem[];
}
export type GroupItem = Condition | Group;

/** The server's limits. */
export const mostConditions = 100;
export const levelLimit = 7;

export function isGroup(item: GroupItem): item is Group {
  return 'items' in item;
}

function itemOf(filter: Filter): GroupItem {
  return 'field' in filter ? filter : groupOf(filter);
}

function groupOf(filter: Exclude<Filter, Condition>): Group {
  if ('and' in filter) return { kind: 'and', items: filter.and.map(itemOf) };
  if ('or' in filter) return { kind: 'or', items: filter.or.map(itemOf) };
  // not (a or b) is what "none of" shows; not of anything else holds that one thing.
  const inner = filter.not;
  if (!('field' in inner) && 'or' in inner) return { kind: 'not', items: inner.or.map(itemOf) };
  return { kind: 'not', items: [itemOf(inner)] };
}

/** The outermost group; a single condition stands in one of its own. */
export function toGroup(filter: Filter | undefined): Group {
  if (!filter) return { kind: 'and', items: [] };
  return 'field' in filter ? { kind: 'and', items: [filter] } : groupOf(filter);
}

/** Back to a filter; what is not complete or empty falls away. */
export function toFilter(group: Group): Filter | undefined {
  const items = group.items.flatMap((item): Filter[] => {
    if (!isGroup(item)) return isComplete(item) ? [item] : [];
    const inner = toFilter(item);
    return inner ? [inner] : [];
  });
  const [first] = items;
  if (!first) return undefined;
  if (group.kind === 'not') return { not: items.length === 1 ? first : { or: items } };
  if (items.length === 1) return first;
  return group.kind === 'and' ? { and: items } : { or: items };
}

export function sizeOf(group: Group): number {
  return group.items.reduce((sum, item) => sum + (isGroup(item) ? sizeOf(item) : 1), 0);
}

export function depthOf(group: Group): number {
  return 1 + Math.max(0, ...group.items.map((item) => (isGroup(item) ? depthOf(item) : 0)));
}
