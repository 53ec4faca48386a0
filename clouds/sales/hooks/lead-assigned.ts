import { type Change, defineHook } from '@huanke/platform/module';
import { emitAll } from '@huanke/platform/records';
import { salesEvents } from '../contract.ts';

const isGiven = (change: Change) => Boolean(change.values.owner) && change.values.owner !== change.before?.owner;

/** `lead.assigned` for every lead that has a new owner; not of imports, whose rows are told as created and updated. */
export const leadAssigned = defineHook({
  name: 'sales.leadAssigned',
  object: 'lead',
  stage: 'afterSave',
  on: ['create', 'update'],
  tells: ['assigned'],
  async run(ctx, changes) {
    if (ctx.channel === 'import' || ctx.channel === 'sync') return undefined;
    await emitAll(
      ctx,
      changes.filter(isGiven).map(({ id, values, before }) => ({
        event: salesEvents.leadAssigned,
        object: 'lead',
        record: id,
        changes: { owner: values.owner, from: before?.owner ?? null },
      })),
    );
    return undefined;
  },
});
