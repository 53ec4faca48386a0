import { audit } from '../audit/index.ts';
import { sql } from '../database/sql.ts';
import { raiseAccessVersion, setActive } from '../identity/index.ts';
import { defineBackgroundJob, runBackground } from '../jobs/index.ts';
import { errors, fieldError, isId, label, newId } from '../kernel/index.ts';
import type { Context } from '../module/index.ts';
import { authorOf, largestBatch, ownedCounts, saveRecords, transferBatch } from '../records/index.ts';
import { noteHolders } from '../sharing/rows.ts';

export interface HandoverInput {
  /** Who takes over whatever `objects` does not give to somebody else. */
  readonly to: string;
  /** Object → who takes over its records. */
  readonly objects?: Readonly<Record<string, string>>;
  /** Switches the leaver off at once; else they go on working while their records move. */
  readonly deactivate?: boolean;
}

interface Plan {
  readonly to: string;
  readonly objects: Readonly<Record<string, string>>;
}

/** What moves beside records: views of one's own, people and departments one leads, imports not yet run, places in teams and groups. */
export const others = ['views', 'reports', 'departments', 'imports', 'teams', 'groups'] as const;
export type Other = (typeof others)[number];

export interface HandoverPreview {
  readonly counts: readonly { readonly object: string; readonly count: number }[];
  /** Among the activities: tasks still to be done. */
  readonly openTasks: number;
  readonly others: Readonly<Record<Other, number>>;
}

export interface Handover {
  readonly id: string;
  readonly plan: Plan;
  readonly counts: Readonly<Record<string, number>>;
  readonly deactivate: boolean;
  readonly createdAt: string;
  readonly finishedAt: string | null;
}

function mayHandOver(ctx: Context): void {
  if (!ctx.access.can('users.manage')) throw errors.FORBIDDEN();
}

async function leaverOf(ctx: Context, id: string): Promise<{ id: string; name: string }> {
  const [user] = isId(id)
    ? await ctx.query<{ id: string; name: string }>(
        sql`select id, name from app_user where tenant_id = ${ctx.tenant.id} and id = ${id}::uuid and deleted_at is null`,
      )
    : [];
  if (!user) throw errors.NOT_FOUND();
  return user;
}

const openImports = sql`('queued', 'dryRunDone', 'new', 'failed')`;

const noOthers: Readonly<Record<Other, number>> = { views: 0, reports: 0, departments: 0, imports: 0, teams: 0, groups: 0 };

/** What a leaver would hand over, by counts. */
export async function previewHandover(ctx: Context, id: string): Promise<HandoverPreview> {
  mayHandOver(ctx);
  const { id: from } = await leaverOf(ctx, id);
  const tenant = ctx.tenant.id;
  const counts = [...(await ownedCounts(ctx.elevated(), from))].map(([object, count]) => ({ object, count }));
  const [more] = await ctx.query<Record<Other, number>>(sql`
    select (select count(*)::int from saved_view where tenant_id = ${tenant} and owner = ${from}) as views,
      (select count(*)::int from app_user where tenant_id = ${tenant} and manager = ${from} and deleted_at is null) as reports,
      (select count(*)::int from department where tenant_id = ${tenant} and manager = ${from} and deleted_at is null) as departments,
      (select count(*)::int from import where tenant_id = ${tenant} and created_by = ${from} and status in ${openImports}) as imports,
      (select count(*)::int from record_share where tenant_id = ${tenant} and principal = ${from} and source = 'team') as teams,
      (select count(*)::int from user_group_member where tenant_id = ${tenant} and member_id = ${from}) as groups`);
  return { counts, openTasks: await openTasks(ctx, from), others: more ?? noOthers };
}

async function openTasks(ctx: Context, from: string): Promise<number> {
  if (!ctx.meta.object('activity')) return 0;
  const [row] = await ctx.query<{ count: number }>(sql`
    select count(*)::int as count from activity where tenant_id = ${ctx.tenant.id} and owner = ${from} and deleted_at is null and type = 'task' and done is not true`);
  return row?.count ?? 0;
}

async function checkSuccessor(ctx: Context, field: string, from: string, to: string): Promise<void> {
  const [user] = isId(to)
    ? await ctx.query<{ active: boolean }>(
        sql`select coalesce(active, false) as active from app_user where tenant_id = ${ctx.tenant.id} and id = ${to}::uuid and deleted_at is null`,
      )
    : [];
  if (!user) throw fieldError('LOOKUP_NOT_FOUND', field);
  if (!user.active) throw fieldError('INVALID_VALUE', field, label('接手人已停用', 'The successor is deactivated'));
  if (to.toLowerCase() === from) throw fieldError('INVALID_VALUE', field, label('接手人不能是本人', 'The successor must be somebody else'));
}

/** Begins a handover: its row and the job that moves everything, in batches, and goes on where it was stopped. */
export async function startHandover(ctx: Context, id: string, input: HandoverInput): Promise<{ id: string; job: string }> {
  mayHandOver(ctx);
  const from = await leaverOf(ctx, id);
  await checkSuccessor(ctx, 'to', from.id, input.to);
  for (const [object, to] of Object.entries(input.objects ?? {})) {
    if (!ctx.meta.object(object)?.access.owned)
      throw fieldError(
        'UNKNOWN_FIELD',
        `objects.${object}`,
        label('没有这个对象，或它没有负责人', 'There is no such object, or its records have no owner'),
      );
    await checkSuccessor(ctx, `objects.${object}`, from.id, to);
  }
  const plan: Plan = { to: input.to, objects: input.objects ?? {} };
  return ctx.transaction(async (tx) => {
    if (input.deactivate) await setActive(tx, from.id, false);
    const handover = newId();
    await tx.query(sql`
      insert into handover (tenant_id, id, from_user, plan, deactivate, created_by, created_at)
      values (${tx.tenant.id}, ${handover}, ${from.id}, ${JSON.stringify(plan)}::jsonb, ${input.deactivate ?? false}, ${authorOf(tx)}, ${tx.clock.now()})`);
    const { id: job } = await runBackground(tx, 'handover.run', { handover });
    const to = [...new Set([plan.to, ...Object.values(plan.objects)])];
    await audit(tx, {
      event: 'user.handoverStarted',
      object: 'user',
      record: from.id,
      data: { to, deactivate: input.deactivate ?? false },
    });
    return { id: handover, job };
  });
}

/** Past and running handovers of somebody, the newest first. */
export async function handoversOf(ctx: Context, id: string): Promise<Handover[]> {
  mayHandOver(ctx);
  const { id: from } = await leaverOf(ctx, id);
  return ctx.query<Handover>(sql`
    select id, plan, counts, deactivate, created_at as "createdAt", finished_at as "finishedAt" from handover
    where tenant_id = ${ctx.tenant.id} and from_user = ${from} order by created_at desc, id desc limit 50`);
}

/** Does the work; called again after a stop it goes on. Exported for tests that stop it. */
export async function runHandover(
  ctx: Context,
  handover: string,
  progress: (share: number) => Promise<void>,
): Promise<Record<string, number>> {
  const system = ctx.elevated();
  const [row] = await system.query<{ from_user: string; plan: Plan }>(sql`
    select from_user, plan from handover where tenant_id = ${ctx.tenant.id} and id = ${handover}::uuid and finished_at is null`);
  if (row) {
    const { from_user: from, plan } = row;
    const total = [...(await ownedCounts(system, from)).values()].reduce((sum, count) => sum + count, 0);
    let moved = 0;
    // what automation gives to the leaver meanwhile is caught by another round
    for (let left = total; left > 0; ) {
      left = 0;
      for (const [object] of await ownedCounts(system, from)) {
        for (let count = -1; count !== 0; ) {
          await progress(Math.min(0.99, moved / Math.max(total, 1)));
          count = await system.transaction((tx) => moveBatch(tx, { handover, object, from, to: plan.objects[object] ?? plan.to }));
          moved += count;
          left += count;
        }
      }
    }
    await finish(system, handover, from, plan);
  }
  const [done] = await system.query<{ counts: Record<string, number> }>(
    sql`select counts from handover where tenant_id = ${ctx.tenant.id} and id = ${handover}::uuid`,
  );
  return done?.counts ?? {};
}

export const handoverJob = defineBackgroundJob<{ handover: string }>({
  name: 'handover.run',
  async run({ ctx, payload, progress }) {
    return { result: await runHandover(ctx, payload.handover, progress) };
  },
});

async function moveBatch(tx: Context, move: { handover: string; object: string; from: string; to: string }): Promise<number> {
  const meta = tx.meta.object(move.object);
  const count = meta ? await transferBatch(tx, meta, move.from, move.to) : 0;
  await counted(tx, move.handover, move.object, count);
  return count;
}

async function counted(tx: Context, handover: string, name: string, count: number): Promise<void> {
  if (count === 0) return;
  await tx.query(sql`
    update handover set counts = counts || jsonb_build_object(${name}::text, coalesce((counts ->> ${name})::int, 0) + ${count}::int)
    where tenant_id = ${tx.tenant.id} and id = ${handover}::uuid`);
}

/** The successor takes the leaver's place in the teams of records; shares made by hand or by a rule end with the leaver. */
async function joinTeams(tx: Context, from: string, to: string): Promise<number> {
  const tenant = tx.tenant.id;
  await tx.query(sql`
    insert into record_share (tenant_id, record_id, source, source_id, principal, kind, object, level, role, from_on, until_on, granted_by, at)
    select tenant_id, record_id, source, source_id, ${to}, kind, object, level, role, from_on, until_on, granted_by, at from record_share
    where tenant_id = ${tenant} and principal = ${from} and source = 'team' on conflict do nothing`);
  const gone = await tx.query<{ object: string }>(
    sql`delete from record_share where tenant_id = ${tenant} and principal = ${from} and source = 'team' returning object`,
  );
  for (const object of new Set(gone.map((row) => row.object))) await noteHolders(tx, object, [to]);
  return gone.length;
}

async function joinGroups(tx: Context, from: string, to: string): Promise<number> {
  const tenant = tx.tenant.id;
  await tx.query(sql`
    insert into user_group_member (tenant_id, group_id, kind, member_id)
    select tenant_id, group_id, kind, ${to} from user_group_member where tenant_id = ${tenant} and member_id = ${from} on conflict do nothing`);
  const gone = await tx.query(sql`delete from user_group_member where tenant_id = ${tenant} and member_id = ${from} returning 1`);
  if (gone.length > 0) await tx.query(raiseAccessVersion(tenant));
  return gone.length;
}

/** People or departments whose manager was the leaver get the successor; who would become their own manager gets none. */
async function leadInstead(tx: Context, object: 'user' | 'department', from: string, to: string): Promise<number> {
  const meta = tx.meta.object(object);
  if (!meta) return 0;
  const rows = await tx.query<{ id: string }>(sql`
    select id from ${sql.id(meta.table)} where tenant_id = ${tx.tenant.id} and manager = ${from}::uuid and deleted_at is null order by id`);
  const led = rows.map(({ id }) => ({ operation: 'update' as const, id, values: { manager: object === 'user' && id === to ? null : to } }));
  for (let at = 0; at < led.length; at += largestBatch) {
    const results = await saveRecords(tx, meta, led.slice(at, at + largestBatch), { asSystem: true, allOrNothing: true });
    const refused = results.find((result) => result.error);
    if (refused?.error) throw refused.error;
  }
  return led.length;
}

/** What moves beside records, the report and the entry of the audit log, in one transaction. */
async function finish(ctx: Context, handover: string, from: string, { to }: Plan): Promise<void> {
  await ctx.transaction(async (tx) => {
    const tenant = tx.tenant.id;
    const views = await tx.query(sql`update saved_view set owner = ${to} where tenant_id = ${tenant} and owner = ${from} returning 1`);
    const imports = await tx.query(sql`
      update import set created_by = ${to} where tenant_id = ${tenant} and created_by = ${from} and status in ${openImports} returning 1`);
    await counted(tx, handover, 'views', views.length);
    await counted(tx, handover, 'imports', imports.length);
    await counted(tx, handover, 'teams', await joinTeams(tx, from, to));
    await counted(tx, handover, 'groups', await joinGroups(tx, from, to));
    await counted(tx, handover, 'reports', await leadInstead(tx, 'user', from, to));
    await counted(tx, handover, 'departments', await leadInstead(tx, 'department', from, to));
    const [row] = await tx.query<{ counts: Record<string, number> }>(sql`
      update handover set finished_at = ${tx.clock.now()} where tenant_id = ${tenant} and id = ${handover}::uuid and finished_at is null returning counts`);
    if (row) await audit(tx, { event: 'user.handedOver', object: 'user', record: from, data: { to: [to], counts: row.counts } });
  });
}
