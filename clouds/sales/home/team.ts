import { type Context, defineHomeSection, type ObjectMeta } from '@huanke/platform/module';
import { aggregateRecords, type FilterInput, queryRecords } from '@huanke/platform/records';
import { dealMeta } from '../deals/stages.ts';
import type { Shown } from './contract.ts';
import { openStages } from './facts.ts';
import { type Quiet, quietPeople } from './quiet.ts';
import { readable, shownFields } from './readable.ts';
import { type CountsOfOwner, countsByOwner, type OwnerCount } from './team-counts.ts';

/** One kind of thing that is out of order: how many records, the first of them, and with whom they lie. */
export interface Exception {
  readonly key: string;
  readonly object: 'opportunity' | 'lead';
  readonly filter: FilterInput;
  readonly count: number;
  readonly records: readonly Shown[];
  readonly people: readonly OwnerCount[];
}

/** What each seller has won this quarter; `sum` is null where the caller may not read amounts. */
export interface SellerWins {
  readonly seller: { readonly id: string; readonly title: string | null } | null;
  readonly count: number;
  readonly sum: string | null;
}

export interface TeamDay {
  readonly exceptions: readonly Exception[];
  readonly quiet: Quiet;
  readonly won: { readonly filter: FilterInput; readonly rows: readonly SellerWins[] };
}

const shown = 4;
const mostPeople = 12;
const dealFields = [
  'id',
  'version',
  'name',
  'account',
  'owner',
  'amount',
  'currency',
  'stage',
  'nextStep',
  'nextStepOn',
  'closeOn',
  'stalledAt',
  'stalledWhy',
  'createdAt',
];
const leadFields = ['id', 'version', 'name', 'company', 'owner', 'status', 'source', 'slaDueAt', 'slaBreachedAt', 'createdAt'];

interface Kind {
  readonly key: string;
  readonly needs: readonly string[];
  readonly filter: FilterInput;
}

const dealKinds = (today: string, open: FilterInput): readonly Kind[] => [
  { key: 'lateSteps', needs: ['nextStepOn'], filter: { and: [open, { field: 'nextStepOn', op: 'lt', value: today }] } },
  { key: 'pastClose', needs: ['closeOn'], filter: { and: [open, { field: 'closeOn', op: 'lt', value: today }] } },
  { key: 'stalled', needs: ['stalled'], filter: { and: [open, { field: 'stalled', op: 'eq', value: true }] } },
  { key: 'noStep', needs: ['nextStepOn'], filter: { and: [open, { field: 'nextStepOn', op: 'isNull' }] } },
  { key: 'thisMonth', needs: ['closeOn'], filter: { and: [open, { field: 'closeOn', op: 'within', value: 'thisMonth' }] } },
];

const leadKinds: readonly Kind[] = [
  {
    key: 'slaBreached',
    needs: ['slaBreachedAt', 'firstResponseAt', 'status'],
    filter: {
      and: [
        { field: 'slaBreachedAt', op: 'isNotNull' },
        { field: 'firstResponseAt', op: 'isNull' },
        { field: 'status', op: 'in', value: ['new', 'assigned'] },
      ],
    },
  },
  {
    key: 'unassigned',
    needs: ['owner', 'status'],
    filter: {
      and: [
        { field: 'owner', op: 'isNull' },
        { field: 'status', op: 'in', value: ['new', 'assigned', 'following', 'qualified', 'recycled'] },
      ],
    },
  },
];

const known = (meta: ObjectMeta, kinds: readonly Kind[]) => kinds.filter(({ needs }) => readable(meta, ...needs));

/** The kinds of one object that have something, with the first records of each; `counts` are of these kinds. */
async function exceptionsOf(
  ctx: Context,
  meta: ObjectMeta,
  kinds: readonly Kind[],
  {
    counts,
    sort,
    fields,
  }: { readonly counts: readonly CountsOfOwner[]; readonly sort: 'amount' | 'createdAt'; readonly fields: readonly string[] },
): Promise<Exception[]> {
  const found = kinds.flatMap(({ key, filter }, index): Omit<Exception, 'records'>[] => {
    const people = counts.flatMap(({ owner, counts: all }) => (all[index] ? [{ ...owner, count: all[index] }] : []));
    const count = people.reduce((sum, one) => sum + one.count, 0);
    const named = people
      .filter(({ id }) => id !== null)
      .sort((a, b) => b.count - a.count || String(a.title).localeCompare(String(b.title)));
    return count === 0 ? [] : [{ key, object: meta.name as Exception['object'], filter, count, people: named.slice(0, mostPeople) }];
  });
  const order = readable(meta, sort) ? sort : 'createdAt';
  return Promise.all(
    found.map(async (one) => {
      const request = { fields: shownFields(meta, fields), filter: one.filter, sort: [{ field: order, direction: 'desc' }], limit: shown };
      return { ...one, records: (await queryRecords(ctx, meta, request)).records };
    }),
  );
}

async function leadExceptions(ctx: Context): Promise<Exception[]> {
  const meta = ctx.meta.object('lead');
  if (!meta || !ctx.access.can('lead.read') || !readable(meta, 'status')) return [];
  const base: FilterInput = { field: 'status', op: 'notIn', value: ['converted', 'invalid'] };
  const kinds = known(meta, leadKinds);
  const counts = await countsByOwner(ctx, meta, { base, kinds });
  return exceptionsOf(ctx, meta, kinds, { counts, sort: 'createdAt', fields: leadFields });
}

async function winsBySeller(ctx: Context, meta: ObjectMeta): Promise<TeamDay['won']> {
  const stages = (meta.fields.get('stage')?.options ?? []).filter(({ category }) => category === 'won').map(({ key }) => key);
  const filter: FilterInput = {
    and: [
      { field: 'stage', op: 'in', value: stages },
      { field: 'closedOn', op: 'within', value: 'thisQuarter' },
    ],
  };
  if (!readable(meta, 'stage', 'closedOn', 'creditTo')) return { filter, rows: [] };
  const sums = readable(meta, 'amount') ? [{ fn: 'sum', field: 'amount' }] : [];
  const { rows } = await aggregateRecords(ctx, meta, {
    groupBy: [{ field: 'creditTo' }],
    measures: [{ fn: 'count' }, ...sums],
    filter,
    sort: [{ field: sums.length > 0 ? 'sum:amount' : 'count', direction: 'desc' }],
    limit: 10,
  });
  return {
    filter,
    rows: rows.map((row) => ({
      seller: row['creditTo'] as SellerWins['seller'],
      count: Number(row['count']),
      sum: sums.length > 0 ? String(row['sum:amount'] ?? '0') : null,
    })),
  };
}

async function readTeam(ctx: Context, today: string): Promise<TeamDay> {
  const meta = dealMeta(ctx);
  const open: FilterInput = { field: 'stage', op: 'in', value: openStages(meta) };
  const seen = readable(meta, 'stage');
  const kinds = seen ? known(meta, dealKinds(today, open)) : [];
  // one walk over the open deals for all that is said of them; how many there are comes last
  const counts = seen ? await countsByOwner(ctx, meta, { base: open, kinds: [...kinds, { filter: open }] }) : [];
  const held = new Map(counts.flatMap(({ owner, counts: all }) => (owner.id ? [[owner.id, all.at(-1) ?? 0] as const] : [])));
  const [leads, deals, quiet, won] = await Promise.all([
    leadExceptions(ctx),
    exceptionsOf(ctx, meta, kinds, { counts, sort: 'amount', fields: dealFields }),
    quietPeople(ctx, today, held),
    winsBySeller(ctx, meta),
  ]);
  return { exceptions: [...leads, ...deals], quiet, won };
}

/** The day of a manager: what is out of order in what they may see, and who won how much. */
export const teamDay = defineHomeSection<TeamDay>({
  name: 'sales.team',
  homes: ['manager'],
  permission: 'opportunity.read',
  objects: ['opportunity', 'lead', 'activity'],
  read: (ctx, { today }) => readTeam(ctx, today),
});
