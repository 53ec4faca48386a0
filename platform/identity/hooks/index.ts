import type { HookDefinition } from '../../module/index.ts';
import { accountsFollow, departmentsChanged, mobilesFollow, newPeopleAreMembers, peopleChanged, sessionsFollow } from './follow-users.ts';
import { guardDepartments } from './guard-departments.ts';
import { guardOwners, guardUsers, normaliseUsers } from './guard-users.ts';

export const identityHooks: readonly HookDefinition[] = [
  normaliseUsers,
  guardUsers,
  guardOwners,
  guardDepartments,
  peopleChanged,
  newPeopleAreMembers,
  departmentsChanged,
  sessionsFollow,
  accountsFollow,
  mobilesFollow,
];
