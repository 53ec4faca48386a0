import { type Sql, sql } from '../database/sql.ts';
import { errors, formatDecimal, isId, type Label } from '../kernel/index.ts';
import type { Context, FieldMeta, FigureDefinition, ObjectMeta } from '../module/index.ts';
import { accessPredicate, compileFilter, countedSql, createJoins, parseFilter } from '../records/index.ts';
import { displayScale, storageScale } from '../storage/codec.ts';
import { columnOf } from '../storage/columns.ts';

/** Trees are flatter (`levels`); a ring that slipped in by force ends here. */
const deepest = 30;
const mostNodes = 500;

export interface Amount {
  /** In the company's currency, as a decimal text. */
  readonly sum: string;
  /** Records that add up, of every currency. */
  readonly count: number;
  /** What is in other currencies and has no rate yet. */
  readonly others: readonly { readonly currency: string; readonly sum: string }[];
}

export interface BranchFigure {
  readonly own: Amount;
  readonly all: Amount;
}

export interface BranchNode {
  readonly id: string;
  readonly title: string;
  /** What the badge field holds, where it was asked for and may be read. */
  readonly badge: string | null;
  /** The nearest node above that the caller sees. */
  readonly parent: string | null;
  /** 0: the record asked for; below zero what stands above it. */
  readonly depth: number;
  /** By name of the figure; not of nodes above. */
  readonly figures: Readonly<Record<string, BranchFigure>>;
}

export interface Branch {
  readonly figures: readonly { readonly name: string; readonly label: Label }[];
  /** The way down from the top, the record, and what is below it level by level; at most 500. */
  readonly nodes: readonly BranchNode[];
  readonly truncated: boolean;
  /** There are records below, or ones that would add up, which the caller does not see; they are in no sum. */
  readonly hidden: boolean;
}

interface Source {
  readonly figure: FigureDefinition;
  readonly meta: ObjectMeta;
  readonly sum: FieldMeta;
}

interface Part {
  readonly figure: string;
  readonly visible: boolean;
  readonly currency: string | null;
  readonly sum: string | null;
  readonly count: number;
}

interface Row {
  readonly id: string;
  readonly depth: number;
  readonly parent: string | null;
  readonly title: string | null;
  readonly badge: string | null;
  readonly visible: boolean;
  readonly parts: readonly Part[] | null;
}

/**
 * A record with what stands above and below it in its tree, and the declared figures of each node: its own and with all below. One
 * statement, however large the tree; what the caller does not see is left out and only said to exist. NOT_FOUND when the record is not
 * to be seen. `badge`: a picklist whose key each node tells beside its title.
 */
export async function branchOf(
  ctx: Context,
  meta: ObjectMeta,
  { tree, badge, id }: { readonly tree: string; readonly badge?: string; readonly id: string },
): Promise<Branch> {
  const parent = meta.fields.get(tree);
  if (!isId(id) || !parent?.tree) throw errors.NOT_FOUND();
  const sources = sourcesFor(ctx, meta);
  const rows = await ctx.query<Row>(
    branchSql(ctx, { meta, parent, id, sources, badge: badge === undefined ? undefined : meta.fields.get(badge) }),
  );
  if (!rows.some((row) => row.depth === 0 && row.visible)) throw errors.NOT_FOUND();
  return assemble(rows, sources);
}

/** The figures whose records and sums the caller may read. */
function sourcesFor(ctx: Context, meta: ObjectMeta): Source[] {
  return ctx.app.registry.figures.flatMap((figure): Source[] => {
    const source = figure.of === meta.name && ctx.access.can(`${figure.object}.read`) ? ctx.meta.object(figure.object) : undefined;
    const needed = [figure.field, figure.sum, ...(figure.currency ? [figure.currency] : [])].map((name) => source?.fields.get(name));
    const sum = source?.fields.get(figure.sum);
    return source && sum && needed.every((field) => field && !field.masked) ? [{ figure, meta: source, sum }] : [];
  });
}

interface Asked {
  readonly meta: ObjectMeta;
  readonly parent: FieldMeta;
  readonly id: string;
  readonly sources: readonly Source[];
  readonly badge: FieldMeta | undefined;
}

function branchSql(ctx: Context, { meta, parent, id, sources, badge }: Asked): Sql {
  const [table, above] = [sql.id(meta.table), columnOf('t', parent).sql];
  const live = sql`t.tenant_id = ${ctx.tenant.id} and t.deleted_at is null`;
  const field = meta.fields.get(meta.title);
  const title = field?.masked || field?.veil ? undefined : field;
  return sql`
    with recursive up (id, parent, depth) as (
      select t.id, ${above}, 0 from ${table} t where ${live} and t.id = ${id}::uuid
      union all
      select t.id, ${above}, up.depth - 1 from ${table} t join up on t.id = up.parent where ${live} and up.depth > ${-deepest}),
    down (id, depth) as (
      select up.id, 0 from up where up.depth = 0
      union all
      select t.id, down.depth + 1 from ${table} t join down on ${above} = down.id where ${live} and down.depth < ${deepest}),
    sums as (${sumsSql(ctx, sources)}),
    parts as (
      select node, json_agg(json_build_object('figure', figure, 'visible', visible, 'currency', currency, 'sum', sum::text, 'count', count)) as parts
      from sums group by node)
    select n.id, n.depth, ${above} as parent, ${title ? columnOf('t', title).sql : sql`null`} as title,
      ${badge && !badge.masked && !badge.veil ? columnOf('t', badge).sql : sql`null`} as badge,
      ${accessPredicate(ctx, meta, 't')} as visible, p.parts
    from (select id, depth from up where depth < 0 union all select id, depth from down) n
    join ${table} t on ${live} and t.id = n.id left join parts p on p.node = n.id
    order by n.depth, title, n.id`;
}

function sumsSql(ctx: Context, sources: readonly Source[]): Sql {
  const none = sql`select null::text as figure, null::uuid as node, true as visible, null::text as currency, null::numeric as sum, 0 as count where false`;
  return sources.map((source) => sourceSql(ctx, source)).reduce((all, one) => sql`${all} union all ${one}`, none);
}

function sourceSql(ctx: Context, { figure, meta, sum }: Source): Sql {
  const [node, currency] = [meta.fields.get(figure.field), figure.currency ? meta.fields.get(figure.currency) : undefined];
  if (!node) throw new Error(`figure ${figure.name} without its lookup`);
  const whole = ctx.whole();
  const full = whole.meta.object(meta.name) ?? meta;
  const joins = createJoins(whole, { alias: 'r' });
  const filter = figure.filter ? compileFilter(whole, full, parseFilter(whole, full, figure.filter(whole)), joins) : sql`true`;
  const amount = columnOf('r', sum).sql;
  const counted = countedSql(ctx, { object: meta, field: sum, alias: 'r' }, amount);
  // what has no worth in the company's currency is told in its own
  const apart = currency
    ? sql`case when ${counted} is null and ${amount} is not null then nullif(${columnOf('r', currency).sql}, ${ctx.tenant.currency}) end`
    : sql`null::text`;
  return sql`
    select ${figure.name}::text, g.node, g.visible, g.currency, sum(g.amount), count(*)::int from (
      select ${columnOf('r', node).sql} as node, ${accessPredicate(ctx, meta, 'r')} as visible, ${apart} as currency, coalesce(${counted}, ${amount}) as amount
      from ${sql.id(meta.table)} r ${joins.sql()}
      where r.tenant_id = ${ctx.tenant.id} and r.deleted_at is null and ${columnOf('r', node).sql} = any(array(select id from down)) and ${filter}) g
    group by g.node, g.visible, g.currency`;
}

/** Sums by currency ('' is the company's own), and how many records. */
interface Tally {
  readonly sums: Map<string, bigint>;
  count: number;
}

const emptyTally = (): Tally => ({ sums: new Map(), count: 0 });

function addTo(tally: Tally, sums: Iterable<readonly [string, bigint]>, count: number): void {
  for (const [currency, sum] of sums) tally.sums.set(currency, (tally.sums.get(currency) ?? 0n) + sum);
  tally.count += count;
}

function amountOf({ sums, count }: Tally, field: FieldMeta): Amount {
  const text = (sum: bigint) => formatDecimal(sum, storageScale(field), displayScale(field));
  const others = [...sums].filter(([currency]) => currency !== '').map(([currency, sum]) => ({ currency, sum: text(sum) }));
  return { sum: text(sums.get('') ?? 0n), count, others: others.sort((a, b) => (a.currency < b.currency ? -1 : 1)) };
}

function assemble(rows: readonly Row[], sources: readonly Source[]): Branch {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const tallies = sources.map((source) => ({ source, ...talliesOf(rows, byId, source.figure.name) }));
  const seen = rows.filter((row) => row.visible);
  const seenParent = (row: Row): string | null => {
    let at = row.parent === null ? undefined : byId.get(row.parent);
    while (at && !at.visible) at = at.parent === null ? undefined : byId.get(at.parent);
    return at?.id ?? null;
  };
  const nodes = seen.slice(0, mostNodes).map((row): BranchNode => {
    const figures = tallies.map(({ source, own, all }): [string, BranchFigure] => {
      const [mine, below] = [own.get(row.id) ?? emptyTally(), all.get(row.id) ?? emptyTally()];
      return [source.figure.name, { own: amountOf(mine, source.sum), all: amountOf(below, source.sum) }];
    });
    const { id, title, badge, depth } = row;
    return { id, title: title ?? '', badge, parent: seenParent(row), depth, figures: depth < 0 ? {} : Object.fromEntries(figures) };
  });
  const hidden = rows.some((row) => row.depth >= 0 && (!row.visible || row.parts?.some((part) => !part.visible)));
  const figures = sources.map(({ figure: { name, label } }) => ({ name, label }));
  return { figures, nodes, truncated: seen.length > mostNodes, hidden };
}

/** One figure of every node: its own, and with all below, added up from the lowest level. */
function talliesOf(rows: readonly Row[], byId: ReadonlyMap<string, Row>, figure: string) {
  const [own, all] = [new Map<string, Tally>(), new Map<string, Tally>()];
  for (const row of rows.filter(({ depth }) => depth >= 0).toReversed()) {
    const mine = emptyTally();
    for (const part of row.parts ?? [])
      if (part.figure === figure && part.visible) addTo(mine, [[part.currency ?? '', BigInt(part.sum ?? '0')]], part.count);
    own.set(row.id, mine);
    const whole = all.get(row.id) ?? emptyTally();
    addTo(whole, mine.sums, mine.count);
    all.set(row.id, whole);
    const parent = row.depth > 0 && row.parent !== null ? byId.get(row.parent) : undefined;
    if (!parent) continue;
    const above = all.get(parent.id) ?? emptyTally();
    addTo(above, whole.sums, whole.count);
    all.set(parent.id, above);
  }
  return { own, all };
}
