import { masterOf } from '../access/index.ts';
import { sql } from '../database/sql.ts';
import { AppError, errors, isId, label } from '../kernel/index.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { accessPredicate, baseCondition } from '../records/access.ts';

/** A record whose shares are asked about: seen by the caller, and whether they may share it. */
export interface Target {
  readonly id: string;
  readonly owner: string | null;
  readonly mayShare: boolean;
}

/** Whether records of an object can be shared at all: they have owners, and belong to no master, whose shares count for them. */
export const isShareable = (ctx: Pick<Context, 'meta'>, meta: ObjectMeta): boolean => meta.access.owned && !masterOf(ctx.meta, meta.name);

export async function findTarget(ctx: Context, meta: ObjectMeta, id: string): Promise<Target> {
  const [row] = isId(id)
    ? await ctx.query<{ id: string; owner: string | null; may: boolean }>(sql`
        select t.id, t.owner, ${isShareable(ctx, meta) ? accessPredicate(ctx, meta, 't', 'share') : sql`false`} as may from ${sql.table(meta.table)} t
        where ${baseCondition(ctx, meta, 't')} and t.id = ${id}::uuid and ${accessPredicate(ctx, meta, 't')}`)
    : [];
  if (!row) throw errors.NOT_FOUND();
  return { id: row.id, owner: row.owner, mayShare: row.may === true };
}

/** The same for who wants to change its shares: the owner, those above them who may edit, administrators. */
export async function shareTarget(ctx: Context, meta: ObjectMeta, id: string): Promise<Target> {
  const target = await findTarget(ctx, meta, id);
  if (masterOf(ctx.meta, meta.name))
    throw new AppError('STATE', 409, label('这条记录的权限跟随主记录，请共享主记录', 'This record follows its master; share the master'));
  if (!meta.access.owned)
    throw new AppError('STATE', 409, label('这类记录没有负责人，不能共享', 'Records of this kind have no owner and can not be shared'));
  if (!target.mayShare) throw errors.FORBIDDEN();
  return target;
}
