import { addDays, dayIn, type Label, label, textOf } from '@huanke/platform/kernel';
import { type Channel, type Context, defineHook, type Values } from '@huanke/platform/module';
import { emitAll, type Told } from '@huanke/platform/records';
import { baseEvents } from '../contract.ts';
import { accountSettings } from '../settings.ts';

/** How a level came to be that nobody has given a reason for. */
const reasons: Readonly<Partial<Record<Channel, Label>>> = {
  import: label('导入时填写', 'Came with an import'),
  api: label('由接口写入', 'Written by another program'),
};
const byEdit = label('在客户资料中填写', 'Filled in on the account');

/** Until when a level by hand holds, where nobody says: so many days from today. */
const termOf = (ctx: Context) => addDays(dayIn(ctx.tenant.timeZone, ctx.clock.now()), accountSettings(ctx).manualLevelDays);

/**
 * Who sets the level of an account, by whatever way, keeps it from the rule for a while; who empties it gives it back. What automation sets is the
 * rule's. The past is told without an end: nobody has set it for a while.
 */
export const accountLevel = defineHook({
  name: 'base.accountLevel',
  object: 'account',
  stage: 'beforeSave',
  on: ['create', 'update'],
  run: (ctx, changes) =>
    changes.map(({ values, told }): Values | undefined => {
      // who judges by the rule says so
      if (values['level'] === undefined || told) return undefined;
      const by = values['level'] === null ? null : ctx.channel === 'automation' ? 'rule' : 'manual';
      if (by !== 'manual' || ctx.channel === 'sync') return { levelBy: by, levelUntil: null, levelReason: null };
      return { levelBy: by, levelUntil: termOf(ctx), levelReason: textOf(reasons[ctx.channel] ?? byEdit, ctx.tenant.language) };
    }),
});

/** Whose word a change is: of a level what stands with it, of one that was emptied and of lifecycles that of who saves. */
const byOf = (ctx: Context, field: 'level' | 'lifecycle', { levelBy }: Values) =>
  (field === 'level' && levelBy) || (ctx.channel === 'automation' ? 'rule' : 'manual');

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
                  changes: { from, to, by: byOf(ctx, field, { ...before, ...values }) },
                },
              ];
        }),
      ),
    );
    return undefined;
  },
});
