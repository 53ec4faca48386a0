import { sql } from '../database/sql.ts';
import { defineSubscriber, type EventRecord } from '../module/index.ts';

/** The field under which a line of the history keeps what was printed. */
const PRINTED = '$print';

/** A line in the history for each time a record was printed; the event's id is the line's, so that it is written once. */
export const printsSubscriber = defineSubscriber({
  name: 'timeline.prints',
  events: ['*.printed'],
  async run(ctx, events: readonly EventRecord[]) {
    const lines = events.map(({ record, id, object, at, by, channel, changes }) => {
      const { file = '' } = (changes ?? {}) as { file?: string };
      return { record, id, object, at, by, channel, changes: [{ field: PRINTED, old: null, new: file }] };
    });
    await ctx.transaction((tx) =>
      tx.query(sql`
        insert into record_history (tenant_id, record_id, id, object, at, by_user, channel, operation, changes)
        select ${tx.tenant.id}, l.record, l.id, l.object, l.at, l.by, l.channel, 'print', l.changes
        from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as l (record uuid, id uuid, object text, at timestamptz, by uuid, channel text, changes jsonb)
        on conflict do nothing`),
    );
  },
});
