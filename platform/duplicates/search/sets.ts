import { type Sql, sql } from '../../database/sql.ts';
import { newId } from '../../kernel/index.ts';
import type { Context, ObjectMeta } from '../../module/index.ts';

/** A set that would grow beyond this is several sets: nobody decides about more at once. */
const mostMembers = 20;
/** What is less alike is not shown. */
export const reviewedFrom = 60;
const pageSize = 20_000;
const writtenAtOnce = 5000;

interface Pair {
  readonly left_id: string;
  readonly right_id: string;
  readonly score: number;
  readonly kind: string;
}

interface Group {
  readonly members: string[];
  readonly score: number;
  readonly kind: string;
}

/** Puts records that belong together into one set each, along the strongest pairs first. */
class Groups {
  private readonly of = new Map<string, Group>();

  add({ left_id: left, right_id: right, score, kind }: Pair): void {
    const [a, b] = [this.of.get(left), this.of.get(right)];
    if (a && a === b) return;
    if ((a?.members.length ?? 1) + (b?.members.length ?? 1) > mostMembers) return;
    const into: Group = a ?? b ?? { members: [], score, kind };
    for (const record of [...(a ? [] : [left]), ...(b && b !== into ? b.members : b ? [] : [right])]) {
      into.members.push(record);
      this.of.set(record, into);
    }
  }

  all(): Group[] {
    return [...new Set(this.of.values())];
  }
}

/** Makes the sets of an object anew from its pairs, less those that somebody has said are no duplicates. */
export async function buildSets(ctx: Context, meta: ObjectMeta): Promise<number> {
  const groups = new Groups();
  // one sort for all: there may be millions of pairs, and each page by its key would sort what is left
  for await (const page of ctx.app.database.stream<Pair>(ctx.tenant.id, strongestFirst(ctx, meta), pageSize))
    for (const pair of page) groups.add(pair);
  const sets = groups.all();
  await ctx.transaction(async (tx) => {
    const mine = sql`tenant_id = ${tx.tenant.id} and object = ${meta.name}`;
    await tx.query(sql`delete from duplicate_member where ${mine}`);
    await tx.query(sql`delete from duplicate_set where ${mine}`);
    for (let from = 0; from < sets.length; from += writtenAtOnce) await writeSets(tx, meta, sets.slice(from, from + writtenAtOnce));
    await tx.query(sql`delete from duplicate_pair where ${mine}`);
  });
  return sets.length;
}

const strongestFirst = (ctx: Context, meta: ObjectMeta): Sql => sql`
  select p.left_id, p.right_id, p.score, p.kind from duplicate_pair p
  where p.tenant_id = ${ctx.tenant.id} and p.object = ${meta.name} and p.score >= ${reviewedFrom}
    and not exists (
      select from duplicate_decision d
      where d.tenant_id = p.tenant_id and d.object = p.object and d.left_id = p.left_id and d.right_id = p.right_id)
  order by -p.score, p.left_id, p.right_id`;

async function writeSets(tx: Context, meta: ObjectMeta, sets: readonly Group[]): Promise<void> {
  const named = sets.map((set) => ({ ...set, id: newId() }));
  const members = named.flatMap((set) => set.members.map((record) => ({ set: set.id, record })));
  await tx.query(sql`
    insert into duplicate_set (tenant_id, id, object, score, kind, size)
    select ${tx.tenant.id}::int, s.id, ${meta.name}::text, s.score, s.kind, s.size
    from unnest(${named.map((set) => set.id)}::uuid[], ${named.map((set) => set.score)}::int[], ${named.map((set) => set.kind)}::text[],
      ${named.map((set) => set.members.length)}::int[]) as s (id, score, kind, size)`);
  await tx.query(sql`
    insert into duplicate_member (tenant_id, set_id, record_id, object)
    select ${tx.tenant.id}::int, m.set_id, m.record_id, ${meta.name}::text
    from unnest(${members.map((member) => member.set)}::uuid[], ${members.map((member) => member.record)}::uuid[]) as m (set_id, record_id)`);
}
