import { sql } from '@huanke/platform/database';
import { defineHook } from '@huanke/platform/module';

/** A split is called after its person. */
export const splitName = defineHook({
  name: 'sales.splitName',
  object: 'opportunitySplit',
  stage: 'beforeSave',
  on: ['create'],
  async run(ctx, changes) {
    const people = await ctx.query<{ id: string; name: string }>(sql`
      select id, name from app_user where tenant_id = ${ctx.tenant.id} and id = any(${changes.map(({ values }) => values.user)}::uuid[])`);
    const names = new Map(people.map(({ id, name }) => [id, name]));
    return changes.map(({ values }) => ({ name: names.get(String(values.user)) ?? '' }));
  },
});
