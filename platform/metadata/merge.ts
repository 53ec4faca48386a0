import { type Label, label } from '../kernel/index.ts';
import type {
  FieldDefinition,
  FieldMeta,
  ObjectDefinition,
  ObjectMeta,
  Option,
  Part,
  Registry,
  Section,
  TenantMetadata,
} from '../module/index.ts';
import { defaultMax } from '../storage/codec.ts';
import { snakeCase, tableOf } from '../storage/tables.ts';
import { recordTypeField, recordTypesOf } from './layouts/record-type.ts';
import { effectiveField } from './rollup.ts';

/** A row of meta_object: a tenant-made object, or a tenant's changes to a shipped one. */
export interface ObjectRow {
  readonly name: string;
  readonly definition: Partial<Pick<ObjectDefinition, 'label' | 'plural' | 'icon' | 'title' | 'access' | 'list' | 'page' | 'navigation'>>;
}

/** A row of meta_field: a tenant-made field, or a tenant's changes to a shipped one. */
export interface FieldRow {
  readonly object: string;
  readonly name: string;
  readonly key: string | null;
  readonly slot: string | null;
  readonly custom: boolean;
  readonly definition: Partial<FieldDefinition>;
}

/** A row of meta_part of a loaded kind. */
export interface PartRow {
  readonly kind: string;
  readonly object: string;
  readonly name: string;
  readonly definition: unknown;
}

const system = (name: string, type: FieldMeta['type'], text: Label, extra: Partial<FieldMeta> = {}): FieldMeta => ({
  name,
  type,
  label: text,
  custom: false,
  system: true,
  readOnly: true,
  trackHistory: false,
  storage: { kind: 'column', column: snakeCase(name) },
  form: 'hidden',
  ...extra,
});

const idField = system('id', 'text', label('编号', 'ID'), { search: 'code' });
const systemFields: readonly FieldMeta[] = [
  system('version', 'number', label('版本', 'Version')),
  system('createdAt', 'datetime', label('创建时间', 'Created at'), { indexed: true }),
  system('createdBy', 'user', label('创建人', 'Created by')),
  system('updatedAt', 'datetime', label('更新时间', 'Updated at'), { indexed: true }),
  system('updatedBy', 'user', label('更新人', 'Updated by')),
  system('externalId', 'text', label('外部编号', 'External ID'), {
    readOnly: false,
    trackHistory: true,
    max: 255,
    search: 'code',
    indexed: true,
    form: 'more',
  }),
];
const ownerField = system('owner', 'user', label('负责人', 'Owner'), {
  readOnly: false,
  trackHistory: true,
  indexed: true,
  form: 'essential',
  synonyms: ['sales_agent', '销售', '业务员', '客户经理', '销售代表', 'owner', 'sales rep'],
});

type OptionSets = ReadonlyMap<string, readonly Option[]>;

/** System fields stay out of layouts unless named there. */
function fieldsOf(
  definition: ObjectDefinition,
  rows: readonly FieldRow[],
  { sets, recordType }: { readonly sets: OptionSets; readonly recordType: FieldMeta | undefined },
): Map<string, FieldMeta> {
  const fields = new Map<string, FieldMeta>([['id', idField]]);
  const changes = new Map(rows.filter((row) => !row.custom).map((row) => [row.name, row.definition]));
  for (const [name, declared] of Object.entries(definition.fields)) {
    const field = { ...declared, ...changes.get(name) };
    fields.set(name, {
      ...withDefaults(field, sets),
      name,
      custom: false,
      system: false,
      storage: declared.many ? { kind: 'links' } : { kind: 'column', column: snakeCase(name) },
    });
  }
  for (const row of rows) {
    if (!row.custom || !row.key) continue;
    if (row.definition.formula !== undefined) {
      fields.set(row.name, { ...formulaField(row.definition as FieldDefinition), name: row.name });
      continue;
    }
    fields.set(row.name, {
      ...withDefaults(effectiveField(row.definition as FieldDefinition), sets),
      name: row.name,
      custom: true,
      system: false,
      storage: (row.definition as FieldDefinition).many ? { kind: 'links' } : { kind: 'custom', key: row.key, slot: row.slot },
    });
  }
  if (recordType) fields.set(recordType.name, recordType);
  if (definition.access.owned) fields.set('owner', ownerField);
  for (const field of systemFields) fields.set(field.name, field);
  return fields;
}

/** Worked out from other fields: nobody writes it, and nothing of it is kept. */
const formulaField = (definition: FieldDefinition): Omit<FieldMeta, 'name'> => ({
  ...definition,
  custom: true,
  system: false,
  readOnly: true,
  trackHistory: false,
  storage: { kind: 'formula' },
});

/** Defaults of the type, and the options of the tenant's set where the field names one. */
function withDefaults(given: FieldDefinition, sets: OptionSets): FieldDefinition {
  const field = given.optionSet ? { ...given, options: sets.get(given.optionSet) ?? [] } : given;
  const max = defaultMax[field.type as keyof typeof defaultMax];
  return field.max === undefined && max !== undefined ? { ...field, max } : field;
}

/** Too long, or nothing to read at a glance: a list and the head of a record begin without them. */
const unfitForLists: ReadonlySet<FieldMeta['type']> = new Set([
  'longText',
  'richText',
  'image',
  'attachment',
  'signature',
  'geolocation',
  'encrypted',
]);

function partMap(rows: readonly PartRow[] | undefined): ReadonlyMap<string, readonly Part[]> {
  return Map.groupBy(rows ?? [], (row) => row.kind);
}

function toMeta(
  definition: ObjectDefinition,
  rows: readonly FieldRow[],
  parts: readonly PartRow[] | undefined,
  { registry, sets }: { readonly registry: Registry; readonly sets: OptionSets },
): ObjectMeta {
  const custom = !registry.objects.has(definition.name);
  const byKind = partMap(parts);
  const types = recordTypesOf({ parts: byKind });
  const fields = fieldsOf(definition, rows, { sets, recordType: types.length > 0 ? recordTypeField(types) : undefined });
  const shown = [...fields.values()].filter((field) => !field.system && field.form !== 'hidden').map((field) => field.name);
  const usable = (names: readonly string[]) => names.filter((name) => fields.has(name.split('.')[0] ?? ''));
  const short = shown.filter((name) => !unfitForLists.has(fields.get(name)?.type ?? 'text'));
  const listColumns = usable(definition.list?.columns ?? [...short.slice(0, 6), 'owner', 'updatedAt']);
  const declared = definition.page?.sections ?? [];
  const placed = new Set(declared.flatMap((section) => section.fields));
  const rest = shown.filter((name) => !placed.has(name));
  const sections: Section[] = [...declared.map((section) => ({ ...section, fields: usable(section.fields) }))];
  if (rest.length > 0)
    sections.push({ label: declared.length > 0 ? label('其他信息', 'More') : label('基本信息', 'Details'), fields: rest });
  return {
    ...definition,
    custom,
    table: custom ? 'custom_record' : tableOf(definition),
    fields,
    listColumns,
    highlights: usable(definition.page?.highlights ?? listColumns.slice(1, 5)),
    sections,
    related: definition.page?.related ?? [],
    actions: custom ? [] : registry.actionsOf(definition.name),
    parts: byKind,
  };
}

/** Shipped declarations, tenant-made objects and fields, and the tenant's changes, as one. */
export function mergeMetadata(
  registry: Registry,
  version: number,
  objectRows: readonly ObjectRow[],
  fieldRows: readonly FieldRow[],
  partRows: readonly PartRow[] = [],
): TenantMetadata {
  const rowsOf = Map.groupBy(fieldRows, (row) => row.object);
  const parts = Map.groupBy(partRows, (row) => row.object);
  const changes = new Map(objectRows.map((row) => [row.name, row.definition]));
  const sets: OptionSets = new Map(
    (parts.get('') ?? []).flatMap((row) =>
      row.kind === 'optionSet' ? [[row.name, (row.definition as { options: readonly Option[] }).options] as const] : [],
    ),
  );
  const objects: ObjectMeta[] = [];
  for (const shipped of registry.objects.values()) {
    const changed = changes.get(shipped.name);
    // columns of their own were written down with the list as it was then: what was shipped for it since is there all the same
    const list = shipped.list && changed?.list ? { list: { ...shipped.list, ...changed.list } } : {};
    const definition: ObjectDefinition = { ...shipped, ...changed, ...list };
    objects.push(toMeta(definition, rowsOf.get(shipped.name) ?? [], parts.get(shipped.name), { registry, sets }));
  }
  for (const row of objectRows) {
    if (registry.objects.has(row.name)) continue;
    const definition: ObjectDefinition = {
      label: label(row.name, row.name),
      title: 'name',
      access: { owned: true, default: 'private' },
      searchable: true,
      ...row.definition,
      name: row.name,
      fields: {},
    };
    objects.push(toMeta(definition, rowsOf.get(row.name) ?? [], parts.get(row.name), { registry, sets }));
  }
  const byName = new Map(objects.map((object) => [object.name, object]));
  const related = addCustomRelated(objects);
  for (const object of objects) {
    const lists = related.get(object.name);
    if (lists) byName.set(object.name, { ...object, related: [...object.related, ...lists] });
  }
  const final = objects.map((object) => byName.get(object.name) ?? object);
  return { version, objects: final, object: (name) => byName.get(name), parts: partMap(parts.get('')) };
}

const pointsOnce = ({ fields }: ObjectMeta, target: string): boolean =>
  [...fields.values()].filter(({ object, many }) => object === target && !many).length === 1;

/** 客户（工作单位）: of several ways in which records of an object point here, which one it is. */
const byField = (object: Label, field: Label): Label => ({ zh: `${object.zh}（${field.zh}）`, en: `${object.en} (${field.en})` });

/** Tenant-made lookups show the records that point here, with nobody having to lay it out first. */
function addCustomRelated(objects: readonly ObjectMeta[]): Map<string, ObjectMeta['related']> {
  const lists = new Map<string, { name: string; label: Label; object: string; field: string; columns: readonly string[] }[]>();
  for (const object of objects) {
    for (const field of object.fields.values()) {
      if (!field.custom || !field.object || field.many) continue;
      const list = {
        name: `${object.name}_${field.name}`,
        label: pointsOnce(object, field.object) ? object.label : byField(object.label, field.label),
        object: object.name,
        field: field.name,
        columns: object.listColumns.slice(0, 4),
      };
      lists.set(field.object, [...(lists.get(field.object) ?? []), list]);
    }
  }
  return lists;
}
