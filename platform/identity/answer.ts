import { objectVerbs, pagePermissions } from '../access/index.ts';
import { errors, type Language } from '../kernel/index.ts';
import type { Access, Application, TenantMetadata } from '../module/index.ts';
import type { Member } from './service.ts';
import { isOwn, type SessionVia } from './sessions.ts';
import { type Settings, settingsOf } from './settings.ts';
import { membershipsOf } from './sign-in.ts';
import type { Viewed } from './view-as.ts';

export interface SessionAnswer {
  readonly user: {
    readonly id: string;
    readonly name: string;
    readonly email: string | null;
    readonly title: string | null;
    readonly roles: readonly string[];
    readonly department: { readonly id: string; readonly title: string } | null;
    readonly language: Language | null;
    readonly home: string | null;
  };
  readonly tenant: Settings & { readonly id: number; readonly sandboxOf: number | null };
  readonly tenants: readonly { readonly id: number; readonly name: string }[];
  readonly permissions: readonly string[];
  /** The caller looks as somebody else: nothing can be changed. */
  readonly viewAs: Viewed | null;
}

/** Every permission by its full name, so that a client need not know about wildcards; who has all is also told `*`. */
export function spelledOut(access: Access, meta: TenantMetadata): string[] {
  const names = new Set<string>(pagePermissions);
  for (const object of meta.objects) {
    for (const verb of objectVerbs) names.add(`${object.name}.${verb}`);
    for (const action of object.actions) names.add(action.permission);
  }
  for (const permission of access.permissions) if (!permission.includes('*')) names.add(permission);
  return [...(access.permissions.includes('*') ? ['*'] : []), ...[...names].filter((name) => access.can(name)).sort()];
}

/** The home somebody lands on: that of their widest role. */
export function homeOf(member: Pick<Member, 'roles'>): string | null {
  const order = ['owner', 'admin', 'manager', 'member', 'readOnly', 'portal'];
  const roles = [...member.roles].sort((a, b) => (a.system ? order.indexOf(a.key) : -1) - (b.system ? order.indexOf(b.key) : -1));
  return roles.find((role) => role.home)?.home ?? null;
}

/** What signing in, switching and `GET /auth/me` answer. */
export async function sessionAnswer(
  app: Application,
  who: { person: string; tenant: number; user: string; via: SessionVia },
  seen?: { readonly member: Member; readonly viewed: Viewed },
): Promise<SessionAnswer> {
  const tenant = await app.identity.tenant(who.tenant);
  const member = seen?.member ?? (tenant && (await app.identity.member(tenant, who.user)));
  if (!tenant || !member) throw errors.UNAUTHENTICATED();
  const [meta, memberships] = await Promise.all([
    app.metadata.load(tenant.id, tenant.metadataVersion),
    membershipsOf(app, who.person, app.identity.demo),
  ]);
  const open = memberships.filter((membership) => membership.status === 'active' && (isOwn(who.via) || membership.tenant === tenant.id));
  const { person } = member;
  return {
    user: {
      id: person.id,
      name: person.name,
      email: person.email,
      title: person.position,
      roles: member.user.roles,
      department: person.department,
      language: member.language,
      home: homeOf(member),
    },
    tenant: { id: tenant.id, ...settingsOf(tenant), sandboxOf: tenant.sandboxOf ?? null },
    tenants: open.map((membership) => ({ id: membership.tenant, name: membership.name })).sort((a, b) => a.id - b.id),
    permissions: spelledOut(member.access, meta),
    viewAs: seen?.viewed ?? null,
  };
}
