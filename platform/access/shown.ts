import type { Context, FieldMeta, ObjectMeta } from '../module/index.ts';
import { type MaskKind, maskValue } from '../text/index.ts';

/** A value as the caller of this metadata reads it. */
export const shownValue = (field: Pick<FieldMeta, 'masked'>, value: unknown): unknown =>
  field.masked === undefined ? value : maskValue(field.masked, value);

/** How the titles of an object are masked: a title may stand in for another field that is. */
export function titleMask(meta: Pick<ObjectMeta, 'title' | 'requireAny' | 'fields'>): MaskKind | undefined {
  const names = [meta.title, ...(meta.requireAny?.find((group) => group.includes(meta.title)) ?? [])];
  return names.map((name) => meta.fields.get(name)?.masked).find((mask) => mask !== undefined);
}

export const shownTitle = (meta: ObjectMeta | undefined, title: string): string => {
  const mask = meta && titleMask(meta);
  return mask === undefined ? title : (maskValue(mask, title) ?? '');
};

interface FieldChange {
  readonly field: string;
  readonly old: unknown;
  readonly new: unknown;
}

/**
 * What a caller may read of changes that history or events have kept: nothing of hidden fields, of masked ones the masks. Of a field that
 * is gone nobody knows any more whether it was masked: for whom fields are masked at all, it is.
 */
export function shownChanges(
  ctx: Pick<Context, 'access' | 'meta' | 'whole'>,
  object: string,
  changes: readonly FieldChange[],
): FieldChange[] {
  const whole = ctx.whole().meta;
  if (whole === ctx.meta) return [...changes];
  const fields = ctx.meta.object(object)?.fields;
  return changes.flatMap((change): FieldChange[] => {
    const field = fields?.get(change.field);
    if (!field && (whole.object(object)?.fields.has(change.field) || ctx.access.field(object, change.field) === 'hidden')) return [];
    // an entry may be of the time in a masked pool
    const shown = field?.veil ? { masked: field.veil.mask } : (field ?? { masked: 'all' as const });
    return [{ field: change.field, old: shownValue(shown, change.old), new: shownValue(shown, change.new) }];
  });
}

/** The same for what an event tells: the changes of a save, or details by name (`{account: …}`). */
export function shownDetails(ctx: Pick<Context, 'access' | 'meta' | 'whole'>, object: string, details: unknown): unknown {
  if (Array.isArray(details)) return shownChanges(ctx, object, details as FieldChange[]);
  if (typeof details !== 'object' || details === null) return details;
  const names = new Set(ctx.whole().meta.object(object)?.fields.keys());
  return Object.fromEntries(
    Object.entries(details).flatMap(([name, value]) => {
      if (!names.has(name)) return [[name, value]];
      return shownChanges(ctx, object, [{ field: name, old: null, new: value }]).map((change) => [name, change.new]);
    }),
  );
}
