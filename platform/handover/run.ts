import { audit } from '../audit/index.ts';
import { sql } from '../database/sql.ts';
import { raiseAccessVersion } from '../identity/index.ts';
import { defineBackgroundJob, enqueue } from '../jobs/index.ts';
import { type Context, defineJob, eachTenant } from '../module/index.ts';
import { emit, largestBatch, ownedCounts, retried, saveRecords } from '../records/index.ts';
import { noteHolders } from '../sharing/rows.ts';
import { joinPools, passRequests, passWork, replaceInRules } from './beside.ts';
import { beginDue } from './handover.ts';
import { countItems, firstId, noteGivenBack } from './items.ts';
import { type Batch, type Move, moveBatch } from './move.ts';
import { openImports } from './preview.ts';
import type { Plan } from './types.ts';

/** Does the work; called again after a stop it goes on. Exported for tests that stop it. */
export async function runHandover(
  ctx: Context,
  handover: string,
  progress: (share: number) => Promise<void>,
): Promise<Record<string, number>> {
  const system = ctx.elevated();
  const [row] = await system.query<{ from_user: string; plan: Plan }>(sql`
    select from_user, plan from handover where tenant_id = ${ctx.tenant.id} and id = ${handover}::uuid and finished_at is null and cancelled_at is null`);
  if (row) {
    await moveAll(system, { handover, from: row.from_user, plan: row.plan }, progress);
    await finish(system, { handover, from: row.from_user, plan: row.plan });
  }
  const [done] = await system.query<{ counts: Record<string, number> }>(
    sql`select counts from handover where tenant_id = ${ctx.tenant.id} and id = ${handover}::uuid`,
  );
  return { ...done?.counts, ...(await countItems(system, [handover])).get(handover)?.moved };
}

/** Moves record by record until a whole round over the objects finds nothing: what comes to the leaver meanwhile is caught by another. */
async function moveAll(system: Context, move: Move, progress: (share: number) => Promise<void>): Promise<number> {
  const { handover, from } = move;
  const total = [...(await ownedCounts(system, from)).values()].reduce((sum, count) => sum + count, 0);
  let moved = 0;
  for (let round = -1; round !== 0; ) {
    round = 0;
    for (const [object] of await ownedCounts(system, from)) {
      const meta = system.meta.object(object);
      if (!meta) continue;
      for (let after: string | null = firstId; after !== null; ) {
        await progress(Math.min(0.99, moved / Math.max(total, 1)));
        const start: string = after;
        const batch: Batch = await retried(system, () => system.transaction((tx) => moveBatch(tx, meta, move, start)));
        after = batch.after;
        moved += batch.tried;
        round += batch.tried;
      }
    }
  }
  for (const [object] of await ownedCounts(system, from)) {
    const meta = system.meta.object(object);
    if (meta) await system.transaction((tx) => noteGivenBack(tx, meta, handover, from));
  }
  return moved;
}

export const handoverJob = defineBackgroundJob<{ handover: string }>({
  name: 'handover.run',
  async run({ ctx, payload, progress }) {
    return { result: await runHandover(ctx, payload.handover, progress) };
  },
});

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
async function finish(ctx: Context, move: Move): Promise<void> {
  const { handover, from } = move;
  const { to } = move.plan;
  await ctx.transaction(async (tx) => {
    const tenant = tx.tenant.id;
    const views = await tx.query(sql`update saved_view set owner = ${to} where tenant_id = ${tenant} and owner = ${from} returning 1`);
    const imports = await tx.query(sql`
      update import set created_by = ${to} where tenant_id = ${tenant} and created_by = ${from} and status in ${openImports} returning 1`);
    await counted(tx, handover, 'views', views.length);
    await counted(tx, handover, 'imports', imports.length);
    await counted(tx, handover, 'teams', await joinTeams(tx, from, to));
    await counted(tx, handover, 'groups', await joinGroups(tx, from, to));
    await counted(tx, handover, 'pools', await joinPools(tx, from, to));
    await counted(tx, handover, 'requests', await passRequests(tx, from, to));
    await counted(tx, handover, 'rules', await replaceInRules(tx, from, to));
    await passWork(tx, move);
    await counted(tx, handover, 'reports', await leadInstead(tx, 'user', from, to));
    await counted(tx, handover, 'departments', await leadInstead(tx, 'department', from, to));
    const [row] = await tx.query<{ counts: Record<string, number> }>(sql`
      update handover set finished_at = ${tx.clock.now()} where tenant_id = ${tenant} and id = ${handover}::uuid and finished_at is null returning counts`);
    if (!row) return;
    const items = (await countItems(tx, [handover])).get(handover);
    const counts = { ...row.counts, ...items?.moved };
    await audit(tx, { event: 'user.handedOver', object: 'user', record: from, data: { to: [to], counts } });
    await emit(tx, 'handover.completed', { object: 'user', record: from, changes: { handover, counts, left: items?.left ?? [] } });
  });
}

const hour = 3_600_000;

/** Begins a planned handover at its moment. Where the clock says it is not there yet, it waits on. */
export const dueHandover = defineJob<{ tenant: number; handover: string }>({
  name: 'handover.due',
  async run(job, { tenant, handover }) {
    const system = await job.contextFor({ tenant });
    if (await beginDue(system, handover)) return;
    const [row] = await system.query<{ at: Date }>(
      sql`select effective_at as at from handover where tenant_id = ${tenant} and id = ${handover}::uuid`,
    );
    const wait = row ? Math.min(new Date(row.at).getTime() - system.clock.now().getTime(), hour) : hour;
    await enqueue(system, 'handover.due', { tenant, handover }, { runAt: new Date(Date.now() + wait), key: `handover.${handover}` });
  },
});

const lateDays = 30;

/**
 * Moves on what still came to people who have left, for 30 days after their handover: saves that were under way when it ended, programs and
 * rules that go on naming them. Answers how many records moved.
 */
export async function moveLate(system: Context): Promise<number> {
  const since = new Date(system.clock.now().getTime() - lateDays * 24 * hour);
  const rows = await system.query<{ handover: string; from: string; plan: Plan }>(sql`
    select distinct on (h.from_user) h.id as handover, h.from_user as "from", h.plan from handover h
    join app_user u on u.tenant_id = h.tenant_id and u.id = h.from_user
    where h.tenant_id = ${system.tenant.id} and h.finished_at > ${since} and (u.active is not true or u.deleted_at is not null)
    order by h.from_user, h.finished_at desc`);
  let moved = 0;
  for (const { handover, from, plan } of rows) {
    const count = await moveAll(system.elevated(), { handover, from, plan }, async () => undefined);
    if (count > 0)
      await system.transaction((tx) =>
        audit(tx, { event: 'user.handedOver', object: 'user', record: from, data: { to: [plan.to], counts: { late: count } } }),
      );
    moved += count;
  }
  return moved;
}

export const lateHandovers = defineJob({
  name: 'handover.late',
  schedule: '*/10 * * * *',
  run(job) {
    const since = new Date(job.app.clock.now().getTime() - lateDays * 24 * hour);
    return eachTenant(
      job,
      'all',
      async (tenant) => moveLate(await job.contextFor({ tenant })),
      (tenant) => sql`select from handover where tenant_id = ${tenant} and finished_at > ${since}`,
    );
  },
});

export const handoverJobs = [handoverJob, dueHandover, lateHandovers];
