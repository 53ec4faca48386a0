import { sql } from '../database/sql.ts';
import { errors, fieldError, type Label, label } from '../kernel/index.ts';
import type { Context, FieldMeta, ObjectMeta, Option } from '../module/index.ts';

/** New values of an open picklist met by an import become options, key and label as written. Returns text → key. */
export async function addOptions(ctx: Context, object: string, name: string, texts: readonly string[]): Promise<Map<string, string>> {
  const field = ctx.meta.object(object)?.fields.get(name);
  if (!field?.options) throw errors.NOT_FOUND();
  const added: Option[] = texts.map((text) => ({ key: text.slice(0, 80), label: label(text, text) as Label }));
  await ctx.transaction(async (tx) => {
    await tx.query(sql`update tenant set metadata_version = metadata_version + 1 where id = ${tx.tenant.id}`);
    const [row] = await tx.query<{ options: readonly Option[] | null }>(sql`
      select definition -> 'options' as options from meta_field where tenant_id = ${tx.tenant.id} and object = ${object} and name = ${name}`);
    const current = row?.options ?? field.options ?? [];
    const known = new Set(current.map((option) => option.key));
    const options = [...current, ...added.filter((option) => !known.has(option.key))];
    await tx.query(sql`
      insert into meta_field (tenant_id, object, name, custom, definition) values (${tx.tenant.id}, ${object}, ${name}, ${field.custom}, ${JSON.stringify({ options })}::jsonb)
      on conflict (tenant_id, object, name) do update set definition = meta_field.definition || excluded.definition`);
  });
  return new Map(added.map((option) => [option.label.zh, option.key]));
}
/** Automation and reports rely on shipped stage keys: they may be renamed and retired, not dropped. */
export function keepShippedOptions(shipped: readonly Option[], next: readonly Option[]): void {
  const kept = new Set(next.map((option) => option.key));
  const missing = shipped.find((option) => !kept.has(option.key));
  if (missing)
    throw errors.INVALID_VALUE({
      errors: [
        {
          field: 'options',
          code: 'INVALID_VALUE',
          message: label(
            `选项“${missing.label.zh}”不能删除，可以停用`,
            `The option "${missing.label.en}" can not be removed; retire it instead`,
          ),
        },
      ],
    });
}

/** The condition that a record holds an option, wherever the field keeps it. */
export function holdsOption(alias: string, field: FieldMeta, key: string) {
  if (field.storage.kind === 'column') {
    const column = sql.ref(`${alias}.${field.storage.column}`);
    return field.type === 'multiPicklist' ? sql`${column} @> array[${key}]::text[]` : sql`${column} = ${key}`;
  }
  const custom = sql.ref(`${alias}.custom`);
  const place = sql.lit(field.storage.kind === 'custom' ? field.storage.key : '');
  return field.type === 'multiPicklist'
    ? sql`${custom} -> ${place} @> ${JSON.stringify([key])}::jsonb`
    : sql`${custom} ->> ${place} = ${key}`;
}

/** How many records hold an option, those in the recycle bin included: they may come back. */
export async function optionUse(ctx: Context, meta: ObjectMeta, field: FieldMeta, key: string): Promise<number> {
  const [row] = await ctx.query<{ count: number }>(sql`
    select count(*)::int as count from ${sql.id(meta.table)} t
    where t.tenant_id = ${ctx.tenant.id} ${meta.custom ? sql`and t.object = ${meta.name}` : sql``} and ${holdsOption('t', field, key)}`);
  return row?.count ?? 0;
}

/** An option that records hold is retired or replaced, never just dropped: it must stay readable. */
export async function keepUsedOptions(ctx: Context, meta: ObjectMeta, field: FieldMeta, next: readonly Option[]): Promise<void> {
  const kept = new Set(next.map((option) => option.key));
  for (const option of (field.options ?? []).filter((one) => !kept.has(one.key))) {
    const count = await optionUse(ctx, meta, field, option.key);
    if (count > 0)
      throw fieldError(
        'STATE',
        'options',
        label(
          `有 ${count} 条记录使用选项“${option.label.zh}”，请停用它，或替换成别的选项`,
          `${count} record(s) hold the option "${option.label.en}"; retire it, or replace it by another`,
        ),
      );
  }
}
