import { audit } from '../audit/index.ts';
import { sql } from '../database/sql.ts';
import { dayIn, defineErrors, errors, fieldError, label } from '../kernel/index.ts';
import { BodyReader } from '../metadata/index.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { authorOf, lockRecord } from '../records/save/index.ts';
import { type TagOrigin, tagsOfRecord } from './panel.ts';

const tagErrors = defineErrors({
  TAG_BY_RULE: {
    status: 409,
    text: label('这个标签由规则打上，请修改规则', 'A rule has put this tag on; change the rule'),
  },
});

/** The last day of a tag: today or later. */
function readUntil(ctx: Context, reader: BodyReader): string | null {
  const raw = reader.text('until', { max: 10 });
  if (!raw) return null;
  const day = /^\d{4}-\d{2}-\d{2}$/.test(raw) ? new Date(`${raw}T00:00:00Z`) : undefined;
  if (!day || Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== raw) throw fieldError('INVALID_VALUE', 'until');
  if (raw < dayIn(ctx.tenant.timeZone, ctx.clock.now()))
    throw fieldError('INVALID_VALUE', 'until', label('不能早于今天', 'Not before today'));
  return raw;
}

/** Says why a tag somebody has put on a record is there, and until when; after that day it is taken off by night. The caller edits the record. */
export async function explainTag(ctx: Context, meta: ObjectMeta, id: string, name: string, body: unknown): Promise<TagOrigin> {
  const reader = new BodyReader(body);
  reader.only(new Set(['field', 'reason', 'until']));
  const field = reader.text('field', { max: 80 }) ?? 'tags';
  const reason = reader.text('reason', { max: 200 });
  const until = readUntil(ctx, reader);
  reader.finish();
  return ctx.transaction(async (tx) => {
    const record = await lockRecord(tx, meta, id);
    if (meta.fields.get(field)?.type !== 'tags' || !(record[field] as string[] | null)?.includes(name)) throw errors.NOT_FOUND();
    const words = reason ? JSON.stringify(label(reason, reason)) : null;
    const rows = await tx.query(sql`
      insert into record_tag (tenant_id, record_id, field, tag, object, origin, reason, since, until, by_user)
      values (${tx.tenant.id}, ${id}::uuid, ${field}, ${name}, ${meta.name}, 'manual', ${words}::jsonb, ${tx.clock.now()}, ${until}::date, ${authorOf(tx)})
      on conflict (tenant_id, record_id, field, tag) do update set reason = excluded.reason, until = excluded.until
        where record_tag.origin = 'manual' returning tag`);
    if (rows.length === 0) throw tagErrors.TAG_BY_RULE();
    await audit(tx, { event: 'tag.explained', object: meta.name, record: id, data: { tag: name, reason: reason ?? null, until } });
    const found = (await tagsOfRecord(tx, meta, id)).find((one) => one.field === field && one.name === name);
    if (!found) throw errors.NOT_FOUND();
    return found;
  });
}
