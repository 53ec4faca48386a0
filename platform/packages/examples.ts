import { sql } from '../database/sql.ts';
import { errors, isId } from '../kernel/index.ts';
import { mayEditMetadata } from '../metadata/index.ts';
import type { Context } from '../module/index.ts';
import { createRecord, purgeDeleted, saveRecords } from '../records/index.ts';
import { installedPackage } from './store.ts';

const idOf = (name: string, ref: string) => `pack:${name}:${ref}`;

/** Adds the example records of an installed pack; those that are there already stay as they are. Returns how many came. */
export async function addExamples(ctx: Context, name: string): Promise<number> {
  mayEditMetadata(ctx);
  const { examples } = await ctx.app.packs.get(name);
  return ctx.transaction(async (tx) => {
    if (!(await installedPackage(tx, name))) throw errors.NOT_FOUND();
    const ids = new Map<string, string>();
    let made = 0;
    for (const { object, ref, values } of examples) {
      const meta = tx.meta.object(object);
      if (!meta) throw errors.NOT_FOUND();
      const externalId = idOf(name, ref);
      const only = meta.custom ? sql`and object = ${object}` : sql``;
      const [there] = await tx.query<{ id: string }>(
        sql`select id from ${sql.id(meta.table)} where tenant_id = ${tx.tenant.id} and external_id = ${externalId} and deleted_at is null ${only}`,
      );
      if (there) {
        ids.set(ref, there.id);
        continue;
      }
      const own = Object.fromEntries(
        Object.entries(values).map(([field, value]) => [
          field,
          typeof value === 'string' && value.startsWith('@') ? ids.get(value.slice(1)) : value,
        ]),
      );
      const { id } = await createRecord(tx, meta, { ...own, externalId });
      ids.set(ref, id);
      made += 1;
    }
    await tx.query(sql`update config_package set demo = true where tenant_id = ${tx.tenant.id} and name = ${name}`);
    return made;
  });
}

/** Takes the example records of a pack away for good, newest first; records of the company's own stay. Returns how many went. */
export async function removeExamples(ctx: Context, name: string): Promise<number> {
  mayEditMetadata(ctx);
  const { examples } = await ctx.app.packs.get(name);
  const system = ctx.elevated();
  return system.transaction(async (tx) => {
    let gone = 0;
    for (const object of [...new Set(examples.map((one) => one.object))].reverse()) {
      const meta = tx.meta.object(object);
      if (!meta) continue;
      const only = meta.custom ? sql`and object = ${object}` : sql``;
      const refs = examples.filter((one) => one.object === object).map((one) => idOf(name, one.ref));
      const rows = await tx.query<{ id: string; live: boolean }>(sql`
        select id, deleted_at is null as live from ${sql.id(meta.table)}
        where tenant_id = ${tx.tenant.id} and external_id = any(${refs}::text[]) ${only} order by id desc`);
      const live = rows.filter((row) => row.live && isId(row.id)).map((row) => ({ operation: 'delete' as const, id: row.id }));
      if (live.length > 0) {
        const results = await saveRecords(tx, meta, live);
        const refused = results.find((result) => result.error);
        if (refused) throw errors.STATE({ errors: [{ field: object, code: 'STATE', message: meta.label }] });
      }
      if (rows.length > 0)
        gone += await purgeDeleted(tx, new Date(tx.clock.now().getTime() + 60_000), { object, ids: rows.map((row) => row.id) });
    }
    await tx.query(sql`update config_package set demo = false where tenant_id = ${tx.tenant.id} and name = ${name}`);
    return gone;
  });
}
