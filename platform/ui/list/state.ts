import type { FieldMeta, ObjectMeta } from '../data/meta.ts';
import type { Filter, SortKey } from '../data/records.ts';
import { flatten, readFilter, sameFilter, writeFilter } from '../filter/grammar.ts';
import { type GroupBy, readGroup, writeGroup } from './groups/group.ts';

/** How a list is arranged. Saved views hold the same. */
export interface Arrangement {
  readonly filter: Filter | undefined;
  readonly sort: readonly SortKey[];
  readonly columns: readonly string[];
  readonly mode: 'list' | 'board';
  /** The field whose options are the columns of the board. */
  readonly boardBy: string | undefined;
  /** Rows of a list under heads, by a field. */
  readonly groupBy: GroupBy | undefined;
}

export type BuiltInView = 'mine' | 'team' | 'all';
export const BUILT_IN: readonly BuiltInView[] = ['mine', 'team', 'all'];

/** A saved view as the server keeps it. */
export interface ViewDefinition {
  readonly filter?: Filter | null;
  readonly sort?: readonly SortKey[] | null;
  readonly columns?: readonly string[] | null;
  readonly mode?: 'list' | 'board';
  readonly boardBy?: string;
  readonly groupBy?: GroupBy;
}

/** What the address of a list may hold. */
export interface ListSearch {
  readonly view?: string;
  readonly filter?: string | Filter;
  readonly q?: string;
  readonly sort?: string;
  readonly columns?: string;
  readonly mode?: 'list' | 'board';
  readonly by?: string;
  /** `closedOn:month`; `-` over a view that is grouped. */
  readonly group?: string;
}

export interface ListState extends Arrangement {
  readonly view: string;
  readonly search: string;
}

/** Fields that can be columns of a board. */
export function boardFields(meta: ObjectMeta): readonly FieldMeta[] {
  return meta.fields.filter(
    (field) => (field.type === 'stage' || field.type === 'picklist') && (field.options?.length ?? 0) > 0 && !field.many,
  );
}

/** Which built-in views an object has: without owners everything is everybody's. */
export function builtInViews(meta: ObjectMeta): readonly BuiltInView[] {
  return meta.access?.owned ? BUILT_IN : ['all'];
}

/** Sellers begin with what is theirs, managers with their team, everybody else with all. */
export function defaultView(meta: ObjectMeta, home: string | null | undefined): BuiltInView {
  if (!meta.access?.owned) return 'all';
  return home === 'seller' ? 'mine' : home === 'manager' ? 'team' : 'all';
}

export function builtInFilter(view: string): Filter | undefined {
  if (view === 'mine') return { field: 'owner', op: 'eq', value: 'me' };
  return view === 'team' ? { field: 'owner', op: 'in', value: ['me', 'myReports'] } : undefined;
}

function withTitle(meta: ObjectMeta, columns: readonly string[]): readonly string[] {
  return [meta.title, ...columns.filter((name) => name !== meta.title)];
}

/** What a view without words of its own looks like. */
export function plainArrangement(meta: ObjectMeta): Arrangement {
  const columns =
    meta.listColumns ??
    meta.list?.columns ??
    meta.fields
      .filter((field) => !field.system)
      .slice(0, 6)
      .map((field) => field.name);
  return {
    filter: undefined,
    sort: meta.list?.sort ?? [{ field: 'updatedAt', direction: 'desc' }],
    columns: withTitle(meta, columns),
    mode: 'list',
    boardBy: meta.list?.board ?? boardFields(meta)[0]?.name,
    groupBy: undefined,
  };
}

/** The arrangement a view stands for, before the address changes it. */
export function baseOf(meta: ObjectMeta, view: string, definition: ViewDefinition | undefined): Arrangement {
  const plain = plainArrangement(meta);
  if (!definition) return { ...plain, filter: builtInFilter(view) };
  return {
    filter: definition.filter ?? undefined,
    sort: definition.sort ?? plain.sort,
    columns: definition.columns?.length ? withTitle(meta, definition.columns) : plain.columns,
    mode: definition.mode ?? 'list',
    boardBy: definition.boardBy ?? plain.boardBy,
    groupBy: readGroup(meta, writeGroup(definition.groupBy)),
  };
}

/** `-amount*name`: descending by amount, then by name. */
export function writeSort(sort: readonly SortKey[]): string {
  return sort.map(({ field, direction }) => (direction === 'desc' ? '-' : '') + field).join('*');
}

export function readSort(text: unknown): readonly SortKey[] | undefined {
  if (typeof text !== 'string' || text === '') return undefined;
  return text
    .split('*')
    .filter((part) => part.replace('-', ''))
    .slice(0, 3)
    .map((part) => (part.startsWith('-') ? { field: part.slice(1), direction: 'desc' } : { field: part, direction: 'asc' }));
}

/** The address on top of the view. */
export function stateOf(meta: ObjectMeta, search: ListSearch, view: string, base: Arrangement): ListState {
  const filter = readFilter(search.filter);
  const columns = typeof search.columns === 'string' && search.columns ? search.columns.split('*').filter(Boolean) : undefined;
  const by = boardFields(meta).some((field) => field.name === search.by) ? search.by : undefined;
  return {
    view,
    search: search.q === undefined ? '' : String(search.q),
    filter: filter === undefined ? base.filter : (filter ?? undefined),
    sort: readSort(search.sort) ?? base.sort,
    columns: columns ? withTitle(meta, columns) : base.columns,
    mode: search.mode === 'board' || search.mode === 'list' ? search.mode : base.mode,
    boardBy: by ?? base.boardBy,
    groupBy: search.group === undefined ? base.groupBy : readGroup(meta, search.group),
  };
}

const same = (a: readonly string[], b: readonly string[]) => a.length === b.length && a.every((one, index) => one === b[index]);

/** No groups over a view that has some. */
const NO_GROUP = '-';

/** The address for a state: only what differs from its view, so that links stay short. */
export function searchOf(meta: ObjectMeta, state: ListState, base: Arrangement, standard: string): ListSearch {
  return {
    ...(state.view === standard ? {} : { view: state.view }),
    ...(sameFilter(state.filter, base.filter) ? {} : { filter: writeFilter(state.filter) }),
    ...(state.search ? { q: state.search } : {}),
    ...(writeSort(state.sort) === writeSort(base.sort) ? {} : { sort: writeSort(state.sort) }),
    ...(same(state.columns, base.columns) ? {} : { columns: state.columns.filter((name) => name !== meta.title).join('*') || meta.title }),
    ...(state.mode === base.mode ? {} : { mode: state.mode }),
    ...(state.boardBy === undefined || state.boardBy === base.boardBy ? {} : { by: state.boardBy }),
    ...(writeGroup(state.groupBy) === writeGroup(base.groupBy) ? {} : { group: writeGroup(state.groupBy) || NO_GROUP }),
  };
}

/** Was the view changed? A search is not part of a view, and the form (list or board) of a built-in one is no change. */
export function isChanged(state: ListState, base: Arrangement, saved: boolean): boolean {
  return (
    !sameFilter(state.filter, base.filter) ||
    writeSort(state.sort) !== writeSort(base.sort) ||
    !same(state.columns, base.columns) ||
    writeGroup(state.groupBy) !== writeGroup(base.groupBy) ||
    (saved && (state.mode !== base.mode || state.boardBy !== base.boardBy))
  );
}

/** What is saved of a state. */
export function definitionOf(state: Arrangement): ViewDefinition {
  return {
    ...(state.filter ? { filter: state.filter } : {}),
    sort: state.sort,
    columns: state.columns,
    mode: state.mode,
    ...(state.boardBy ? { boardBy: state.boardBy } : {}),
    ...(state.groupBy ? { groupBy: state.groupBy } : {}),
  };
}

/** Conditions that the view itself does not have: their chips are tinted. */
export function newConditions(state: Arrangement, base: Arrangement): ReadonlySet<number> {
  const mine = flatten(state.filter) ?? [];
  const theirs = flatten(base.filter) ?? [];
  return new Set(mine.flatMap((condition, index) => (theirs.some((other) => sameFilter(other, condition)) ? [] : [index])));
}
