import { sql } from '../database/sql.ts';
import { raiseAccessVersion } from '../identity/index.ts';
import type { Context, FieldMeta, ObjectMeta } from '../module/index.ts';
import { largestBatch, saveRecords } from '../records/index.ts';
import { keepOutcomes, type Move, outcomesOf } from './move.ts';

/** A field that names who does the work of a record (`work` of its declaration). */
interface Working {
  readonly meta: ObjectMeta;
  readonly field: FieldMeta;
}

const workings = (ctx: Pick<Context, 'meta'>): Working[] =>
  ctx.meta.objects.flatMap((meta) => [...meta.fields.values()].flatMap((field) => (field.work && !field.many ? [{ meta, field }] : [])));

const columnOf = (field: FieldMeta | undefined) => (field?.storage.kind === 'column' ? field.storage.column : undefined);

/** Records on which somebody still has work to do, as a condition on `t`; undefined where the field has no column of its own. */
function stillTheirs(ctx: Context, { meta, field }: Working, person: string) {
  const [named, state] = [columnOf(field), columnOf(meta.fields.get(field.work?.state ?? ''))];
  if (!named || !state) return undefined;
  return sql`t.tenant_id = ${ctx.tenant.id} and t.deleted_at is null and ${sql.ref(`t.${named}`)} = ${person}::uuid
    and (${sql.ref(`t.${state}`)} is null or ${sql.ref(`t.${state}`)} <> all(${field.work?.done ?? []}::text[]))`;
}

/** How many records somebody has work to do on that are not theirs. */
export async function countWork(ctx: Context, person: string): Promise<number> {
  const parts = workings(ctx).flatMap((one) => {
    const theirs = stillTheirs(ctx, one, person);
    return theirs ? [sql`(select count(*)::int from ${sql.id(one.meta.table)} t where ${theirs})`] : [];
  });
  if (parts.length === 0) return 0;
  const [row] = await ctx.query<{ count: number }>(sql`select ${sql.join(parts, sql` + `)} as count`);
  return row?.count ?? 0;
}

/** The work somebody still has on records of others goes to the successor, through the save pipeline; what became of each stands in the report. */
export async function passWork(tx: Context, move: Move): Promise<void> {
  const { to } = move.plan;
  for (const one of workings(tx)) {
    const theirs = stillTheirs(tx, one, move.from);
    if (!theirs) continue;
    const rows = await tx.query<{ id: string }>(sql`select t.id from ${sql.id(one.meta.table)} t where ${theirs} order by t.id for update`);
    for (let at = 0; at < rows.length; at += largestBatch) {
      const some = rows.slice(at, at + largestBatch);
      const saved = await saveRecords(
        tx,
        one.meta,
        some.map(({ id }) => ({ operation: 'update', id, values: { [one.field.name]: to } })),
        { asSystem: true },
      );
      await keepOutcomes(tx, one.meta, move, outcomesOf(some, saved, { to, pool: null }));
    }
  }
}

/** The successor is in the pools in which the leaver was named themselves, and administers those they administered. */
export async function joinPools(tx: Context, from: string, to: string): Promise<number> {
  const tenant = tx.tenant.id;
  const gone = await tx.query<{ pool: string }>(sql`
    with gone as (delete from pool_member where tenant_id = ${tenant} and principal = ${from}::uuid returning pool_id, admin), joined as (
      insert into pool_member as m (tenant_id, pool_id, principal, kind, admin)
      select ${tenant}::int, pool_id, ${to}::uuid, 'user', admin from gone
      on conflict (tenant_id, pool_id, principal) do update set admin = m.admin or excluded.admin
    )
    update pool_access a set version = a.version + 1 from gone where a.tenant_id = ${tenant} and a.pool_id = gone.pool_id returning a.pool_id as pool`);
  if (gone.length > 0) await tx.query(raiseAccessVersion(tenant));
  return gone.length;
}

/** What the leaver has applied for in pools the successor applies for; where they have done so already it is void. */
export async function passRequests(tx: Context, from: string, to: string): Promise<number> {
  const tenant = tx.tenant.id;
  await tx.query(sql`
    update pool_request r set status = 'lapsed', decided_at = ${tx.clock.now()} where r.tenant_id = ${tenant} and r.user_id = ${from}::uuid and r.status = 'waiting'
      and exists (select from pool_request o where o.tenant_id = r.tenant_id and o.record_id = r.record_id and o.user_id = ${to}::uuid and o.status = 'waiting')`);
  const moved = await tx.query(sql`
    update pool_request set user_id = ${to}::uuid where tenant_id = ${tenant} and user_id = ${from}::uuid and status = 'waiting' returning 1`);
  return moved.length;
}

interface NamingRule {
  readonly id: string;
  readonly people: readonly { readonly kind: string; readonly id: string }[];
  readonly definition: { readonly fallback: { readonly kind: string; readonly id?: string } };
}

/** Rules of assignment that name somebody themselves, among their people or as who gets what nobody may have. */
export const namesInRule = (person: string) => sql`(r.people @> ${JSON.stringify([{ kind: 'user', id: person }])}::jsonb
  or r.definition -> 'fallback' @> ${JSON.stringify({ kind: 'user', id: person })}::jsonb)`;

/** The successor takes the leaver's place in rules of assignment, with their weight; who stands there already stands there once. */
export async function replaceInRules(tx: Context, from: string, to: string): Promise<number> {
  const rules = await tx.query<NamingRule>(sql`
    select r.id, r.people, r.definition from assign_rule r where r.tenant_id = ${tx.tenant.id} and ${namesInRule(from)} order by r.position, r.id for update`);
  const isPerson = (one: { readonly kind: string; readonly id?: string }, id: string) => one.kind === 'user' && one.id === id;
  const changed = rules.map(({ id, people, definition }) => {
    const isThere = people.some((one) => isPerson(one, to));
    const { fallback } = definition;
    return {
      id,
      people: people.flatMap((one) => (isPerson(one, from) ? (isThere ? [] : [{ ...one, id: to }]) : [one])),
      definition: isPerson(fallback, from) ? { ...definition, fallback: { ...fallback, id: to } } : definition,
    };
  });
  await tx.query(sql`
    update assign_rule r set people = w.people, definition = w.definition, version = r.version + 1, updated_at = ${tx.clock.now()}
    from jsonb_to_recordset(${JSON.stringify(changed)}::jsonb) as w (id uuid, people jsonb, definition jsonb)
    where r.tenant_id = ${tx.tenant.id} and r.id = w.id`);
  return changed.length;
}
