import { sql } from '../database/sql.ts';
import { errors, isId } from '../kernel/index.ts';
import { matchRuleOf } from '../metadata/index.ts';
import type { Context, ObjectMeta, Values } from '../module/index.ts';
import { notify } from '../notifications/index.ts';
import { type Candidate, candidatesOf, findMatches, keysOf, type Match, tellMatches } from '../records/index.ts';
import { readInput } from '../storage/codec.ts';
import { type HeadOffice, headOfficesOf } from './branch.ts';

const mostShown = 10;

export interface CheckInput {
  readonly object: string;
  readonly values: Values;
  /** Of a record that is being changed: itself is no match. */
  readonly id?: string | null;
}

/** The object whose duplicates are looked for by somebody who may write such records. */
export function checkedObject(ctx: Context, name: string): ObjectMeta {
  const meta = ctx.meta.object(name);
  if (!meta || !ctx.access.can(`${name}.read`)) throw errors.NOT_FOUND();
  if (!ctx.access.can(`${name}.create`) && !ctx.access.can(`${name}.edit`)) throw errors.FORBIDDEN();
  return meta;
}

/** What is typed may not be whole yet: unreadable values say nothing. */
function typed(meta: ObjectMeta, values: Values): Values {
  const read = Object.entries(values).flatMap(([name, raw]) => {
    const field = meta.fields.get(name);
    // what the caller can not write is not typed but guessed
    const reading = field && !field.right && field.type !== 'encrypted' ? readInput(field, raw) : undefined;
    return reading?.ok ? [[name, reading.value] as const] : [];
  });
  return Object.fromEntries(read);
}

const ownId = (id: string | null | undefined) => (isId(id ?? '') ? { id: (id ?? '').toLowerCase() } : {});

async function matchesFor(ctx: Context, meta: ObjectMeta, { values, id }: CheckInput): Promise<Match[]> {
  const rule = matchRuleOf(meta);
  if (!rule) return [];
  const elsewhere = ctx.meta.objects.filter((one) => one.name !== meta.name && matchRuleOf(one)).map((one) => one.name);
  const [matches] = await findMatches(ctx, meta.name, [{ ...ownId(id), keys: keysOf(rule, typed(meta, values)) }], { elsewhere });
  return matches ?? [];
}

export interface Checked {
  /** The strongest first. */
  readonly candidates: readonly Candidate[];
  /** Where its name says that it is a branch: what it may hang from. */
  readonly branchOf: readonly HeadOffice[];
}

/** `POST /duplicates/check`: what a record with these values is like, and whose branch it is by its name, as far as the caller may know. */
export async function checkValues(ctx: Context, input: CheckInput): Promise<Checked> {
  const meta = checkedObject(ctx, input.object);
  const matches = (await matchesFor(ctx, meta, input)).filter(
    (match) => match.object === meta.name || ctx.access.can(`${match.object}.read`),
  );
  return {
    candidates: await candidatesOf(ctx, matches.slice(0, mostShown)),
    branchOf: await headOfficesOf(ctx, meta, typed(meta, input.values), ownId(input.id).id),
  };
}

/**
 * `POST /duplicates/request`: asks the owners of matching records the caller can not see to let them join or to hand over. The match is
 * made anew, so that nobody can write to owners of records they only guess. Returns how many people were told.
 */
export async function requestAccess(
  ctx: Context,
  input: CheckInput & { readonly wish: 'join' | 'transfer'; readonly note?: string | null },
): Promise<number> {
  const meta = checkedObject(ctx, input.object);
  const matches = (await matchesFor(ctx, meta, input)).filter((match) => match.action !== 'review');
  const told = await tellMatches(ctx, matches);
  const hidden = matches.filter((match) => told.get(match.id)?.hidden);
  if (hidden.length === 0) throw errors.NOT_FOUND();
  const owners = await ownersOf(ctx, meta, hidden);
  const kind = input.wish === 'join' ? 'duplicateJoin' : 'duplicateTransfer';
  const open = await ctx.query<{ user_id: string; record_id: string }>(sql`
    select user_id, record_id from notification
    where tenant_id = ${ctx.tenant.id} and record_id = any(${[...owners.keys()]}::uuid[]) and kind = ${kind} and read_at is null and data ->> 'by' = ${ctx.user.id}`);
  const asked = new Set(open.map((row) => `${row.user_id} ${row.record_id}`));
  const notices = [...owners]
    .filter(([record, user]) => !asked.has(`${user} ${record}`))
    .map(([record, user]) => ({
      user,
      kind,
      object: meta.name,
      record,
      data: { by: ctx.user.id, note: input.note ? `：${input.note}` : '' },
    }));
  await notify(ctx, notices);
  return owners.size;
}

async function ownersOf(ctx: Context, meta: ObjectMeta, matches: readonly Match[]): Promise<Map<string, string>> {
  if (!meta.access.owned) return new Map();
  const rows = await ctx.query<{ id: string; owner: string }>(sql`
    select t.id, t.owner from ${sql.id(meta.table)} t
    where t.tenant_id = ${ctx.tenant.id} and t.id = any(${matches.map((match) => match.id)}::uuid[]) and t.owner is not null`);
  return new Map(rows.map((row) => [row.id, row.owner]));
}
