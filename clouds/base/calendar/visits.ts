import { type Point, pointIn } from '@huanke/platform/kernel';
import type { Context, ObjectMeta } from '@huanke/platform/module';
import { loadValues } from '@huanke/platform/records';
import type { VisitItem } from './contract.ts';
import { linksIn, positionsOf } from './positions.ts';
import { calendarOf } from './window.ts';

/**
 * The visits some people have planned in a time, in order, each with where it takes place: where it says so itself, else where the first of
 * the records is that it is about, as check-ins are judged; null where nobody has said, or the caller may not see it.
 */
export async function visitsOf(
  ctx: Context,
  activity: ObjectMeta,
  window: { readonly from: Date; readonly until: Date; readonly people: readonly string[] },
): Promise<{ items: VisitItem[]; truncated: boolean }> {
  const { items, truncated } = await calendarOf(ctx, activity, window);
  const visits = items.filter(({ type, status, start }) => type === 'visit' && status !== 'cancelled' && start !== null);
  const shown = (name: string) => activity.fields.get(name) !== undefined && !activity.fields.get(name)?.masked;
  const records = await loadValues(ctx, activity, [...new Set(visits.map(({ id }) => id))]);
  const links = shown('related') ? [...records.values()].flatMap(linksIn) : [];
  const places = await positionsOf(ctx, links, 'seen');
  const positionOf = (id: string): Point | null => {
    const values = records.get(id);
    const own = shown('position') ? pointIn(values?.position) : null;
    return own ?? (shown('related') ? linksIn(values).flatMap((link) => places.get(link.id) ?? [])[0] : null) ?? null;
  };
  return { items: visits.map((item) => ({ ...item, position: positionOf(item.id) })), truncated };
}
