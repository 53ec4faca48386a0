import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { ObjectMeta } from '../data/meta.ts';
import { useSession } from '../data/session.ts';
import { paths } from '../links.ts';
import {
  type Arrangement,
  baseOf,
  builtInViews,
  defaultView,
  isChanged,
  type ListSearch,
  type ListState,
  searchOf,
  stateOf,
} from './state.ts';
import { type SavedView, useViews } from './views.ts';

export interface ListControl {
  readonly state: ListState;
  readonly base: Arrangement;
  /** The saved view that is shown; undefined for 我的, 团队, 全部. */
  readonly saved: SavedView | undefined;
  readonly views: readonly SavedView[];
  /** The saved view of the address has to be asked for first. */
  readonly waiting: boolean;
  /** The address names a view that is gone. */
  readonly lost: boolean;
  readonly changed: boolean;
  /** Changes the address in place; with `push` one can go back to how it was. */
  readonly update: (changes: Partial<ListState>, push?: boolean) => void;
  readonly show: (view: string) => void;
  readonly revert: () => void;
}

const NONE: readonly SavedView[] = [];

/** The state of a list lives in the address; this reads and writes it. */
export function useListState(meta: ObjectMeta): ListControl {
  const search = useSearch({ strict: false }) as ListSearch;
  const navigate = useNavigate();
  const answer = useViews();
  const { home } = useSession().user;
  const all = answer.data ?? NONE;
  const views = useMemo(() => all.filter((view) => view.object === meta.name), [all, meta.name]);
  const standard = defaultView(meta, home);
  const asked = search.view ?? standard;
  const isBuiltIn = (builtInViews(meta) as readonly string[]).includes(asked);
  const saved = isBuiltIn ? undefined : views.find((view) => view.id === asked);
  const waiting = !isBuiltIn && !saved && answer.isPending;
  const lost = !isBuiltIn && !saved && !answer.isPending;
  const view = lost ? standard : asked;
  const base = useMemo(() => baseOf(meta, view, saved?.definition), [meta, view, saved]);
  const state = useMemo(() => stateOf(meta, search, view, base), [meta, search, view, base]);

  const go = (next: ListSearch, replace: boolean) => void navigate({ to: paths.list(meta.name), search: next as never, replace });
  return {
    state,
    base,
    saved,
    views,
    waiting,
    lost,
    changed: isChanged(state, base, saved !== undefined),
    update: (changes, push = false) => go(searchOf(meta, { ...state, ...changes }, base, standard), !push),
    show: (next) => go(next === standard ? {} : { view: next }, false),
    revert: () => go(searchOf(meta, { ...base, view, search: state.search, mode: saved ? base.mode : state.mode }, base, standard), true),
  };
}
