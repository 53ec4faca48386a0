import { sql } from '../database/sql.ts';
import { type AppError, dayIn, newId } from '../kernel/index.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { logAndTell, type PoolLine } from '../pools/index.ts';
import { authorOf, saveRecords } from '../records/index.ts';
import type { Decision } from './assign.ts';
import type { Rep } from './choose.ts';
import type { AssignRule } from './store.ts';

/** Why records may not change hands, by record. */
export type Refused = ReadonlyMap<string, AppError>;

const isMade = ({ rule, why }: Decision) => rule !== null || why === 'manager';

/**
 * Writes decisions: owners, events, the trail. Where one of the records is refused nothing is written; answers those with the reasons. Records
 * that are given out for the first time are taken from nobody (`taking` false), whoever has made them.
 */
export async function write(tx: Context, meta: ObjectMeta, decisions: readonly Decision[], taking: boolean): Promise<Refused> {
  const moved = decisions.filter((one) => isMade(one) && (one.chosen !== null || one.pool !== null));
  const lines = await poolLines(tx, meta, moved, taking);
  const refused = await giveOwners(tx, meta, moved);
  if (refused.size > 0) return refused;
  await logAndTell(tx, lines);
  await keepTrail(tx, meta, decisions.filter(isMade));
  return refused;
}

/** As `write`, for decisions that must be carried out. */
export async function carryOut(tx: Context, meta: ObjectMeta, decisions: readonly Decision[]): Promise<void> {
  for (const error of (await write(tx, meta, decisions, true)).values()) throw error;
}

async function giveOwners(tx: Context, meta: ObjectMeta, moved: readonly Decision[]): Promise<Refused> {
  if (moved.length === 0) return new Map();
  const results = await saveRecords(
    tx.elevated(),
    meta,
    moved.map(({ record, chosen, pool }) => ({
      operation: 'update',
      id: record,
      values: chosen ? { owner: chosen.id } : { owner: null, pool, homePool: pool },
    })),
    { asSystem: true, allOrNothing: true, told: true },
  );
  const failed = results.filter(({ error }) => error);
  // the others only wait for those (424)
  const own = failed.filter(({ status }) => status !== 424);
  return new Map((own.length > 0 ? own : failed).flatMap(({ index, error }) => (error ? [[moved[index]?.record ?? '', error]] : [])));
}

/**
 * What pools note: records that leave them for somebody, and, where the rules take from people, those that come from somebody: who gave it up
 * waits before they may claim it.
 */
async function poolLines(tx: Context, meta: ObjectMeta, moved: readonly Decision[], taking: boolean): Promise<PoolLine[]> {
  if (!meta.pooled || moved.length === 0) return [];
  const rows = await tx.query<{ id: string; owner: string | null; pool: string | null }>(sql`
    select id, owner, pool from ${sql.id(meta.table)} where tenant_id = ${tx.tenant.id} and id = any(${moved.map(({ record }) => record)}::uuid[])`);
  const before = new Map(rows.map((row) => [row.id, row]));
  return moved.flatMap(({ record, chosen, pool }): PoolLine[] => {
    const { owner: from = null, pool: left = null } = before.get(record) ?? {};
    const line = { object: meta.name, record, reason: 'assignment', from };
    if (chosen) return left === null ? [] : [{ ...line, pool: left, what: 'assigned', to: chosen.id }];
    return pool === null || from === null || !taking ? [] : [{ ...line, pool, what: 'reclaimed', to: null }];
  });
}

async function keepTrail(tx: Context, meta: ObjectMeta, made: readonly Decision[]): Promise<void> {
  if (made.length === 0) return;
  const rows = made.map(({ record, rule, chosen, pool, why, considered }) => ({
    id: newId(tx.clock.now().getTime()),
    event: newId(),
    record,
    rule: rule?.id ?? null,
    chosen: chosen?.id ?? null,
    pool,
    why,
    considered,
  }));
  const isTold = tx.app.registry.hooksOf(meta.name).some((hook) => hook.tells?.includes('assigned'));
  await tx.query(sql`
    with r as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as r (id uuid, event uuid, record uuid, rule uuid, chosen uuid, pool uuid, why text, considered jsonb)
    ), told as (
      insert into event (tenant_id, id, at, event, object, record_id, by_user, channel, changes, automation)
      select ${tx.tenant.id}::int, r.event, ${tx.clock.now()}::timestamptz, ${`${meta.name}.`}::text || case when r.chosen is null then 'unassigned' else 'assigned' end,
        ${meta.name}::text, r.record, ${authorOf(tx)}::uuid, 'automation', jsonb_build_object('rule', r.rule, 'to', r.chosen, 'pool', r.pool, 'why', r.why),
        ${tx.automation}::text from r
      where r.chosen is null or ${!isTold}
    )
    insert into assign_decision (tenant_id, id, object, record_id, rule_id, chosen, pool_id, why, considered, by_user, at)
    select ${tx.tenant.id}::int, r.id, ${meta.name}::text, r.record, r.rule, r.chosen, r.pool, r.why, r.considered, ${authorOf(tx)}::uuid, ${tx.clock.now()}::timestamptz from r`);
  tx.afterCommit(() => tx.app.signal.committed(tx.tenant.id));
}

/** Turns, credits and the day's counts of everybody of the rules, by one statement. */
export async function keepState(
  tx: Context,
  rules: readonly AssignRule[],
  reps: ReadonlyMap<string, readonly Rep[]>,
  sequences: ReadonlyMap<string, number>,
): Promise<void> {
  const day = dayIn(tx.tenant.timeZone, tx.clock.now());
  const rows = rules.flatMap(({ id }) =>
    (reps.get(id) ?? []).map(({ id: user, seq, credit, today }) => ({ rule: id, user, seq, credit, today })),
  );
  await tx.query(sql`
    insert into assign_state (tenant_id, rule_id, user_id, seq, credit, day, today)
    select ${tx.tenant.id}::int, r.rule, r."user", r.seq, r.credit, ${day}::date, r.today
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (rule uuid, "user" uuid, seq bigint, credit int, today int)
    on conflict (tenant_id, rule_id, user_id) do update set seq = excluded.seq, credit = excluded.credit, day = excluded.day, today = excluded.today`);
  await tx.query(sql`
    update assign_rule r set seq = w.seq from unnest(${rules.map(({ id }) => id)}::uuid[], ${rules.map(({ id }) => sequences.get(id) ?? 0)}::bigint[]) w (id, seq)
    where r.tenant_id = ${tx.tenant.id} and r.id = w.id`);
}
