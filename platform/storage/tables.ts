import { quoted } from '../database/sql.ts';
import { tenantTable } from '../database/tenant-table.ts';
import type { FieldDefinition, ObjectDefinition } from '../module/index.ts';
import { columnType, isPinyinOrdered } from './columns.ts';

export const slotCounts = { t: 10, n: 8, d: 6, u: 6 } as const;
const slotTypes = { t: 'text', n: 'bigint', d: 'timestamptz', u: 'uuid' } as const;

export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The table of a shipped object; all tenant-made objects share `custom_record`. */
export function tableOf(object: Pick<ObjectDefinition, 'name' | 'table'>): string {
  return object.table ?? snakeCase(object.name);
}

/** Names of the slots of one table: t1…t10, n1…n8, d1…d6, u1…u6; custom_record has twice as many. */
export function slotNames(custom: boolean): Record<keyof typeof slotCounts, string[]> {
  const of = (bank: keyof typeof slotCounts) =>
    Array.from({ length: slotCounts[bank] * (custom ? 2 : 1) }, (_, index) => `${bank}${index + 1}`);
  return { t: of('t'), n: of('n'), d: of('d'), u: of('u') };
}

const systemColumns = `
  tenant_id int not null, id uuid not null, version int not null default 1,
  created_at timestamptz not null, created_by uuid, updated_at timestamptz not null, updated_by uuid,
  owner uuid, external_id text, record_type text, deleted_at timestamptz, deleted_by uuid, deleted_with uuid, custom jsonb`;

/** Tables of earlier releases get the column; without a default that takes no time at any size. */
const recordTypeColumn = (name: string) => `alter table ${name} add column if not exists record_type text`;

/** An ordered column of an index: texts people read sort by pinyin, codes by code point. */
function indexColumn(field: FieldDefinition | undefined, column: string): string {
  return field && isPinyinOrdered(field) ? `${quoted(column)} collate "zh-x-icu"` : quoted(column);
}

/**
 * The statements that bring a shipped object's table to its declaration, by addition only: table, columns, indexes, second wall.
 * Safe to run again. Renames and removals need a written migration.
 */
export function tableStatements(object: ObjectDefinition): string[] {
  const table = tableOf(object);
  const name = quoted(table);
  const slots = Object.entries(slotNames(false)).flatMap(([bank, names]) =>
    names.map((slot) => `${slot} ${slotTypes[bank as keyof typeof slotTypes]}`),
  );
  const statements = [
    `create table if not exists ${name} (${systemColumns}, ${slots.join(', ')}, primary key (tenant_id, id)) with (fillfactor = 85)`,
    recordTypeColumn(name),
    `create unique index if not exists ${quoted(`${table}_external`)} on ${name} (tenant_id, external_id) where external_id is not null and deleted_at is null`,
    `create index if not exists ${quoted(`${table}_owner`)} on ${name} (tenant_id, owner, id) where deleted_at is null`,
    `create index if not exists ${quoted(`${table}_updated`)} on ${name} (tenant_id, updated_at, id) where deleted_at is null`,
    `create index if not exists ${quoted(`${table}_created`)} on ${name} (tenant_id, created_at, id) where deleted_at is null`,
    `create index if not exists ${quoted(`${table}_deleted`)} on ${name} (tenant_id, deleted_at, id) where deleted_at is not null`,
    tenantTable(name),
  ];
  const indexed: string[] = [];
  for (const [field, definition] of Object.entries(object.fields)) {
    if (definition.many) continue;
    const column = snakeCase(field);
    statements.push(`alter table ${name} add column if not exists ${quoted(column)} ${columnType(definition)}`);
    const pointer = definition.type === 'lookup' || definition.type === 'masterDetail' || definition.type === 'department';
    if (definition.indexed || pointer)
      indexed.push(
        `create index if not exists ${quoted(`${table}_${column}`)} on ${name} (tenant_id, ${indexColumn(definition, column)}, id) where deleted_at is null`,
      );
    if (definition.unique)
      indexed.push(
        `create unique index if not exists ${quoted(`${table}_${column}_unique`)} on ${name} (tenant_id, ${quoted(column)}) where ${quoted(column)} is not null and deleted_at is null`,
      );
  }
  for (const index of object.indexes ?? []) {
    const columnName = (field: string) => (field === 'owner' ? 'owner' : snakeCase(field));
    const columns = index.fields.map((field) => indexColumn(object.fields[field], columnName(field)));
    const include = index.include?.length ? ` include (${index.include.map((field) => quoted(columnName(field))).join(', ')})` : '';
    const label = [...index.fields, ...(index.include ?? [])].map(columnName).join('_');
    indexed.push(
      `create index if not exists ${quoted(`${table}_${label}`.slice(0, 60))} on ${name} (tenant_id, ${columns.join(', ')}, id)${include} where deleted_at is null`,
    );
  }
  return [...statements, ...indexed];
}

/** The shared table of all tenant-made objects. */
export function customRecordStatements(): string[] {
  const slots = Object.entries(slotNames(true)).flatMap(([bank, names]) =>
    names.map((slot) => `${slot} ${slotTypes[bank as keyof typeof slotTypes]}`),
  );
  return [
    `create table if not exists custom_record (${systemColumns}, object text not null, ${slots.join(', ')}, primary key (tenant_id, id)) with (fillfactor = 85)`,
    recordTypeColumn('custom_record'),
    'create unique index if not exists custom_record_external on custom_record (tenant_id, object, external_id) where external_id is not null and deleted_at is null',
    'create index if not exists custom_record_object on custom_record (tenant_id, object, id) where deleted_at is null',
    'create index if not exists custom_record_owner on custom_record (tenant_id, object, owner, id) where deleted_at is null',
    'create index if not exists custom_record_updated on custom_record (tenant_id, object, updated_at, id) where deleted_at is null',
    'create index if not exists custom_record_created on custom_record (tenant_id, object, created_at, id) where deleted_at is null',
    'create index if not exists custom_record_deleted on custom_record (tenant_id, deleted_at, id) where deleted_at is not null',
    tenantTable('custom_record'),
  ];
}

/** The index over record types; made concurrently when the first tenant gives an object types, and small until then. */
export function recordTypeIndexStatement(table: string): string {
  const object = table === 'custom_record' ? 'object, ' : '';
  return `create index concurrently if not exists ${quoted(`${table}_record_type`)} on ${quoted(table)} (tenant_id, ${object}record_type, id) where record_type is not null and deleted_at is null`;
}

/** The index of a slot that some tenant has begun to use; made concurrently by a job on the owner connection. */
export function slotIndexStatement(table: string, slot: string): string {
  const object = table === 'custom_record' ? 'object, ' : '';
  const order = slot.startsWith('t') ? `${slot} collate "zh-x-icu"` : slot;
  return `create index concurrently if not exists ${quoted(`${table}_slot_${slot}`)} on ${quoted(table)} (tenant_id, ${object}${order}, id) where ${slot} is not null and deleted_at is null`;
}
