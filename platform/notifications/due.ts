import { type Sql, sql } from '../database/sql.ts';
import { type Context, defineJob, eachTenant, type ObjectDefinition, type Registry } from '../module/index.ts';
import { baseCondition } from '../records/access.ts';
import { tableOf } from '../storage/tables.ts';
import { notify } from './notify.ts';

const FROM_HOUR = 9;

/** Day and hour of now where the tenant is. */
export function localTime(now: Date, timeZone: string): { day: string; hour: number } {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(now);
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  return { day: `${of('year')}-${of('month')}-${of('day')}`, hour: Number(of('hour')) };
}

/** Objects with a day they are due on and a tick when done: tasks, whatever module they come from. */
function dueObjects(registry: Registry): ObjectDefinition[] {
  const has = ({ fields }: ObjectDefinition, name: string, type: string) => fields[name]?.type === type;
  return [...registry.objects.values()].filter(
    (object) => has(object, 'dueOn', 'date') && has(object, 'done', 'boolean') && object.access.owned,
  );
}

/** What was cancelled is neither done nor to be done. */
const canBeCancelled = ({ fields }: ObjectDefinition) => fields.status?.options?.some(({ key }) => key === 'cancelled') ?? false;

/** Whether a company may have something due: days differ by a zone's hours. */
function mayBeDue(registry: Registry, tenant: number, now: Date): Sql {
  const on = (days: number) => new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10);
  const some = dueObjects(registry).map(
    (object) => sql`select from ${sql.table(tableOf(object))} t
      where t.tenant_id = ${tenant} and t.due_on between ${on(-1)}::date and ${on(1)}::date and t.done is not true and t.deleted_at is null`,
  );
  return some.length === 0 ? sql`select where false` : sql.join(some, sql` union all `);
}

/** Reminds owners of what is due today; each task and day once. Answers how many were told anew. */
export async function remindOfDue(ctx: Context): Promise<number> {
  const { day, hour } = localTime(ctx.clock.now(), ctx.tenant.timeZone);
  if (hour < FROM_HOUR) return 0;
  let told = 0;
  for (const object of dueObjects(ctx.app.registry)) {
    const meta = ctx.meta.object(object.name);
    if (!meta) continue;
    // who writes down today what is due today need not be told
    const rows = await ctx.query<{ user: string; record: string; id: string }>(sql`
      select t.owner as "user", t.id as record, md5(t.id::text || t.owner::text || ${day})::uuid as id from ${sql.table(meta.table)} t
      where ${baseCondition(ctx, meta, 't')} and t.due_on = ${day}::date and t.done is not true and t.owner is not null
        ${canBeCancelled(object) ? sql`and t.status is distinct from 'cancelled'` : sql``}
        and not (t.created_by is not distinct from t.owner and t.created_at >= ${day}::date::timestamp at time zone ${ctx.tenant.timeZone})
        and not exists (select from notification n where n.tenant_id = t.tenant_id and n.user_id = t.owner and n.id = md5(t.id::text || t.owner::text || ${day})::uuid)`);
    told += await notify(
      ctx,
      rows.map((row) => ({ ...row, kind: 'taskDue', object: meta.name })),
    );
  }
  return told;
}

/** Every five minutes over all companies; from nine in the morning where they are. */
export const dueRemindersJob = defineJob({
  name: 'notifications.due',
  schedule: '*/5 * * * *',
  run: (job) =>
    eachTenant(
      job,
      'active',
      async (tenant) => remindOfDue(await job.contextFor({ tenant })),
      (tenant) => mayBeDue(job.app.registry, tenant, job.app.clock.now()),
    ),
});

const KEPT_DAYS = 90;

/** Read notices go after 90 days. */
export const purgeNotificationsJob = defineJob({
  name: 'notifications.purge',
  schedule: '20 18 * * *',
  run(job) {
    const before = new Date(job.app.clock.now().getTime() - KEPT_DAYS * 86_400_000);
    return eachTenant(job, 'all', (tenant) =>
      job.app.database.write(tenant, (transaction) =>
        transaction.query(sql`delete from notification where tenant_id = ${tenant} and read_at is not null and at < ${before}`),
      ),
    );
  },
});
