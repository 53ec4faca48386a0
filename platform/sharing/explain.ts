import {
  masterOf,
  masterVerb,
  type Person,
  peopleOf,
  permissionSet,
  type Role,
  type ScopeLevel,
  type ShareLevel,
  scopeOfRole,
} from '../access/index.ts';
import { sql } from '../database/sql.ts';
import { dayIn, errors, isId, type Label } from '../kernel/index.ts';
import { type Context, makeContext, type ObjectMeta } from '../module/index.ts';
import { accessPredicate, baseCondition, isOpen, namesVisible } from '../records/access.ts';
import { sharingRules } from '../records/shares/index.ts';
import { columnOf } from '../storage/columns.ts';
import { type NamedPrincipal, principalTitles } from './principals.ts';

export type ExplainedVerb = 'read' | 'edit' | 'delete' | 'transfer' | 'share';
export const explainedVerbs: readonly ExplainedVerb[] = ['read', 'edit', 'delete', 'transfer', 'share'];

/** One thing that speaks for a right or could have. `grants` false: it is there, but does not reach this record, this verb or this day. */
export type Reason =
  /** A role and how far it reaches; without `level` it lacks the permission. */
  | {
      readonly kind: 'role';
      readonly role: Label;
      readonly permission: string;
      readonly level: ScopeLevel | null;
      readonly grants: boolean;
    }
  /** The object is open to everybody who holds the permission. */
  | { readonly kind: 'object'; readonly default: 'read' | 'readWrite' | 'unowned'; readonly grants: boolean }
  | {
      readonly kind: 'share' | 'team' | 'rule';
      readonly principal: NamedPrincipal;
      readonly level: ShareLevel;
      readonly rule?: Label;
      readonly role?: string;
      readonly from?: string;
      readonly until?: string;
      readonly grants: boolean;
    }
  /** The record lies in a pool, whose members may read it. */
  | { readonly kind: 'pool'; readonly pool: { readonly id: string; readonly title: string }; readonly grants: boolean }
  /** The record names another one that they see. */
  | { readonly kind: 'related'; readonly grants: boolean }
  /** The record belongs to another one, whose rights count: see `explanation.master`. */
  | { readonly kind: 'master'; readonly verb: 'read' | 'edit'; readonly grants: boolean };

export interface Verdict {
  readonly verb: ExplainedVerb;
  readonly allowed: boolean;
  readonly reasons: readonly Reason[];
}

export interface Explanation {
  readonly user: { readonly id: string; readonly title: string; readonly active: boolean };
  readonly object: string;
  readonly record: string;
  readonly owner: { readonly id: string; readonly title: string } | null;
  readonly verdicts: readonly Verdict[];
  readonly master?: Explanation;
}

interface Facts {
  readonly id: string;
  readonly owner: string | null;
  readonly master: string | null;
  readonly pool: { readonly id: string; readonly title: string } | null;
  readonly may: Readonly<Record<ExplainedVerb, boolean>>;
  /** Whether it names a record they see; null where that opens nothing. */
  readonly named: boolean | null;
}

interface Held {
  readonly principal: string;
  readonly level: ShareLevel;
  readonly source: 'manual' | 'team' | 'rule';
  readonly source_id: string;
  readonly role: string | null;
  readonly from_on: string | null;
  readonly until_on: string | null;
}

/**
 * Why somebody may or may not do things with a record: the answer is that of the predicate every statement uses, the reasons are looked up
 * beside it. The caller asks about others, so they must manage people.
 */
export async function explainAccess(ctx: Context, user: string, meta: ObjectMeta, record: string): Promise<Explanation> {
  if (!ctx.access.can('users.manage')) throw errors.FORBIDDEN();
  const member = isId(user) ? await ctx.app.identity.member(ctx.tenant, user.toLowerCase()) : undefined;
  if (!member) throw errors.NOT_FOUND();
  const theirs = makeContext({ app: ctx.app, tenant: ctx.tenant, meta: ctx.meta, user: member.user, access: member.access });
  return explainOne(theirs, { meta, record, person: member.person, roles: member.roles });
}

async function explainOne(
  ctx: Context,
  asked: { readonly meta: ObjectMeta; readonly record: string; readonly person: Person; readonly roles: readonly Role[] },
): Promise<Explanation> {
  const { meta, person, roles } = asked;
  const facts = await factsOf(ctx, meta, asked.record);
  const above = masterOf(ctx.meta, meta.name);
  const aboveMeta = above && ctx.meta.object(above.object ?? '');
  const master =
    aboveMeta && facts.master !== null ? await explainOne(ctx, { ...asked, meta: aboveMeta, record: facts.master }) : undefined;
  const shares = aboveMeta ? [] : await sharesFor(ctx, meta, facts);
  const verdicts = explainedVerbs.map((verb): Verdict => {
    const needs = masterVerb(verb);
    const fromMaster: Reason[] = aboveMeta
      ? [{ kind: 'master', verb: needs, grants: master?.verdicts.find((one) => one.verb === needs)?.allowed ?? false }]
      : [];
    const byRoles = roles.map((role) =>
      roleReason(ctx, meta, { role, verb, person, owner: facts.owner, follows: aboveMeta !== undefined }),
    );
    return {
      verb,
      allowed: facts.may[verb],
      reasons: [
        ...byRoles,
        ...objectReason(meta, verb),
        ...fromMaster,
        ...poolReason(ctx, meta, facts, verb),
        ...(verb === 'read' && facts.named !== null ? [{ kind: 'related' as const, grants: facts.named }] : []),
        ...sharesOfVerb(shares, verb),
      ],
    };
  });
  const owner = facts.owner === null ? undefined : (await principalTitles(ctx, [facts.owner])).get(facts.owner);
  return {
    user: { id: person.id, title: person.name, active: person.active },
    object: meta.name,
    record: facts.id,
    owner: owner ? { id: owner.id, title: owner.title } : null,
    verdicts,
    ...(master ? { master } : {}),
  };
}

/** The record as it lies, and what the predicate says of it for each verb. */
async function factsOf(ctx: Context, meta: ObjectMeta, record: string): Promise<Facts> {
  const master = masterOf(ctx.meta, meta.name);
  const may = explainedVerbs.map((verb) => {
    const held = meta.access.owned || (verb !== 'share' && verb !== 'transfer');
    const open = held && ctx.access.can(`${meta.name}.${verb}`) && !(verb === 'share' && master);
    // of a record without an owner the predicate says null, which lets nobody in
    return sql`${sql.lit(verb)}, ${open ? sql`coalesce(${accessPredicate(ctx, meta, 't', verb)}, false)` : sql`false`}`;
  });
  const pool = meta.pooled
    ? sql`(select jsonb_build_object('id', p.id, 'title', p.name) from pool p where p.tenant_id = t.tenant_id and p.id = t.pool)`
    : sql`null::jsonb`;
  const named = meta.access.through ? sql`(${isOpen(ctx, meta, 't')} and ${namesVisible(ctx, meta, 't')})` : sql`null::boolean`;
  const [row] = isId(record)
    ? await ctx.query<Facts>(sql`
        select t.id, t.owner, ${master ? columnOf('t', master).sql : sql`null::uuid`} as master, ${pool} as pool, jsonb_build_object(${sql.join(may)}) as may,
          ${named} as named
        from ${sql.table(meta.table)} t where ${baseCondition(ctx, meta, 't')} and t.id = ${record}::uuid`)
    : [];
  if (!row) throw errors.NOT_FOUND();
  return row;
}

function roleReason(
  ctx: Context,
  meta: ObjectMeta,
  asked: {
    readonly role: Role;
    readonly verb: ExplainedVerb;
    readonly person: Person;
    readonly owner: string | null;
    readonly follows: boolean;
  },
): Reason {
  const { role, verb, person, owner, follows } = asked;
  const guarded = new Set([...ctx.app.registry.objects.values()].filter((object) => !object.access.owned).map((object) => object.name));
  const has = permissionSet(role.permissions, guarded);
  const permission = `${meta.name}.${verb}`;
  const held = has.has(permission) && (verb !== 'share' || has.has(`${meta.name}.edit`));
  const level = held ? scopeOfRole(role.scopes, meta.name, verb === 'share' ? 'edit' : verb) : null;
  // of what belongs to a master the permission is asked, and the master how far it goes
  return { kind: 'role', role: role.name, permission, level, grants: follows ? held : reaches(person, level, owner) };
}

function reaches(person: Person, level: ScopeLevel | null, owner: string | null): boolean {
  if (level === null || level === 'all') return level === 'all';
  if (owner === null) return false;
  const { departmentPeople, belowPeople } = person.reach;
  return owner === person.id || (level === 'own' ? [] : level === 'department' ? departmentPeople : belowPeople).includes(owner);
}

function objectReason(meta: ObjectMeta, verb: ExplainedVerb): Reason[] {
  const { owned, default: open } = meta.access;
  if (!owned) return [{ kind: 'object', default: 'unowned', grants: verb !== 'share' && verb !== 'transfer' }];
  if (open === 'private') return [];
  return [{ kind: 'object', default: open, grants: verb === 'read' || (verb === 'edit' && open === 'readWrite') }];
}

function poolReason(ctx: Context, meta: ObjectMeta, { pool }: Facts, verb: ExplainedVerb): Reason[] {
  if (!pool || verb !== 'read') return [];
  const scope = ctx.access.scope(meta, 'read');
  return [{ kind: 'pool', pool, grants: scope.kind === 'owners' && (scope.pools?.includes(pool.id) ?? false) }];
}

async function sharesFor(ctx: Context, meta: ObjectMeta, facts: Facts): Promise<(Reason & { readonly level: ShareLevel })[]> {
  const rows = await ctx.query<Held>(sql`
    select principal, level, source, source_id, role, from_on, until_on from record_share
    where tenant_id = ${ctx.tenant.id} and record_id = ${facts.id} and object = ${meta.name} and principal = any(${ctx.access.principals}::uuid[])
    order by source, source_id, principal`);
  const held = [...rows, ...(await ownerRules(ctx, meta, facts.owner))];
  const titles = await principalTitles(
    ctx,
    held.map((row) => row.principal),
  );
  const labels = new Map(sharingRules(meta).map(({ name, definition }) => [name, definition.label]));
  const today = dayIn(ctx.tenant.timeZone, ctx.clock.now());
  return held.flatMap((row) => {
    const principal = titles.get(row.principal);
    if (!principal) return [];
    const rule = labels.get(row.source_id);
    const inTime = (row.from_on === null || row.from_on <= today) && (row.until_on === null || row.until_on >= today);
    return {
      kind: row.source === 'manual' ? ('share' as const) : row.source,
      principal,
      level: row.level,
      ...(rule ? { rule } : {}),
      ...(row.role ? { role: row.role } : {}),
      ...(row.from_on ? { from: row.from_on } : {}),
      ...(row.until_on ? { until: row.until_on } : {}),
      grants: inTime,
    };
  });
}

/** Rules by owner that open what this owner has to the person asked about. */
async function ownerRules(ctx: Context, meta: ObjectMeta, owner: string | null): Promise<Held[]> {
  const mine = new Set(ctx.access.principals);
  const rules = sharingRules(meta).filter(({ definition }) => definition.active && definition.by === 'owner');
  if (owner === null || rules.length === 0) return [];
  const people = await peopleOf(ctx, ctx.tenant.id, [...new Set(rules.flatMap(({ definition }) => definition.from.map(({ id }) => id)))]);
  return rules
    .filter(({ definition }) => definition.from.some(({ id }) => people.get(id)?.includes(owner)))
    .flatMap(({ name, definition }) => {
      const to = definition.to.filter(({ id }) => mine.has(id));
      const row = { level: definition.level, source: 'rule' as const, source_id: name, role: null, from_on: null, until_on: null };
      return to.map(({ id }) => ({ ...row, principal: id }));
    });
}

/** Shares open reading and editing and nothing else. */
function sharesOfVerb(shares: readonly (Reason & { readonly level: ShareLevel })[], verb: ExplainedVerb): Reason[] {
  if (verb !== 'read' && verb !== 'edit') return [];
  return shares.map((share) => ({ ...share, grants: share.grants && (verb === 'read' || share.level === 'edit') }));
}
