import { dropKey } from '../administration/bin.ts';
import { endWorksOf } from '../administration/run-work.ts';
import { audit } from '../audit/index.ts';
import { sql } from '../database/sql.ts';
import { deleteRole, updateRole } from '../identity/roles-admin.ts';
import { AppError, errors, label } from '../kernel/index.ts';
import { changing, deletePart, logChange, mayEditMetadata, savePart } from '../metadata/index.ts';
import type { Context } from '../module/index.ts';
import { deleteView, updateView } from '../views/index.ts';
import { freshContext } from './apply.ts';
import { checksum } from './canonical.ts';
import { releaseFiles } from './files.ts';
import { unplaceField } from './placed.ts';
import { type Held, readState, type State, withIds } from './state.ts';
import { installedPackage, installedPackages } from './store.ts';
import { type Usage, usageOf, usageText } from './usage.ts';

// the contrary of the order in which things are made
const order: Readonly<Record<Held['kind'], number>> = { view: 0, role: 1, part: 2, field: 3, object: 4 };
const rankOf = (item: Held) => (item.kind === 'part' && item.object === '' ? 5 : order[item.kind]);

/**
 * Takes items away for good, which nothing uses: no trace keeps their names taken. What its kind will not let go, since another one of these
 * leans on it, is tried again after the others.
 */
export async function removeItems(ctx: Context, keys: readonly string[], state: State): Promise<void> {
  let open = keys.flatMap((key) => state.byKey.get(key) ?? []).sort((a, b) => rankOf(a) - rankOf(b));
  const objects = new Set(open.filter((item) => item.kind === 'object' && item.custom).map((item) => item.name));
  await changing(ctx, async (tx) => {
    while (open.length > 0) {
      const refused: Held[] = [];
      let refusal: AppError | undefined;
      for (const item of open) {
        await tx.query(sql`savepoint package_removal`);
        try {
          // kinds look at the metadata as it stands now
          await removeItem(item.kind === 'part' ? await freshContext(tx) : tx, item, objects);
          await tx.query(sql`release savepoint package_removal`);
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
          await tx.query(sql`rollback to savepoint package_removal`);
          refused.push(item);
          refusal = error;
        }
      }
      if (refusal && refused.length === open.length) throw refusal;
      open = refused;
    }
  });
}

async function removeItem(tx: Context, item: Held, objects: ReadonlySet<string>): Promise<void> {
  const { kind, object, name } = item;
  if (kind === 'view' && item.id) await deleteView(tx, item.id);
  else if (kind === 'role' && item.id && item.custom) await deleteRole(tx, item.id);
  else if (kind === 'part') {
    await deletePart(tx, { kind: item.partKind ?? '', name, ...(object ? { object } : {}) });
    await releaseFiles(tx, item.raw);
  } else if (kind === 'field' && item.custom && !objects.has(object)) await dropField(tx, item);
  else if (kind === 'object' && item.custom) await dropObject(tx, item);
}

async function dropField(tx: Context, { object, name, raw }: Held): Promise<void> {
  const [field] = await tx.query<{ key: string; slot: string | null }>(
    sql`select key, slot from meta_field where tenant_id = ${tx.tenant.id} and object = ${object} and name = ${name} and custom`,
  );
  // values that the system worked out go with the field, so that its slot is free for another one
  const { rollup, formula } = raw as { rollup?: unknown; formula?: unknown };
  if (field && (rollup || formula)) await dropKey(tx, object, field);
  await endWorksOf(tx, object, name);
  await unplaceField(tx, object, name);
  for (const table of ['unique_value', 'auto_number'])
    await tx.query(sql`delete from ${sql.table(table)} where tenant_id = ${tx.tenant.id} and object = ${object} and field = ${name}`);
  await tx.query(sql`delete from meta_field where tenant_id = ${tx.tenant.id} and object = ${object} and name = ${name} and custom`);
  await logChange(tx, { kind: 'field', object, name }, { operation: 'delete', before: raw });
}

async function dropObject(tx: Context, { name, raw }: Held): Promise<void> {
  await endWorksOf(tx, name);
  for (const table of ['meta_field', 'meta_part', 'unique_value', 'auto_number', 'saved_view', 'import_mapping'])
    await tx.query(sql`delete from ${sql.table(table)} where tenant_id = ${tx.tenant.id} and object = ${name}`);
  await tx.query(sql`delete from meta_object where tenant_id = ${tx.tenant.id} and name = ${name}`);
  await logChange(tx, { kind: 'object', object: name, name }, { operation: 'delete', before: raw });
}

/** Writes a definition back as it was before the package came. */
async function putBack(tx: Context, item: Held, before: unknown): Promise<void> {
  const { kind, object, name } = item;
  const text = JSON.stringify(before ?? {});
  if (kind === 'part') {
    await savePart(tx, { kind: item.partKind ?? '', name, ...(object ? { object } : {}) }, before);
    return;
  }
  if (kind === 'view' && item.id) {
    await updateView(tx, item.id, { definition: before });
    return;
  }
  if (kind === 'role' && item.id) {
    await updateRole(tx, item.id, item.custom ? (before as object) : { scopes: {}, fields: {}, home: null, ...(before as object) });
    return;
  }
  if (kind === 'object')
    await tx.query(sql`update meta_object set definition = ${text}::jsonb where tenant_id = ${tx.tenant.id} and name = ${name}`);
  else
    await tx.query(
      sql`update meta_field set definition = ${text}::jsonb where tenant_id = ${tx.tenant.id} and object = ${object} and name = ${name}`,
    );
  await logChange(tx, { kind, object, name }, { operation: 'update', before: item.raw, after: before ?? {} });
}

const shippedChange = (item: Held) => !item.custom;

/** What stands in the way of taking a package away: counts by object and field. */
export async function uninstallUsage(ctx: Context, name: string): Promise<{ state: State; made: Held[]; touched: Held[]; usage: Usage[] }> {
  const entry = await installedPackage(ctx, name);
  if (!entry) throw errors.NOT_FOUND();
  const state = await readState(ctx);
  const held = Object.keys(entry.items).flatMap((key) => state.byKey.get(key) ?? []);
  // changes to shipped objects and fields are taken back; what others had before stays with them
  const made = held.filter((item) => !(item.key in entry.before) && !shippedChange(item));
  const touched = held.filter(
    (item) => (item.key in entry.before || shippedChange(item)) && checksum(item.body) === entry.items[item.key]?.state,
  );
  return {
    state,
    made,
    touched,
    usage: await usageOf(
      ctx,
      state,
      made.map((item) => item.key),
      touched.map((item) => item.key),
    ),
  };
}

export interface Uninstalled {
  readonly name: string;
  /** Keys of what went, and of what was put back as it had been. */
  readonly removed: readonly string[];
  readonly restored: readonly string[];
}

/** Takes a package away with all it made. Refused, with counts, while records hold something of it or anything else leans on it. */
export async function uninstallPackage(ctx: Context, name: string): Promise<Uninstalled> {
  mayEditMetadata(ctx);
  return ctx.transaction(async (tx) => {
    await tx.query(sql`select from tenant where id = ${tx.tenant.id} for update`);
    const fresh = await freshContext(tx);
    const entry = await installedPackage(fresh, name);
    const { state, made, touched, usage } = await uninstallUsage(fresh, name);
    if (usage.length > 0)
      throw new AppError('STATE', 409, label('配置包还在使用，没有卸载', 'The package is in use; nothing was removed'), {
        errors: usage.map((one) => ({
          field: one.key.slice(one.key.indexOf(':') + 1),
          code: 'STATE',
          message: usageText(one),
          current: one.records,
        })),
      });
    const needs = (await installedPackages(fresh)).filter((one) => one.requires.includes(name));
    if (needs.length > 0)
      throw new AppError('STATE', 409, label('别的配置包需要它，没有卸载', 'Other packages need it; nothing was removed'), {
        errors: needs.map((one) => ({ field: one.name, code: 'STATE', message: one.label })),
      });
    await changing(fresh, async (inner) => {
      const roles = new Map(
        (await inner.query<{ id: string; key: string }>(sql`select id, key from role where tenant_id = ${inner.tenant.id}`)).map((role) => [
          role.key,
          role.id,
        ]),
      );
      for (const item of touched) await putBack(inner, item, withIds(entry?.before[item.key], roles));
      await removeItems(
        inner,
        made.map((item) => item.key),
        state,
      );
      await inner.query(sql`delete from config_package where tenant_id = ${inner.tenant.id} and name = ${name}`);
    });
    await audit(tx, { event: 'package.removed', data: { name, items: made.length, restored: touched.length } });
    return { name, removed: made.map((item) => item.key), restored: touched.map((item) => item.key) };
  });
}
