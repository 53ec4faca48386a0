import { type Sql, sql } from '../../database/sql.ts';
import type { FieldMeta, ObjectMeta } from '../../module/index.ts';
import { slotBank } from '../../storage/codec.ts';
import { columnType } from '../../storage/columns.ts';

interface Placed<K extends FieldMeta['storage']['kind']> {
  readonly field: FieldMeta;
  readonly storage: Extract<FieldMeta['storage'], { kind: K }>;
}

/** Where the fields of an object lie, worked out once per version of its metadata. */
export interface Layout {
  /** Columns of the object's own fields, `owner` and `externalId` included, other system fields not. */
  readonly columns: readonly Placed<'column'>[];
  readonly system: readonly Placed<'column'>[];
  readonly customs: readonly Placed<'custom'>[];
  readonly links: readonly FieldMeta[];
  readonly stages: readonly FieldMeta[];
  /** The field by which a record that is linked to others says when it takes place; without one it is when it was made. */
  readonly moment: FieldMeta | undefined;
  readonly selectList: Sql;
}

const layouts = new WeakMap<ObjectMeta, Layout>();
/** SQL types of the banks of slots. */
export const slotTypes = { t: 'text', n: 'bigint', d: 'timestamptz', u: 'uuid' } as const;

/** Fields that hold files. */
export const fileTypes: ReadonlySet<string> = new Set<FieldMeta['type']>(['image', 'attachment', 'signature']);

/** System fields that a save may write like any other. */
export const writableSystem: ReadonlySet<string> = new Set(['owner', 'externalId', 'recordType']);

/** The layout of an object; `meta` is the same value as long as the tenant's metadata does not change. */
export function layoutOf(meta: ObjectMeta): Layout {
  let layout = layouts.get(meta);
  if (!layout) {
    layout = makeLayout(meta);
    layouts.set(meta, layout);
  }
  return layout;
}

function makeLayout(meta: ObjectMeta): Layout {
  const columns: Placed<'column'>[] = [];
  const system: Placed<'column'>[] = [];
  const customs: Placed<'custom'>[] = [];
  const links: FieldMeta[] = [];
  for (const field of meta.fields.values()) {
    if (field.storage.kind === 'formula') continue;
    if (field.storage.kind === 'links') links.push(field);
    else if (field.storage.kind === 'custom') customs.push({ field, storage: field.storage });
    else if (field.system && !writableSystem.has(field.name)) system.push({ field, storage: field.storage });
    else columns.push({ field, storage: field.storage });
  }
  const moment = meta.fields.get(meta.moment ?? '');
  const names = new Set([
    'id',
    'version',
    'custom',
    'deleted_at',
    'deleted_with',
    ...[...system, ...columns].map(({ storage }) => storage.column),
  ]);
  return {
    columns,
    system,
    customs,
    links,
    stages: [...meta.fields.values()].filter((field) => field.type === 'stage'),
    moment: moment?.storage.kind === 'column' ? moment : undefined,
    selectList: sql.join([...names].map((name) => sql.ref(`t.${name}`))),
  };
}

/** The SQL type of a column in a jsonb_to_recordset list. */
export function recordType(field: FieldMeta): string {
  return columnType(field);
}

export function slotType(field: FieldMeta): string {
  const bank = slotBank(field.type);
  return bank ? slotTypes[bank] : 'text';
}

/** The lookups of an object that name records of `target`, one record each. */
export function pointsTo(field: FieldMeta, target: string): boolean {
  if (field.many || field.system) return false;
  switch (field.type) {
    case 'lookup':
    case 'masterDetail':
      return field.object === target || (field.objects?.includes(target) ?? false);
    case 'user':
      return target === 'user';
    case 'department':
      return target === 'department';
    default:
      return false;
  }
}

/** The objects a reference field may name. */
export function targetsOf(field: FieldMeta): readonly string[] {
  switch (field.type) {
    case 'lookup':
    case 'masterDetail':
      return field.object ? [field.object] : (field.objects ?? []);
    case 'user':
      return ['user'];
    case 'department':
      return ['department'];
    default:
      return [];
  }
}
