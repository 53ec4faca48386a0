import { sql } from '../database/sql.ts';
import { errors, label, sameJson } from '../kernel/index.ts';
import { checkFieldDefinition, logChange, refuseWhileWorking } from '../metadata/index.ts';
import type { Context, FieldDefinition, FieldMeta, ObjectMeta } from '../module/index.ts';
import type { ChangeRow } from './list.ts';

/** Properties that decide how values are stored or reckoned: putting them back is work on records, not on the configuration alone. */
const stored = ['type', 'unique', 'indexed', 'scale', 'many', 'object', 'objects', 'formula', 'result', 'rollup', 'pattern'] as const;

const workOnValues = label(
  '这项改动牵涉到已有的数据，请到字段设置里修改',
  'This change concerns the values in the records; change the field in its settings',
);

/** Writes a field's definition as it was before the change. False when it is not as the change left it any more. */
export async function putFieldBack(tx: Context, meta: ObjectMeta, field: FieldMeta, change: ChangeRow): Promise<boolean> {
  const { object, name } = change;
  const [row] = await tx.query<{ definition: Partial<FieldDefinition> }>(sql`
    select definition from meta_field where tenant_id = ${tx.tenant.id} and object = ${object} and name = ${name} and deleted_at is null for update`);
  const now = row?.definition ?? {};
  if (!sameJson(now, change.after ?? {})) return false;
  const before = (change.before ?? {}) as Partial<FieldDefinition>;
  if (stored.some((key) => !sameJson(now[key], before[key])))
    throw errors.STATE({ errors: [{ field: 'id', code: 'STATE', message: workOnValues }] });
  await refuseWhileWorking(tx, object, name);
  const shipped = field.custom ? undefined : tx.app.registry.objects.get(object)?.fields[name];
  await checkFieldDefinition(tx, meta, field, { ...shipped, ...before } as FieldDefinition);
  await tx.query(sql`
    update meta_field set definition = ${JSON.stringify(before)}::jsonb where tenant_id = ${tx.tenant.id} and object = ${object} and name = ${name}`);
  await logChange(tx, { kind: 'field', object, name }, { operation: 'update', before: now, after: before, undoOf: change.id });
  return true;
}

/** The same for an object: names, icon, columns, default access. */
export async function putObjectBack(tx: Context, meta: ObjectMeta, change: ChangeRow): Promise<boolean> {
  const { name } = change;
  const [row] = await tx.query<{ definition: { title?: string } }>(sql`
    select definition from meta_object where tenant_id = ${tx.tenant.id} and name = ${name} and deleted_at is null for update`);
  const now = row?.definition ?? {};
  if (!sameJson(now, change.after ?? {})) return false;
  const before = (change.before ?? {}) as { title?: string };
  // another title is another name of every record, and search must follow
  if (before.title !== now.title && (before.title ?? meta.title) !== (now.title ?? meta.title))
    throw errors.STATE({
      errors: [
        {
          field: 'id',
          code: 'STATE',
          message: label('请到对象设置里更改标题字段', 'Change the title field in the settings of the object'),
        },
      ],
    });
  await tx.query(sql`
    update meta_object set definition = ${JSON.stringify(before)}::jsonb where tenant_id = ${tx.tenant.id} and name = ${name}`);
  await logChange(tx, { kind: 'object', object: name, name }, { operation: 'update', before: now, after: before, undoOf: change.id });
  return true;
}
