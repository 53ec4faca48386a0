import type { Access, FieldMeta, FieldRight, ObjectMeta, TenantMetadata } from '../module/index.ts';
import { maskKindOf, narrowestRight } from './field-rights.ts';
import { type NameCleaner, nameCleaner } from './view-names.ts';

/** What binds somebody on fields. */
export interface FieldBounds {
  readonly limits: Access['limits'];
  /** Whether they see fields in full that are masked for others (`{object}.unmask`). */
  unmasks(object: string): boolean;
  readonly veils: Access['veils'];
  /** The limits as text: people of the same rights share one view. */
  readonly key: string;
}

const masking = new WeakMap<TenantMetadata, readonly string[]>();

/** Objects that have a masked field. */
function maskingObjects(meta: TenantMetadata): readonly string[] {
  let names = masking.get(meta);
  if (!names) {
    names = meta.objects.filter((object) => [...object.fields.values()].some((field) => field.mask)).map((object) => object.name);
    masking.set(meta, names);
  }
  return names;
}

const views = new WeakMap<TenantMetadata, Map<string, TenantMetadata>>();
/** Different sets of rights within one company; beyond that the oldest view is made again when asked for. */
const mostViews = 200;

/**
 * The metadata as somebody may know it: hidden fields are not in it, masked ones are marked, and what may not be written is read-only.
 * Whatever reads names against it (lists, filters, forms, imports …) needs no further check. Made once per set of rights and version;
 * whom nothing binds gets the metadata itself.
 */
export function viewFor(meta: TenantMetadata, bounds: FieldBounds): TenantMetadata {
  const masked = maskingObjects(meta).filter((object) => !bounds.unmasks(object));
  const veils = new Map([...bounds.veils].filter(([object]) => meta.object(object)?.pooled && !bounds.unmasks(object)));
  if (bounds.limits.size === 0 && masked.length === 0 && veils.size === 0) return meta;
  const known = views.get(meta) ?? new Map<string, TenantMetadata>();
  views.set(meta, known);
  const key = `${bounds.key} ${masked.join()} ${[...veils.keys()].join()}`;
  let view = known.get(key);
  if (!view) {
    view = makeView(meta, bounds.limits, new Set(masked), veils);
    known.set(key, view);
    if (known.size > mostViews) known.delete(known.keys().next().value ?? key);
  }
  return view;
}

/** `Access.view` of somebody bound by these limits and pools, who sees in full what is masked where `unmasks` says so. */
export function boundView({ limits, veils }: Pick<Access, 'limits' | 'veils'>, unmasks: FieldBounds['unmasks']): Access['view'] {
  const key = JSON.stringify([[...limits].map(([object, fields]) => [object, [...fields]]).sort(), [...veils].sort()]);
  const bounds: FieldBounds = { limits, unmasks, veils, key };
  let last: { readonly of: TenantMetadata; readonly view: TenantMetadata } | undefined;
  return (meta) => {
    if (last?.of !== meta) last = { of: meta, view: viewFor(meta, bounds) };
    return last.view;
  };
}

function makeView(meta: TenantMetadata, limits: Access['limits'], masked: ReadonlySet<string>, veils: Access['veils']): TenantMetadata {
  const fields = new Map(
    meta.objects.map(
      (object) => [object.name, seenFields(object, limits.get(object.name), masked.has(object.name), veils.get(object.name))] as const,
    ),
  );
  const hidden = meta.objects.flatMap((object) => [...object.fields.values()].filter(({ name }) => !fields.get(object.name)?.has(name)));
  const cleaner = nameCleaner(fields, hidden);
  const objects = meta.objects.map((object) => seenObject(object, fields.get(object.name) ?? object.fields, cleaner));
  const byName = new Map(objects.map((object) => [object.name, object]));
  return { version: meta.version, parts: meta.parts, objects, object: (name) => byName.get(name) };
}

type Limits = ReadonlyMap<string, FieldRight> | undefined;

/** What says how somebody is reached: of records in a masked pool nobody knows it before they have taken one. */
const reaching: ReadonlySet<FieldMeta['type']> = new Set(['phone', 'email']);

function seenFields(
  object: ObjectMeta,
  limits: Limits,
  masked: boolean,
  veiled: readonly string[] | undefined,
): ReadonlyMap<string, FieldMeta> {
  const seen = new Map<string, FieldMeta>();
  for (const [name, field] of object.fields) {
    const right = rightIn(object, field, limits);
    if (right === 'hidden') continue;
    const shown = right === 'masked' || (masked && field.mask !== undefined && field.type !== 'encrypted');
    seen.set(name, {
      ...field,
      ...(right === 'edit' ? {} : { right, readOnly: true }),
      ...(shown ? { masked: maskKindOf(field) } : {}),
      ...(veiled && !shown && (field.reaches || reaching.has(field.type)) ? { veil: { pools: veiled, mask: maskKindOf(field) } } : {}),
    });
  }
  return seen;
}

/** What a record is called and what decides about access is there for everybody, whatever a role says since the metadata changed. */
function rightIn(object: ObjectMeta, field: FieldMeta, limits: Limits): FieldRight {
  // what an amount is worth tells the amount
  const told = field.ofCompany ? [...object.fields.values()].filter(({ base }) => base?.amount === field.name) : [];
  const right = narrowestRight([field, ...told].map(({ name }) => limits?.get(name) ?? 'edit'));
  if (right === 'hidden' && field.name === object.title) return 'masked';
  return (right === 'hidden' || right === 'masked') && field.type === 'masterDetail' ? 'read' : right;
}

/** The object with these fields, and no word of those that are hidden. */
function seenObject(object: ObjectMeta, fields: ReadonlyMap<string, FieldMeta>, cleaner: NameCleaner): ObjectMeta {
  const { names } = cleaner;
  const own = (list: readonly string[]) => names(object.name, list);
  const { requireAny, list, page } = object;
  return {
    ...object,
    fields: new Map([...fields].map(([name, field]) => [name, cleaner.field(object.name, field)])),
    listColumns: own(object.listColumns),
    highlights: own(object.highlights),
    sections: object.sections.map((section) => ({ ...section, fields: own(section.fields) })),
    related: object.related
      .filter((one) => cleaner.knows(one.object, one.field))
      .map((one) => ({ ...one, columns: names(one.object, one.columns) })),
    ...(requireAny ? { requireAny: requireAny.map(own).filter((group) => group.length > 0) } : {}),
    ...(list ? { list: cleaner.list(object.name, list) } : {}),
    ...(page?.path && (!fields.has(page.path) || fields.get(page.path)?.masked)
      ? { page: { ...page, path: undefined } as NonNullable<ObjectMeta['page']> }
      : {}),
    parts: cleaner.parts(object),
  };
}
