import { defineHook, type Values } from '@huanke/platform/module';
import { emitAll, type Told } from '@huanke/platform/records';
import { baseEvents } from '../contract.ts';

/** Who sets the level of an account by hand keeps it from the rule; who empties it gives it back. What automation sets is the rule's. */
export const accountLevel = defineHook({
  name: 'base.accountLevel',
  object: 'account',
  stage: 'beforeSave',
  on: ['create', 'update'],
  run: (ctx, changes) =>
    changes.map(({ values }): Values | undefined => {
      if (values['level'] === undefined) return undefined;
      const by = values['level'] === null ? null : ctx.channel === 'automation' ? 'rule' : 'manual';
      return { levelBy: by, levelUntil: null, levelReason: null };
    }),
});

/** Levels and lifecycles that change are told, whoever changed them. A lifecycle that is emptied is only about to be judged anew. */
export const accountTurns = defineHook({
  name: 'base.accountTurns',
  object: 'account',
  stage: 'afterSave',
  on: ['update'],
  tells: ['levelChanged', 'lifecycleChanged'],
  async run(ctx, changes) {
    const events = { level: baseEvents.accountLevelChanged, lifecycle: baseEvents.accountLifecycleChanged };
    await emitAll(
      ctx,
      changes.flatMap(({ id, before, values }): Told[] =>
        (['level', 'lifecycle'] as const).flatMap((field) => {
          const [from, to] = [before?.[field] ?? null, values[field]];
          return to === undefined || to === from || (field === 'lifecycle' && to === null)
            ? []
            : [
                {
                  event: events[field],
                  object: 'account',
                  record: id,
                  changes: { from, to, by: ctx.channel === 'automation' ? 'rule' : 'manual' },
                },
              ];
        }),
      ),
    );
    return undefined;
  },
});
