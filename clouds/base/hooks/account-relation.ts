import { sql } from '@huanke/platform/database';
import { fieldError, label } from '@huanke/platform/kernel';
import { type Change, type Context, defineHook, type Values } from '@huanke/platform/module';

const texts = {
  self: label('不能与自己建立关系', 'A company has no relation to itself'),
  twice: label('这条关系已经有了', 'This relation is there already'),
};
/** Seen from the other side the same relation has another name. */
const mirrors: Readonly<Record<string, string>> = { parent: 'branch', branch: 'parent', buyerOf: 'supplierOf', supplierOf: 'buyerOf' };

const of = (change: Change, field: string) =>
  String((change.values[field] === undefined ? change.before?.[field] : change.values[field]) ?? '');

const keyOf = (account: string, kind: string, other: string) => `${account} ${kind} ${other}`;

/** Those of accounts that were merged stay what they are; only who says something new is asked. */
const isPlaced = ({ operation, values, merging }: Change) =>
  !merging && (operation !== 'update' || ['kind', 'other'].some((field) => values[field] !== undefined));

/** A relation stands once, from whichever side it is written; its name tells both companies. */
export const accountRelationOnce = defineHook({
  name: 'base.accountRelationOnce',
  object: 'accountRelation',
  stage: 'beforeSave',
  on: ['create', 'update'],
  async run(ctx, changes, reject) {
    const names = await namesOf(ctx, changes);
    const holders = await holdersOf(ctx, changes);
    return changes.map((change, index): Values => {
      const [account, kind, other] = [of(change, 'account'), of(change, 'kind'), of(change, 'other')];
      const keys = [keyOf(account, kind, other), ...(mirrors[kind] ? [keyOf(other, mirrors[kind], account)] : [])];
      const holder = keys.map((key) => holders.get(key)).find((id) => id !== undefined && id !== change.id);
      if (!isPlaced(change)) return { name: nameFor(names, account, other) };
      if (account === other) reject(index, fieldError('INVALID_VALUE', 'other', texts.self));
      else if (holder !== undefined) reject(index, fieldError('DUPLICATE', 'other', texts.twice));
      else holders.set(keyOf(account, kind, other), change.id);
      return { name: nameFor(names, account, other) };
    });
  },
});

const nameFor = (names: ReadonlyMap<string, string>, account: string, other: string) =>
  [account, other].map((id) => names.get(id) ?? '').join(' → ');

const accountsOf = (changes: readonly Change[]) => changes.flatMap((change) => [of(change, 'account'), of(change, 'other')]);

async function namesOf(ctx: Context, changes: readonly Change[]): Promise<Map<string, string>> {
  const rows = await ctx.query<{ id: string; name: string }>(sql`
    select id, name from account where tenant_id = ${ctx.tenant.id} and id = any(${accountsOf(changes)}::uuid[])`);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** The relations there are between the companies named, each under its key. Two who write the same take turns. */
async function holdersOf(ctx: Context, changes: readonly Change[]): Promise<Map<string, string>> {
  const accounts = accountsOf(changes);
  await ctx.query(sql`select pg_advisory_xact_lock(hashtextextended(${`account relations ${ctx.tenant.id}`}, 0))`);
  const rows = await ctx.query<{ id: string; account: string; kind: string; other: string }>(sql`
    select id, account, kind, other from account_relation
    where tenant_id = ${ctx.tenant.id} and account = any(${accounts}::uuid[]) and other = any(${accounts}::uuid[]) and deleted_at is null`);
  return new Map(rows.map(({ id, account, kind, other }) => [keyOf(account, kind, other), id]));
}
