import { sql } from '../../database/sql.ts';
import { AppError, label } from '../../kernel/index.ts';
import { defineHook } from '../../module/index.ts';

const occupied = () =>
  new AppError(
    'STATE',
    409,
    label('部门里还有人或下级部门，请先移走', 'The department still has people or departments below it; move them first'),
  );

/** A department goes when nobody is in it. Undoing an import takes people and departments together, so what goes with it does not count. */
export const guardDepartments = defineHook({
  name: 'identity.guardDepartments',
  object: 'department',
  stage: 'beforeSave',
  on: ['delete'],
  async run(ctx, changes, reject) {
    const ids = changes.map((change) => change.id);
    const rows = await ctx.query<{ id: string }>(sql`
      select u.department as id from app_user u where u.tenant_id = ${ctx.tenant.id} and u.department = any(${ids}::uuid[]) and u.deleted_at is null
      union
      select d.parent from department d
      where d.tenant_id = ${ctx.tenant.id} and d.parent = any(${ids}::uuid[]) and d.deleted_at is null and d.id <> all(${ids}::uuid[])`);
    const held = new Set(rows.map((row) => row.id));
    changes.forEach((change, index) => {
      if (held.has(change.id)) reject(index, occupied());
    });
    return undefined;
  },
});
