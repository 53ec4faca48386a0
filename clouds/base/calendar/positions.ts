import { sql } from '@huanke/platform/database';
import { type Point, pointIn } from '@huanke/platform/kernel';
import type { Context, ObjectMeta, Values } from '@huanke/platform/module';
import { accessPredicate, loadValues } from '@huanke/platform/records';
import { placesOfAccounts } from '../addresses/main.ts';

interface Link {
  readonly object: string;
  readonly id: string;
}

/** What an activity is about. */
export const linksIn = (activity: Values | undefined): readonly Link[] => (activity?.related ?? []) as readonly Link[];

async function visibleAmong(ctx: Context, meta: ObjectMeta, ids: readonly string[]): Promise<string[]> {
  const rows = await ctx.query<{ id: string }>(sql`
    select t.id from ${sql.id(meta.table)} t where t.tenant_id = ${ctx.tenant.id} and t.id = any(${ids}::uuid[]) and t.deleted_at is null
      ${meta.custom ? sql`and t.object = ${meta.name}` : sql``} and ${accessPredicate(ctx, meta, 't')}`);
  return rows.map(({ id }) => id);
}

/**
 * Where records are: the first position or address with one among their fields, else, of accounts, their main address. One or two queries for
 * each object. `seen`: only of what the caller sees; otherwise for code of ours that shows none of it.
 */
export async function positionsOf(ctx: Context, links: readonly Link[], which: 'all' | 'seen' = 'all'): Promise<Map<string, Point>> {
  const found = new Map<string, Point>();
  for (const [object, named] of Map.groupBy(links, (link) => link.object)) {
    const meta = ctx.meta.object(object);
    const fields = [...(meta?.fields.values() ?? [])].filter(
      ({ type, masked }) => (type === 'geolocation' || type === 'address') && !masked,
    );
    if (!meta || fields.length === 0) continue;
    const ids = [...new Set(named.map(({ id }) => id))];
    const records = await loadValues(ctx, meta, which === 'all' ? ids : await visibleAmong(ctx, meta, ids));
    for (const [id, values] of records) {
      const point = fields.map(({ name }) => pointIn(values[name])).find((one) => one !== null);
      if (point) found.set(id, point);
    }
  }
  const accounts = links.filter(({ object, id }) => object === 'account' && !found.has(id)).map(({ id }) => id);
  for (const [id, point] of await placesOfAccounts(ctx, accounts, which)) found.set(id, point);
  return found;
}
