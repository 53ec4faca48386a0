import { type Sql, sql } from '@huanke/platform/database';
import type { Values } from '@huanke/platform/module';
import { statusOf } from './calendar/event.ts';

/** Kinds that are written down afterwards as often as they are planned. */
const logged: readonly string[] = ['call', 'email', 'message'];

/** When a row of `activity` took place: at its time, or when it was written down; a visit as soon as somebody checked in. */
export const followUpAt = (alias: string): Sql => {
  const column = (name: string) => sql.ref(`${alias}.${name}`);
  return sql`least(coalesce(${column('start_at')}, ${column('created_at')}), ${column('checked_in_at')})`;
};

/**
 * Whether a row of `activity` is something that took place (decision 0064): it was ticked off or checked in, was written down without a time, or is a
 * call or message written down afterwards. A visit, meeting or demo with a time is a plan until somebody says that it was held, however long ago it was
 * to be. It may still lie ahead: see `followUpAt`.
 */
export const tookPlace = (alias: string): Sql => {
  const column = (name: string) => sql.ref(`${alias}.${name}`);
  const afterwards = sql`${column('type')} = any(${logged}::text[]) and ${column('created_at')} >= ${column('start_at')}`;
  return sql`(${column('status')} is distinct from 'cancelled' and (${column('done')}
    or ${column('type')} <> 'task' and (${column('checked_in_at')} is not null or ${column('start_at')} is null or (${afterwards}))))`;
};

const timeOf = (value: unknown) => (typeof value === 'string' ? Date.parse(value) : undefined);

/** When it took place by its values, as `tookPlace` and `followUpAt` say; undefined while it is only planned. */
export function heldAt(activity: Values): string | undefined {
  const [start, made, arrived] = ['startAt', 'createdAt', 'checkedInAt'].map((name) => timeOf(activity[name]));
  const isHeld =
    activity['done'] === true ||
    (activity['type'] !== 'task' &&
      (arrived !== undefined || start === undefined || (logged.includes(String(activity['type'])) && made !== undefined && made >= start)));
  const at = Math.min(start ?? made ?? Number.NaN, arrived ?? Number.POSITIVE_INFINITY);
  return statusOf(activity) !== 'cancelled' && isHeld && Number.isFinite(at) ? new Date(at).toISOString() : undefined;
}
