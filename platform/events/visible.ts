import { masterOf, scopeOf } from '../access/index.ts';
import { sql } from '../database/sql.ts';
import type { Context, EventRecord, Scope } from '../module/index.ts';
import { accessPredicate } from '../records/access.ts';

/** Which events somebody may hear of, for many people of one tenant: each object is asked once per different reach, not per person. */
export function createSight<E extends EventRecord>(events: readonly E[]) {
  const byObject = Map.groupBy(events, (event) => event.object);
  const answers = new Map<string, Promise<ReadonlySet<string>>>();

  const reachKey = (scope: Scope): string => (scope.kind === 'owners' ? [...scope.owners].sort().join() : scope.kind);

  async function records(ctx: Context, object: string): Promise<ReadonlySet<string>> {
    const meta = ctx.meta.object(object);
    const found = byObject.get(object) ?? [];
    if (!meta || !ctx.access.can(`${object}.read`)) return new Set();
    const scope = scopeOf(ctx, meta, 'read');
    if (scope.kind === 'none') return new Set();
    const ids = [...new Set(found.map((event) => event.record))];
    if (scope.kind === 'all') return new Set(ids);
    const key = `${object} ${reachKey(scope)}`;
    let answer = answers.get(key);
    if (!answer) {
      // deleted records are asked about as well: who saw one must learn that it is gone
      answer = ctx
        .query<{ id: string }>(sql`
          select t.id from ${sql.table(meta.table)} t
          where t.tenant_id = ${ctx.tenant.id} and t.id = any(${ids}::uuid[]) and ${accessPredicate(ctx, meta, 't')} ${meta.custom ? sql`and t.object = ${meta.name}` : sql``}`)
        .then((rows) => new Set(rows.map((row) => row.id)));
      answers.set(key, answer);
    }
    const now = await answer;
    const owners = new Set(scope.owners);
    // the owner of what belongs to a master says nothing of who saw it
    if (masterOf(ctx.meta, object)) return now;
    const lost = found.filter((event) => leftReach(event, owners)).map((event) => event.record);
    return lost.length === 0 ? now : new Set([...now, ...lost]);
  }

  return {
    async of(ctx: Context): Promise<E[]> {
      const visible = new Map<string, ReadonlySet<string>>();
      for (const object of byObject.keys()) visible.set(object, await records(ctx, object));
      return events.filter((event) => visible.get(event.object)?.has(event.record));
    },
  };
}

/** A record given to somebody else: its former people must see it go. */
function leftReach(event: EventRecord, owners: ReadonlySet<string>): boolean {
  if (!Array.isArray(event.changes)) return false;
  return event.changes.some(
    (change: { field?: unknown; old?: unknown }) => change?.field === 'owner' && typeof change.old === 'string' && owners.has(change.old),
  );
}
