import { sql } from '../database/sql.ts';
import { errors, label, sameJson } from '../kernel/index.ts';
import type { Context } from '../module/index.ts';
import type { ChangePlace } from './change-log.ts';

type Definition = Readonly<Record<string, unknown>>;

export const theirs = label(
  '刚被别人改过，请核对；再次保存将以您填写的为准',
  'Someone else has just changed this; check it, and save again to keep yours',
);

const changesOf = (ctx: Context, { kind, object, name }: ChangePlace) => sql`
  from meta_change where tenant_id = ${ctx.tenant.id} and object = ${object} and kind = ${kind} and name = ${name}`;

/** How often a part was changed, by the history of the configuration; 0: never. */
export async function partVersion(ctx: Context, place: ChangePlace): Promise<number> {
  const [row] = await ctx.query<{ version: number }>(sql`select count(*)::int as version ${changesOf(ctx, place)}`);
  return row?.version ?? 0;
}

/**
 * Refuses to write over what others have changed since the version that somebody saw. What they have changed and taken back counts for nothing.
 *
 * @throws VERSION_CONFLICT that names what differs, with what holds now
 */
export async function checkPartVersion(tx: Context, place: ChangePlace, seen: number): Promise<void> {
  const [row] = await tx.query<{ then: Definition | null; now: Definition | null }>(sql`
    select (select after ${changesOf(tx, place)} order by id offset ${Math.max(seen - 1, 0)} limit ${Math.min(seen, 1)}) as then,
      (select after ${changesOf(tx, place)} order by id desc limit 1) as now`);
  const before: Definition = row?.then ?? {};
  const now: Definition = row?.now ?? {};
  const differing = [...new Set([...Object.keys(before), ...Object.keys(now)])].filter((key) => !sameJson(before[key], now[key]));
  if (differing.length === 0) return;
  throw errors.VERSION_CONFLICT({
    errors: differing.map((field) => ({ field, code: 'VERSION_CONFLICT', message: theirs, current: now[field] ?? null })),
  });
}
