import { sql } from '../database/sql.ts';
import { errors, label, newId } from '../kernel/index.ts';
import { BodyReader } from '../metadata/index.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { notify } from '../notifications/index.ts';
import { emitAll, getRecord, loadValues, updateRecord } from '../records/index.ts';
import { activeRules, assignable, assignRecords, type Decision, lockRules } from './assign.ts';
import { assignmentErrors } from './errors.ts';
import { managersOf } from './managers.ts';
import { namedPeople, type Person } from './named.ts';
import { leaversOf, rejectersOf } from './rejecters.ts';
import { rejectionSettings } from './settings.ts';
import { carryOut } from './write.ts';

/** Why somebody does not take what they were given. */
export const rejectReasons = ['noTime', 'notMine', 'noSkill', 'wrongInfo', 'other'] as const;

export interface Rejection {
  readonly reason: (typeof rejectReasons)[number];
  readonly note: string;
}

export function readRejection(body: unknown): Rejection {
  const reader = new BodyReader(body);
  reader.only(new Set(['reason', 'note']));
  const reason = reader.oneOf('reason', rejectReasons);
  if (!reader.has('reason')) reader.problem('reason', 'REQUIRED', label('请选择拒收的原因', 'Say why'));
  const note = reader.text('note', { max: 500 }) ?? '';
  reader.finish();
  return { reason: reason ?? 'other', note };
}

const HOUR = 3_600_000;

interface Given {
  readonly id: string;
  readonly at: string;
}

/** The decision of a rule by which the caller has the record, undefined when they have it otherwise; who got it as the manager keeps it. */
async function givenToMe(ctx: Context, id: string): Promise<Given | undefined> {
  const [last] = await ctx.query<Given & { chosen: string | null; why: string }>(sql`
    select id, at, chosen, why from assign_decision where tenant_id = ${ctx.tenant.id} and record_id = ${id}::uuid order by id desc limit 1`);
  return last?.chosen === ctx.user.id && last.why !== 'manager' ? last : undefined;
}

const untilOf = (ctx: Context, { at }: Given) => new Date(Date.parse(at) + rejectionSettings(ctx).rejectHours * HOUR);

/** Until when the caller may reject a record; null when they may not. */
export async function rejectableUntil(ctx: Context, meta: ObjectMeta, id: string): Promise<string | null> {
  const record = await getRecord(ctx, meta, id, ['id', 'owner']);
  const given = ownerId(record['owner']) === ctx.user.id ? await givenToMe(ctx, id) : undefined;
  const until = given && untilOf(ctx, given);
  return until && until >= ctx.clock.now() ? until.toISOString() : null;
}

const ownerId = (owner: unknown) => (typeof owner === 'object' && owner !== null ? (owner as { id?: unknown }).id : owner);

/**
 * 拒收: the caller gives back what a rule gave to them, in the transaction under way. The next candidate gets it, never again who rejected
 * it; after as many rejections as the company allows, or when nobody is left, it goes to the caller's manager, back to its pool or to an administrator. Answers who has it now.
 */
export async function rejectAssignment(tx: Context, shown: ObjectMeta, id: string, { reason, note }: Rejection): Promise<string | null> {
  await getRecord(tx, shown, id, ['id']);
  // rules may ask for fields that the caller does not see
  const meta = assignable(tx.whole(), shown.name);
  // in the order of whoever hands out a batch: rules, their people, then records
  const rules = await activeRules(tx, meta);
  await lockRules(tx, rules, true);
  await namedPeople(tx, rules, true);
  const held = (await loadValues(tx.elevated(), meta, [id], { lock: true })).get(id);
  if (!held) throw errors.NOT_FOUND();
  const given = held['owner'] === tx.user.id ? await givenToMe(tx, id) : undefined;
  if (!given) throw assignmentErrors.ASSIGN_NOT_GIVEN();
  const { rejectHours, mostRejections } = rejectionSettings(tx);
  if (untilOf(tx, given) < tx.clock.now()) throw assignmentErrors.ASSIGN_TOO_LATE({ values: { hours: rejectHours } });
  await tx.query(sql`
    insert into assign_rejection (tenant_id, id, object, record_id, user_id, decision_id, reason, note, at)
    values (${tx.tenant.id}, ${newId(tx.clock.now().getTime())}, ${meta.name}, ${id}, ${tx.user.id}, ${given.id}, ${reason}, ${note}, ${tx.clock.now()})`);
  await emitAll(tx, [{ event: `${meta.name}.rejected`, object: meta.name, record: id, changes: { by: tx.user.id, reason } }]);
  const rejecters = (await rejectersOf(tx, [id])).get(id) ?? new Set();
  const leavers = await leaversOf(tx, id);
  const [next] = rejecters.size < mostRejections ? await assignRecords(tx, meta, [id], { force: true, leavers }) : [];
  if (next?.chosen) return next.chosen.id;
  if (next?.pool) return null;
  return toManager(tx, meta, id, { rejecters, leavers, home: held['homePool'] });
}

interface Out {
  readonly rejecters: ReadonlySet<string>;
  readonly leavers: ReadonlySet<string>;
  /** The pool the record belongs to. */
  readonly home: unknown;
}

/**
 * The nearest of the caller's managers decides who has not rejected it; without one it lies in the pool it belongs to, and where it belongs to
 * none an administrator decides. Only where all of these have rejected it, too, it is left without an owner.
 */
async function toManager(tx: Context, meta: ObjectMeta, id: string, { rejecters, leavers, home }: Out): Promise<string | null> {
  const managers = (await managersOf(tx, [{ key: id, person: tx.user.id, department: null }])).get(id) ?? [];
  const nearest = managers.find((one) => !rejecters.has(one) && !leavers.has(one));
  const pool = nearest === undefined ? await openPool(tx, home) : null;
  const manager = nearest !== undefined || pool === null ? await deciderOf(tx, nearest, new Set([...rejecters, ...leavers])) : undefined;
  if (!manager && pool === null) {
    await updateRecord(tx.elevated(), meta, id, { owner: null }, { asSystem: true });
    return null;
  }
  const decision: Decision = { record: id, rule: null, chosen: manager ?? null, pool, why: 'manager', considered: [] };
  await carryOut(tx, meta, [decision]);
  if (!manager) return null;
  await notify(tx, [{ user: manager.id, kind: 'assignRejected', object: meta.name, record: id, data: { count: rejecters.size } }]);
  return manager.id;
}

/** The pool a record belongs to, while it is switched on. */
async function openPool(tx: Context, home: unknown): Promise<string | null> {
  if (typeof home !== 'string') return null;
  const [pool] = await tx.query<{ id: string }>(
    sql`select id from pool where tenant_id = ${tx.tenant.id} and id = ${home}::uuid and active and deleted_at is null`,
  );
  return pool?.id ?? null;
}

/** The manager who decides, else the first of the administrators, the owner of the company after them; none of those who do not want it. */
async function deciderOf(tx: Context, manager: string | undefined, without: ReadonlySet<string>): Promise<Person | undefined> {
  const [decider] = await tx.query<Person>(
    manager === undefined
      ? sql`
        select u.id, u.name from app_user u where u.tenant_id = ${tx.tenant.id} and u.active and u.deleted_at is null and u.id <> all(${[...without]}::uuid[])
          and exists (select from user_role m join role r on r.tenant_id = m.tenant_id and r.id = m.role_id and r.key in ('owner', 'admin')
            where m.tenant_id = u.tenant_id and m.user_id = u.id)
        order by exists (select from user_role m join role r on r.tenant_id = m.tenant_id and r.id = m.role_id and r.key = 'admin'
          where m.tenant_id = u.tenant_id and m.user_id = u.id) desc, u.id limit 1`
      : sql`select id, name from app_user where tenant_id = ${tx.tenant.id} and id = ${manager}::uuid`,
  );
  return decider;
}
