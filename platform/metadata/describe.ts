import type { ActionDefinition, Context, FieldMeta, ObjectMeta, Verb } from '../module/index.ts';
import { displayScale } from '../storage/codec.ts';
import { describeLayouts, describeRecordTypes, listColumnsFor } from './layouts/describe.ts';
import type { Viewer } from './layouts/preview.ts';
import { identifiersOf, matchRuleOf } from './match-rule.ts';
import { isPersonal } from './personal.ts';

const verbs: readonly Verb[] = ['create', 'read', 'edit', 'delete', 'import', 'export', 'transfer', 'merge', 'print', 'share'];

/** A field as `GET /meta/objects/{o}` shows it: what a form, a list and a filter need to know. */
export function describeField(field: FieldMeta): Record<string, unknown> {
  const numeric = field.type === 'number' || field.type === 'currency' || field.type === 'percent';
  return {
    name: field.name,
    type: field.rollup ? 'rollup' : field.formula === undefined ? field.type : 'formula',
    ...(field.formula === undefined ? {} : { formula: field.formula, result: field.type }),
    label: field.label,
    required: field.required ?? false,
    unique: field.unique ?? false,
    custom: field.custom,
    system: field.system,
    readOnly: field.readOnly ?? false,
    form: field.form ?? 'more',
    ...(numeric ? { scale: displayScale(field) } : {}),
    max: field.max,
    min: field.min,
    base: field.base,
    ofCompany: field.ofCompany,
    hideEmpty: field.hideEmpty,
    options: field.options,
    optionSet: field.optionSet,
    unit: field.unit,
    countdown: field.countdown,
    onDelete: field.onDelete,
    object: field.object,
    objects: field.objects,
    many: field.many,
    tree: field.tree,
    ...(field.rollup ? { rollup: field.rollup, result: field.type, computing: field.computing ?? false } : {}),
    reparent: field.reparent,
    open: field.open,
    /** Filtering and sorting stay quick at any size. */
    indexed:
      field.system ||
      (field.storage.kind === 'column' && field.indexed === true) ||
      (field.storage.kind === 'custom' && field.storage.slot !== null),
    search: field.search,
    help: field.help,
    mask: field.mask,
    /** The caller reads it masked thus. */
    masked: field.masked,
    kind: field.kind,
    lenient: field.lenient,
    dependsOn: field.dependsOn,
    default: field.default,
    pattern: field.pattern,
    trackHistory: field.trackHistory ?? true,
    personal: isPersonal(field),
  };
}

function describeAction(action: ActionDefinition<unknown, unknown>): Record<string, unknown> {
  return {
    name: action.token.verb,
    label: action.label,
    icon: action.icon,
    permission: action.permission,
    input: action.input,
    primary: action.primary ?? false,
    bulk: action.bulk ?? false,
    quiet: action.quiet ?? false,
    elsewhere: action.elsewhere ?? false,
    leadsTo: action.leadsTo,
    why: action.why,
  };
}

/** People and departments are what others belong to, no records that somebody wrote twice. */
export const isMergeable = (meta: Pick<ObjectMeta, 'name'>): boolean => meta.name !== 'user' && meta.name !== 'department';

/** What the caller may do with an object at all; which records is decided by the record's access. */
export function verbsOf(ctx: Pick<Context, 'access'>, meta: ObjectMeta): Verb[] {
  const without = new Set<string>((meta.without ?? []).map((verb) => (verb === 'update' ? 'edit' : verb)));
  return verbs.filter((verb) => !without.has(verb) && (verb !== 'merge' || isMergeable(meta)) && ctx.access.can(`${meta.name}.${verb}`));
}

export function describeObject(ctx: Viewer, meta: ObjectMeta): Record<string, unknown> {
  return {
    name: meta.name,
    label: meta.label,
    plural: meta.plural,
    icon: meta.icon,
    custom: meta.custom,
    title: meta.title,
    access: meta.access,
    searchable: meta.searchable ?? false,
    navigation: meta.navigation ?? true,
    /** Whether duplicates are told; how is `GET /meta/objects/{o}/parts/matchRule`. */
    hasMatchRule: matchRuleOf(meta) !== undefined,
    /** Fields that tell records apart, the surest first: what an import takes for its key. */
    identifiers: identifiersOf(meta),
    followUps: meta.followUps ?? true,
    requireAny: meta.requireAny,
    card: meta.card,
    /** Kinds of loaded parts the company has made for it. */
    partKinds: [...meta.parts].filter(([, parts]) => parts.length > 0).map(([kind]) => kind),
    can: verbsOf(ctx, meta),
    fields: [...meta.fields.values()].map(describeField),
    listColumns: listColumnsFor(ctx, meta),
    highlights: meta.highlights,
    sections: meta.sections,
    related: meta.related.filter((list) => ctx.access.can(`${list.object}.read`)),
    list: { board: meta.list?.board, card: meta.list?.card, sort: meta.list?.sort },
    page: { path: meta.page?.path },
    ...describeRecordTypes(ctx, meta),
    ...describeLayouts(ctx, meta),
    actions: meta.actions.filter((action) => ctx.access.can(action.permission)).map(describeAction),
  };
}
