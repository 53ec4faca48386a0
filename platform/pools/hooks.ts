import { sql } from '../database/sql.ts';
import { raiseAccessVersion } from '../identity/tenant-info.ts';
import { fieldError, label } from '../kernel/index.ts';
import { type Change, type Context, defineHook, type HookDefinition, type Pooled, type Values } from '../module/index.ts';
import { lapse } from './requests.ts';
import { settleDue } from './settle.ts';

/** Whether a save gives a record to somebody or takes it from them. */
const changesHands = (change: Change) => 'owner' in change.values && change.values['owner'] !== change.before?.['owner'];

const closes = (change: Change, closed: Pooled['closed']) =>
  closed !== undefined && closed.field in change.values && closed.values.includes(String(change.values[closed.field]));

function timesOf(change: Change, closed: Pooled['closed'], now: string): Values | undefined {
  const owner = change.values['owner'] ?? null;
  if (change.operation === 'create') return owner === null ? undefined : { ownerSince: now, heldSince: now };
  const { before } = change;
  const finished = closes(change, closed) ? { pool: null, homePool: null, reclaimAt: null } : undefined;
  if (!changesHands(change)) return finished;
  if (owner === null) return { ownerSince: null, heldSince: null, reclaimAt: null, protectedUntil: null, ...finished };
  // by hand from one to another the time of one's own begins anew, that of holding goes on
  const from = before?.['pool'] ?? null;
  const held = from === null ? (before?.['heldSince'] ?? before?.['createdAt'] ?? now) : now;
  return { pool: null, ownerSince: now, heldSince: held, ...(from === null ? {} : { homePool: from }), ...finished };
}

/** Keeps times of owning and due dates of an object whose records may lie in pools. */
export function poolHooks(object: string): HookDefinition[] {
  return [
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
      name: `pools.${object}.due`,
      object,
      stage: 'afterSave',
      on: ['update', 'restore'],
      async run(ctx, changes) {
        const meta = ctx.meta.object(object);
        const { key, closed } = meta?.pooled ?? {};
        const named = ['homePool', 'protectedUntil', ...(key ? [key] : []), ...(closed ? [closed.field] : [])];
        const ids = changes
          .filter((change) => (change.values['homePool'] ?? change.before?.['homePool'] ?? null) !== null)
          .filter((change) => change.operation === 'restore' || changesHands(change) || named.some((name) => name in change.values))
          .filter((change) => (change.values['owner'] === undefined ? change.before?.['owner'] : change.values['owner']) != null)
          .map(({ id }) => id);
        if (meta && ids.length > 0) await settleDue(ctx, meta, ids);
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
      on conflict (tenant_id, pool_id) do update set object = excluded.object, visibility = excluded.visibility, active = excluded.active`);
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
