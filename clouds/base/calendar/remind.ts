import { sql } from '@huanke/platform/database';
import { type Context, metaOf } from '@huanke/platform/module';
import { notify } from '@huanke/platform/notifications';
import { loadValues } from '@huanke/platform/records';
import { DateTime } from 'luxon';
import { peopleOf } from './conflicts.ts';
import { nextReminder, timingOf } from './event.ts';
import { nextStart } from './expand.ts';

const HOUR = 3_600_000;
const batchSize = 500;

interface Due {
  readonly id: string;
  readonly remind_at: string;
}

/**
 * Reminds owners and colleagues who take part of what begins soon; each start once, however often this runs. What began more than an hour ago,
 * while no server ran, is passed over. Answers how many notices are new.
 */
export async function remindOfEvents(ctx: Context): Promise<number> {
  let told = 0;
  for (;;) {
    const batch = await ctx.transaction(remindBatch);
    told += batch.told;
    if (batch.count < batchSize) return told;
  }
}

async function remindBatch(tx: Context): Promise<{ count: number; told: number }> {
  const activity = metaOf(tx, 'activity');
  const now = tx.clock.now();
  const due = await tx.query<Due>(sql`
    select id, remind_at from activity where tenant_id = ${tx.tenant.id} and remind_at <= ${now} and deleted_at is null
    order by remind_at, id limit ${batchSize} for no key update skip locked`);
  const values = await loadValues(
    tx,
    activity,
    due.map(({ id }) => id),
  );
  const notices = due.flatMap(({ id, remind_at }) => {
    const event = values.get(id);
    const timing = event && timingOf(event, tx.tenant);
    const before = Number(event?.remindBefore ?? 0) * 60_000;
    const start = timing && nextStart(timing, new Date(Date.parse(remind_at) + before - 1));
    if (!event || !start || start.getTime() < now.getTime() - HOUR) return [];
    const at = DateTime.fromJSDate(start, { zone: tx.tenant.timeZone }).toFormat('MM-dd HH:mm');
    return peopleOf(event).map((user) => ({
      user,
      kind: 'eventSoon',
      object: 'activity',
      record: id,
      key: `${id}|${start.toISOString()}`,
      data: { at },
    }));
  });
  const ids = await noticeIds(tx, notices);
  const told = await notify(
    tx,
    notices.map(({ key: _key, ...notice }, index) => ({ ...notice, id: String(ids[index]) })),
  );
  // derived, like a roll-up: version and time of change stay
  await tx.query(sql`
    update activity t set remind_at = n.at from unnest(${due.map(({ id }) => id)}::uuid[],
      ${due.map(({ id }) => nextReminder(values.get(id) ?? {}, tx.tenant, new Date(now.getTime() + 1)))}::timestamptz[]) as n (id, at)
    where t.tenant_id = ${tx.tenant.id} and t.id = n.id`);
  return { count: due.length, told };
}

/** The same person and start give the same id, whichever process tells it. */
async function noticeIds(tx: Context, notices: readonly { readonly user: string; readonly key: string }[]): Promise<string[]> {
  if (notices.length === 0) return [];
  const rows = await tx.query<{ id: string }>(sql`
    select md5('event' || n.key || n.person)::uuid as id
    from unnest(${notices.map(({ key }) => key)}::text[], ${notices.map(({ user }) => user)}::text[]) with ordinality as n (key, person, place) order by n.place`);
  return rows.map(({ id }) => id);
}
