import { effectiveRole, loadPerson, lru, makeAccess, type Person, type Role, type RoleRow } from '../access/index.ts';
import type { Language } from '../kernel/index.ts';
import type { Access, Application, TenantInfo, UserInfo } from '../module/index.ts';
import { networkCheck, networksOf, wrongNetwork } from './networks.ts';
import type { SecurityReport } from './report.ts';
import { findSession, type Session } from './sessions.ts';
import { loadTenant, type TenantRow } from './tenant-info.ts';
import { type Throttle, throttle } from './throttle.ts';
import { type Viewed, viewedMember } from './view-as.ts';

/** A person of a tenant with their rights, as they are for one version of the organisation. */
export interface Member {
  readonly person: Person;
  readonly roles: readonly Role[];
  readonly user: UserInfo;
  readonly access: Access;
  readonly language: Language | null;
  /** Whether an address is one they may come from; undefined where there is no limit. */
  readonly fromHere: ((address: string) => boolean) | undefined;
}

/** Who stands behind a request. */
export interface Caller extends Member {
  readonly session: Session;
  readonly tenant: TenantRow;
  /** They look as somebody else, and may change nothing. */
  readonly viewed?: Viewed;
}

export interface IdentityOptions {
  /** Demo people may be entered: the server listens on loopback, or HUANKE_DEMO=1. */
  readonly demo: boolean;
  readonly report?: SecurityReport;
  /** Identity providers in the own network may be used, by plain http too. */
  readonly allowPrivate?: boolean;
  /** Address people use, where the one of the request is not it. */
  readonly publicUrl?: string | undefined;
}

export interface IdentityService {
  readonly demo: boolean;
  /** The caller behind a session token; undefined when it has ended, or its person or company is switched off. Throws from a network that is not theirs. */
  resolveSession(token: string, address?: string): Promise<Caller | undefined>;
  tenant(id: number): Promise<TenantRow | undefined>;
  /** Somebody of a tenant, active or not; from memory while the tenant's accessVersion stays. */
  member(tenant: TenantInfo, user: string): Promise<Member | undefined>;
  /** A stored role with what is shipped for it. */
  role(row: RoleRow): Role;
  /** Somebody as if they held this role alone. */
  withRole(member: Member, row: RoleRow): Member;
  /** Tells the owner of an account what happened to it, and keeps it. */
  readonly report: SecurityReport;
  readonly allowPrivate: boolean;
  /** Without a slash at the end. */
  readonly publicUrl: string | undefined;
  readonly throttles: { readonly address: Throttle; readonly account: Throttle };
}

declare module '../module/context.ts' {
  interface Application {
    readonly identity: IdentityService;
  }
}

// Sizes are counted in ids held: about 60 MB at most.
const keptIds = 500_000;

// How many shares somebody holds is counted anew from time to time: it decides how lists are read, not what is in them.
const keptMs = 10 * 60_000;

function sizeOf({ reach, standing }: Person): number {
  const { departments, departmentPeople, belowPeople, reports } = reach;
  const opened = Object.values(standing.owners).reduce((sum, { read, edit }) => sum + read.length + edit.length, 0);
  return 20 + departments.length + departmentPeople.length + belowPeople.length + reports.length + standing.principals.length + opened;
}

/** Sessions, people and their rights for one process. */
export function identityService(app: Pick<Application, 'clock' | 'database' | 'registry'>, options: IdentityOptions): IdentityService {
  const members = lru<{ readonly member: Member; readonly at: number }>(keptIds);
  const loading = new Map<string, Promise<Member | undefined>>();
  const guarded = new Set([...app.registry.objects.values()].filter((object) => !object.access.owned).map((object) => object.name));
  const role = (row: RoleRow) => effectiveRole(row, (key) => app.registry.modules.flatMap((module) => module.permissions?.[key] ?? []));

  async function load(tenant: TenantInfo, user: string, key: string): Promise<Member | undefined> {
    const person = await app.database.read(tenant.id, (connection) => loadPerson(connection, tenant.id, user));
    if (!person) return undefined;
    const roles = person.roles.map(role);
    const member: Member = {
      person,
      roles,
      user: { id: person.id, name: person.name, department: person.department?.id ?? null, roles: roles.map(({ key }) => key) },
      access: makeAccess({ user: person.id, roles, reach: person.reach, standing: person.standing, guarded }),
      language: person.language,
      fromHere: networkCheck(networksOf(roles)),
    };
    members.set(key, { member, at: performance.now() }, sizeOf(person));
    return member;
  }

  function member(tenant: TenantInfo, user: string): Promise<Member | undefined> {
    const key = `${tenant.id} ${tenant.accessVersion} ${user}`;
    const known = members.get(key);
    if (known && performance.now() - known.at < keptMs) return Promise.resolve(known.member);
    let work = loading.get(key);
    if (!work) {
      work = load(tenant, user, key).finally(() => loading.delete(key));
      loading.set(key, work);
    }
    return work;
  }

  function withRole(of: Member, row: RoleRow): Member {
    const roles = [role(row)];
    const access = makeAccess({ user: of.person.id, roles, reach: of.person.reach, guarded });
    return { ...of, roles, access, user: { ...of.user, roles: [row.key] } };
  }

  return {
    demo: options.demo,
    async resolveSession(token, address) {
      const session = await findSession(app, token);
      if (session?.tenant.status !== 'active' || (session.tenant.demo && !options.demo)) return undefined;
      const found = await member(session.tenant, session.user);
      if (address !== undefined && found?.fromHere && !found.fromHere(address)) throw wrongNetwork(address);
      if (!found?.person.active) return undefined;
      const seen = session.viewAs ? await viewedMember({ database: app.database, member, withRole }, session, found) : undefined;
      return { ...(seen?.member ?? found), session, tenant: session.tenant, ...(seen ? { viewed: seen.viewed } : {}) };
    },
    tenant: (id) => loadTenant(app, id),
    member,
    role,
    withRole,
    report: options.report ?? (() => undefined),
    allowPrivate: options.allowPrivate ?? false,
    publicUrl: options.publicUrl?.replace(/\/+$/, ''),
    throttles: {
      address: throttle({ clock: app.clock, limit: 120, windowMs: 60_000 }),
      account: throttle({ clock: app.clock, limit: 60, windowMs: 60_000 }),
    },
  };
}
