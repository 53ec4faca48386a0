import { type Context, defineHomeSection } from '@huanke/platform/module';
import { type FilterInput, queryRecords } from '@huanke/platform/records';
import type { Shown } from './contract.ts';
import { readable, shownFields } from './readable.ts';

export interface WaitingLeads {
  readonly count: number;
  readonly capped: boolean;
  /** The most urgent first. */
  readonly records: readonly Shown[];
  readonly filter: FilterInput;
}

const fields = ['id', 'version', 'name', 'company', 'status', 'source', 'slaDueAt', 'slaBreachedAt', 'createdAt'];
const shown = 10;

/** Leads of the caller whose clock runs: nobody has answered them yet. */
const waiting: FilterInput = {
  and: [
    { field: 'owner', op: 'eq', value: 'me' },
    { field: 'slaDueAt', op: 'isNotNull' },
  ],
};

async function readLeads(ctx: Context): Promise<WaitingLeads> {
  const meta = ctx.meta.object('lead');
  if (!readable(meta, 'slaDueAt')) return { count: 0, capped: false, records: [], filter: waiting };
  const { records, count } = await queryRecords(ctx, meta, {
    fields: shownFields(meta, fields),
    filter: waiting,
    sort: [{ field: 'slaDueAt', direction: 'asc' }],
    limit: shown,
    count: 'capped',
  });
  return { count: count?.value ?? 0, capped: count?.capped ?? false, records, filter: waiting };
}

export const sellerLeads = defineHomeSection<WaitingLeads>({
  name: 'sales.leads',
  homes: ['seller'],
  permission: 'lead.read',
  objects: ['lead'],
  read: readLeads,
});
