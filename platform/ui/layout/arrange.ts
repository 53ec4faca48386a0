import type { Holds } from '../../metadata/layouts/holds.ts';
import type { ActionMeta, FieldMeta, LayoutMeta, ObjectMeta, Option, RecordTypeMeta } from '../data/meta.ts';

type Values = Readonly<Record<string, unknown>>;

/** The record's type; of a record without one, nothing. */
export function typeOf(meta: ObjectMeta, values: Values): RecordTypeMeta | undefined {
  return meta.recordTypes?.find((type) => type.name === values['recordType']);
}

/** Of the layouts this person gets, the first for records of this type. */
export function layoutOf(meta: Pick<ObjectMeta, 'layouts'>, recordType: unknown): LayoutMeta | undefined {
  return meta.layouts?.find(
    ({ recordTypes }) => !recordTypes?.length || (typeof recordType === 'string' && recordTypes.includes(recordType)),
  );
}

/** Types a person may give a new record. */
export function creatableTypes(meta: ObjectMeta): readonly RecordTypeMeta[] {
  return (meta.recordTypes ?? []).filter((type) => type.create);
}

export function defaultTypeOf(meta: ObjectMeta): string | undefined {
  const types = creatableTypes(meta);
  return (types.find((type) => type.isDefault) ?? types[0])?.name;
}

/** The options with the rules that hold for a type: its own process, else the field's. */
function ruled(field: FieldMeta, type: RecordTypeMeta | undefined): readonly Option[] | undefined {
  const own = type?.rules?.[field.name];
  if (!own) return field.options;
  return field.options?.map(
    ({ usualDays: _usual, limitDays: _limit, next: _next, requires: _requires, checks: _checks, team: _team, exit: _exit, ...option }) => ({
      ...option,
      ...own[option.key],
    }),
  );
}

/** The options a type offers: stages in the type's order, the others marked as not offered any more, so that old values keep their names. */
export function offered(field: FieldMeta, type: RecordTypeMeta | undefined): readonly Option[] | undefined {
  const keys = field.type === 'stage' ? type?.stages?.[field.name] : type?.options?.[field.name];
  const options = ruled(field, type);
  if (!keys || !options) return options;
  const byKey = new Map(options.map((option) => [option.key, option]));
  const inside = keys.flatMap((key) => byKey.get(key) ?? []);
  return [...inside, ...options.filter((option) => !keys.includes(option.key)).map((option) => ({ ...option, active: false }))];
}

function withRoom(field: FieldMeta, type: RecordTypeMeta | undefined, types: readonly RecordTypeMeta[] | undefined): FieldMeta {
  if (field.name === 'recordType' && types)
    return {
      ...field,
      options: (field.options ?? []).map((option) => ({ ...option, active: types.some((one) => one.name === option.key && one.create) })),
    };
  const options = offered(field, type);
  return options === field.options || !options ? field : { ...field, options };
}

function arrangedActions(actions: readonly ActionMeta[], layout: LayoutMeta): readonly ActionMeta[] {
  const rank = { primary: 0, secondary: 1, menu: 2, hidden: 3 } as const;
  const placed = new Map(layout.buttons?.map((button, index) => [button.action, { place: button.place, index }]));
  return actions
    .filter((action) => placed.get(action.name)?.place !== 'hidden')
    .map((action, at) => {
      const found = placed.get(action.name);
      const isFront = found ? found.place !== 'menu' : action.primary === true;
      return { action: { ...action, primary: isFront }, order: found ? rank[found.place] * 1000 + found.index : 2500 + at };
    })
    .sort((a, b) => a.order - b.order)
    .map(({ action }) => action);
}

function arrangedRelated(meta: ObjectMeta, layout: LayoutMeta): ObjectMeta['related'] {
  const lists = meta.related ?? [];
  const placed = layout.related ?? [];
  const named = placed.flatMap(({ list, columns, hidden }) => {
    const found = lists.find((one) => one.name === list);
    return found && !hidden ? [{ ...found, columns: columns ?? found.columns }] : [];
  });
  return [...named, ...lists.filter((one) => placed.every(({ list }) => list !== one.name))];
}

/**
 * An object as one record of it looks: the sections, highlights, lists and buttons of its layout, the options of its type, and on each
 * field what the layout asks. Without layout and types it is the object itself.
 */
export function arrange(meta: ObjectMeta, values: Values, holds: Holds = () => false): ObjectMeta {
  const type = typeOf(meta, values);
  const layout = layoutOf(meta, values['recordType']);
  if (!layout && !meta.recordTypes) return meta;
  const own = new Map<string, Partial<FieldMeta>>();
  const isShown = (condition: string | undefined) => !condition || holds(condition) !== false;
  const sections = layout?.sections
    ?.filter((section) => isShown(section.visibleWhen))
    .map((section) => {
      const fields = section.fields.filter((field) => isShown(field.visibleWhen));
      for (const field of fields) {
        const isAsked = field.required || (field.requiredWhen && holds(field.requiredWhen) === true);
        if (field.readOnly) own.set(field.name, { readOnly: true });
        else if (isAsked) own.set(field.name, { required: true, form: 'required' });
      }
      return {
        ...section,
        fields: section.fields.length === fields.length ? section.fields.map(({ name }) => name) : fields.map(({ name }) => name),
      };
    });
  const fields = meta.fields.map((field) => ({ ...withRoom(field, type, meta.recordTypes), ...own.get(field.name) }));
  if (!layout) return { ...meta, fields };
  return {
    ...meta,
    fields,
    layout,
    sections: sections ?? [],
    ...(layout.highlights?.length ? { highlights: layout.highlights } : {}),
    related: arrangedRelated(meta, layout) ?? [],
    actions: arrangedActions(meta.actions ?? [], layout),
  };
}

/** Every condition of a layout, each once. */
export function conditionsOf(layout: LayoutMeta | undefined): readonly string[] {
  const all = (layout?.sections ?? []).flatMap((section) => [
    section.visibleWhen,
    ...section.fields.flatMap((field) => [field.visibleWhen, field.requiredWhen]),
  ]);
  return [...new Set(all.filter((condition): condition is string => Boolean(condition)))];
}

/** Panels in the order of the layout, without those it hides; those it does not name follow. */
export function orderedPanels<T extends { readonly id: string }>(panels: readonly T[], layout: LayoutMeta | undefined): readonly T[] {
  const order = layout?.panels ?? [];
  const shown = panels.filter(({ id }) => !layout?.hiddenPanels?.includes(id));
  const rank = (panel: T) => (order.includes(panel.id) ? order.indexOf(panel.id) : order.length);
  return order.length === 0 ? shown : [...shown].sort((a, b) => rank(a) - rank(b));
}
