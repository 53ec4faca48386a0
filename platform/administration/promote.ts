import { sql } from '../database/sql.ts';
import { errors, fieldError, label } from '../kernel/index.ts';
import { changing, logChange, mayEditMetadata } from '../metadata/change-log.ts';
import { BodyReader } from '../metadata/index.ts';
import { savePart } from '../metadata/parts.ts';
import type { Context, FieldDefinition } from '../module/index.ts';

/** `POST /meta/objects/{o}/fields/{f}/optionSet` {name, label}: a picklist's own options become a set that other fields can use. */
export async function promoteOptions(ctx: Context, object: string, name: string, body: unknown): Promise<void> {
  mayEditMetadata(ctx);
  const field = ctx.meta.object(object)?.fields.get(name);
  if (!field) throw errors.NOT_FOUND();
  if (!field.custom || (field.type !== 'picklist' && field.type !== 'multiPicklist') || field.optionSet)
    throw fieldError(
      'STATE',
      'name',
      label('只有自定义单选、多选的选项可以转为选项集', 'Only own options of a custom picklist can become a set'),
    );
  const reader = new BodyReader(body);
  reader.only(new Set(['name', 'label']));
  const set = reader.text('name', { max: 59, required: true }) ?? '';
  const text = reader.label('label', true);
  if (set && ctx.meta.parts.get('optionSet')?.some((part) => part.name === set))
    reader.problem('name', 'DUPLICATE', label('这个名称已被使用', 'This name is taken'));
  reader.finish();
  await changing(ctx, async (tx) => {
    const options = (field.options ?? []).map(({ key, label: own, color, active }) => ({ key, label: own, color, active }));
    await savePart(tx, { kind: 'optionSet', name: set }, { label: text, options: JSON.parse(JSON.stringify(options)) });
    const [row] = await tx.query<{ old: FieldDefinition; definition: FieldDefinition }>(sql`
      update meta_field f set definition = f.definition - 'options' || jsonb_build_object('optionSet', ${set}::text)
      from (select definition from meta_field where tenant_id = ${tx.tenant.id} and object = ${object} and name = ${name} for update) old
      where f.tenant_id = ${tx.tenant.id} and f.object = ${object} and f.name = ${name} returning old.definition as old, f.definition`);
    await logChange(tx, { kind: 'field', object, name }, { operation: 'update', before: row?.old, after: row?.definition });
  });
}
