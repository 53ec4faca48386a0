import { sql } from '../database/sql.ts';
import { errors, label } from '../kernel/index.ts';
import type { Context, FieldMeta, ObjectMeta } from '../module/index.ts';

/**
 * Brings the unique values of a custom field in step with what its records hold, when the field becomes unique or stops being so. Refuses,
 * naming how many, when a value stands in several records. Belongs in the transaction that changes the metadata.
 *
 * @example await fillUniqueValues(tx, meta, { ...field, unique: true });
 */
export async function fillUniqueValues(ctx: Context, meta: ObjectMeta, field: FieldMeta): Promise<void> {
  if (field.storage.kind !== 'custom') return;
  const { key } = field.storage;
  const tenant = ctx.tenant.id;
  await ctx.query(sql`delete from unique_value where tenant_id = ${tenant} and object = ${meta.name} and field = ${field.name}`);
  if (!field.unique) return;
  // The same hash as the save pipeline makes (records/save/unique.ts): regardless of case and width.
  const [row] = await ctx.query<{ doubled: number }>(sql`
    with held as (
      select t.id, substr(encode(sha256(convert_to(lower(normalize(t.custom ->> ${key}, nfkc)), 'UTF8')), 'hex'), 1, 32) as hash
      from ${sql.id(meta.table)} t
      where t.tenant_id = ${tenant} and t.deleted_at is null and t.custom ->> ${key} is not null ${meta.custom ? sql`and t.object = ${meta.name}` : sql``}),
    kept as (
      insert into unique_value (tenant_id, object, field, value_hash, record_id)
      select ${tenant}::int, ${meta.name}::text, ${field.name}::text, hash, id from held on conflict do nothing returning 1)
    select ((select count(*) from held) - (select count(*) from kept))::int as doubled`);
  const doubled = row?.doubled ?? 0;
  if (doubled === 0) return;
  const message = label(
    `有 ${doubled} 条记录的值与别的记录重复，请先修改`,
    `${doubled} record(s) hold a value that another record has, too; change those first`,
  );
  throw errors.DUPLICATE({ errors: [{ field: 'unique', code: 'DUPLICATE', message }] });
}
