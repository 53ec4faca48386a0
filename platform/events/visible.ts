import { masterOf, scopeOf } from '../access/index.ts';
import { sql } from '../database/sql.ts';
import type { Context, Scope } from '../module/index.ts';
import { accessPredicate } from '../records/access.ts';

/** What is asked about: a record, and when it was changed how. */
export interface Sighted {
  readonly object: string;
  readonly record: string;
  readonly event?: string;
  readonly by?: string | null;
  readonly changes?: unknown;
}

/** Which events somebody may hear of, for many people of one tenant: each object is asked once per different reach, not per person. */
export function createSight<E extends Sighted>(events: readonly E[]) {
  const byObject = Map.groupBy(events, (event) => event.object);
  const answers = new Map<string, Promise<ReadonlySet<string>>>();

  const reachKey = (ctx: Context, scope: Scope): string => {
    if (scope.kind !== 'owners') return scope.kind;
    // what a record names is in reach of one and not of another
    if (scope.open) return `${ctx.access.me} ${ctx.access.looking ?? false}`;
    return [...scope.owners, ...(scope.pools ?? []), ...(scope.shared === undefined ? [] : ['', ...ctx.access.principals])].sort().join();
  };

  async function records(ctx: Context, object: string): Promise<ReadonlySet<string>> {
    const meta = ctx.meta.object(object);
    const found = byObject.get(object) ?? [];
    if (!meta || !ctx.access.can(`${object}.read`)) return new Set();
    const scope = scopeOf(ctx, meta, 'read');
    if (scope.kind === 'none') return new Set();
    const ids = [...new Set(found.map((event) => event.record))];
    if (scope.kind === 'all') return new Set(ids);
    const key = `${object} ${reachKey(ctx, scope)}`;
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
    const owners = new Set([...scope.owners, ...(scope.pools ?? [])]);
    // the owner of what belongs to a master says nothing of who saw it
    if (masterOf(ctx.meta, object)) return now;
    const principals = new Set(ctx.access.principals);
    const moved = found.filter((event) => leftReach(event, owners) || changesShare(event, principals)).map((event) => event.record);
    return moved.length === 0 ? now : new Set([...now, ...moved]);
  }

  return {
    async of(ctx: Context): Promise<E[]> {
      const visible = new Map<string, ReadonlySet<string>>();
      for (const object of byObject.keys()) visible.set(object, await records(ctx, object));
      const mayAudit = ctx.access.can('audit.read');
      const mayUndo = ctx.access.can('imports.undoAny');
      return events.filter((event) => {
        // an import is no record: it is shown to whom it belongs, and to who may undo any
        if (event.event === 'import.finished') return (mayUndo || event.by === ctx.access.me) && ctx.access.can(`${event.object}.read`);
        return visible.get(event.object)?.has(event.record) && (mayAudit || !isOfExport(event));
      });
    },
  };
}

/** What somebody took out and by which filter is no news of a record: it is for those who may read the audit log. */
const isOfExport = ({ event, object }: Sighted): boolean => event === `${object}.exported`;

/** A record given to somebody else or taken out of a pool: its former people must see it go. */
function leftReach(event: Sighted, owners: ReadonlySet<string>): boolean {
  if (!Array.isArray(event.changes)) return false;
  return event.changes.some(
    (change: { field?: unknown; old?: unknown }) =>
      (change?.field === 'owner' || change?.field === 'pool') && typeof change.old === 'string' && owners.has(change.old),
  );
}

/** Shared with somebody or no longer: they must see it come, even before their rights are read anew, and go. */
function changesShare(event: Sighted, principals: ReadonlySet<string>): boolean {
  if (event.event !== `${event.object}.shared` && event.event !== `${event.object}.unshared`) return false;
  const { principal } = (event.changes ?? {}) as { principal?: unknown };
  return typeof principal === 'string' && principals.has(principal);
}
