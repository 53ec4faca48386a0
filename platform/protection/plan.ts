import { sql } from '../database/sql.ts';
import { errors, fieldError, type Label, label } from '../kernel/index.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { keptObjects } from './kept.ts';
import { exchangesOf, findPeople, linkedTo, mentioning, outsideObjects, type PersonRef, type RecordRef, wordsOfPeople } from './subject.ts';
import { oneOf } from './words.ts';

export type ErasureMode = 'anonymise' | 'delete';

/** What an erasure works through; kept in its row while it runs, so that it can be taken up again. */
export interface ErasurePlan {
  readonly mode: ErasureMode;
  readonly people: readonly RecordRef[];
  readonly linked: readonly RecordRef[];
  /** Expressions; null for nothing to look for. */
  readonly strong: string | null;
  readonly names: string | null;
  readonly files: readonly string[];
  /** What stays, why and until when; told at the end. */
  readonly kept: readonly KeptCount[];
}

/** Records of an object that stay, by count. */
export interface KeptCount {
  readonly object: string;
  readonly count: number;
  readonly reason: Label;
  readonly until: string | null;
}

export interface ErasurePreview {
  readonly people: readonly PersonRef[];
  /** Records of others that name the person in a link or a text, by object. */
  readonly linked: readonly { readonly object: string; readonly count: number }[];
  readonly counts: {
    readonly history: number;
    readonly files: number;
    readonly imports: number;
    readonly exports: number;
    readonly consents: number;
  };
  readonly kept: readonly KeptCount[];
}

export function mayProtect(ctx: Context): void {
  if (!ctx.access.can('protection.manage')) throw errors.FORBIDDEN();
}

/** The people chosen among those found; the record one started from is always one of them. */
export async function chosenPeople(
  ctx: Context,
  meta: ObjectMeta,
  id: string,
  chosen: readonly string[] | undefined,
): Promise<PersonRef[]> {
  const found = await findPeople(ctx, meta, id);
  if (found.length === 0) throw errors.NOT_FOUND();
  const unknown = chosen?.find((one) => !found.some((ref) => ref.id === one));
  if (unknown !== undefined) throw fieldError('LOOKUP_NOT_FOUND', 'people', label('不在找到的记录里', 'Not among the records found'));
  return chosen ? found.filter((ref) => ref.why === 'start' || chosen.includes(ref.id)) : found;
}

/** What would be erased, by counts, and what stays and why. Nothing is written. */
export async function previewErasure(ctx: Context, meta: ObjectMeta, id: string, chosen?: readonly string[]): Promise<ErasurePreview> {
  const people = await chosenPeople(ctx, meta, id, chosen);
  const all = chosen ? await findPeople(ctx, meta, id) : people;
  const { linked, kept } = await touched(ctx, people);
  return {
    people: all,
    linked: countBy(linked),
    counts: await countsOf(ctx, people, linked),
    kept,
  };
}

const countBy = (refs: readonly RecordRef[]) =>
  [...Map.groupBy(refs, (ref) => ref.object)].map(([object, list]) => ({ object, count: list.length }));

/** Records that name the people: by a link, or by words nobody else has. */
async function touched(ctx: Context, people: readonly RecordRef[]): Promise<{ linked: RecordRef[]; kept: KeptCount[] }> {
  const held = await keptObjects(ctx);
  const strong = oneOf((await wordsOfPeople(ctx, people)).strong);
  const found = new Map((await linkedTo(ctx, people)).map((ref) => [ref.id, ref]));
  if (strong !== undefined)
    for (const meta of outsideObjects(ctx)) for (const id of await mentioning(ctx, meta, strong)) found.set(id, { object: meta.name, id });
  for (const ref of people) found.delete(ref.id);
  const refs = [...found.values()];
  const stay = countBy([...refs, ...people]).flatMap(({ object, count }) => {
    const why = held.get(object);
    return why ? [{ object, count, reason: why.reason, until: why.until }] : [];
  });
  return { linked: refs.filter((ref) => !held.has(ref.object)), kept: stay };
}

/** Files that only these people's records, and their letters and calls, show; recordings included. */
async function filesOf(ctx: Context, people: readonly RecordRef[], linked: readonly RecordRef[]): Promise<string[]> {
  const ids = [...people, ...(await exchangesOf(ctx, people, linked))].map((ref) => ref.id);
  const rows = await ctx.query<{ file_id: string }>(sql`
    select distinct u.file_id from file_use u where u.tenant_id = ${ctx.tenant.id} and u.record_id = any(${ids}::uuid[])
      and not exists (select from file_use o where o.tenant_id = u.tenant_id and o.file_id = u.file_id and o.record_id <> all(${ids}::uuid[]))
    union select g.file_id from guarded_file g where g.tenant_id = ${ctx.tenant.id} and g.record_id = any(${ids}::uuid[])`);
  return rows.map((row) => row.file_id);
}

async function countsOf(ctx: Context, people: readonly RecordRef[], linked: readonly RecordRef[]): Promise<ErasurePreview['counts']> {
  const ids = people.map((ref) => ref.id);
  const objects = [...new Set(people.map((ref) => ref.object))];
  const tenant = ctx.tenant.id;
  const [row] = await ctx.query<Omit<ErasurePreview['counts'], 'files'>>(sql`
    select (select count(*)::int from record_history where tenant_id = ${tenant} and record_id = any(${ids}::uuid[])) as history,
      (select count(*)::int from import i join file f on f.tenant_id = i.tenant_id and f.id = i.file_id
        where i.tenant_id = ${tenant} and i.object = any(${objects}) and i.finished_at is not null) as imports,
      (select count(*)::int from background_job j join file f on f.tenant_id = j.tenant_id and f.id = j.file_id where j.tenant_id = ${tenant}) as exports,
      (select count(*)::int from consent where tenant_id = ${tenant} and record_id = any(${ids}::uuid[])) as consents`);
  return { ...(row ?? { history: 0, imports: 0, exports: 0, consents: 0 }), files: (await filesOf(ctx, people, linked)).length };
}

export async function planErasure(ctx: Context, people: readonly PersonRef[], mode: ErasureMode): Promise<ErasurePlan> {
  const words = await wordsOfPeople(ctx, people);
  const refs = people.map(({ object, id }) => ({ object, id }));
  const { linked, kept } = await touched(ctx, refs);
  const held = await keptObjects(ctx);
  return {
    mode,
    people: refs,
    linked,
    strong: oneOf(words.strong) ?? null,
    names: oneOf(words.names) ?? null,
    files: await filesOf(
      ctx,
      refs.filter((ref) => !held.has(ref.object)),
      linked,
    ),
    kept,
  };
}
