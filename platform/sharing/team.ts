import { sql } from '../database/sql.ts';
import { errors, fieldError, isId, label } from '../kernel/index.ts';
import { type TeamRole, teamRoles } from '../metadata/index.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { readPrincipal } from './principals.ts';
import { dropShare, writeShare } from './rows.ts';
import { noteShare, readLevel } from './shares.ts';
import { findTarget, shareTarget } from './target.ts';

export interface TeamMember {
  readonly user: { readonly id: string; readonly title: string };
  readonly role: string | null;
  readonly level: 'read' | 'edit';
  readonly from: string | null;
  readonly until: string | null;
}

export interface TeamInput {
  readonly user?: unknown;
  readonly role?: unknown;
  readonly level?: unknown;
  readonly from?: unknown;
  readonly until?: unknown;
}

/** Who works on a record the caller sees, in what role and until when; those whose time is over stay listed. */
export async function listTeam(
  ctx: Context,
  meta: ObjectMeta,
  id: string,
): Promise<{ mayShare: boolean; roles: readonly TeamRole[]; items: TeamMember[] }> {
  const target = await findTarget(ctx, meta, id);
  const rows = await ctx.query<Omit<TeamMember, 'user'> & { id: string; title: string }>(sql`
    select u.id, u.name as title, s.role, s.level, s.from_on as from, s.until_on as until from record_share s
    join app_user u on u.tenant_id = s.tenant_id and u.id = s.principal and u.deleted_at is null
    where s.tenant_id = ${ctx.tenant.id} and s.record_id = ${target.id} and s.object = ${meta.name} and s.source = 'team' order by s.at, u.id`);
  return {
    mayShare: target.mayShare,
    roles: teamRoles(ctx),
    items: rows.map(({ id: user, title, role, level, from, until }) => ({ user: { id: user, title }, role, level, from, until })),
  };
}

/**
 * Takes somebody into the team of a record as a reader, by a rule of the company and not by a right of the caller; told as any other who
 * joins. In the transaction under way.
 */
export async function joinTeam(tx: Context, meta: ObjectMeta, record: string, user: string): Promise<void> {
  await writeShare(tx, { object: meta.name, record, source: 'team', principal: user, kind: 'user', level: 'read' });
  await noteShare(tx, meta, record, { verb: 'shared', principal: { id: user }, level: 'read' });
}

function readDay(raw: unknown, field: string): string | null {
  if (raw === undefined || raw === null || raw === '') return null;
  if (typeof raw !== 'string') throw fieldError('WRONG_TYPE', field);
  const day = /^\d{4}-\d{2}-\d{2}$/.test(raw) ? new Date(`${raw}T00:00:00Z`) : undefined;
  if (!day || Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== raw) throw fieldError('INVALID_VALUE', field);
  return raw;
}

function readRole(ctx: Context, raw: unknown): string | null {
  if (raw === undefined || raw === null || raw === '') return null;
  if (typeof raw !== 'string') throw fieldError('WRONG_TYPE', 'role');
  if (!teamRoles(ctx).some((role) => role.key === raw))
    throw fieldError('INVALID_VALUE', 'role', label('没有这个团队角色', 'There is no such role in teams'));
  return raw;
}

/** Takes somebody into the team of a record, or changes what they are in it. */
export async function putTeamMember(ctx: Context, meta: ObjectMeta, id: string, body: TeamInput): Promise<TeamMember> {
  const level = readLevel(body.level);
  const role = readRole(ctx, body.role);
  const from = readDay(body.from, 'from');
  const until = readDay(body.until, 'until');
  if (from && until && until < from)
    throw fieldError('INVALID_VALUE', 'until', label('结束日期不能早于开始日期', 'The end must not be before the start'));
  return ctx.transaction(async (tx) => {
    const target = await shareTarget(tx, meta, id);
    const user = typeof body.user === 'object' && body.user !== null && 'id' in body.user ? body.user.id : body.user;
    const principal = await readPrincipal(tx, user === undefined || user === null ? user : { kind: 'user', id: user }, 'user');
    await writeShare(tx, {
      object: meta.name,
      record: target.id,
      source: 'team',
      principal: principal.id,
      kind: 'user',
      level,
      role,
      from,
      until,
    });
    await noteShare(tx, meta, target.id, { verb: 'shared', principal, level, role });
    return { user: { id: principal.id, title: principal.title }, role, level, from, until };
  });
}

export async function dropTeamMember(ctx: Context, meta: ObjectMeta, id: string, user: string): Promise<void> {
  await ctx.transaction(async (tx) => {
    const target = await shareTarget(tx, meta, id);
    const gone = isId(user) && (await dropShare(tx, { record: target.id, source: 'team', principal: user }));
    if (!gone) throw errors.NOT_FOUND();
    await noteShare(tx, meta, target.id, { verb: 'unshared', principal: { id: user.toLowerCase() } });
  });
}
