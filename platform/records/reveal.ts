import { audit } from '../audit/index.ts';
import { sql } from '../database/sql.ts';
import { errors, isId, label, newId } from '../kernel/index.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { isSealed, isSecret } from '../storage/vault.ts';
import { authorOf } from './save/defaults.ts';
import { lockStored } from './save/load.ts';

/**
 * The clear text of an encrypted field: for who may edit the record and holds `{object}.unmask`. That it was looked at stands in the
 * record's history, in the same transaction: without the entry there is no answer.
 */
export async function revealField(ctx: Context, meta: ObjectMeta, id: string, name: unknown): Promise<string | null> {
  if (typeof name !== 'string')
    throw errors.WRONG_TYPE({
      errors: [{ field: 'field', code: 'WRONG_TYPE', message: label('请说明要查看的字段', 'Name the field to reveal') }],
    });
  const field = meta.fields.get(name);
  if (!field || !isSecret(field))
    throw errors.UNKNOWN_FIELD({
      errors: [
        { field: name.slice(0, 100), code: 'UNKNOWN_FIELD', message: label('没有这个加密字段', 'There is no such encrypted field') },
      ],
    });
  if (!ctx.access.can(`${meta.name}.edit`) || !ctx.access.can(`${meta.name}.unmask`)) throw errors.FORBIDDEN();
  if (!isId(id)) throw errors.NOT_FOUND();
  const sealer = await ctx.app.vault.sealer(ctx.tenant.id);
  return ctx.transaction(async (tx) => {
    const found = (await lockStored(tx, meta, [id], 'edit')).get(id.toLowerCase());
    if (!found) throw errors.NOT_FOUND();
    if (!found.allowed) throw errors.FORBIDDEN();
    const value = found.stored.values[name];
    if (!isSealed(value)) return null;
    await tx.query(sql`
      insert into record_history (tenant_id, record_id, id, object, at, by_user, channel, operation, changes)
      values (${tx.tenant.id}, ${found.stored.id}, ${newId()}, ${meta.name}, ${tx.clock.now()}, ${authorOf(tx)}, ${tx.channel}, 'revealed',
        ${JSON.stringify([{ field: name, old: null, new: null }])}::jsonb)`);
    await audit(tx, { event: 'field.revealed', object: meta.name, record: found.stored.id, data: { field: name } });
    return sealer.open(meta.name, name, value);
  });
}
