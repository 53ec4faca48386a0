import { scopeOf, shownTitle } from '../access/index.ts';
import { type Sql, sql } from '../database/sql.ts';
import { errors } from '../kernel/index.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { accessPredicate, soleOwners } from '../records/access.ts';
import { type Match, matches } from '../text/index.ts';
import { candidateIds } from './candidates.ts';
import { subtitlesOf } from './subtitles.ts';
import { isSearchable, openKinds, openTexts } from './texts.ts';

export interface SearchRequest {
  readonly q: string;
  readonly objects?: readonly string[];
  /** Results in all; one group holds at most 5 unless only one object is asked for. */
  readonly limit?: number;
}

/** A piece of the title or the second line that answers the query; UTF-16 offsets, end exclusive. */
export interface Highlight {
  readonly field: 'title' | 'subtitle';
  readonly start: number;
  readonly end: number;
}

export interface SearchItem {
  readonly id: string;
  readonly title: string;
  readonly subtitle: string;
  readonly highlights: readonly Highlight[];
}

export interface SearchGroup {
  readonly object: string;
  readonly items: readonly SearchItem[];
}

interface Row {
  readonly object: string;
  readonly record_id: string;
  readonly owner: string | null;
  readonly title: string;
  readonly texts: readonly [string, string][];
  readonly recent: boolean;
}

interface Hit {
  readonly row: Row;
  readonly match: Match;
  readonly rank: number;
  /** The text beside the title that answers the query. */
  readonly found: string | undefined;
}

// Of each object: the newest, beside those that are called just so, the caller's own and those opened last.
const CANDIDATES = 40;
const PER_GROUP = 5;
const RECENT = 50;
// Between the tiers of matches(): what is mine goes before what is a little more alike.
const EXACT = 10_000;
const MINE = 1500;
const OPENED = 1200;

/** Records of all objects the caller may see, by names, pinyin, initials, phone tails, codes: ranked, grouped, at most 20. */
export async function search(ctx: Context, request: SearchRequest): Promise<{ groups: SearchGroup[] }> {
  const metas = searchedObjects(ctx, request.objects);
  if (request.q.trim() === '' || metas.length === 0) return { groups: [] };
  const limit = request.limit ?? 20;
  const hits = rankHits(ctx, request.q, await candidateRows(ctx, metas, request.q, Math.max(CANDIDATES, limit)));
  const perGroup = request.objects?.length === 1 ? limit : PER_GROUP;
  const groups = new Map<ObjectMeta, Hit[]>();
  let left = limit;
  for (const hit of hits) {
    if (left === 0) break;
    const meta = ctx.meta.object(hit.row.object);
    if (!meta) continue;
    const group = groups.get(meta) ?? [];
    if (group.length === perGroup) continue;
    groups.set(meta, [...group, hit]);
    left -= 1;
  }
  const subtitles = await subtitlesOf(
    ctx,
    new Map([...groups].map(([meta, group]) => [meta, group.map(({ row }) => ({ id: row.record_id, owner: row.owner }))])),
  );
  return {
    groups: [...groups].map(([meta, group]) => ({
      object: meta.name,
      items: group.map((hit) => itemOf(hit, subtitles.get(hit.row.record_id) ?? '')),
    })),
  };
}

function searchedObjects(ctx: Context, names: readonly string[] | undefined): ObjectMeta[] {
  const asked = names?.map((name) => {
    const meta = ctx.meta.object(name);
    if (!meta) throw errors.NOT_FOUND();
    return meta;
  });
  return (asked ?? ctx.meta.objects).filter(
    (meta) => isSearchable(meta) && ctx.access.can(`${meta.name}.read`) && scopeOf(ctx, meta, 'read').kind !== 'none',
  );
}

async function candidateRows(ctx: Context, metas: readonly ObjectMeta[], query: string, limit: number): Promise<Row[]> {
  const parts = metas.flatMap((meta) => rowsPart(ctx, meta, candidateIds(ctx, meta, query, { limit, exact: true })) ?? []);
  if (parts.length === 0) return [];
  const rows = await ctx.query<Row>(sql.join([...parts, recentPart(ctx, metas)], sql` union all `));
  // Where there was more than could be taken, the caller's own must not be what was left out.
  const cut = metas.filter(
    (meta) => rows.filter((row) => row.object === meta.name && !row.recent).length >= limit && isMine(ctx, meta, ctx.user.id),
  );
  const mine = cut.flatMap((meta) => rowsPart(ctx, meta, candidateIds(ctx, meta, query, { limit, owners: [ctx.user.id] })) ?? []);
  if (mine.length > 0) rows.push(...(await ctx.query<Row>(sql.join(mine, sql` union all `))));
  const unique = new Map<string, Row>();
  for (const row of rows) if (row.recent || !unique.has(row.record_id)) unique.set(row.record_id, row);
  return [...unique.values()];
}

function rowsPart(ctx: Context, meta: ObjectMeta, ids: Sql | undefined): Sql[] | undefined {
  return (
    ids && [
      sql`
    select s.object, s.record_id, s.owner, s.title, s.texts, false as recent from record_search s
    where s.tenant_id = ${ctx.tenant.id} and s.object = ${meta.name} and s.record_id in (${ids})`,
    ]
  );
}

/** What the caller opened last, in reach: few rows by key, found even where a common word has more candidates than are read. */
function recentPart(ctx: Context, metas: readonly ObjectMeta[]): Sql {
  const reach = metas.map((meta) => {
    const scope = scopeOf(ctx, meta, 'read');
    if (scope.kind === 'all') return sql`s.object = ${meta.name}`;
    const owners = soleOwners(ctx, meta, scope);
    if (owners) return sql`(s.object = ${meta.name} and s.owner = any(${owners}::uuid[]))`;
    return sql`(s.object = ${meta.name} and exists (select 1 from ${sql.table(meta.table)} t
      where t.tenant_id = ${ctx.tenant.id} and t.id = s.record_id and ${accessPredicate(ctx, meta, 't')}))`;
  });
  return sql`
    select s.object, s.record_id, s.owner, s.title, s.texts, true as recent
    from (select object, record_id from recent_record where tenant_id = ${ctx.tenant.id} and user_id = ${ctx.user.id} order by at desc limit ${RECENT}) r
    join record_search s on s.tenant_id = ${ctx.tenant.id} and s.object = r.object and s.record_id = r.record_id
    where (${sql.join(reach, sql` or `)})`;
}

function isMine(ctx: Context, meta: ObjectMeta, owner: string): boolean {
  const scope = scopeOf(ctx, meta, 'read');
  return scope.kind === 'all' || (scope.kind === 'owners' && scope.owners.includes(owner));
}

function rankHits(ctx: Context, query: string, rows: readonly Row[]): Hit[] {
  const hits: Hit[] = [];
  for (const row of rows) {
    const meta = ctx.meta.object(row.object);
    if (!meta) continue;
    const texts = openTexts(openKinds(ctx, meta), meta, row);
    const match = matches(query, texts);
    if (!match) continue;
    const mine = row.owner === ctx.user.id ? MINE : 0;
    const rank = match.score + (match.why === 'exact' ? EXACT : 0) + mine + (row.recent ? OPENED : 0);
    hits.push({
      row: { ...row, title: shownTitle(meta, row.title) },
      match,
      rank,
      found: match.index === 0 ? undefined : texts[match.index]?.text,
    });
  }
  // Newer before older where nothing else tells them apart: ids grow with time.
  return hits.sort((a, b) => b.rank - a.rank || (a.row.record_id < b.row.record_id ? 1 : -1));
}

const LONGEST_PIECE = 60;

function itemOf({ row, match, found }: Hit, line: string): SearchItem {
  const title = match.hits[0] ?? [];
  const highlights: Highlight[] = title.map(([start, end]) => ({ field: 'title', start, end }));
  if (found === undefined) return { id: row.record_id, title: row.title, subtitle: line, highlights };
  const first = match.ranges[0]?.[0] ?? 0;
  // Of a long text, the piece around the first match.
  const from = found.length <= LONGEST_PIECE ? 0 : Math.max(0, Math.min(first - 10, found.length - LONGEST_PIECE));
  const piece = found.slice(from, from + LONGEST_PIECE).toWellFormed();
  for (const [start, end] of match.ranges) {
    if (end > from && start < from + piece.length)
      highlights.push({ field: 'subtitle', start: Math.max(0, start - from), end: Math.min(piece.length, end - from) });
  }
  return { id: row.record_id, title: row.title, subtitle: [piece, line].filter((part) => part !== '').join(' · '), highlights };
}
