import { sql } from '@huanke/platform/database';
import { type Point, pointIn } from '@huanke/platform/kernel';
import { type Change, type Context, defineHook, metaOf, type Values } from '@huanke/platform/module';
import { accessPredicate, saveRecords, takeTurns } from '@huanke/platform/records';

interface Row {
  readonly id: string;
  readonly account: string;
  readonly main: boolean;
}

const accountsOf = (changes: readonly Change[]): string[] => [
  ...new Set(changes.flatMap(({ before, values }) => [before?.['account'], values['account']]).filter((id) => typeof id === 'string')),
];

/** Which address of an account is its main one: the last that was said to be, else the one that is, else the oldest. */
function mainOf(rows: readonly Row[], said: ReadonlySet<string>): Row | undefined {
  return rows.findLast(({ id }) => said.has(id)) ?? rows.find(({ main }) => main) ?? rows[0];
}

/** The first address of an account is its main one as it is made. */
export const firstAddress = defineHook({
  name: 'base.firstAddress',
  object: 'accountAddress',
  stage: 'beforeSave',
  on: ['create'],
  async run(ctx, changes) {
    const rows = await ctx.query<{ account: string }>(sql`
      select distinct account from account_address
      where tenant_id = ${ctx.tenant.id} and account = any(${accountsOf(changes)}::uuid[]) and deleted_at is null`);
    const known = new Set(rows.map(({ account }) => account));
    return changes.map(({ values }): Values | undefined => {
      const account = String(values['account']);
      if (known.has(account)) return undefined;
      known.add(account);
      return { main: true };
    });
  },
});

/** Keeps one main address in each account that has any; accounts are locked, so that of two who say so at once the later one holds. */
export const mainAddress = defineHook({
  name: 'base.mainAddress',
  object: 'accountAddress',
  stage: 'afterSave',
  on: ['create', 'update', 'delete', 'restore'],
  async run(ctx, changes) {
    const accounts = accountsOf(changes);
    await takeTurns(ctx, 'account', accounts);
    const rows = await ctx.query<Row>(sql`
      select id, account, coalesce(main, false) as main from account_address
      where tenant_id = ${ctx.tenant.id} and account = any(${accounts}::uuid[]) and deleted_at is null order by created_at, id`);
    const said = new Set(changes.filter(({ operation, values }) => operation !== 'delete' && values['main'] === true).map(({ id }) => id));
    const wrong = [...Map.groupBy(rows, ({ account }) => account).values()].flatMap((all) => {
      const main = mainOf(all, said);
      return all.filter((row) => row.main !== (row === main)).map((row) => ({ id: row.id, main: row === main }));
    });
    if (wrong.length === 0) return undefined;
    const updates = wrong.map(({ id, main }) => ({ operation: 'update' as const, id, values: { main } }));
    await saveRecords(ctx.elevated(), metaOf(ctx, 'accountAddress'), updates, { asSystem: true });
    return undefined;
  },
});

/** Where accounts are by their main addresses. `seen`: only by those that the caller sees. */
export async function placesOfAccounts(ctx: Context, accounts: readonly string[], which: 'all' | 'seen'): Promise<Map<string, Point>> {
  const meta = metaOf(ctx, 'accountAddress');
  const field = meta.fields.get('address');
  if (accounts.length === 0 || !field || field.masked) return new Map();
  const reach = which === 'all' ? sql`true` : accessPredicate(ctx, meta, 't');
  const rows = await ctx.query<{ account: string; address: unknown }>(sql`
    select t.account, t.address from account_address t
    where t.tenant_id = ${ctx.tenant.id} and t.account = any(${accounts}::uuid[]) and t.main and t.deleted_at is null and ${reach}`);
  return new Map(
    rows.flatMap(({ account, address }) => {
      const point = pointIn(address);
      return point ? [[account, point] as const] : [];
    }),
  );
}
