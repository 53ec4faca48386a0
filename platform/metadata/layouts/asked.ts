import type { Context, FieldMeta, ObjectMeta, Values } from '../../module/index.ts';
import { holdsFor } from './holds.ts';
import { type LayoutField, layoutsFor, liveLayout } from './layout.ts';

/** Nobody fills them in. */
const derived: ReadonlySet<string> = new Set(['rollup', 'autoNumber', 'boolean']);

/**
 * What the layout of one record asks of the caller, in its order: the fields that it, or the field itself, requires, as far as they are
 * shown. An object without a layout of the company's own asks for what its shipped one calls essential.
 *
 * @param values the record as an answer shows it
 */
export function askedFields(ctx: Context, meta: ObjectMeta, values: Values): FieldMeta[] {
  const layout = layoutsFor(meta, ctx.user)
    .map(({ definition }) => liveLayout(meta, definition))
    .find(({ recordTypes }) => recordTypes.length === 0 || recordTypes.includes(String(values['recordType'] ?? '')));
  const fill = (field: FieldMeta | undefined): field is FieldMeta =>
    field !== undefined && field.storage.kind !== 'formula' && !derived.has(field.type) && !field.readOnly;
  if (!layout) {
    const fields = [...new Set(meta.sections.flatMap((section) => section.fields))].map((name) => meta.fields.get(name));
    return fields.filter(fill).filter(({ system, required, form }) => !system && (required || form === 'required' || form === 'essential'));
  }
  const holds = holdsFor(meta, [...meta.fields.values()], values, { now: ctx.clock.now(), timeZone: ctx.tenant.timeZone });
  const shown = (condition: string | undefined) => !condition || holds(condition) !== false;
  const asks = ({ name, readOnly, required, requiredWhen }: LayoutField) => {
    const field = meta.fields.get(name);
    if (readOnly || !fill(field)) return false;
    return (
      field.required === true ||
      field.form === 'required' ||
      required === true ||
      (requiredWhen !== undefined && holds(requiredWhen) === true)
    );
  };
  return layout.sections
    .filter(({ visibleWhen }) => shown(visibleWhen))
    .flatMap(({ fields }) => fields.filter((field) => shown(field.visibleWhen) && asks(field)))
    .flatMap(({ name }) => meta.fields.get(name) ?? []);
}
