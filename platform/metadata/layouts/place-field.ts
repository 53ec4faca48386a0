import { sql } from '../../database/sql.ts';
import type { Context, Part } from '../../module/index.ts';
import { logChange } from '../change-log.ts';
import type { Layout } from './layout.ts';

/** Puts a new field at the end of each layout that does not have it, so that nobody has to look for it. In the transaction that makes the field. */
export async function placeField(tx: Context, object: string, field: string): Promise<void> {
  const rows = await tx.query<Part<Layout>>(sql`
    select name, definition from meta_part
    where tenant_id = ${tx.tenant.id} and kind = 'layout' and object = ${object} and deleted_at is null for update`);
  for (const { name, definition } of rows) {
    const last = definition.sections.at(-1);
    if (!last || definition.sections.some((section) => section.fields.some((one) => one.name === field))) continue;
    const after: Layout = {
      ...definition,
      sections: [...definition.sections.slice(0, -1), { ...last, fields: [...last.fields, { name: field }] }],
    };
    await tx.query(sql`
      update meta_part set definition = ${JSON.stringify(after)}::jsonb
      where tenant_id = ${tx.tenant.id} and kind = 'layout' and object = ${object} and name = ${name}`);
    await logChange(tx, { kind: 'layout', object, name }, { operation: 'update', before: definition, after });
  }
}
