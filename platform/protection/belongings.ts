import { audit } from '../audit/index.ts';
import { type Sql, sql } from '../database/sql.ts';
import { errors, isId, type Label } from '../kernel/index.ts';
import { type BelongingDefinition, type Context, defineHook } from '../module/index.ts';
import { getRecord } from '../records/index.ts';
import { mayProtect } from './plan.ts';

/** What is kept about a user beside the records of the company: from one table, without secrets. */
export interface Belongings {
  readonly table: string;
  readonly label: Label;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** How much of one table belongs to a user, without its content. */
export interface BelongingsCount {
  readonly table: string;
  readonly label: Label;
  readonly count: { readonly value: number; readonly capped: boolean };
  /** Rows among them that others use, too: they stay when the account is deleted. */
  readonly shared: number;
  /** Whether the copy holds them; what is only there to work with goes and is not told. */
  readonly told: boolean;
}

// most rows that are told and counted of one table: notices pile up
const most = 10_000;

const belongingsIn = (ctx: Context): readonly BelongingDefinition[] =>
  ctx.app.registry.modules.flatMap(({ belongings = [] }) => belongings);

const ofUsers = (ctx: Context, { user = 'user_id' }: BelongingDefinition, users: readonly string[]): Sql =>
  sql`t.tenant_id = ${ctx.tenant.id} and t.${sql.ref(user)} = any(${users}::uuid[])`;

/** A user the caller may ask about: themselves, or whoever for who protects personal data. */
async function userOf(ctx: Context, user: string): Promise<Readonly<Record<string, unknown>> & { readonly id: string }> {
  const id = user.toLowerCase();
  const meta = ctx.meta.object('user');
  if (!meta || !isId(id)) throw errors.NOT_FOUND();
  const person = await getRecord(ctx, meta, id);
  if (id !== ctx.user.id) mayProtect(ctx);
  return { ...person, id };
}

/**
 * Everything kept about a user of the company that belongs to them alone: devices, connections, keys by their names, choices. For themselves, and
 * for who protects personal data, which is written to the audit log. Secrets and keys are never told.
 *
 * @throws NOT_FOUND for whom the caller does not see, FORBIDDEN for who is neither
 */
export async function userData(ctx: Context, user: string): Promise<{ user: Readonly<Record<string, unknown>>; belongings: Belongings[] }> {
  const person = await userOf(ctx, user);
  return ctx.transaction(async (tx) => {
    const belongings: Belongings[] = [];
    for (const one of belongingsIn(tx).filter(({ told }) => told.length > 0)) {
      const columns = one.told.map((column) => sql`t.${sql.ref(column)}`);
      const rows = await tx.query(
        sql`select ${sql.join(columns)} from ${sql.table(one.table)} t where ${ofUsers(tx, one, [person.id])} order by 1 limit ${most}`,
      );
      belongings.push({ table: one.table, label: one.label, rows });
    }
    await audit(tx, { event: 'person.exported', object: 'user', record: person.id });
    return { user: person, belongings };
  });
}

/**
 * How much belongs to a user alone, by table: what a copy would hold and what goes with the account. Nothing of its content is told.
 *
 * @throws NOT_FOUND for whom the caller does not see, FORBIDDEN for who is neither the user nor protects personal data
 */
export async function userDataCounts(ctx: Context, user: string): Promise<BelongingsCount[]> {
  const { id } = await userOf(ctx, user);
  const all = belongingsIn(ctx);
  const counts = all.map((one, at) => {
    const shared = one.spares ? sql`t.${sql.ref(one.spares)} is true` : sql`false`;
    const rows = sql`select ${shared} as shared from ${sql.table(one.table)} t where ${ofUsers(ctx, one, [id])} limit ${most + 1}`;
    return sql`select ${at}::int as at, count(*)::int as value, (count(*) filter (where shared))::int as shared from (${rows}) r`;
  });
  const rows = await ctx.query<{ at: number; value: number; shared: number }>(sql.join(counts, sql` union all `));
  const found = new Map(rows.map((row) => [row.at, row]));
  return all.map(({ table, label, told }, at) => {
    const { value = 0, shared = 0 } = found.get(at) ?? {};
    return { table, label, count: { value: Math.min(value, most), capped: value > most }, shared, told: told.length > 0 };
  });
}

/** Who is deleted leaves nothing of their own behind: no device is written to, no mailbox read, no key opens anything. */
export const belongingsGo = defineHook({
  name: 'protection.belongingsGo',
  object: 'user',
  stage: 'afterSave',
  on: ['delete'],
  async run(ctx, changes) {
    const users = changes.map(({ id }) => id);
    for (const one of belongingsIn(ctx))
      await ctx.query(
        sql`delete from ${sql.table(one.table)} t where ${ofUsers(ctx, one, users)} ${one.spares ? sql`and t.${sql.ref(one.spares)} is not true` : sql``}`,
      );
    return undefined;
  },
});
