import { type Label, label } from '../kernel/index.ts';
import type { RoleFields, RoleKind } from './field-rights.ts';

/** How far a verb reaches over the records of others, from narrow to wide; each contains the one before. */
export const scopeLevels = ['own', 'department', 'departmentAndBelow', 'all'] as const;
export type ScopeLevel = (typeof scopeLevels)[number];

export const scopeVerbs = ['read', 'edit', 'delete', 'transfer'] as const;
export type ScopeVerb = (typeof scopeVerbs)[number];
export type VerbScopes = Readonly<Partial<Record<ScopeVerb, ScopeLevel>>>;

/** Data scopes of a role by verb, `own` where nothing is said; `objects` differs from that for single objects. */
export interface RoleScopes extends VerbScopes {
  readonly objects?: Readonly<Record<string, VerbScopes>>;
}

/** A role as it counts: what is shipped, what modules add and what the tenant changed, put together. */
export interface Role {
  readonly id: string;
  readonly key: string;
  readonly name: Label;
  readonly system: boolean;
  readonly permissions: readonly string[];
  readonly scopes: RoleScopes;
  readonly fields: RoleFields;
  readonly kind: RoleKind;
  /** The home page its people land on. */
  readonly home: string | null;
  /** The networks its people may come from; none means from everywhere. */
  readonly networks?: readonly string[] | null;
}

export interface RoleRow {
  readonly id: string;
  readonly key: string;
  readonly name: Label;
  readonly system: boolean;
  readonly permissions: readonly string[];
  readonly scopes: RoleScopes;
  readonly fields: RoleFields;
  readonly kind: RoleKind;
  readonly home: string | null;
  readonly networks?: readonly string[] | null;
}

interface ShippedRole {
  readonly name: Label;
  readonly permissions: readonly string[];
  readonly scopes: RoleScopes;
  readonly home: string | null;
}

const everywhere = (level: ScopeLevel): RoleScopes => ({ read: level, edit: level, delete: level, transfer: level });
const ordinary = ['*.create', '*.read', '*.edit', '*.delete', '*.import', '*.export', '*.print', '*.share', 'apiTokens.create'];

/** The roles of contract.md section 1. Their rights live here and not in the database, so that a release can add to them. */
export const shippedRoles: Readonly<Record<string, ShippedRole>> = {
  owner: { name: label('所有者', 'Owner'), permissions: ['*'], scopes: everywhere('all'), home: 'manager' },
  admin: { name: label('管理员', 'Administrator'), permissions: ['*'], scopes: everywhere('all'), home: 'manager' },
  manager: {
    name: label('主管', 'Manager'),
    permissions: [...ordinary, '*.transfer', '*.merge', '*.unmask', 'views.share'],
    scopes: everywhere('departmentAndBelow'),
    home: 'manager',
  },
  member: { name: label('成员', 'Member'), permissions: ordinary, scopes: everywhere('own'), home: 'seller' },
  readOnly: { name: label('只读', 'Read only'), permissions: ['*.read', 'apiTokens.create'], scopes: everywhere('all'), home: 'manager' },
  portal: { name: label('外部用户', 'Portal'), permissions: [], scopes: everywhere('own'), home: null },
};

/** Puts a stored role together with what is shipped for it. Of shipped roles the database holds only what the tenant changed. */
export function effectiveRole(row: RoleRow, modulePermissions: (role: string) => readonly string[]): Role {
  const shipped = row.system ? shippedRoles[row.key] : undefined;
  if (!shipped) return row;
  return {
    ...row,
    permissions: [...new Set([...shipped.permissions, ...modulePermissions(row.key), ...row.permissions])],
    scopes: { ...shipped.scopes, ...row.scopes },
    home: row.home ?? shipped.home,
  };
}

/** How far one role reaches with a verb on an object. */
export function scopeOfRole(scopes: RoleScopes, object: string, verb: ScopeVerb): ScopeLevel {
  return scopes.objects?.[object]?.[verb] ?? scopes[verb] ?? 'own';
}

export function wider(a: ScopeLevel | undefined, b: ScopeLevel): ScopeLevel {
  return a !== undefined && scopeLevels.indexOf(a) >= scopeLevels.indexOf(b) ? a : b;
}
