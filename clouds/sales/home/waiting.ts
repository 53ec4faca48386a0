import { type Context, defineHomeSection } from '@huanke/platform/module';
import { type FilterInput, queryRecords } from '@huanke/platform/records';
import type { Shown } from './contract.ts';
import { readable, shownFields } from './readable.ts';

/** What waits for the caller of one kind: requests for help, reviews of lost deals. */
export interface WaitingGroup {
  readonly object: 'collabRequest' | 'lossReview';
  readonly count: number;
  readonly records: readonly Shown[];
  readonly filter: FilterInput;
}

const shown = 5;
const mine: FilterInput = { field: 'owner', op: 'eq', value: 'me' };

const kinds = [
  {
    object: 'collabRequest',
    filter: { and: [mine, { field: 'status', op: 'in', value: ['open', 'doing'] }] },
    fields: ['id', 'version', 'name', 'opportunity', 'type', 'status', 'dueAt', 'breachedAt'],
    sort: 'dueAt',
    needs: ['status', 'dueAt'],
  },
  {
    object: 'lossReview',
    filter: { and: [mine, { field: 'done', op: 'ne', value: true }] },
    fields: ['id', 'version', 'name', 'opportunity', 'amount', 'dueOn', 'missedAt'],
    sort: 'dueOn',
    needs: ['done', 'dueOn'],
  },
] as const;

async function groupOf(ctx: Context, { object, filter, fields, sort, needs }: (typeof kinds)[number]): Promise<WaitingGroup[]> {
  const meta = ctx.meta.object(object);
  if (!ctx.access.can(`${object}.read`) || !readable(meta, ...needs)) return [];
  const { records, count } = await queryRecords(ctx, meta, {
    fields: shownFields(meta, fields),
    filter,
    sort: [{ field: sort, direction: 'asc' }],
    limit: shown,
    count: 'capped',
  });
  return count && count.value > 0 ? [{ object, count: count.value, records, filter }] : [];
}

/** Requests for help and loss reviews the caller is to see to, whatever their role. */
export const waitingForMe = defineHomeSection<{ readonly groups: readonly WaitingGroup[] }>({
  name: 'sales.waiting',
  permission: 'opportunity.read',
  objects: ['collabRequest', 'lossReview'],
  read: async (ctx) => ({ groups: (await Promise.all(kinds.map((kind) => groupOf(ctx, kind)))).flat() }),
});
