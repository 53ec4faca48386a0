import { forgetPrincipal, type Principal } from '../access/index.ts';
import { audit } from '../audit/index.ts';
import { sql } from '../database/sql.ts';
import { raiseAccessVersion } from '../identity/tenant-info.ts';
import { cleanLine, errors, fieldError, isId, label, newId } from '../kernel/index.ts';
import type { Context } from '../module/index.ts';
import { type NamedPrincipal, principalTitles, readPrincipal } from './principals.ts';

export interface Group {
  readonly id: string;
  readonly name: string;
  readonly members: readonly NamedPrincipal[];
}

export interface GroupInput {
  readonly name?: unknown;
  readonly members?: unknown;
}

const longestName = 40;
const mostMembers = 1000;

const mayManage = (ctx: Context) => {
  if (!ctx.access.can('users.manage')) throw errors.FORBIDDEN();
};

/** Groups of the company with their members: people, departments with all below them, roles. */
export async function listGroups(ctx: Context, only?: string): Promise<Group[]> {
  mayManage(ctx);
  const rows = await ctx.query<{ id: string; name: string; members: string[] }>(sql`
    select g.id, g.name, array(select m.member_id from user_group_member m where m.tenant_id = g.tenant_id and m.group_id = g.id) as members
    from user_group g where g.tenant_id = ${ctx.tenant.id} ${only ? sql`and g.id = ${only}` : sql``} order by g.name collate "zh-x-icu", g.id`);
  const titles = await principalTitles(
    ctx,
    rows.flatMap((row) => row.members),
  );
  return rows.map(({ id, name, members }) => ({ id, name, members: members.flatMap((member) => titles.get(member) ?? []) }));
}

async function groupOf(ctx: Context, id: string): Promise<Group> {
  const [group] = isId(id) ? await listGroups(ctx, id) : [];
  if (!group) throw errors.NOT_FOUND();
  return group;
}

function readName(raw: unknown): string {
  if (raw === undefined || raw === null) throw fieldError('REQUIRED', 'name');
  if (typeof raw !== 'string') throw fieldError('WRONG_TYPE', 'name');
  const name = cleanLine(raw);
  if (name === '') throw fieldError('REQUIRED', 'name');
  if (name.length > longestName)
    throw fieldError('TOO_LONG', 'name', label(`最多 ${longestName} 个字`, `At most ${longestName} characters`));
  return name;
}

async function readMembers(ctx: Context, raw: unknown): Promise<Principal[]> {
  if (!Array.isArray(raw)) throw fieldError('WRONG_TYPE', 'members');
  if (raw.length > mostMembers)
    throw fieldError('LIMIT_EXCEEDED', 'members', label(`最多 ${mostMembers} 个成员`, `At most ${mostMembers} members`));
  const members = new Map<string, Principal>();
  for (const [index, item] of raw.entries()) {
    const member = await readPrincipal(ctx, item, `members[${index}]`);
    if (member.kind === 'group')
      throw fieldError('INVALID_VALUE', `members[${index}].kind`, label('组里不能再放组', 'A group holds no groups'));
    members.set(member.id, member);
  }
  return [...members.values()];
}

async function write(tx: Context, id: string, name: string): Promise<void> {
  const [other] = await tx.query(sql`select 1 from user_group where tenant_id = ${tx.tenant.id} and name = ${name} and id <> ${id}`);
  if (other) throw fieldError('DUPLICATE', 'name', label('已有同名的用户组', 'A group of this name exists'));
  await tx.query(sql`
    insert into user_group (tenant_id, id, name, created_at) values (${tx.tenant.id}, ${id}, ${name}, ${tx.clock.now()})
    on conflict (tenant_id, id) do update set name = excluded.name`);
}

async function writeMembers(tx: Context, id: string, members: readonly Principal[]): Promise<void> {
  await tx.query(sql`delete from user_group_member where tenant_id = ${tx.tenant.id} and group_id = ${id}`);
  await tx.query(sql`
    insert into user_group_member (tenant_id, group_id, kind, member_id)
    select ${tx.tenant.id}, ${id}::uuid, m.kind, m.id from unnest(${members.map(({ kind }) => kind)}::text[], ${members.map((member) => member.id)}::uuid[]) m (kind, id)`);
}

/** One change of groups at a time in a company, so that no two take the same name; rights known before are not used after it. */
async function changing<T>(ctx: Context, event: string, work: (tx: Context) => Promise<{ id: string; answer: T }>): Promise<T> {
  mayManage(ctx);
  return ctx.transaction(async (tx) => {
    await tx.query(raiseAccessVersion(tx.tenant.id));
    const { id, answer } = await work(tx);
    await audit(tx, { event, object: 'group', record: id });
    return answer;
  });
}

export function createGroup(ctx: Context, input: GroupInput): Promise<Group> {
  return changing(ctx, 'group.created', async (tx) => {
    const id = newId(ctx.clock.now().getTime());
    await write(tx, id, readName(input.name));
    await writeMembers(tx, id, await readMembers(tx, input.members ?? []));
    return { id, answer: await groupOf(tx, id) };
  });
}

/** Changes name or members; what is not given stays. */
export function updateGroup(ctx: Context, id: string, input: GroupInput): Promise<Group> {
  return changing(ctx, 'group.changed', async (tx) => {
    const group = await groupOf(tx, id);
    if (input.name !== undefined) await write(tx, group.id, readName(input.name));
    if (input.members !== undefined) await writeMembers(tx, group.id, await readMembers(tx, input.members));
    return { id: group.id, answer: await groupOf(tx, id) };
  });
}

/** A group that goes takes with it what was shared with it. */
export function deleteGroup(ctx: Context, id: string): Promise<void> {
  return changing(ctx, 'group.deleted', async (tx) => {
    const group = await groupOf(tx, id);
    for (const statement of forgetPrincipal(tx.tenant.id, group.id)) await tx.query(statement);
    await tx.query(sql`delete from user_group where tenant_id = ${tx.tenant.id} and id = ${group.id}`);
    return { id: group.id, answer: undefined };
  });
}
