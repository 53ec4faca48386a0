import type { Random } from '../../kernel/index.ts';
import { newId } from '../../kernel/index.ts';

export type Level = 'read' | 'edit';
export type Verb = Level | 'delete';
type Scope = 'own' | 'department' | 'departmentAndBelow' | 'all';
const scopes: readonly Scope[] = ['own', 'department', 'departmentAndBelow', 'all'];

interface Department {
  readonly id: string;
  readonly parent: number | null;
  readonly manager: number | null;
}
interface Role {
  readonly id: string;
  readonly permissions: readonly string[];
  readonly scopes: Readonly<Record<'read' | 'edit' | 'delete', Scope>>;
}
interface Person {
  readonly id: string;
  readonly department: number | null;
  readonly roles: readonly number[];
}
interface Group {
  readonly id: string;
  readonly members: readonly { readonly kind: 'user' | 'department' | 'role'; readonly id: string }[];
}
export interface Thing {
  readonly id: string;
  readonly owner: number | null;
  readonly kind: 'a' | 'b' | 'c';
  /** Where it lies while nobody owns it. */
  readonly pool: number | null;
}
export interface Pool {
  readonly id: string;
  readonly visibility: 'full' | 'masked' | 'adminOnly';
  readonly active: boolean;
  readonly members: readonly { readonly kind: string; readonly id: string; readonly admin: boolean }[];
}
/** A letter of sorts: whoever sees a thing it names reads it, unless it is closed. */
export interface Note {
  readonly id: string;
  readonly owner: number;
  readonly things: readonly number[];
  readonly closed: boolean;
  readonly given: { readonly principal: { readonly kind: string; readonly id: string }; readonly level: Level } | null;
}
export interface Given {
  readonly thing: number;
  readonly principal: { readonly kind: string; readonly id: string };
  readonly level: Level;
  readonly source: 'manual' | 'team';
  readonly from: string | null;
  readonly until: string | null;
}
export interface Rule {
  readonly name: string;
  readonly by: 'owner' | 'filter';
  readonly from: readonly { readonly kind: string; readonly id: string }[];
  readonly kind: Thing['kind'];
  readonly to: readonly { readonly kind: string; readonly id: string }[];
  readonly level: Level;
  readonly active: boolean;
}

/** A company at random: departments with managers, people, roles, groups, pools, things with shares, teams and rules, parts of things, notes on them. */
export interface Organisation {
  readonly departments: readonly Department[];
  readonly roles: readonly Role[];
  readonly people: readonly Person[];
  readonly groups: readonly Group[];
  readonly pools: readonly Pool[];
  readonly things: readonly Thing[];
  readonly notes: readonly Note[];
  readonly parts: readonly { readonly id: string; readonly thing: number }[];
  readonly given: readonly Given[];
  readonly rules: readonly Rule[];
}

export const today = '2026-03-10';
const days = [null, '2026-03-09', today, '2026-03-11'] as const;

export function invent(random: Random): Organisation {
  const count = random.int(2, 8);
  const departments = Array.from({ length: random.int(0, 6) }, (_, i) => ({
    id: newId(),
    parent: i > 0 && random.chance(0.7) ? random.int(0, i - 1) : null,
    manager: random.chance(0.3) ? random.int(0, count - 1) : null,
  }));
  const roles = Array.from({ length: 3 }, () => ({
    id: newId(),
    permissions: [
      ...(random.chance(0.9) ? ['thing.read', 'part.read'] : []),
      ...(random.chance(0.6) ? ['thing.edit', 'part.edit'] : []),
      ...(random.chance(0.4) ? ['thing.delete', 'part.delete'] : []),
    ],
    scopes: {
      read: random.weighted(scopes.map((scope, i) => [scope, [6, 2, 2, 1][i] ?? 1] as const)),
      edit: random.pick(scopes),
      delete: random.pick(scopes),
    },
  }));
  const people = Array.from({ length: count }, () => ({
    id: newId(),
    department: departments.length > 0 && random.chance(0.8) ? random.int(0, departments.length - 1) : null,
    roles: [0, 1, 2].filter(() => random.chance(0.45)),
  }));
  const person = () => ({ kind: 'user' as const, id: random.pick(people).id });
  const role = () => ({ kind: 'role' as const, id: random.pick(roles).id });
  const member = () =>
    departments.length > 0 && random.chance(0.4)
      ? { kind: 'department' as const, id: random.pick(departments).id }
      : random.chance(0.7)
        ? person()
        : role();
  const unique = <T extends { readonly id: string }>(items: readonly T[]) => [...new Map(items.map((item) => [item.id, item])).values()];
  const groups = Array.from({ length: random.int(0, 2) }, () => ({
    id: newId(),
    members: unique(Array.from({ length: random.int(0, 3) }, member)),
  }));
  const principal = () => (groups.length > 0 && random.chance(0.3) ? { kind: 'group', id: random.pick(groups).id } : member());
  const things = Array.from({ length: random.int(2, 8) }, () => ({
    id: newId(),
    owner: random.chance(0.9) ? random.int(0, count - 1) : null,
    kind: random.pick(['a', 'b', 'c'] as const),
    pool: null,
  }));
  const given = Array.from({ length: random.int(0, 6) }, (): Given => {
    const isTeam = random.chance(0.5);
    return {
      thing: random.int(0, things.length - 1),
      principal: isTeam ? person() : principal(),
      level: random.pick(['read', 'edit']),
      source: isTeam ? 'team' : 'manual',
      from: isTeam ? random.pick(days) : null,
      until: isTeam ? random.pick(days) : null,
    };
  });
  const rules = Array.from(
    { length: random.int(0, 3) },
    (_, i): Rule => ({
      name: `rule${i}`,
      by: random.pick(['owner', 'filter']),
      from: unique(Array.from({ length: random.int(1, 2) }, principal)),
      kind: random.pick(['a', 'b', 'c']),
      to: unique(Array.from({ length: random.int(1, 2) }, principal)),
      level: random.pick(['read', 'edit']),
      active: random.chance(0.9),
    }),
  );
  const key = (one: Given) => `${one.thing} ${one.source} ${one.principal.id}`;
  const pools = Array.from({ length: random.int(0, 2) }, () => ({
    id: newId(),
    visibility: random.pick(['full', 'masked', 'adminOnly'] as const),
    active: random.chance(0.85),
    members: unique(Array.from({ length: random.int(0, 3) }, principal)).map((one) => ({ ...one, admin: random.chance(0.3) })),
  }));
  const notes = Array.from({ length: random.int(0, 5) }, () => ({
    id: newId(),
    owner: random.int(0, count - 1),
    things: [...new Set(Array.from({ length: random.int(0, 2) }, () => random.int(0, things.length - 1)))],
    closed: random.chance(0.4),
    given: random.chance(0.3) ? { principal: principal(), level: random.pick(['read', 'edit'] as const) } : null,
  }));
  const ofNotes = () => [
    ...(random.chance(0.8) ? ['note.read'] : []),
    ...(random.chance(0.5) ? ['note.edit'] : []),
    ...(random.chance(0.4) ? ['note.delete'] : []),
  ];
  return {
    departments,
    roles: roles.map((role) => ({ ...role, permissions: [...role.permissions, ...ofNotes()] })),
    people,
    groups,
    pools,
    // what lies in a pool has no owner
    things: things.map((thing) =>
      pools.length > 0 && random.chance(0.35) ? { ...thing, owner: null, pool: random.int(0, pools.length - 1) } : thing,
    ),
    notes,
    parts: things.flatMap((_, thing) => Array.from({ length: random.int(0, 2) }, () => ({ id: newId(), thing }))),
    given: [...new Map(given.map((one) => [key(one), one])).values()],
    rules,
  };
}

/** Whether the person is in the department or anywhere below it. */
function isIn(o: Organisation, department: number | null, top: string): boolean {
  const at = department === null ? undefined : o.departments[department];
  return at !== undefined && (at.id === top || isIn(o, at.parent, top));
}

/** Whether a principal takes in a person: the rule, slow and obvious. */
function takesIn(o: Organisation, principal: string, p: number): boolean {
  const person = o.people[p];
  if (!person) return false;
  if (person.id === principal || isIn(o, person.department, principal)) return true;
  if (person.roles.some((role) => o.roles[role]?.id === principal)) return true;
  const group = o.groups.find((one) => one.id === principal);
  return group?.members.some((member) => takesIn(o, member.id, p)) ?? false;
}

/** Whether by roles and departments alone a person reaches what somebody owns. */
function standsAbove(o: Organisation, p: number, owner: number | null, [object, verb]: readonly ['thing' | 'note', Verb]): boolean {
  const me = o.people[p];
  const tops = o.departments.filter((department, d) => d === me?.department || department.manager === p);
  return (me?.roles ?? []).some((index) => {
    const role = o.roles[index];
    if (!role?.permissions.includes(`${object}.${verb}`)) return false;
    const scope = role.scopes[verb];
    if (scope === 'all') return true;
    if (owner === null) return false;
    if (owner === p) return true;
    const theirs = o.people[owner]?.department ?? null;
    if (scope === 'department') return tops.some((top) => theirs !== null && o.departments[theirs]?.id === top.id);
    return scope === 'departmentAndBelow' && tops.some((top) => isIn(o, theirs, top.id));
  });
}

/** Whether somebody is one of those for whom a pool is there: decision 0031. */
function isOfPool(o: Organisation, p: number, index: number | null): boolean {
  const pool = index === null ? undefined : o.pools[index];
  if (!pool?.active) return false;
  return pool.members.some((member) => takesIn(o, member.id, p) && (member.admin || pool.visibility !== 'adminOnly'));
}

/** Whether addresses in the pool are masked for somebody: what lies there opens no note, which might hold them. */
function isVeiled(o: Organisation, p: number, index: number | null): boolean {
  const pool = index === null ? undefined : o.pools[index];
  if (!pool?.active || pool.visibility !== 'masked') return false;
  return !pool.members.some((member) => member.admin && takesIn(o, member.id, p));
}

export const holds = (o: Organisation, p: number, permission: string): boolean =>
  (o.people[p]?.roles ?? []).some((role) => o.roles[role]?.permissions.includes(permission));

/** May person `p` use the verb on a thing? Read once more what the decision says, and nothing else. */
export function mayThing(o: Organisation, p: number, index: number, verb: Verb): boolean {
  const thing = o.things[index];
  if (!thing || !holds(o, p, `thing.${verb}`)) return false;
  if (standsAbove(o, p, thing.owner, ['thing', verb])) return true;
  if (verb === 'delete') return false;
  if (verb === 'read' && isOfPool(o, p, thing.pool)) return true;
  const enough = (level: Level) => verb === 'read' || level === 'edit';
  const byHand = o.given.some(
    (one) =>
      one.thing === index &&
      enough(one.level) &&
      takesIn(o, one.principal.id, p) &&
      (one.from === null || one.from <= today) &&
      (one.until === null || one.until >= today),
  );
  const byRule = o.rules.some((rule) => {
    if (!rule.active || !enough(rule.level) || !rule.to.some(({ id }) => takesIn(o, id, p))) return false;
    if (rule.by === 'filter') return rule.kind === thing.kind;
    const { owner } = thing;
    return owner !== null && rule.from.some(({ id }) => takesIn(o, id, owner));
  });
  return byHand || byRule;
}

/** Parts follow their thing: seen with it, and changed or deleted by who may edit it. */
export function mayPart(o: Organisation, p: number, thing: number, verb: Verb): boolean {
  return holds(o, p, `part.${verb}`) && mayThing(o, p, thing, verb === 'read' ? 'read' : 'edit');
}

/** Notes are for who wrote them and whom they are shared with; for others while they are open, by role or by what they name: decision 0038. */
export function mayNote(o: Organisation, p: number, index: number, verb: Verb): boolean {
  const note = o.notes[index];
  if (!note || !holds(o, p, `note.${verb}`)) return false;
  if (note.owner === p) return true;
  const { given } = note;
  if (given && verb !== 'delete' && (verb === 'read' || given.level === 'edit') && takesIn(o, given.principal.id, p)) return true;
  if (note.closed) return false;
  if (standsAbove(o, p, note.owner, ['note', verb])) return true;
  return verb === 'read' && note.things.some((thing) => mayThing(o, p, thing, 'read') && !isVeiled(o, p, o.things[thing]?.pool ?? null));
}
