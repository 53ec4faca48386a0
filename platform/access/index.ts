export { type AccessParts, makeAccess, type Reach } from './access.ts';
export { loadPerson, type Person } from './load.ts';
export { type Lru, lru } from './lru.ts';
export { masterOf, masterVerb, scopeOf } from './master.ts';
export { narrowAccess } from './narrow.ts';
export { isPermission, mayGrant, objectVerbs, pagePermissions, permissionSet } from './permissions.ts';
export {
  effectiveRole,
  type Role,
  type RoleRow,
  type RoleScopes,
  type ScopeLevel,
  type ScopeVerb,
  scopeLevels,
  scopeVerbs,
  shippedRoles,
  type VerbScopes,
} from './roles.ts';
