import { audit } from '../audit/index.ts';
import { sql } from '../database/sql.ts';
import { errors, fieldError, isId, label, newId } from '../kernel/index.ts';
import type { Application, Context, FieldMeta, ObjectMeta } from '../module/index.ts';
import { isSealed, isSecret } from '../storage/vault.ts';
import { decorateValues } from './query/index.ts';
import { authorOf } from './save/defaults.ts';
import { lockStored } from './save/load.ts';

/** Looking at one value after the other is work; hundreds an hour are a leak. */
const mostPerMinute = 30;
const windowMs = 60_000;
const looks = new WeakMap<Application, Map<string, { since: number; count: number }>>();

function takeLook(ctx: Context): void {
  const known = looks.get(ctx.app) ?? new Map<string, { since: number; count: number }>();
  looks.set(ctx.app, known);
  const now = ctx.clock.now().getTime();
  for (const [key, { since }] of known) if (now - since >= windowMs) known.delete(key);
  const key = `${ctx.tenant.id} ${ctx.user.id}`;
  const entry = known.get(key) ?? { since: now, count: 0 };
  if (entry.count >= mostPerMinute) throw errors.RATE_LIMITED({ retryAfter: Math.ceil((entry.since + windowMs - now) / 1000) });
  known.set(key, { since: entry.since, count: entry.count + 1 });
}

/** A field the caller sees covered: encrypted, or masked for them. A hidden one is not there. */
function coveredField(meta: ObjectMeta, name: unknown): FieldMeta {
  if (typeof name !== 'string') throw fieldError('WRONG_TYPE', 'field', label('请说明要查看的字段', 'Name the field to reveal'));
  const field = meta.fields.get(name);
  if (!field || (!isSecret(field) && !field.masked))
    throw fieldError('UNKNOWN_FIELD', name.slice(0, 100), label('没有这个打码或加密的字段', 'There is no such masked or encrypted field'));
  return field;
}

/**
 * The clear value of an encrypted or masked field, for who sees the record and holds `{object}.unmask`. That it was looked at stands in the
 * record's history and in the audit log, in the same transaction: without the entries there is no answer.
 */
export async function revealField(ctx: Context, meta: ObjectMeta, id: string, name: unknown): Promise<unknown> {
  const field = coveredField(meta, name);
  if (!ctx.access.can(`${meta.name}.unmask`)) throw errors.FORBIDDEN();
  if (!isId(id)) throw errors.NOT_FOUND();
  takeLook(ctx);
  const sealer = isSecret(field) ? await ctx.app.vault.sealer(ctx.tenant.id) : undefined;
  return ctx.transaction(async (tx) => {
    const found = (await lockStored(tx, meta, [id], 'edit')).get(id.toLowerCase());
    if (!found) throw errors.NOT_FOUND();
    const value = found.stored.values[field.name] ?? null;
    if (value === null) return null;
    await tx.query(sql`
      insert into record_history (tenant_id, record_id, id, object, at, by_user, channel, operation, changes)
      values (${tx.tenant.id}, ${found.stored.id}, ${newId()}, ${meta.name}, ${tx.clock.now()}, ${authorOf(tx)}, ${tx.channel}, 'revealed',
        ${JSON.stringify([{ field: field.name, old: null, new: null }])}::jsonb)`);
    await audit(tx, { event: 'field.revealed', object: meta.name, record: found.stored.id, data: { field: field.name } });
    if (isSealed(value) && sealer) return sealer.open(meta.name, field.name, value);
    const { masked: _masked, ...open } = field;
    const [answer] = await decorateValues(tx, { ...meta, fields: new Map([[open.name, open]]) }, [{ [open.name]: value }]);
    return answer?.[open.name] ?? null;
  });
}
