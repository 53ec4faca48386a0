import { sql } from '../database/sql.ts';
import { raiseAccessVersion } from '../identity/tenant-info.ts';
import { fieldError, label } from '../kernel/index.ts';
import { type Change, type Context, defineHook, type HookDefinition, type ObjectMeta, type Pooled, type Values } from '../module/index.ts';
import { beyondHolding, type Wanted } from './holding.ts';
import { logAndTell } from './log.ts';
import { lapse } from './requests.ts';
import { settleDue } from './settle.ts';
import { graceDays, type PoolLine } from './store.ts';

const said = (change: Change, name: string): unknown => (name in change.values ? change.values[name] : change.before?.[name]) ?? null;

/** Whether a save gives a record to somebody or takes it from them. */
const changesHands = (change: Change) => 'owner' in change.values && change.values['owner'] !== change.before?.['owner'];

const isClosed = (values: Values | undefined, closed: Pooled['closed']) => closed?.values.includes(String(values?.[closed.field])) === true;

/** Open again after it was finished, or back from the recycle bin. */
function comesBack(change: Change, closed: Pooled['closed']): boolean {
  if (isClosed({ ...change.before, ...change.values }, closed)) return false;
  return change.operation === 'restore' || (change.operation === 'update' && isClosed(change.before, closed));
}

/**
 * What is finished lies in no pool and is due never, but it goes on belonging to its pool: opened again, its limits and rules hold as before.
 * What nobody owns any more lies in the pool it belongs to, whoever took it away and by which way.
 */
function timesOf(change: Change, closed: Pooled['closed'], now: string): Values | undefined {
  const owner = change.values['owner'] ?? null;
  if (change.operation === 'create') return owner === null ? undefined : { ownerSince: now, heldSince: now };
  const { before } = change;
  const isFinished = isClosed({ ...before, ...change.values }, closed);
  const finished = isFinished ? { pool: null, reclaimAt: null } : undefined;
  const home = said(change, 'homePool');
  const falls = !isFinished && said(change, 'owner') === null && said(change, 'pool') === null && home !== null;
  if (!changesHands(change)) return finished ?? (falls && comesBack(change, closed) ? { pool: home } : undefined);
  if (owner === null)
    return {
      ownerSince: null,
      heldSince: null,
      reclaimAt: null,
      graceUntil: null,
      protectedUntil: null,
      ...(falls ? { pool: home } : {}),
      ...finished,
    };
  // by hand from one to another the time of one's own begins anew, that of holding goes on
  const from = before?.['pool'] ?? null;
  const held = from === null ? (before?.['heldSince'] ?? before?.['createdAt'] ?? now) : now;
  return { pool: null, ownerSince: now, heldSince: held, ...(from === null ? {} : { homePool: from }), ...finished };
}

/** Whose holding of which pool grows by a save: who gets a record out of a pool, or whose own comes back. */
function wantedBy(change: Change, closed: Pooled['closed']): Wanted | undefined {
  const user = said(change, 'owner');
  if (change.told || change.merging || typeof user !== 'string') return undefined;
  const from = change.before?.['pool'];
  const pool = typeof from === 'string' && changesHands(change) ? from : comesBack(change, closed) ? said(change, 'homePool') : null;
  return typeof pool === 'string' ? { pool, user } : undefined;
}

/** What the log says of a save that took a record out of a pool, or put it there, by another way than those of this folder. */
function lineOf(ctx: Context, change: Change): PoolLine | undefined {
  if (change.told || !changesHands(change)) return undefined;
  const { id: record, object, before, values } = change;
  const [from, to] = [before?.['owner'] ?? null, values['owner'] ?? null] as [string | null, string | null];
  const left = before?.['pool'];
  if (to !== null && typeof left === 'string') return { pool: left, object, record, what: 'assigned', from, to };
  const into = values['pool'];
  if (to !== null || typeof into !== 'string') return undefined;
  return { pool: into, object, record, what: from === ctx.user.id ? 'returned' : 'reclaimed', reason: 'byHand', from, to };
}

/**
 * Days of grace for records that come back to life: what was due meanwhile is not taken away before its owner was warned. Once for as long as
 * somebody holds them, so that closing and opening by turns keeps nothing.
 */
async function giveGrace(ctx: Context, meta: ObjectMeta, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await ctx.query(sql`
    update ${sql.id(meta.table)} t set grace_until = ${ctx.clock.now()}::timestamptz + make_interval(days => ${graceDays}) from pool p
    where t.tenant_id = ${ctx.tenant.id} and t.id = any(${ids}::uuid[]) and t.owner is not null and t.grace_until is null
      and p.tenant_id = t.tenant_id and p.id = t.home_pool`);
}

/** Keeps times of owning and due dates of an object whose records may lie in pools, and its limits whichever way a record changes hands. */
export function poolHooks(object: string): HookDefinition[] {
  return [
    defineHook({
      name: `pools.${object}.limits`,
      object,
      stage: 'beforeSave',
      on: ['update', 'restore'],
      async run(ctx, changes, reject) {
        const meta = ctx.meta.object(object);
        const wanted = changes.map((change) => wantedBy(change, meta?.pooled?.closed));
        const asked = wanted.flatMap((one, index) => (one ? [{ ...one, index }] : []));
        if (!meta || asked.length === 0) return undefined;
        const refusals = await beyondHolding(ctx, meta, asked);
        for (const [at, { index }] of asked.entries()) {
          const refusal = refusals[at];
          if (refusal) reject(index, refusal);
        }
        return undefined;
      },
    }),
    defineHook({
      name: `pools.${object}.times`,
      object,
      stage: 'beforeSave',
      on: ['create', 'update'],
      run(ctx, changes) {
        const now = ctx.clock.now().toISOString();
        const closed = ctx.meta.object(object)?.pooled?.closed;
        return changes.map((change) => timesOf(change, closed, now));
      },
    }),
    defineHook({
      name: `pools.${object}.log`,
      object,
      stage: 'afterSave',
      on: ['update'],
      async run(ctx, changes) {
        await logAndTell(
          ctx,
          changes.flatMap((change) => lineOf(ctx, change) ?? []),
        );
        return undefined;
      },
    }),
    defineHook({
      name: `pools.${object}.due`,
      object,
      stage: 'afterSave',
      on: ['update', 'restore'],
      async run(ctx, changes) {
        const meta = ctx.meta.object(object);
        const { key, closed } = meta?.pooled ?? {};
        const named = ['homePool', 'protectedUntil', ...(key ? [key] : []), ...(closed ? [closed.field] : [])];
        const ours = changes.filter((change) => said(change, 'homePool') !== null && said(change, 'owner') !== null);
        const moved = ours.filter(
          (change) => change.operation === 'restore' || changesHands(change) || named.some((name) => name in change.values),
        );
        if (!meta || moved.length === 0) return undefined;
        await giveGrace(
          ctx,
          meta,
          moved.filter((change) => comesBack(change, closed)).map(({ id }) => id),
        );
        await settleDue(
          ctx,
          meta,
          moved.map(({ id }) => id),
        );
        return undefined;
      },
    }),
    defineHook({
      name: `pools.${object}.requests`,
      object,
      stage: 'afterSave',
      on: ['update', 'delete'],
      async run(ctx, changes) {
        const left = changes.filter(
          ({ operation, values, before }) =>
            before?.['pool'] && (operation === 'delete' || ('pool' in values && values['pool'] !== before['pool'])),
        );
        await lapse(
          ctx,
          object,
          left.map(({ id }) => id),
        );
        return undefined;
      },
    }),
  ];
}

/** What access is made of follows the pool's record, whichever way it is changed; rights cached before are not used any more. */
const accessFollows = defineHook({
  name: 'pools.access',
  object: 'pool',
  stage: 'afterSave',
  on: ['create', 'update', 'delete', 'restore'],
  async run(ctx, changes) {
    const ids = changes.map(({ id }) => id);
    await ctx.query(sql`
      insert into pool_access (tenant_id, pool_id, object, visibility, active)
      select p.tenant_id, p.id, p.for_object, coalesce(p.visibility, 'full'), p.active is true and p.deleted_at is null from pool p
      where p.tenant_id = ${ctx.tenant.id} and p.id = any(${ids}::uuid[])
      on conflict (tenant_id, pool_id) do update set object = excluded.object, visibility = excluded.visibility, active = excluded.active,
        version = pool_access.version + 1`);
    // what was owned while the pool was off is not due the moment it is switched on
    const switchedOn = changes.filter(
      ({ operation, before, values }) =>
        operation === 'restore' || (operation === 'update' && before?.['active'] !== true && values['active'] === true),
    );
    await ctx.query(sql`
      update pool_rule r set enabled_at = ${ctx.clock.now()}::timestamptz, grace_until = ${ctx.clock.now()}::timestamptz + make_interval(days => ${graceDays})
      from pool p where r.tenant_id = ${ctx.tenant.id} and r.pool_id = any(${switchedOn.map(({ id }) => id)}::uuid[]) and r.enabled
        and p.tenant_id = r.tenant_id and p.id = r.pool_id`);
    await ctx.query(raiseAccessVersion(ctx.tenant.id));
    return undefined;
  },
});

const objectStays = defineHook({
  name: 'pools.object',
  object: 'pool',
  stage: 'beforeSave',
  on: ['create', 'update'],
  run(ctx: Context, changes, reject) {
    for (const [index, { values, before }] of changes.entries()) {
      if (!('forObject' in values)) continue;
      if (before) reject(index, fieldError('INVALID_VALUE', 'forObject', label('对象不能再改', 'The object can not be changed any more')));
      else if (!ctx.meta.object(String(values['forObject']))?.pooled)
        reject(index, fieldError('INVALID_VALUE', 'forObject', label('这个对象没有公海', 'Records of this object can not lie in a pool')));
    }
    return undefined;
  },
});

/** Somebody who is switched off loses what they hold at once: a job in the transaction of the switch (sweep.ts). */
export const ownHooks: readonly HookDefinition[] = [accessFollows, objectStays];
