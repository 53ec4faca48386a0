import { sql } from '@huanke/platform/database';
import type { Context, ObjectMeta } from '@huanke/platform/module';
import { loadValues } from '@huanke/platform/records';

interface Link {
  readonly object: string;
  readonly id: string;
}

/** By which field records of an object say whose they are: the first of their lookups to an account. Others name agents, end customers. */
export const customerField = (meta: ObjectMeta) =>
  [...meta.fields.values()].find(({ type, object }) => (type === 'lookup' || type === 'masterDetail') && object === 'account')?.name;

/** The companies people work for now, beside the one their record names. */
const held = (ctx: Context, contacts: readonly string[]) =>
  ctx.query<{ contact: string; account: string }>(sql`
    select l.contact, l.account from contact_position l where l.tenant_id = ${ctx.tenant.id} and l.contact = any(${contacts}::uuid[])
      and l.left_on is null and l.deleted_at is null`);

/**
 * The accounts that records are about, by the id of the record: of a deal its account, of a contact those they work for. Told by metadata, so
 * that objects of other modules and of the company itself count, too; one query for each object. For code of ours that shows none of it.
 */
export async function customersOf(ctx: Context, links: readonly Link[]): Promise<ReadonlyMap<string, readonly Link[]>> {
  const system = ctx.elevated();
  const found = new Map<string, Link[]>();
  const add = (id: string, account: string) => found.set(id, [...(found.get(id) ?? []), { object: 'account', id: account }]);
  for (const [object, list] of Map.groupBy(links, (link) => link.object)) {
    const meta = system.meta.object(object);
    const field = meta && object !== 'account' ? customerField(meta) : undefined;
    if (!meta || field === undefined) continue;
    const ids = [...new Set(list.map(({ id }) => id))];
    for (const [id, values] of await loadValues(system, meta, ids)) if (typeof values[field] === 'string') add(id, values[field]);
    if (object === 'contact') for (const { contact, account } of await held(system, ids)) add(contact, account);
  }
  return found;
}
