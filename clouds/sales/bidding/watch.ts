import { peopleWithRoles } from '@huanke/platform/access';
import { sql } from '@huanke/platform/database';
import { dayIn } from '@huanke/platform/kernel';
import { type Context, defineJob, eachTenant, metaOf } from '@huanke/platform/module';
import { notify } from '@huanke/platform/notifications';
import { emitAll, type SaveRow, saveAll } from '@huanke/platform/records';
import { salesEvents } from '../contract.ts';
import { clockIn } from './guard.ts';
import { biddingSettings, mostHours } from './settings.ts';

const HOUR = 3_600_000;
const batchSize = 1000;
const waiting = ['discovered', 'registered', 'approval', 'preparing', 'sealed'];

interface Near {
  readonly id: string;
  readonly deadline: Date | string;
  readonly people: readonly string[];
}

/**
 * Tenders whose deadline comes within the hours the company has set and that are not submitted: told once to the owner and to who still
 * writes on a section; another deadline is told anew. Answers how many were.
 */
export async function tellNear(ctx: Context): Promise<number> {
  const now = ctx.clock.now();
  const until = new Date(now.getTime() + biddingSettings(ctx).nearHours * HOUR);
  return ctx.transaction(async (tx) => {
    const rows = await tx.query<Near>(sql`
      with near as (
        select id from tender where tenant_id = ${tx.tenant.id} and deleted_at is null and near_told_at is null
          and status = any(${waiting}::text[]) and deadline_at > ${now} and deadline_at <= ${until}
        order by deadline_at, id limit ${batchSize} for no key update skip locked)
      update tender t set near_told_at = ${now} from near where t.tenant_id = ${tx.tenant.id} and t.id = near.id
      returning t.id, t.deadline_at as deadline, array(
        select t.owner where t.owner is not null
        union select d.assignee from bid_doc d where d.tenant_id = t.tenant_id and d.tender = t.id and d.deleted_at is null
          and d.assignee is not null and d.state is distinct from 'passed') as people`);
    await emitAll(
      tx,
      rows.map(({ id, deadline }) => ({
        event: salesEvents.tenderDeadlineNear,
        object: 'tender',
        record: id,
        changes: { deadlineAt: new Date(deadline).toISOString() },
      })),
    );
    await notify(
      tx,
      rows.flatMap(({ id, deadline, people }) =>
        people.map((user) => ({
          user,
          kind: 'tenderNear',
          object: 'tender',
          record: id,
          data: { at: clockIn(tx.tenant.timeZone, new Date(deadline)) },
        })),
      ),
    );
    return rows.length;
  });
}

interface Owed {
  readonly id: string;
  readonly name: string;
  readonly owner: string | null;
}

/**
 * Bonds that were paid and are not back so many days after the result become a task of the owner and of everybody in finance (the role the
 * company has set), once. Answers how many bonds.
 */
export async function chaseBonds(ctx: Context): Promise<number> {
  const { bondReturnDays, financeRole } = biddingSettings(ctx);
  const now = ctx.clock.now();
  const today = dayIn(ctx.tenant.timeZone, now);
  return ctx.transaction(async (tx) => {
    const rows = await tx.query<Owed>(sql`
      with owed as (
        select id from tender where tenant_id = ${tx.tenant.id} and deleted_at is null and bond_chased_at is null and bond_amount > 0
          and bond_paid_on is not null and bond_returned_on is null
          and (result_at at time zone ${tx.tenant.timeZone})::date + ${bondReturnDays}::int <= ${today}::date
        order by id limit ${batchSize} for no key update skip locked)
      update tender t set bond_chased_at = ${now} from owed where t.tenant_id = ${tx.tenant.id} and t.id = owed.id
      returning t.id, t.name, t.owner`);
    const finance = rows.length > 0 ? await peopleWithRoles(tx, [financeRole]) : [];
    const tasks = rows.flatMap((tender) =>
      [...new Set([tender.owner, ...finance])].flatMap((owner) => (owner ? [taskOf(tx, tender, owner, today)] : [])),
    );
    await saveAll(tx.elevated(), metaOf(tx, 'activity'), tasks, { asSystem: true });
    return rows.length;
  });
}

function taskOf(tx: Context, { id, name }: Owed, owner: string, dueOn: string): SaveRow {
  const subject = `${tx.tenant.language === 'en' ? 'Get the bond back: ' : '催退投标保证金：'}${name}`.slice(0, 200);
  return { operation: 'create', values: { type: 'task', subject, dueOn, owner, related: [{ object: 'tender', id }] } };
}

/** Tenders that may be near or owe a bond, whatever days and hours a company has set: `mostHours` is the most that can be. */
const inQuestion = (tenant: number, now: Date) => sql`
  select from tender where tenant_id = ${tenant} and deleted_at is null and (
    (near_told_at is null and status = any(${waiting}::text[]) and deadline_at > ${now} and deadline_at <= ${new Date(now.getTime() + mostHours * HOUR)})
    or (bond_chased_at is null and bond_paid_on is not null and bond_returned_on is null and result_at is not null))`;

/** Every ten minutes over all companies: deadlines that come near, bonds that are not back. */
export const watchTenders = defineJob({
  name: 'sales.watchTenders',
  schedule: '*/10 * * * *',
  run: (job) =>
    eachTenant(
      job,
      'active',
      async (tenant) => {
        const ctx = await job.contextFor({ tenant });
        await tellNear(ctx);
        await chaseBonds(ctx);
      },
      (tenant) => inQuestion(tenant, job.app.clock.now()),
    ),
});
