import { sql } from '@huanke/platform/database';
import { type Context, defineJob, eachTenant } from '@huanke/platform/module';
import { noticeId, notify } from '@huanke/platform/notifications';
import { emitAll, saveRecords } from '@huanke/platform/records';
import { salesEvents } from '../contract.ts';
import { noteAnswers } from '../subscribers/lead-response.ts';

const BATCH = 500;

interface Late {
  readonly id: string;
  readonly owner: string;
  /** Who is told beside the owner: their manager, else the head of their department. */
  readonly manager: string | null;
  readonly due: string;
}

const late = (tenant: number, now: Date) => sql`
  l.tenant_id = ${tenant} and l.sla_breached_at is null and l.sla_due_at <= ${now} and l.deleted_at is null and l.first_response_at is null
  and l.status in ('new', 'assigned') and l.owner is not null`;

/** One batch of leads that nobody has answered in time; answers how many. */
async function breachBatch(ctx: Context): Promise<number> {
  const meta = ctx.meta.object('lead');
  if (!meta) return 0;
  const due = await ctx.query<{ id: string }>(
    sql`select l.id from lead l where ${late(ctx.tenant.id, ctx.clock.now())} order by l.sla_due_at, l.id limit ${BATCH}`,
  );
  if (due.length === 0) return 0;
  // a call that was written down in time counts, though its event may still be under way
  const ids = due.map((row) => row.id);
  await noteAnswers(ctx, ids);
  await ctx.transaction(async (tx) => {
    const rows = await tx.query<Late>(sql`
      select l.id, l.owner, l.sla_due_at as due, nullif(coalesce(u.manager, d.manager), l.owner) as manager
      from lead l
      left join app_user u on u.tenant_id = l.tenant_id and u.id = l.owner
      left join department d on d.tenant_id = u.tenant_id and d.id = u.department and d.deleted_at is null
      where ${late(tx.tenant.id, tx.clock.now())} and l.id = any(${ids}::uuid[]) for update of l skip locked`);
    await saveRecords(
      tx,
      meta,
      rows.map(({ id, due: at }) => ({ operation: 'update', id, values: { slaBreachedAt: at } })),
      { asSystem: true, channel: 'automation' },
    );
    await emitAll(
      tx,
      rows.map(({ id, owner, due: at }) => ({
        event: salesEvents.leadSlaBreached,
        object: 'lead',
        record: id,
        changes: { owner, dueAt: at },
      })),
    );
    await notify(
      tx,
      rows.flatMap(({ id, owner, manager, due: at }) =>
        [owner, manager].flatMap((user) =>
          user
            ? [{ user, kind: 'slaBreached', object: 'lead', record: id, data: { by: owner }, id: noticeId('leadSla', id, user, at) }]
            : [],
        ),
      ),
    );
  });
  return due.length;
}

/** Leads not answered in time: once each, owner and manager are told. */
export async function breachLeads(ctx: Context): Promise<void> {
  for (let left = 20; left > 0 && (await breachBatch(ctx)) === BATCH; left -= 1);
}

/** Every minute over all companies. */
export const leadSlaJob = defineJob({
  name: 'sales.leadSla',
  schedule: '* * * * *',
  run: (job) =>
    eachTenant(
      job,
      'active',
      async (tenant) => breachLeads(await job.contextFor({ tenant })),
      (tenant) => sql`select from lead l where ${late(tenant, job.app.clock.now())}`,
    ),
});
