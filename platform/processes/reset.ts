import { sql } from '../database/sql.ts';
import { errors, fieldError, label } from '../kernel/index.ts';
import { changing, logChange, mayEditMetadata, optionUse, refuseWhileWorking } from '../metadata/index.ts';
import type { Context } from '../module/index.ts';
import { objectOr404, shippedOptions } from './overview.ts';

/**
 * Gives a shipped field its shipped stages back: names, colours, order, moves, gates. Refused while records stand in a stage of the
 * company's own; those are replaced first.
 */
export async function resetProcess(ctx: Context, object: string, name: string): Promise<void> {
  mayEditMetadata(ctx);
  const meta = objectOr404(ctx, object);
  const field = meta.fields.get(name);
  const shipped = field && shippedOptions(ctx, meta, field);
  if (!field || !shipped) throw errors.NOT_FOUND();
  const kept = new Set(shipped.map((option) => option.key));
  for (const option of (field.options ?? []).filter((one) => !kept.has(one.key))) {
    const count = await optionUse(ctx, meta, field, option.key);
    if (count === 0) continue;
    const text = label(
      `有 ${count} 条记录停留在“${option.label.zh}”，请先移到别的阶段`,
      `${count} record(s) stand in "${option.label.en}"; move them to another stage first`,
    );
    throw fieldError('STATE', 'options', text);
  }
  await refuseWhileWorking(ctx, object, name);
  await changing(ctx, async (tx) => {
    const [old] = await tx.query<{ definition: Record<string, unknown> }>(sql`
      select definition from meta_field where tenant_id = ${tx.tenant.id} and object = ${object} and name = ${name} for update`);
    if (!old) return;
    const { options: _options, default: _default, ...after } = old.definition;
    await tx.query(sql`
      update meta_field set definition = ${JSON.stringify(after)}::jsonb where tenant_id = ${tx.tenant.id} and object = ${object} and name = ${name}`);
    await logChange(tx, { kind: 'field', object, name }, { operation: 'update', before: old.definition, after });
  });
}
