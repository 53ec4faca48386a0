import { sql } from '../database/sql.ts';
import { errors, fieldError, isId, label } from '../kernel/index.ts';
import { type ActionDefinition, actionToken, type Context, defineAction } from '../module/index.ts';
import { updateRecord } from '../records/index.ts';
import { mayClaim, taken, takeRecords } from './claim.ts';
import { type GiveBack, giveBack } from './give-back.ts';
import { returnReasons } from './object.ts';
import { claimOrApply } from './requests.ts';
import { isOpen, type PoolRow, pooledMeta, poolsWhere, rulesPool } from './store.ts';

/** The verb with which somebody takes part in pools of an object at all; who is in which pool is set there. */
export const claimVerb = 'claim';

interface PoolOfRecord extends PoolRow {
  /** Who has the open record; null while nobody does. */
  readonly owner: { readonly id: string; readonly name: string | null } | null;
}

/** The pool in which a record lies, or where it came from, when the caller takes part in it. */
async function knownPool(ctx: Context, object: string, id: string): Promise<PoolOfRecord | undefined> {
  if (!isId(id)) return undefined;
  const meta = pooledMeta(ctx, object);
  const record = sql`${sql.id(meta.table)} t where t.tenant_id = ${ctx.tenant.id} and t.id = ${id}::uuid and t.deleted_at is null`;
  const [pool] = await poolsWhere<Pick<PoolOfRecord, 'owner'>>(
    ctx,
    sql`p.id = (select coalesce(t.pool, t.home_pool) from ${record})`,
    sql`, (select jsonb_build_object('id', t.owner, 'name', (select u.name from app_user u where u.tenant_id = t.tenant_id and u.id = t.owner))
      from ${record} and t.owner is not null and ${isOpen(meta, 't')}) as owner`,
  );
  return pool?.active && (pool.member || rulesPool(ctx, pool)) ? pool : undefined;
}

/** As `knownPool`. Else NOT_FOUND: it says nothing of the record. */
async function poolOfRecord(ctx: Context, object: string, id: string): Promise<PoolOfRecord> {
  const pool = await knownPool(ctx, object, id);
  if (!pool) throw errors.NOT_FOUND();
  return pool;
}

/** Whether the caller decides about a record in its pool. */
async function rulesPoolOf(ctx: Context, object: string, id: string): Promise<boolean> {
  const pool = await knownPool(ctx, object, id);
  return pool !== undefined && rulesPool(ctx, pool);
}

/** Whether the caller may take a record out of its pool by themselves. */
async function claimsFrom(ctx: Context, object: string, id: string): Promise<boolean> {
  const pool = await knownPool(ctx, object, id);
  return pool !== undefined && (rulesPool(ctx, pool) || (pool.claimMode !== 'assignOnly' && pool.visibility !== 'adminOnly'));
}

const noInput = { type: 'object', additionalProperties: false, properties: {} } as const;
const nowhere = label('记录不在公海里', 'The record lies in no pool');

/** 领取、退回、分配、保护 of an object whose records may lie in pools. */
// biome-ignore lint/suspicious/noExplicitAny: a list holds actions of every input and result type
export function poolActions(object: string): ActionDefinition<any, any>[] {
  const permission = `${object}.${claimVerb}`;
  return [
    defineAction(actionToken<object, { owner: string | null; claimed: boolean; requested?: boolean }>(object, 'claim'), {
      quiet: true,
      label: label('领取', 'Claim'),
      icon: 'check',
      permission,
      primary: true,
      bulk: true,
      input: noInput,
      result: {
        type: 'object',
        properties: { owner: { type: ['string', 'null'] }, claimed: { type: 'boolean' }, requested: { type: 'boolean' } },
      },
      available: (record) => record.pool !== null && record.pool !== undefined,
      why: nowhere,
      locks: 'itself',
      inTurn: true,
      offered: (ctx, id) => claimsFrom(ctx, object, id),
      async run(tx, { id }) {
        const pool = await poolOfRecord(tx, object, id);
        mayClaim(tx, pool);
        // most who come second are told so before they lock and count anything
        if (pool.owner && pool.owner.id !== tx.user.id) throw taken(tx, pool.owner.name);
        const [result] = await claimOrApply(tx, pooledMeta(tx, object), pool, [id]);
        if (result?.error) throw result.error;
        if (result?.requested) return { owner: null, claimed: false, requested: true };
        return { owner: tx.user.id, claimed: result?.claimed ?? false };
      },
    }),
    defineAction(actionToken<{ owner: string }, { owner: string }>(object, 'assign'), {
      quiet: true,
      label: label('分配', 'Assign'),
      icon: 'transfer',
      permission,
      bulk: true,
      input: {
        type: 'object',
        additionalProperties: false,
        required: ['owner'],
        properties: { owner: { type: 'string', maxLength: 40, title: '分配给' } },
      },
      available: (record) => record.pool !== null && record.pool !== undefined,
      why: nowhere,
      locks: 'itself',
      offered: (ctx, id) => rulesPoolOf(ctx, object, id),
      async run(tx, { id, input }) {
        const pool = await poolOfRecord(tx, object, id);
        if (!rulesPool(tx, pool)) throw errors.FORBIDDEN();
        const to = await activeUser(tx, input.owner);
        const [result] = await takeRecords(tx, pooledMeta(tx, object), pool, [id], { to, what: 'assigned' });
        if (result?.error) throw result.error;
        return { owner: to };
      },
    }),
    defineAction(actionToken<GiveBack, { pool: string }>(object, 'return'), {
      label: label('退回公海', 'Return to pool'),
      icon: 'group',
      permission,
      bulk: true,
      input: {
        type: 'object',
        additionalProperties: false,
        required: ['reason'],
        properties: {
          reason: { type: 'string', enum: returnReasons.map(({ key }) => key), title: '退回原因' },
          note: { type: 'string', maxLength: 500, title: '补充说明' },
          pool: { type: 'string', maxLength: 40, title: '公海' },
        },
      },
      available: (record) => record.owner !== null && record.owner !== undefined,
      why: label('记录已在公海里', 'The record lies in a pool already'),
      async run(tx, { record, input }) {
        const meta = pooledMeta(tx, object);
        const { closed } = meta.pooled;
        if (closed?.values.includes(String(record[closed.field]))) throw errors.STATE();
        const pool = await giveBack(tx, meta, record, input);
        return { pool: pool.id };
      },
    }),
    defineAction(actionToken<{ until: string | null }, { until: string | null }>(object, 'protect'), {
      quiet: true,
      label: label('设置保护期', 'Protect'),
      icon: 'lock',
      permission,
      bulk: true,
      input: {
        type: 'object',
        additionalProperties: false,
        required: ['until'],
        properties: { until: { type: ['string', 'null'], format: 'date', maxLength: 10, title: '保护期至' } },
      },
      writes: { until: `${object}.protectedUntil` },
      available: (record) => record.homePool !== null && record.homePool !== undefined && record.owner !== null,
      why: label('只有属于公海且已有负责人的记录可以保护', 'Only an owned record that belongs to a pool can be protected'),
      locks: 'itself',
      offered: (ctx, id) => rulesPoolOf(ctx, object, id),
      async run(tx, { id, input }) {
        const pool = await poolOfRecord(tx, object, id);
        if (!rulesPool(tx, pool)) throw errors.FORBIDDEN();
        await protect(tx, object, id, input.until);
        return { until: input.until };
      },
    }),
  ];
}

async function activeUser(tx: Context, id: string): Promise<string> {
  const [user] = isId(id)
    ? await tx.query<{ id: string }>(sql`
        select id from app_user where tenant_id = ${tx.tenant.id} and id = ${id}::uuid and deleted_at is null and active`)
    : [];
  if (!user)
    throw fieldError('LOOKUP_NOT_FOUND', 'owner', label('没有这个人，或已停用', 'There is no such person, or they are switched off'));
  return user.id;
}

async function protect(tx: Context, object: string, id: string, until: string | null): Promise<void> {
  const meta = pooledMeta(tx, object);
  await updateRecord(tx.elevated(), meta, id, { protectedUntil: until }, { asSystem: true });
}
