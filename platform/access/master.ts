import type { Context, FieldMeta, ObjectMeta, ReachVerb, Scope, TenantMetadata } from '../module/index.ts';
import { fewShares } from './standing.ts';

const known = new WeakMap<TenantMetadata, Map<string, FieldMeta | undefined>>();

/** The field by which an object's records belong to a master, if they do. */
export function masterOf(meta: TenantMetadata, object: string): FieldMeta | undefined {
  let found = known.get(meta);
  if (!found) {
    found = new Map(meta.objects.map((one) => [one.name, [...one.fields.values()].find((field) => field.type === 'masterDetail')]));
    known.set(meta, found);
  }
  return found.get(object);
}

/** What is needed of the master for a verb on its details: to see them, seeing it; for everything else, editing it. */
export const masterVerb = (verb: ReachVerb): 'read' | 'edit' => (verb === 'read' ? 'read' : 'edit');

/**
 * How far the caller reaches over an object. Records that belong to a master follow it: the scope is the master's (its owners, not theirs),
 * as long as the caller may use the verb on the object at all.
 */
export function scopeOf(ctx: Pick<Context, 'access' | 'meta'>, meta: ObjectMeta, verb: ReachVerb): Scope {
  const own = ctx.access.scope(meta, verb);
  const master = masterOf(ctx.meta, meta.name);
  if (own.kind !== 'none' && meta.access.closed && !ctx.access.system) return closedScope(ctx, own, verb);
  if (own.kind === 'none' || !master) return own;
  const above = ctx.meta.object(master.object ?? '');
  return above ? scopeOf(ctx, above, masterVerb(verb)) : { kind: 'none' };
}

/** Of what may be closed even to administrators: one's own and what is shared with one, and the rest only while it is open. */
function closedScope({ access }: Pick<Context, 'access'>, own: Scope, verb: ReachVerb): Scope {
  const shared = own.kind === 'owners' ? own.shared : fewShares + 1;
  return {
    kind: 'owners',
    owners: [access.me],
    open: own,
    ...(shared !== undefined && (verb === 'read' || verb === 'edit') ? { shared } : {}),
  };
}
