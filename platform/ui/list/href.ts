import type { Filter, SortKey } from '../data/records.ts';
import { writeFilter } from '../filter/grammar.ts';
import { paths } from '../links.ts';
import { type ListSearch, writeSort } from './state.ts';

interface ListTarget {
  /** `mine`, `team`, `all` or the id of a saved view; `all` unless said, so that the list holds exactly what the filter asks for. */
  readonly view?: string;
  readonly filter?: Filter | undefined;
  readonly sort?: readonly SortKey[];
  readonly mode?: 'list' | 'board';
}

function searchFor({ view = 'all', filter, sort, mode }: ListTarget): ListSearch {
  return {
    view,
    ...(filter ? { filter: writeFilter(filter) } : {}),
    ...(sort?.length ? { sort: writeSort(sort) } : {}),
    ...(mode ? { mode } : {}),
  };
}

/** Where a figure's records are: `<Link {...listLink('opportunity', { filter })}>`. */
export function listLink(object: string, target: ListTarget = {}) {
  // The router's own types know no route of modules; search is plain data.
  return { to: paths.list(object), search: searchFor(target) as Record<string, unknown> };
}

/** The same as one address, for places that only hold a string. */
export function listHref(object: string, target: ListTarget = {}): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(searchFor(target))) query.set(key, typeof value === 'string' ? value : JSON.stringify(value));
  return `${paths.list(object)}?${query.toString()}`;
}
