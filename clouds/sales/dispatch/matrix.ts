import { type LiesIn, liesIn, type Problem, type Rep, repsOf } from '@huanke/platform/assignment';
import { type Sql, sql } from '@huanke/platform/database';
import { fieldError, label } from '@huanke/platform/kernel';
import type { Context, FieldMeta, ObjectMeta, ValuedPerson } from '@huanke/platform/module';
import { type FilterInput, selectIds } from '@huanke/platform/records';
import { stagesOf } from '../deals/stages.ts';
import { dealWorth } from '../deals/worth.ts';
import type { DispatchOptions } from './read.ts';
import { travels } from './travel.ts';
import { type Conversions, chances, pairValue, sizes, type Terms, type Wins } from './values.ts';

/** Leads of one run; the exact solver is meant for so many and 300 people. */
export const mostLeads = 2000;
const mostPeople = 300;
/** What happened longer ago says nothing about today. */
const lookBackDays = 365;
const DAY = 86_400_000;

/** What the value of a lead goes by. */
export interface Candidate {
  readonly id: string;
  readonly source: string | null;
  readonly tags: readonly string[];
  /** Null: it is not known where it lies. */
  readonly liesIn: LiesIn | null;
}

/** Leads, people, and what each pair is worth. */
export interface Matrix {
  readonly leads: readonly string[];
  readonly people: readonly Rep[];
  readonly terms: readonly (readonly Terms[])[];
  readonly problem: Problem;
}

/** How many more somebody may get now; who is not at work gets none. */
export const roomOf = ({ active, here, onShift, capacity, carried }: Rep, maxEach: number | null): number =>
  active && here && onShift ? Math.max(0, Math.min(capacity - carried.open, maxEach ?? mostLeads)) : 0;

/** Open leads without an owner that the caller sees, the best scored first. */
async function candidates(ctx: Context, lead: ObjectMeta, { filter, regionField }: DispatchOptions): Promise<Candidate[]> {
  const open: FilterInput[] = [
    { field: 'owner', op: 'isNull' },
    { field: 'status', op: 'notIn', value: ['converted', 'invalid'] },
  ];
  const ids: string[] = [];
  for await (const some of selectIds(ctx, lead, { and: filter ? [filter, ...open] : open }, 'read')) {
    ids.push(...some);
    if (ids.length >= mostLeads) break;
  }
  const field = regionField === null ? undefined : lead.fields.get(regionField);
  const rows = await ctx.query<Omit<Candidate, 'liesIn'> & { place: unknown }>(sql`
    select o.id, o.source, coalesce(o.tags, '{}') as tags, ${placeOf(field)} as place from lead o
    where o.tenant_id = ${ctx.tenant.id} and o.id = any(${ids.slice(0, mostLeads)}::uuid[]) order by o.score desc nulls last, o.id`);
  return rows.map(({ place, ...row }) => ({ ...row, liesIn: liesIn(place) }));
}

function placeOf(field: FieldMeta | undefined): Sql {
  if (field?.storage.kind === 'column') return sql`o.${sql.ref(field.storage.column)}`;
  return field?.storage.kind === 'custom' ? sql`o.custom -> ${field.storage.key}` : sql`null::text`;
}

async function history(ctx: Context): Promise<{ conversions: Conversions[]; wins: Wins[] }> {
  const since = new Date(ctx.clock.now().getTime() - lookBackDays * DAY);
  const won = stagesOf(ctx, 'won');
  const conversions = await ctx.query<Conversions>(sql`
    select owner as "user", source, count(*) filter (where status = 'converted')::int as converted, count(*)::int as closed from lead
    where tenant_id = ${ctx.tenant.id} and deleted_at is null and status in ('converted', 'invalid') and coalesce(converted_at, updated_at) >= ${since}
    group by 1, 2`);
  const wins = await ctx.query<Wins>(sql`
    select o.source, count(*)::int as count, sum(w.worth)::float8 as sum from opportunity o cross join lateral (select ${dealWorth(ctx, 'o')} as worth) w
    where o.tenant_id = ${ctx.tenant.id} and o.deleted_at is null and o.stage = any(${won}::text[]) and w.worth > 0 and o.updated_at >= ${since}
    group by 1`);
  return { conversions, wins };
}

/** Levels of what a lead's tags name, in percent of the highest one. */
function skillOf({ skills }: ValuedPerson, tags: readonly string[]): number {
  if (tags.length === 0) return 0;
  return (100 * tags.reduce((sum, tag) => sum + (skills[tag] ?? 0), 0)) / (5 * tags.length);
}

const territoryOf = ({ regions }: ValuedPerson, lies: LiesIn | null): number => (lies && regions.some(lies) ? 100 : 0);

/** The terms of every pair, by a few statements whatever the numbers; `system` reads what both sides have done. */
export async function termsOf(system: Context, leads: readonly Candidate[], people: readonly ValuedPerson[]): Promise<Terms[][]> {
  const { conversions, wins } = await history(system);
  const travelOf = await travels(
    system,
    leads.map(({ id }) => id),
    people.map(({ id }) => id),
  );
  const [chanceOf, sizeOf] = [chances(conversions), sizes(wins)];
  return leads.map(({ id, source, tags, liesIn: lies }) =>
    people.map((rep) => ({
      chance: 100 * chanceOf(rep.id, source) * sizeOf(source),
      skill: skillOf(rep, tags),
      territory: territoryOf(rep, lies),
      load: rep.capacity === 0 ? 100 : Math.min(100, (100 * rep.carried.open) / rep.capacity),
      travel: travelOf(rep.id, id),
    })),
  );
}

/** Works out what every pair is worth. */
export async function matrixOf(ctx: Context, lead: ObjectMeta, run: string, options: DispatchOptions): Promise<Matrix> {
  const leads = await candidates(ctx, lead, options);
  const system = ctx.elevated();
  const people = (await repsOf(system, lead, [{ id: run, people: options.people }])).get(run) ?? [];
  if (people.length > mostPeople)
    throw fieldError('LIMIT_EXCEEDED', 'people', label(`一次最多派给 ${mostPeople} 人`, `At most ${mostPeople} people at a time`));
  const terms = await termsOf(system, leads, people);
  return {
    leads: leads.map(({ id }) => id),
    people,
    terms,
    problem: {
      values: terms.map((row) => row.map((one) => pairValue(one, options.weights))),
      capacity: people.map((rep) => roomOf(rep, options.maxEach)),
      fairness: options.fairness * 100,
    },
  };
}
