import { sql } from '@huanke/platform/database';
import type { Context, FieldMeta, ObjectMeta, Values } from '@huanke/platform/module';
import { loadValues } from '@huanke/platform/records';
import { candidateIds } from '@huanke/platform/search';
import { mailKey, phoneKey } from '@huanke/platform/text';

/** A record that bears an address or a number. */
export interface Found {
  readonly object: string;
  readonly id: string;
}

export type AddressKind = 'email' | 'phone';

/** Whom an address means, the likeliest first: a person the company deals with, one it might, the company itself. */
const objects = ['contact', 'lead', 'account'];
/** Of a letter to more people than this the first ones say whom it concerns: it is a circular. */
export const mostAsked = 50;
// an address on more records than this is nobody's
const mostBearers = 50;

/** By what two addresses or numbers are the same; undefined of what is none, and of numbers that belong to everybody who calls them. */
export function keyOf(kind: AddressKind, text: string): string | undefined {
  if (kind === 'email') return mailKey(text)?.address;
  const { kind: sort, key } = phoneKey(text);
  return sort === 'invalid' || sort === 'service' ? undefined : key;
}

const fieldsOf = (meta: ObjectMeta, kind: AddressKind): FieldMeta[] =>
  [...meta.fields.values()].filter((field) => field.type === kind && field.search !== undefined);

const keysIn = (values: Values, fields: readonly FieldMeta[], kind: AddressKind): Set<string> =>
  new Set(fields.flatMap(({ name }) => (typeof values[name] === 'string' ? (keyOf(kind, values[name]) ?? []) : [])));

/**
 * The records that bear each of the keys, by the search index and then by the normalised value: two queries for each object, whatever the
 * number of keys. Of one kind of records the one with the newest activity comes first. Finds beyond what somebody may see: hand over
 * `ctx.elevated()`, and show people only what they see.
 */
export async function bearersOf(ctx: Context, kind: AddressKind, keys: readonly string[]): Promise<Map<string, Found[]>> {
  const found = new Map<string, Found[]>();
  for (const object of objects) {
    const meta = ctx.meta.object(object);
    const fields = meta ? fieldsOf(meta, kind) : [];
    const parts = meta && fields.length > 0 ? keys.flatMap((key) => candidateIds(ctx, meta, key, { limit: mostBearers }) ?? []) : [];
    if (!meta || parts.length === 0) continue;
    const rows = await ctx.query<{ record_id: string }>(
      sql.join(
        parts.map((part) => sql`(${part})`),
        sql` union `,
      ),
    );
    const records = await loadValues(
      ctx,
      meta,
      rows.map((row) => row.record_id),
    );
    for (const id of await newestFirst(ctx, [...records.keys()])) {
      const held = keysIn(records.get(id) ?? {}, fields, kind);
      for (const key of keys) if (held.has(key)) found.set(key, [...(found.get(key) ?? []), { object, id }]);
    }
  }
  return found;
}

/** Records by their newest activity, letter, call or message; what has none comes last, the newest record first. Ids grow with time. */
async function newestFirst(ctx: Context, ids: readonly string[]): Promise<string[]> {
  if (ids.length < 2) return [...ids];
  const rows = await ctx.query<{ id: string }>(sql`
    select i.id from unnest(${ids}::uuid[]) i (id)
    left join lateral (select l.record_id from record_link l
      where l.tenant_id = ${ctx.tenant.id} and l.target_id = i.id and l.field = 'related' and l.object in ('activity', 'emailMessage', 'callLog', 'sentMessage')
      order by l.record_id desc limit 1) l on true
    order by l.record_id desc nulls last, i.id desc`);
  return rows.map(({ id }) => id);
}
