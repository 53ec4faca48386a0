import { sql } from '../database/sql.ts';
import { fieldError, label } from '../kernel/index.ts';
import { type Context, defineSubscriber, type EventRecord } from '../module/index.ts';
import { assignRecords, mostAtOnce } from './assign.ts';

/** Ways in which new records come without a person who makes them for themselves. */
export const triggerChannels = ['import', 'api', 'automation', 'sync'] as const;

/** The ways by which new records of an object are given out by themselves. */
export async function channelsOf(ctx: Context, object: string): Promise<string[]> {
  const [row] = await ctx.query<{ channels: string[] }>(
    sql`select channels from assign_trigger where tenant_id = ${ctx.tenant.id} and object = ${object}`,
  );
  return row?.channels ?? [];
}

export async function saveChannels(ctx: Context, object: string, raw: unknown): Promise<void> {
  const known: readonly unknown[] = triggerChannels;
  if (!Array.isArray(raw) || raw.some((one) => !known.includes(one)))
    throw fieldError('INVALID_VALUE', 'channels', label(`可用的值：${triggerChannels.join('、')}`, `Among: ${triggerChannels.join(', ')}`));
  const channels = triggerChannels.filter((one) => raw.includes(one));
  await ctx.query(sql`
    insert into assign_trigger (tenant_id, object, channels) values (${ctx.tenant.id}, ${object}, ${channels}::text[])
    on conflict (tenant_id, object) do update set channels = excluded.channels`);
}

/** New records that came in by a way the company has named go to people by the rules; told twice, a record is left alone. */
export const assignNew = defineSubscriber({
  name: 'assignment.new',
  events: ['lead.created', 'account.created', 'opportunity.created'],
  automation: 'assignment',
  async run(ctx, events) {
    for (const [object, list] of Map.groupBy(events, (event: EventRecord) => event.object)) {
      const meta = ctx.meta.object(object);
      const channels = meta ? await channelsOf(ctx, object) : [];
      const ids = list.filter((event) => channels.includes(event.channel)).map((event) => event.record);
      if (!meta || ids.length === 0) continue;
      for (let from = 0; from < ids.length; from += mostAtOnce)
        await ctx.transaction((tx) => assignRecords(tx, meta, ids.slice(from, from + mostAtOnce)));
    }
  },
});
