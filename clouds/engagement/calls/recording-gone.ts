import { sql } from '@huanke/platform/database';
import { defineSubscriber, metaOf } from '@huanke/platform/module';
import { loadValues, saveAll } from '@huanke/platform/records';

/** A recording that went with the data of a person is not offered any more. */
export const recordingGone = defineSubscriber({
  name: 'engagement.recordingGone',
  events: ['callLog.filesErased'],
  async run(ctx, events) {
    const meta = metaOf(ctx, 'callLog');
    await ctx.transaction(async (tx) => {
      const calls = await loadValues(tx, meta, [...new Set(events.map((event) => event.record))], { lock: true });
      const kept = await tx.query<{ id: string }>(sql`
        select record_id as id from guarded_file where tenant_id = ${tx.tenant.id} and record_id = any(${[...calls.keys()]}::uuid[])`);
      const there = new Set(kept.map(({ id }) => id));
      const gone = [...calls].filter(([id, values]) => values.hasRecording === true && !there.has(id));
      await saveAll(
        tx,
        meta,
        gone.map(([id]) => ({ operation: 'update', id, values: { hasRecording: false } })),
        { asSystem: true },
      );
    });
  },
});
