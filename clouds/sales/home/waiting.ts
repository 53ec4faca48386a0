import { type Context, defineHomeSection } from '@huanke/platform/module';
import { type FilterInput, queryRecords } from '@huanke/platform/records';
import { managedBy } from '../bidding/deciders.ts';
import type { Shown } from './contract.ts';
import { readable, shownFields } from './readable.ts';

/** What waits for the caller of one kind: requests for help, reviews of lost deals, tenders to be decided, contracts to be confirmed. */
export interface WaitingGroup {
  readonly object: 'collabRequest' | 'lossReview' | 'tender' | 'contract';
  readonly count: number;
  readonly records: readonly Shown[];
  readonly filter: FilterInput;
}

const shown = 5;
const mine: FilterInput = { field: 'owner', op: 'eq', value: 'me' };

interface Kind {
  readonly object: WaitingGroup['object'];
  readonly fields: readonly string[];
  readonly sort: string;
  readonly needs: readonly string[];
  /** Which of them wait for the caller; undefined: none can. */
  filter(ctx: Context): FilterInput | undefined | Promise<FilterInput | undefined>;
}

/** Tenders that wait for a decision the caller may take: see `decidable`. */
async function toDecide(ctx: Context): Promise<FilterInput | undefined> {
  const waiting: FilterInput = { field: 'status', op: 'eq', value: 'approval' };
  if (ctx.access.can('tender.decide')) return waiting;
  const people = await managedBy(ctx);
  return people.length === 0 ? undefined : { and: [waiting, { field: 'owner', op: 'in', value: people }] };
}

/** Contracts that somebody else has handed in, for who may confirm them. */
function toConfirm(ctx: Context): FilterInput | undefined {
  if (!ctx.access.can('contract.confirm')) return undefined;
  return {
    and: [
      { field: 'status', op: 'eq', value: 'signing' },
      { field: 'signedBy', op: 'ne', value: 'me' },
    ],
  };
}

const kinds: readonly Kind[] = [
  {
    object: 'tender',
    filter: toDecide,
    fields: ['id', 'version', 'name', 'buyer', 'status', 'deadlineAt', 'owner'],
    sort: 'deadlineAt',
    needs: ['status', 'deadlineAt'],
  },
  {
    object: 'contract',
    filter: toConfirm,
    fields: ['id', 'version', 'name', 'account', 'status', 'signedOn', 'owner'],
    sort: 'signedOn',
    needs: ['status', 'signedBy', 'signedOn'],
  },
  {
    object: 'collabRequest',
    filter: () => ({ and: [mine, { field: 'status', op: 'in', value: ['open', 'doing'] }] }),
    fields: ['id', 'version', 'name', 'opportunity', 'type', 'status', 'dueAt', 'breachedAt'],
    sort: 'dueAt',
    needs: ['status', 'dueAt'],
  },
  {
    object: 'lossReview',
    filter: () => ({ and: [mine, { field: 'done', op: 'ne', value: true }] }),
    fields: ['id', 'version', 'name', 'opportunity', 'amount', 'dueOn', 'missedAt'],
    sort: 'dueOn',
    needs: ['done', 'dueOn'],
  },
];

async function groupOf(ctx: Context, kind: Kind): Promise<WaitingGroup[]> {
  const { object, fields, sort } = kind;
  const meta = ctx.meta.object(object);
  if (!ctx.access.can(`${object}.read`) || !readable(meta, ...kind.needs)) return [];
  const filter = await kind.filter(ctx);
  if (!filter) return [];
  const { records, count } = await queryRecords(ctx, meta, {
    fields: shownFields(meta, fields),
    filter,
    sort: [{ field: sort, direction: 'asc' }],
    limit: shown,
    count: 'capped',
  });
  return count && count.value > 0 ? [{ object, count: count.value, records, filter }] : [];
}

/** Requests for help and loss reviews the caller is to see to, tenders they decide on and contracts they confirm, whatever their role. */
export const waitingForMe = defineHomeSection<{ readonly groups: readonly WaitingGroup[] }>({
  name: 'sales.waiting',
  permission: 'opportunity.read',
  objects: ['collabRequest', 'lossReview', 'tender', 'contract'],
  read: async (ctx) => ({ groups: (await Promise.all(kinds.map((kind) => groupOf(ctx, kind)))).flat() }),
});
