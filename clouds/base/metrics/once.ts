import { sql } from '@huanke/platform/database';
import { fieldError, label, textOf } from '@huanke/platform/kernel';
import { type Change, defineHook, type Values } from '@huanke/platform/module';
import { takeTurns } from '@huanke/platform/records';
import { type Grain, nameOfPeriod, startOf } from './period.ts';

const twice = label('这个指标这一期已经有数值，请修改那一条', 'There is a value of this metric for the period already; change that one');

const of = (change: Change, field: string) =>
  String((change.values[field] === undefined ? change.before?.[field] : change.values[field]) ?? '');

/** Those of accounts that were merged may stand twice; only who says something new is asked. */
const isPlaced = ({ operation, values, merging }: Change) =>
  !merging && (operation !== 'update' || ['account', 'metric', 'grain', 'period'].some((field) => values[field] !== undefined));

const keyOf = (...parts: readonly string[]) => parts.join(' ');

/**
 * A metric has one value for each period of an account. Whatever day of a period is written, its first one is kept, and the value is called after metric
 * and period. The accounts are locked: of two who write the same at once the later one is refused.
 */
export const accountMetricOnce = defineHook({
  name: 'base.accountMetricOnce',
  object: 'accountMetric',
  stage: 'beforeSave',
  on: ['create', 'update', 'restore'],
  async run(ctx, changes, reject) {
    const accounts = [...new Set(changes.map((change) => of(change, 'account')))];
    await takeTurns(ctx, 'account', accounts);
    const rows = await ctx.query<{ id: string; account: string; metric: string; grain: string; period: string }>(sql`
      select id, account, metric, grain, period::text as period from account_metric
      where tenant_id = ${ctx.tenant.id} and account = any(${accounts}::uuid[]) and deleted_at is null`);
    const holders = new Map(rows.map((row) => [keyOf(row.account, row.metric, row.grain, row.period), row.id]));
    const metrics = ctx.meta.object('accountMetric')?.fields.get('metric')?.options;
    return changes.map((change, index): Values => {
      const grain = of(change, 'grain') as Grain;
      const metric = of(change, 'metric');
      const period = startOf(grain, of(change, 'period'));
      const key = keyOf(of(change, 'account'), metric, grain, period);
      const holder = holders.get(key);
      if (holder !== undefined && holder !== change.id && isPlaced(change)) reject(index, fieldError('DUPLICATE', 'period', twice));
      else holders.set(key, change.id);
      const option = metrics?.find((one) => one.key === metric);
      const title = option ? textOf(option.label, ctx.tenant.language) : metric;
      return { period, name: `${title} ${nameOfPeriod(grain, period)}` };
    });
  },
});
