import { type Change, defineHook } from '@huanke/platform/module';
import { notify } from '@huanke/platform/notifications';
import { managersOf } from '../domain/managers.ts';

const waits = ({ before, values }: Change) => values.status === 'approval' && before?.status !== 'approval';

/** A tender that comes to its decision is told to who decides: the manager of its owner. */
export const tenderWaits = defineHook({
  name: 'sales.tenderWaits',
  object: 'tender',
  stage: 'afterSave',
  on: ['create', 'update'],
  async run(ctx, changes) {
    const waiting = changes.filter(waits).map(({ id }) => id);
    if (waiting.length === 0 || ctx.channel === 'import') return undefined;
    const managers = (await managersOf(ctx, 'tender', waiting)).filter(({ manager }) => manager !== ctx.user.id);
    await notify(
      ctx,
      managers.map(({ id, manager }) => ({ user: manager, kind: 'tenderWaits', object: 'tender', record: id })),
    );
    return undefined;
  },
});
