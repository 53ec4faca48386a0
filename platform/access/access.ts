import { type Access, everyField, type ObjectMeta, type ReachVerb, type Scope } from '../module/index.ts';
import { type FieldSource, limitsOf } from './field-rights.ts';
import { permissionSet } from './permissions.ts';
import { type Role, type ScopeLevel, scopeOfRole, wider } from './roles.ts';
import { noStanding, type Standing } from './standing.ts';
import { boundView } from './view.ts';

/** Where somebody stands in the organisation: the people whose records each scope takes in, themselves always included. */
export interface Reach {
  readonly department: string | null;
  /** Their department and those they manage, with everything below. */
  readonly departments: readonly string[];
  /** People of their own department and of those they manage. */
  readonly departmentPeople: readonly string[];
  readonly belowPeople: readonly string[];
  /** Everybody below them by `manager`, at any distance. */
  readonly reports: readonly string[];
}

export interface AccessParts {
  readonly user: string;
  readonly roles: readonly Role[];
  readonly reach: Reach;
  /** What others have opened to them; nothing unless given. */
  readonly standing?: Standing;
  /** Objects that `*.verb` opens for reading only; see permissionSet. */
  readonly guarded: ReadonlySet<string>;
}

const none: Scope = { kind: 'none' };
const all: Scope = { kind: 'all' };

/** The rights of one person, made once per version of the tenant's organisation and asked from memory afterwards. */
export function makeAccess({ user, roles, reach, guarded, standing = noStanding }: AccessParts): Access {
  const permissions = [...new Set(roles.flatMap((role) => role.permissions))];
  const held = permissionSet(permissions, guarded);
  const sets = roles.map((role) => ({ role, held: permissionSet(role.permissions, guarded), fields: role.fields, kind: role.kind }));
  const people: Record<Exclude<ScopeLevel, 'all'>, Scope> = {
    own: { kind: 'owners', owners: [user] },
    department: { kind: 'owners', owners: reach.departmentPeople },
    departmentAndBelow: { kind: 'owners', owners: reach.belowPeople },
  };
  const scopes = new Map<string, Scope>();

  /** How far the roles alone reach. Whoever shares a record gives away the right to edit it, so they need that themselves. */
  const levelOf = (object: string, verb: ReachVerb): ScopeLevel | undefined => {
    let level: ScopeLevel | undefined;
    // a role's scope counts only for what that role allows: a wide reading role does not widen a narrow writing one
    for (const { role, held: own } of sets) {
      if (!own.has(`${object}.${verb}`) || (verb === 'share' && !own.has(`${object}.edit`))) continue;
      level = wider(level, scopeOfRole(role.scopes, object, verb === 'share' ? 'edit' : verb));
    }
    return level;
  };

  /** What others opened beside what one's own standing reaches: for reading and editing only. */
  const opened = (scope: Scope, object: string, verb: ReachVerb): Scope => {
    if (scope.kind !== 'owners' || (verb !== 'read' && verb !== 'edit')) return scope;
    const rows = standing.shares[object];
    const owners = [...new Set([...scope.owners, ...(standing.owners[object]?.[verb] ?? [])])];
    const pools = verb === 'read' ? (standing.pools?.[object]?.seen ?? []) : [];
    return { kind: 'owners', owners, ...(rows === undefined ? {} : { shared: rows }), ...(pools.length === 0 ? {} : { pools }) };
  };

  const decide = (object: Pick<ObjectMeta, 'name' | 'access'>, verb: ReachVerb): Scope => {
    const level = levelOf(object.name, verb);
    if (level === undefined) return none;
    const open = object.access.default;
    if ((open !== 'private' && verb === 'read') || (open === 'readWrite' && verb === 'edit')) return all;
    // a list without owners is opened by the permission alone
    if (level === 'all' || !object.access.owned) return all;
    return opened(people[level], object.name, verb);
  };

  return {
    can: (permission) => held.has(permission),
    scope(object, verb) {
      const key = `${object.name} ${verb} ${object.access.default} ${object.access.owned}`;
      let scope = scopes.get(key);
      if (!scope) {
        scope = decide(object, verb);
        scopes.set(key, scope);
      }
      return scope;
    },
    ...fieldAccess(sets, held, standing),
    permissions,
    principals: standing.principals,
    me: user,
    myReports: reach.reports,
    myDepartment: reach.department,
    myDepartmentAndBelow: reach.departments,
  };
}

/**
 * Rights on fields. Who may change fields could show themselves each of them by a formula, so no right binds them; that is owners and
 * administrators, too.
 */
function fieldAccess(
  sets: readonly FieldSource[],
  held: { has(permission: string): boolean },
  standing: Standing,
): Pick<Access, 'field' | 'limits' | 'veils' | 'view'> {
  const masked = Object.entries(standing.pools ?? {}).filter(([, { veiled }]) => veiled.length > 0);
  const veils = new Map(masked.map(([object, { veiled }]) => [object, veiled]));
  // what they hold for themselves binds a key of theirs that says less (narrow.ts)
  if (held.has('metadata.manage')) return { ...everyField, veils };
  const limits = limitsOf(sets);
  return {
    limits,
    field: (object, field) => limits.get(object)?.get(field) ?? 'edit',
    veils,
    view: boundView({ limits, veils }, (object) => held.has(`${object}.unmask`)),
  };
}
