import { scopeOf, shownTitle } from '../access/index.ts';
import { type Sql, sql } from '../database/sql.ts';
import { errors } from '../kernel/index.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { accessPredicate, soleOwners } from '../records/access.ts';
import { type Match, matches } from '../text/index.ts';
import { type Way, wayOf } from './candidates.ts';
import { ask, type Finding, type Probe } from './probe.ts';
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
  const ways = new Map<ObjectMeta, Way>();
  for (const meta of metas) {
    const way = wayOf(ctx, meta, query, { limit, exact: true });
    if (way) ways.set(meta, way);
  }
  const probes = [...ways].flatMap(([meta, way]) => probesOf(meta.name, way, limit));
  const findings = await ask(ctx, probes, true);
  const rows = await rowsOf(ctx, findings, ways);
  // Where there was more than could be taken, the caller's own must not be what was left out.
  const cut = metas.filter(
    (meta) => rows.filter((row) => row.object === meta.name && !row.recent).length >= limit && isMine(ctx, meta, ctx.user.id),
  );
  const mine = cut.flatMap((meta) => {
    const way = wayOf(ctx, meta, query, { limit, owners: [ctx.user.id] });
    return way ? probesOf(meta.name, { ...way, beyond: undefined }, limit) : [];
  });
  if (mine.length > 0) rows.push(...(await rowsOf(ctx, await ask(ctx, mine, false), new Map())));
  const unique = new Map<string, Row>();
  for (const row of rows) if (row.recent || !unique.has(row.record_id)) unique.set(row.record_id, row);
  return [...unique.values()];
}

/** What is visible for its owner is asked for; of what is reached otherwise only whether there is any at all, whoever may see it. */
const probesOf = (object: string, { plans, owners, beyond }: Way, limit: number): Probe[] =>
  plans.map((plan) => ({ object, plan, owners, limit, anybody: beyond !== undefined }));

/** The rows behind findings, and of objects that are reached otherwise what is found there: only of those in which there is something. */
async function rowsOf(ctx: Context, findings: readonly Finding[], ways: ReadonlyMap<ObjectMeta, Way>): Promise<Row[]> {
  const owned = findings.filter(({ recent, anybody }) => !recent && !anybody);
  const opened = findings.filter(({ recent }) => recent);
  const parts = [...ways].flatMap(([meta, way]) =>
    way.beyond && findings.some(({ probe, anybody }) => anybody && probe.object === meta.name)
      ? [sql`${columns(false)} s.tenant_id = ${ctx.tenant.id} and s.object = ${meta.name} and s.record_id in (${way.beyond})`]
      : [],
  );
  if (owned.length > 0) parts.push(sql`${columns(false)} ${among(ctx, owned)}`);
  const reach = [...ways.keys()].filter((meta) => opened.some(({ probe }) => probe.object === meta.name)).map((meta) => inReach(ctx, meta));
  if (reach.length > 0) parts.push(sql`${columns(true)} ${among(ctx, opened)} and (${sql.join(reach, sql` or `)})`);
  return parts.length === 0 ? [] : ctx.query<Row>(sql.join(parts, sql` union all `));
}

const columns = (recent: boolean): Sql =>
  sql`select s.object, s.record_id, s.owner, s.title, s.texts, ${sql.raw(String(recent))} as recent from record_search s where`;

function among(ctx: Context, findings: readonly Finding[]): Sql {
  const ids = [...new Map(findings.map(({ id, probe }) => [id, probe.object]))];
  return sql`s.tenant_id = ${ctx.tenant.id} and (s.object, s.record_id) in (
    select * from unnest(${ids.map(([, object]) => object)}::text[], ${ids.map(([id]) => id)}::uuid[]))`;
}

/** What the caller opened last may have left their reach since. */
function inReach(ctx: Context, meta: ObjectMeta): Sql {
  const scope = scopeOf(ctx, meta, 'read');
  if (scope.kind === 'all') return sql`s.object = ${meta.name}`;
  const owners = soleOwners(ctx, meta, scope);
  if (owners) return sql`(s.object = ${meta.name} and s.owner = any(${owners}::uuid[]))`;
  return sql`(s.object = ${meta.name} and exists (select 1 from ${sql.table(meta.table)} t
    where t.tenant_id = ${ctx.tenant.id} and t.id = s.record_id and ${accessPredicate(ctx, meta, 't')}))`;
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
