import type { Database } from '../database/pool.ts';
import { sql } from '../database/sql.ts';
import type { MetadataService, Queryable, Registry, TenantMetadata } from '../module/index.ts';
import { type FieldRow, mergeMetadata, type ObjectRow, type PartRow } from './merge.ts';

const kept = 500;

/** Reads a tenant's metadata where it is asked: in a transaction also what that has changed so far. */
export async function readMetadata(on: Queryable, registry: Registry, tenant: number, version: number): Promise<TenantMetadata> {
  const objects = await on.query<ObjectRow>(sql`
    select name, definition from meta_object where tenant_id = ${tenant} and deleted_at is null order by name`);
  const fields = await on.query<FieldRow>(sql`
    select object, name, key, slot, custom, definition from meta_field
    where tenant_id = ${tenant} and deleted_at is null order by object, position, name`);
  const kinds = [...registry.parts.values()].filter((kind) => kind.loaded).map((kind) => kind.kind);
  const parts = await on.query<PartRow>(sql`
    select kind, object, name, definition from meta_part
    where tenant_id = ${tenant} and kind = any(${kinds}::text[]) and deleted_at is null order by position, name`);
  return mergeMetadata(registry, version, objects, fields, parts);
}

/** Loads a tenant's metadata once per version and process; a change raises `tenant.metadata_version`, which every request reads. */
export function metadataService(database: Database, registry: Registry): MetadataService {
  const cache = new Map<number, { version: number; value: Promise<TenantMetadata> }>();

  const read = (tenant: number, version: number): Promise<TenantMetadata> =>
    database.read(tenant, (connection) => readMetadata(connection, registry, tenant, version));

  return {
    load(tenant, version) {
      const found = cache.get(tenant);
      if (found && found.version === version) return found.value;
      const value = read(tenant, version);
      value.catch(() => cache.delete(tenant));
      cache.delete(tenant);
      cache.set(tenant, { version, value });
      if (cache.size > kept) {
        const oldest = cache.keys().next().value;
        if (oldest !== undefined) cache.delete(oldest);
      }
      return value;
    },
  };
}
