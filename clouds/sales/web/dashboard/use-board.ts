import { type AggregateQuery, type Filter, listLink, type Option, useAggregate, useFormat, useObject } from '@huanke/platform/ui';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { stageKeys, stagesOf } from '../figures.ts';
import { allOf, type BoardState, boardFilter, inStages, type Period, periodOf, rangeFilter, readBoard, writeBoard } from './state.ts';

/** What every card of the board stands on. */
export interface Board {
  readonly state: BoardState;
  readonly today: string;
  readonly period: Period | null;
  readonly stages: readonly Option[];
  /** Filters of the board and more, as the aggregates and the lists behind them ask. */
  readonly where: (...more: readonly (Filter | undefined)[]) => Filter | undefined;
  /** The same of closed deals. */
  readonly whereClosed: (...more: readonly (Filter | undefined)[]) => Filter | undefined;
  /** Won within the range. */
  readonly won: Filter | undefined;
  /** Won or lost within the range. */
  readonly decided: Filter | undefined;
  readonly change: (part: Partial<BoardState>) => void;
}

export function useBoard(): Board {
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const format = useFormat();
  const meta = useObject('opportunity').data;
  const today = format.date(new Date());
  return useMemo(() => {
    const state = readBoard(search);
    const stages = stagesOf(meta);
    const within =
      (board: Filter | undefined): Board['where'] =>
      (...more) =>
        allOf(...flat(board), ...more.flatMap(flat));
    const whereClosed = within(boardFilter(state, 'creditTo'));
    const range = rangeFilter(state, today);
    return {
      state,
      today,
      period: periodOf(state, today),
      stages,
      where: within(boardFilter(state)),
      whereClosed,
      won: whereClosed(inStages(stageKeys(stages, 'won')), range),
      decided: whereClosed(inStages([...stageKeys(stages, 'won'), ...stageKeys(stages, 'lost')]), range),
      change: (part) => void navigate({ to: '.', search: writeBoard({ ...state, ...part }) as never, replace: true }),
    };
  }, [search, meta, today, navigate]);
}

/** One level of "and", so that lists show every condition as a chip of its own. */
function flat(filter: Filter | undefined): readonly Filter[] {
  return filter === undefined ? [] : 'and' in filter ? filter.and : [filter];
}

/** The list behind a figure. */
export const dealsLink = (filter: Filter | undefined) => listLink('opportunity', { filter });

/** Aggregates of opportunities, once the stages are known. */
export function useDeals(board: Board, query: AggregateQuery, enabled = true) {
  return useAggregate('opportunity', query, enabled && board.stages.length > 0);
}
