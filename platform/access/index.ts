export { type AccessParts, makeAccess, type Reach } from './access.ts';
export { allows, maskKindOf, type RoleFields, type RoleKind, rightsFor } from './field-rights.ts';
export { loadPerson, type Person } from './load.ts';
export { type Lru, lru } from './lru.ts';
export { masterOf, masterVerb, scopeOf } from './master.ts';
export { narrowAccess } from './narrow.ts';
export { isPermission, mayGrant, objectVerbs, pagePermissions, permissionSet } from './permissions.ts';
export {
  forgetPrincipal,
  type OwnerRule,
  type Principal,
  type PrincipalKind,
  peopleOf,
  principalKinds,
  type ShareLevel,
  sharingRuleKindName,
} from './principals.ts';
export { peopleWithRoles } from './role-people.ts';
export {
  effectiveRole,
  type Role,
  type RoleRow,
  type RoleScopes,
  type ScopeLevel,
  type ScopeVerb,
  scopeLevels,
  scopeOfRole,
  scopeVerbs,
  shippedRoles,
  type VerbScopes,
} from './roles.ts';
export { shownChanges, shownDetails, shownTitle, shownValue, titleMask } from './shown.ts';
export { fewShares, noStanding, type OpenedOwners, openedOwners, type PoolStanding, type Standing } from './standing.ts';
