import { fewShares, masterOf, masterVerb, scopeOf } from '../access/index.ts';
import { anyOf, isAmong, type Sql, sql } from '../database/sql.ts';
import { dayIn } from '../kernel/index.ts';
import type { Context, ObjectMeta, ReachVerb, Scope } from '../module/index.ts';
import { columnOf } from '../storage/columns.ts';

/**
 * The caller's reach over an object as one indexed predicate: whose owner is in reach, what lies in one of their pools (decision 0031: that
 * has no owner), or what is shared with the caller. It belongs in
 * every statement that reads or writes records: lists, counts, aggregates, search, related lists, history, export, locks. Never check
 * afterwards. Records that belong to a master are reached through it, its shares included: their own owner does not matter.
 */
export function accessPredicate(ctx: Context, meta: ObjectMeta, alias: string, verb: ReachVerb = 'read'): Sql {
  const scope = scopeOf(ctx, meta, verb);
  if (scope.kind === 'all') return sql`true`;
  if (scope.kind === 'none') return sql`false`;
  const master = masterOf(ctx.meta, meta.name);
  const above = master && ctx.meta.object(master.object ?? '');
  if (master && above) {
    const name = `${alias}_m`;
    return sql`exists (
      select 1 from ${sql.id(above.table)} ${sql.ref(name)} where ${sql.ref(`${name}.tenant_id`)} = ${ctx.tenant.id}
      and ${sql.ref(`${name}.id`)} = ${columnOf(alias, master).sql} and ${accessPredicate(ctx, above, name, masterVerb(verb))})`;
  }
  if (scope.open) return closedPredicate(ctx, meta, alias, { verb, scope, open: scope.open });
  return anyOf(waysOf(ctx, meta, alias, { verb, scope }));
}

/**
 * The ways by which the caller reaches records, where each is narrow and found by an index of its own: theirs, their pools, what is shared
 * with them. A page is found quicker by each way for itself than by all at once, since one of them may then be read in the order of the
 * list (6 of 9 ms with 2,000 records of one's own among a million). Undefined where the list itself is walked.
 */
export function narrowWays(ctx: Context, meta: ObjectMeta, alias: string, verb: ReachVerb): readonly Sql[] | undefined {
  const scope = byWays(ctx, meta, verb);
  return scope && scope.owners.length <= fewOwners && isFetched(scope) ? waysOf(ctx, meta, alias, { verb, scope }) : undefined;
}

/**
 * All live records in reach for which `where` holds, each once, to read from under the alias: for counts and sums, which need no order. Way after
 * way, each by its own index: asked with "or" none is of use, and the whole table is read (0.7 s instead of 0.1 for a caller who reaches an
 * eighth of a million). `where` stands in each way, so that what it asks of other tables may lead, too.
 */
export function rowsInReach(ctx: Context, meta: ObjectMeta, alias: string, where: Sql = sql`true`, verb: ReachVerb = 'read'): Sql {
  const scope = byWays(ctx, meta, verb);
  const ways = scope ? waysOf(ctx, meta, alias, { verb, scope }) : [accessPredicate(ctx, meta, alias, verb)];
  const name = sql.ref(alias);
  const rows = ways.map((way, index) => {
    const before = ways.slice(0, index).map((one) => sql` and (${one}) is not true`);
    return sql`select ${name}.* from ${sql.table(meta.table)} ${name} where ${baseCondition(ctx, meta, alias)} and ${where} and ${way}${sql.join(before, sql``)}`;
  });
  return sql`(${sql.join(rows, sql` union all `)}) ${name}`;
}

/** The scope of a caller who reaches records by ways; undefined where it is all, none, what a master opens or what nobody has closed. */
function byWays(ctx: Context, meta: ObjectMeta, verb: ReachVerb): Owners | undefined {
  const scope = scopeOf(ctx, meta, verb);
  return scope.kind === 'owners' && !scope.open && !masterOf(ctx.meta, meta.name) ? scope : undefined;
}

function waysOf(
  ctx: Context,
  meta: ObjectMeta,
  alias: string,
  { verb, scope }: { readonly verb: ReachVerb; readonly scope: Owners },
): Sql[] {
  const ways = [ownedBy(alias, scope.owners)];
  if (scope.pools) ways.push(sql`${sql.ref(`${alias}.pool`)} = any(${scope.pools}::uuid[])`);
  if (scope.shared !== undefined) ways.push(isShared(ctx, meta, alias, { verb, fetched: isFetched(scope) }));
  return ways;
}

/** Whether the ids of what is shared are few enough to be fetched first. */
const isFetched = ({ owners, shared = 0 }: Owners): boolean => shared <= (owners.length <= fewOwners ? fewShares : fewBesideMany);

/** What may be closed: one's own and what is shared with one; of the rest what is open and in reach, or names a record that is. */
function closedPredicate(
  ctx: Context,
  meta: ObjectMeta,
  alias: string,
  { verb, scope, open }: { readonly verb: ReachVerb; readonly scope: Owners; readonly open: Scope },
): Sql {
  const shared = scope.shared;
  const orShared = (byHand: boolean) =>
    shared === undefined ? sql`` : sql`or ${isShared(ctx, meta, alias, { verb, fetched: shared <= fewShares, byHand })}`;
  // a rule that shares whole lists opens nothing that was closed by hand
  const held = sql`(${ownedBy(alias, scope.owners)} ${orShared(true)})`;
  const reached = open.kind === 'owners' ? ownedBy(alias, open.owners) : sql`${open.kind === 'all'}::boolean`;
  const named = verb === 'read' && open.kind === 'owners' ? sql`or ${namesVisible(ctx, meta, alias)}` : sql``;
  const rest = sql`(${isOpen(ctx, meta, alias)} and (${reached} ${orShared(false)} ${named}))`;
  return ctx.access.looking ? sql`(${isOpen(ctx, meta, alias)} and (${held} or ${rest}))` : sql`(${held} or ${rest})`;
}

/** Whether nobody has closed the record. */
export function isOpen(ctx: Context, meta: ObjectMeta, alias: string): Sql {
  // asked beneath the caller's rights on fields: one who may not see the mark is bound by it
  const closed = ctx
    .whole()
    .meta.object(meta.name)
    ?.fields.get(meta.access.closed ?? '');
  if (closed?.storage.kind !== 'column') throw new Error(`${meta.name} has nothing that closes it`);
  return sql`${sql.ref(`${alias}.${closed.storage.column}`)} is not true`;
}

/** Whether the record names one that the caller sees, by the field its object opens it through. */
export function namesVisible(ctx: Context, meta: ObjectMeta, alias: string): Sql {
  const { field = '', objects = [] } = meta.access.through ?? {};
  const link = `${alias}_l`;
  const named = objects.flatMap((name) => {
    const target = ctx.meta.object(name);
    if (!target || !ctx.access.can(`${name}.read`)) return [];
    const to = `${alias}_t`;
    // in a pool that masks addresses for the caller nothing that holds them is open, either
    const veiled = ctx.access.veils.get(name);
    const held = veiled ? sql`and (${sql.ref(`${to}.pool`)} is null or ${sql.ref(`${to}.pool`)} <> all(${veiled}::uuid[]))` : sql``;
    return sql`(${sql.ref(`${link}.target_object`)} = ${name} and exists (select 1 from ${sql.id(target.table)} ${sql.ref(to)}
      where ${baseCondition(ctx, target, to)} and ${sql.ref(`${to}.id`)} = ${sql.ref(`${link}.target_id`)} and ${accessPredicate(ctx, target, to)} ${held}))`;
  });
  if (named.length === 0) return sql`false`;
  return sql`exists (select 1 from record_link ${sql.ref(link)} where ${sql.ref(`${link}.tenant_id`)} = ${ctx.tenant.id}
    and ${sql.ref(`${link}.record_id`)} = ${sql.ref(`${alias}.id`)} and ${sql.ref(`${link}.field`)} = ${field} and (${sql.join(named, sql` or `)}))`;
}

type Owners = Extract<Scope, { kind: 'owners' }>;

const ownedBy = (alias: string, owners: readonly string[]): Sql => isAmong(sql.ref(`${alias}.owner`), owners);

/** Who reaches more owners than this often sees so much that a page is found by walking the list; then a long list of ids is slow to ask. */
const fewOwners = 50;
const fewBesideMany = 500;

/**
 * Few rows are fetched first, so that the planner can put the owner's index and the primary key together; else it must be able to walk the
 * list in its order and ask each record.
 */
function isShared(
  ctx: Context,
  meta: ObjectMeta,
  alias: string,
  { verb, fetched, byHand = false }: { readonly verb: ReachVerb; readonly fetched: boolean; readonly byHand?: boolean },
): Sql {
  const id = sql.ref(`${alias}.id`);
  const rows = sql`${sharesOf(ctx, meta.name, verb)} ${byHand ? sql`and s.source <> 'rule'` : sql``}`;
  return fetched ? sql`${id} = any(array(select s.record_id ${rows}))` : sql`exists (select 1 ${rows} and s.record_id = ${id})`;
}

/** `from record_share s where …`: the shares of one object that count for the caller today. */
export function sharesOf(ctx: Context, object: string, verb: ReachVerb): Sql {
  const today = dayIn(ctx.tenant.timeZone, ctx.clock.now());
  return sql`
    from record_share s where s.tenant_id = ${ctx.tenant.id} and s.principal = any(${ctx.access.principals}::uuid[]) and s.object = ${object}
    ${verb === 'edit' ? sql`and s.level = 'edit'` : sql``}
    and (s.from_on is null or s.from_on <= ${today}::date) and (s.until_on is null or s.until_on >= ${today}::date)`;
}

/** Whose records a search can be narrowed to by their owner alone; null where that would lose some or a master decides. */
export function soleOwners(ctx: Context, meta: ObjectMeta, scope: Scope): readonly string[] | null {
  return scope.kind === 'owners' && scope.shared === undefined && !scope.pools && !scope.open && !masterOf(ctx.meta, meta.name)
    ? scope.owners
    : null;
}

/** `tenant_id = …`, not deleted, and for the shared table of tenant-made objects the object: the frame of every statement. */
export function baseCondition(ctx: Pick<Context, 'tenant'>, meta: ObjectMeta, alias: string): Sql {
  const live = sql`${sql.ref(`${alias}.tenant_id`)} = ${ctx.tenant.id} and ${sql.ref(`${alias}.deleted_at`)} is null`;
  return meta.custom ? sql`${live} and ${sql.ref(`${alias}.object`)} = ${meta.name}` : live;
}
