export { homeOf, type SessionAnswer, sessionAnswer, spelledOut } from './answer.ts';
export { type DemoPerson, demoCompany, setDemoPeople } from './demo.ts';
export { demoPassword, demoPeople } from './demo-people.ts';
export { deviceName, isHandheld } from './device-name.ts';
export { openFlow, takeFlow } from './flows.ts';
export { identityHooks } from './hooks/index.ts';
export { type Invitation, inviteUser, refuseForeignOwner, signInLinkFor } from './invitations.ts';
export { identityCleanUp } from './jobs.ts';
export { identityModule } from './module.ts';
export { Department } from './objects/department.ts';
export { User } from './objects/user.ts';
export { makeLink, type OneTimeLink } from './one-time-tokens.ts';
export { listUsers, signInLink, type UserSummary } from './operator.ts';
export { setActive } from './people-admin.ts';
export { type SecurityEvent, type SecurityEventName, type SecurityReport, securityEvents } from './report.ts';
export { letIn, orSignIn, rememberState, safeNext, siteOf, stateOf } from './routes/coming-back.ts';
export { sessionCookie, sessionOf, sessionToken } from './routes/cookie.ts';
export { identityRoutes } from './routes/index.ts';
export { joinSandbox, newSandbox, openSandbox } from './sandboxes.ts';
export { type Caller, type IdentityOptions, type IdentityService, identityService, type Member } from './service.ts';
export { startSession } from './sessions.ts';
export { enteringFirst, SsoRefusal } from './sso/arrive.ts';
export {
  defaultRateLimits,
  loadTenant,
  type RateLimits,
  type RawTenant,
  raiseAccessVersion,
  readTenant,
  type TenantRow,
  tenantColumns,
} from './tenant-info.ts';
export {
  createTenant,
  createUser,
  discardTenant,
  eraseDueTenants,
  eraseTenant,
  giveRoles,
  listTenants,
  type MadeTenant,
  type NewTenant,
  resumeTenant,
  setPassword,
  suspendTenant,
  type TenantSummary,
} from './tenants.ts';
export { newToken } from './tokens.ts';
export { refuseWhileViewing } from './view-as.ts';
