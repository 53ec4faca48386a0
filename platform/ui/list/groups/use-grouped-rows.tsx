import { type ReactNode, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import type { CellTools } from '../../cells/text.ts';
import { type FieldMeta, fieldOf, type ObjectMeta } from '../../data/meta.ts';
import { type RecordData, type RecordQuery, useAggregate, useRecordQuery } from '../../data/records.ts';
import type { ListState } from '../state.ts';
import { type Group, groupFilter, groupName, groupQuestion, groupsOf, summedFields, writeGroup } from './group.ts';
import { useOpenGroups } from './open.ts';

/** The head of a group among the rows of a grid. */
export interface GroupHead {
  readonly group: Group;
  readonly name: string;
  readonly open: boolean;
}

/** What a grid shows: records, heads between them, and places where rows are still to come. */
export interface GroupedRows {
  readonly rows: readonly (RecordData | undefined)[];
  readonly heads: ReadonlyMap<number, GroupHead>;
}

interface Feed {
  readonly records: readonly RecordData[];
  readonly more: boolean;
}

/** Rows of open groups under the heads of all; an open group that has more keeps a place at its end. */
export function layOut(
  groups: readonly Group[],
  open: ReadonlySet<string>,
  feeds: ReadonlyMap<string, Feed>,
  nameOf: (group: Group) => string,
) {
  const rows: (RecordData | undefined)[] = [];
  const heads = new Map<number, GroupHead>();
  const waiting = new Map<number, string>();
  for (const group of groups) {
    heads.set(rows.length, { group, name: nameOf(group), open: open.has(group.key) });
    rows.push(undefined);
    if (!open.has(group.key)) continue;
    const feed = feeds.get(group.key) ?? { records: [], more: true };
    rows.push(...feed.records);
    if (!feed.more) continue;
    waiting.set(rows.length, group.key);
    rows.push(undefined);
  }
  return { rows, heads, waiting };
}

interface Options {
  readonly meta: ObjectMeta;
  readonly state: ListState;
  readonly query: RecordQuery;
  readonly columns: readonly FieldMeta[];
  readonly tools: CellTools;
  readonly enabled: boolean;
}

/** A grouped list: one question for all groups, and pages of rows for those that are open. */
export function useGroupedRows({ meta, state, query, columns, tools, enabled }: Options) {
  const by = enabled ? state.groupBy : undefined;
  const field = by && fieldOf(meta, by.field);
  const sums = summedFields(columns);
  const { filter, search } = query;
  const narrowed = { ...(filter ? { filter } : {}), ...(search ? { search } : {}) };
  const answer = useAggregate(
    meta.name,
    { ...narrowed, ...(by ? groupQuestion(by, sums, state.sort) : { measures: [] }) },
    by !== undefined && field !== undefined,
  );
  const groups = useMemo(
    () => (by && answer.data ? groupsOf(answer.data.rows, by, summedFields(columns)) : []),
    [answer.data, by, columns],
  );
  const opened = useOpenGroups(`${meta.name} ${writeGroup(by)}`, groups);
  const [feeds, setFeeds] = useState<ReadonlyMap<string, Feed>>(new Map());
  const loaders = useRef(new Map<string, () => void>());
  const laid = layOut(groups, opened.open, feeds, (group) =>
    field && by ? groupName(field, by, group.value, tools, tools.t('group.none')) : '',
  );
  const shown = by ? groups.filter((group) => opened.open.has(group.key)) : [];
  const nodes: ReactNode = shown.map((group) => (
    <GroupFeed
      key={group.key}
      object={meta.name}
      query={{ ...query, ...asked(by && groupFilter(filter, by, group.value)) }}
      onRows={(feed, load) => {
        loaders.current.set(group.key, load);
        setFeeds((old) => new Map(old).set(group.key, feed));
      }}
    />
  ));
  return {
    ...laid,
    answer,
    nodes,
    toggle: opened.toggle,
    truncated: answer.data?.truncated ?? false,
    /** The place of rows to come is in sight. */
    onPlace: (row: number) => loaders.current.get(laid.waiting.get(row) ?? '')?.(),
  };
}

const asked = (filter: RecordQuery['filter']) => (filter ? { filter } : {});

/** Draws nothing: loads the pages of one open group and tells them. */
function GroupFeed({
  object,
  query,
  onRows,
}: {
  readonly object: string;
  readonly query: RecordQuery;
  readonly onRows: (feed: Feed, load: () => void) => void;
}) {
  const answer = useRecordQuery(object, query, { live: 'inPlace' });
  const pages = answer.data?.pages;
  // Rows of another filter are not those of this group.
  const records = useMemo(() => pages?.flatMap((page) => page.records) ?? [], [pages]);
  const more = answer.isPending || answer.hasNextPage;
  const tell = useEffectEvent(() =>
    onRows({ records, more }, () => {
      if (answer.hasNextPage && !answer.isFetchingNextPage && !answer.isFetchNextPageError) void answer.fetchNextPage();
    }),
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: told again whenever rows or the state of loading are new
  useEffect(() => {
    tell();
  }, [records, more, answer.isFetchingNextPage]);
  return null;
}
