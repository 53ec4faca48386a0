import { sql } from '@huanke/platform/database';
import { fieldError, label } from '@huanke/platform/kernel';
import { type Change, defineHook, type Values } from '@huanke/platform/module';

const notPositive = label('汇率要大于 0', 'A rate must be more than 0');
const ownCurrency = label('本币不需要汇率', 'The company’s own currency needs no rate');
const twice = label('这个币种这一天已经有汇率，请修改那一条', 'There is a rate of this currency from that day already; change that one');

const of = (change: Change, field: string) => String(change.values[field] ?? change.before?.[field] ?? '');

/** A currency has one rate from a day on. The company is locked: of two who write the same at once the later one is refused. */
export const rateGuard = defineHook({
  name: 'base.rateGuard',
  object: 'exchangeRate',
  stage: 'beforeSave',
  on: ['create', 'update', 'restore'],
  async run(ctx, changes, reject) {
    await ctx.query(sql`select from tenant where id = ${ctx.tenant.id} for no key update`);
    const currencies = [...new Set(changes.map((change) => of(change, 'currency')))];
    const rows = await ctx.query<{ id: string; currency: string; day: string }>(sql`
      select id, currency, from_on::text as day from exchange_rate
      where tenant_id = ${ctx.tenant.id} and currency = any(${currencies}::text[]) and deleted_at is null`);
    const holders = new Map(rows.map(({ id, currency, day }) => [`${currency} ${day}`, id]));
    return changes.map((change, index): Values => {
      const name = `${of(change, 'currency')} ${of(change, 'fromOn')}`;
      const holder = holders.get(name);
      if (Number(of(change, 'rate')) <= 0) reject(index, fieldError('INVALID_VALUE', 'rate', notPositive));
      else if (of(change, 'currency') === ctx.tenant.currency) reject(index, fieldError('INVALID_VALUE', 'currency', ownCurrency));
      else if (holder !== undefined && holder !== change.id) reject(index, fieldError('DUPLICATE', 'fromOn', twice));
      else holders.set(name, change.id);
      return { name };
    });
  },
});
