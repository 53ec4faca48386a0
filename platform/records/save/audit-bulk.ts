import { audit } from '../../audit/index.ts';
import type { Context, ObjectMeta } from '../../module/index.ts';
import type { BulkOutcome } from './bulk.ts';

const FEW = 1;

/** Writes down that somebody deleted many records at once, or gave them to other people. */
export async function auditBulk(
  ctx: Context,
  meta: ObjectMeta,
  request: { readonly operation: string; readonly records: readonly Readonly<Record<string, unknown>>[] },
  { results }: BulkOutcome,
): Promise<void> {
  const done = results.filter((result) => !result.error && result.id !== undefined);
  const given = request.operation === 'update' ? done.filter((result) => 'owner' in (request.records[result.index] ?? {})) : [];
  const idsOf = (list: typeof done) => ({ count: list.length, records: list.map((result) => result.id) });
  if (given.length > FEW) {
    const to = [...new Set(given.map((result) => idOf(request.records[result.index]?.['owner'])))];
    await audit(ctx, { event: 'records.transferred', object: meta.name, data: { to, ...idsOf(given) } });
  }
  if (request.operation === 'delete' && done.length > FEW)
    await audit(ctx, { event: 'records.deleted', object: meta.name, data: idsOf(done) });
}

const idOf = (owner: unknown): unknown => (typeof owner === 'object' && owner !== null && 'id' in owner ? owner.id : owner);
