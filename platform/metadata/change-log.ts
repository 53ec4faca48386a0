import { sql } from '../database/sql.ts';
import { errors, newId } from '../kernel/index.ts';
import { type Context, systemUser } from '../module/index.ts';

/** What a change of the configuration is about: an object, a field of one, or a part by its kind. */
export interface ChangePlace {
  readonly kind: string;
  /** '' for what belongs to the whole tenant. */
  readonly object: string;
  readonly name: string;
}

export type ChangeOperation = 'create' | 'update' | 'delete' | 'restore';

export function mayEditMetadata(ctx: Context): void {
  if (!ctx.access.can('metadata.manage')) throw errors.FORBIDDEN();
}

/** One change of a tenant's metadata at a time; every process sees it with the next request (metadata_version). */
export async function changing<T>(ctx: Context, work: (ctx: Context) => Promise<T>): Promise<T> {
  mayEditMetadata(ctx);
  return ctx.transaction(async (tx) => {
    await tx.query(sql`update tenant set metadata_version = metadata_version + 1 where id = ${tx.tenant.id}`);
    return work(tx);
  });
}

/**
 * Notes a change of the configuration in the transaction that makes it: who, when, what it was and what it is. `before` and `after` are
 * whole definitions, so that a change can be undone by writing `before` again.
 */
export async function logChange(
  tx: Context,
  place: ChangePlace,
  change: { readonly operation: ChangeOperation; readonly before?: unknown; readonly after?: unknown; readonly undoOf?: string },
): Promise<string> {
  const id = newId();
  const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));
  const by = tx.user.id === systemUser.id ? null : tx.user.id;
  await tx.query(sql`
    insert into meta_change (tenant_id, id, at, by_user, channel, kind, object, name, operation, before, after, undo_of)
    values (${tx.tenant.id}, ${id}, ${tx.clock.now()}, ${by}, ${tx.channel}, ${place.kind}, ${place.object}, ${place.name}, ${change.operation},
      ${json(change.before)}::jsonb, ${json(change.after)}::jsonb, ${change.undoOf ?? null})`);
  return id;
}
