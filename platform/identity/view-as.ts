import { mayGrant, type RoleRow } from '../access/index.ts';
import { audit } from '../audit/index.ts';
import { sql } from '../database/sql.ts';
import { AppError, errors, fieldError, isId, type Label, label } from '../kernel/index.ts';
import type { Application, Context } from '../module/index.ts';
import { findUser, refuseForeignOwner } from './invitations.ts';
import { refuseWiderFields } from './role-fields.ts';
import { findRoles, loadRoles } from './role-store.ts';
import type { IdentityService, Member } from './service.ts';
import type { Session, ViewAs } from './sessions.ts';
import { globalQuery } from './store.ts';

/** As whom the session looks, for the banner. */
export interface Viewed {
  readonly kind: 'user' | 'role';
  readonly title: Label;
}

const beyond = label('您不能以权限比自己大的身份查看', 'You can not look as somebody with more rights than you have');
export const readOnly = label('正在以他人身份查看，只能看，不能改', 'You are looking as somebody else: nothing can be changed');

/** Requests that only read although they are posted. */
const reading = /\/(query|aggregate)$/;

/** Refuses what would change something while the caller looks as somebody else. */
export function refuseWhileViewing(method: string, url: string): void {
  if (method === 'GET' || method === 'HEAD' || (method === 'POST' && reading.test(url))) return;
  // the way out
  if (method === 'DELETE' && url.endsWith('/auth/view-as')) return;
  throw new AppError('FORBIDDEN', 403, readOnly);
}

/** Checks that the caller may look as this person or role: nobody sees more by it than they could give. */
async function readTarget(ctx: Context, body: { readonly user?: unknown; readonly role?: unknown }): Promise<ViewAs> {
  if (typeof body.user === 'string' && body.role === undefined) {
    if (!isId(body.user)) throw errors.NOT_FOUND();
    const user = await findUser(ctx, body.user);
    await refuseForeignOwner(ctx, user.id);
    const member = await ctx.app.identity.member(ctx.tenant, user.id);
    if (!member?.person.active) throw new AppError('STATE', 409, label('请先启用此人', 'Activate this person first'));
    for (const role of member.roles) mayView(ctx, role);
    return { user: user.id };
  }
  if (typeof body.role === 'string' && body.user === undefined) {
    const [row] = await findRoles(ctx, ctx.tenant.id, [body.role], 'role');
    if (!row) throw errors.NOT_FOUND();
    mayView(ctx, ctx.app.identity.role(row));
    return { role: row.id };
  }
  throw fieldError('REQUIRED', 'user', label('请说明以谁的身份查看', 'Say as whom to look: a user or a role'));
}

function mayView(ctx: Context, role: Pick<RoleRow, 'permissions' | 'fields' | 'kind'>): void {
  if (!mayGrant(ctx.access.permissions, role.permissions)) throw new AppError('FORBIDDEN', 403, beyond);
  refuseWiderFields(ctx, role);
}

/** The session looks as somebody else from its next request on. */
export async function beginViewAs(
  ctx: Context,
  session: Session,
  body: { readonly user?: unknown; readonly role?: unknown },
): Promise<void> {
  if (!ctx.access.can('users.manage')) throw errors.FORBIDDEN();
  const target = await readTarget(ctx, body);
  await audit(ctx, { event: 'session.viewedAs', data: { ...target } });
  await globalQuery(ctx.app, sql`update session set view_as = ${JSON.stringify(target)}::jsonb where id = ${session.id}`);
}

export async function endViewAs(app: Application, session: Session): Promise<void> {
  await globalQuery(app, sql`update session set view_as = null where id = ${session.id}`);
}

/** What is needed to find who is looked as. */
export type Viewing = Pick<Application, 'database'> & Pick<IdentityService, 'member' | 'withRole'>;

/**
 * What the caller sees as: a person of the same company, or themselves with one role alone. When that is gone they see as themselves
 * again, but still change nothing before they have left.
 */
export async function viewedMember(
  { database, member: find, withRole }: Viewing,
  session: Session,
  own: Member,
): Promise<{ member: Member; viewed: Viewed } | undefined> {
  const { viewAs, tenant } = session;
  if (!viewAs) return undefined;
  const gone = { member: own, viewed: { kind: 'user', title: label('—', '—') } } as const;
  if (!own.access.can('users.manage')) return gone;
  if ('user' in viewAs) {
    const member = await find(tenant, viewAs.user);
    return member?.person.active
      ? {
          member: { ...member, access: { ...member.access, looking: true } },
          viewed: { kind: 'user', title: label(member.person.name, member.person.name) },
        }
      : gone;
  }
  const rows = await database.read(tenant.id, (connection) => loadRoles(connection, tenant.id));
  const row = rows.find((role) => role.id === viewAs.role);
  return row ? { member: withRole(own, row), viewed: { kind: 'role', title: row.name } } : gone;
}
