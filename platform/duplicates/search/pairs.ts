import { type Sql, sql } from '../../database/sql.ts';
import type { Context, MatchCriterion, ObjectMeta } from '../../module/index.ts';
import { similarAt, storedKind } from '../../records/index.ts';
import { jaroWinkler } from '../../text/index.ts';

/** Groups of more records than this give only the pairs with their first: their number would grow with the square. */
const mostPaired = 50;
/** Names that become the same with one sign left out, of which there are more than this, are too common to mean anything. */
const mostNear = 20;
export const nearParts = 8;

/** Two codes are two companies, and a branch is not the company: such pairs are no duplicates, whatever they share. */
function together(tenant: number, left: Sql, right: Sql): Sql {
  const branch = (record: Sql) =>
    sql`(select part.hash from match_key part where part.tenant_id = ${tenant} and part.record_id = ${record} and part.kind = 'branch' limit 1)`;
  return sql`not exists (
      select from match_key x join match_key y on y.tenant_id = ${tenant} and y.record_id = ${right} and y.kind = 'uscc' and y.text is null
      where x.tenant_id = ${tenant} and x.record_id = ${left} and x.kind = 'uscc' and x.text is null and x.hash <> y.hash)
    and ${branch(left)} is not distinct from ${branch(right)}`;
}

const stronger = sql`on conflict (tenant_id, object, left_id, right_id) do update
  set kind = case when excluded.score > duplicate_pair.score then excluded.kind else duplicate_pair.kind end,
    score = greatest(duplicate_pair.score, excluded.score)`;

/** Pairs that share a key of one criterion, by one statement over all records. */
export async function pairByKey(tx: Context, meta: ObjectMeta, criterion: MatchCriterion): Promise<void> {
  const tenant = tx.tenant.id;
  const ofKind = sql`k.tenant_id = ${tenant} and k.object = ${meta.name} and k.kind = ${storedKind(criterion)}`;
  const noSwitchboard =
    criterion.kind === 'brandPhone'
      ? sql`and not exists (
          select from match_key x where x.tenant_id = ${tenant} and x.record_id = a.record_id and x.kind = 'landline'
            and (select count(*) from (select from match_key s
              where s.tenant_id = ${tenant} and s.object = ${meta.name} and s.kind = 'landline' and s.hash = x.hash limit 4) c) > 3)`
      : sql``;
  await tx.query(sql`
    with shared as (select k.hash from match_key k where ${ofKind} group by k.hash having count(*) > 1),
    member as (
      select k.hash, k.record_id, row_number() over (partition by k.hash order by k.record_id) as place, count(*) over (partition by k.hash) as size
      from match_key k join shared on shared.hash = k.hash where ${ofKind})
    insert into duplicate_pair (tenant_id, object, left_id, right_id, score, kind)
    select ${tenant}::int, ${meta.name}::text, a.record_id, b.record_id, ${criterion.score}::int, ${criterion.kind}::text
    from member a join member b on b.hash = a.hash and b.record_id > a.record_id
    where (a.size <= ${mostPaired} or a.place = 1) and ${together(tenant, sql`a.record_id`, sql`b.record_id`)} ${noSwitchboard}
    ${stronger}`);
}

interface Near {
  readonly left_id: string;
  readonly right_id: string;
  readonly left_text: string;
  readonly right_text: string;
}

/**
 * Pairs of names that are nearly the same. Two names with one sign changed, missing or moved to its neighbour are the same with one sign
 * left out of each: that is a join, done in parts so that a stopped search goes on. What is left is compared exactly.
 */
export async function pairByName(tx: Context, meta: ObjectMeta, criterion: MatchCriterion, part: number): Promise<void> {
  const tenant = tx.tenant.id;
  const found = await tx.query<Near>(sql`
    with core as (
      select k.hash, min(k.text) as text, min(k.record_id::text)::uuid as record_id from match_key k
      where k.tenant_id = ${tenant} and k.object = ${meta.name} and k.kind = 'similarCompany' and char_length(k.text) between 4 and 40
        and not exists (select from match_key part where part.tenant_id = ${tenant} and part.record_id = k.record_id and part.kind = 'branch')
      group by k.hash),
    cut as (
      select distinct c.hash, c.text, c.record_id, c.rest from (
        select c.*, left(c.text, i - 1) || substr(c.text, i + 1) as rest from core c cross join lateral generate_series(1, char_length(c.text) + 1) i) c
      where hashtext(c.rest) & ${nearParts - 1} = ${part}),
    near as (select rest from cut group by rest having count(*) between 2 and ${mostNear})
    select distinct least(a.record_id, b.record_id) as left_id, greatest(a.record_id, b.record_id) as right_id, a.text as left_text, b.text as right_text
    from near join cut a on a.rest = near.rest join cut b on b.rest = near.rest and b.hash > a.hash`);
  const pairs = found.filter((pair) => jaroWinkler(pair.left_text, pair.right_text) >= similarAt);
  if (pairs.length === 0) return;
  await tx.query(sql`
    insert into duplicate_pair (tenant_id, object, left_id, right_id, score, kind)
    select ${tenant}::int, ${meta.name}::text, p.l, p.r, ${criterion.score}::int, ${criterion.kind}::text
    from (select distinct * from unnest(${pairs.map((pair) => pair.left_id)}::uuid[], ${pairs.map((pair) => pair.right_id)}::uuid[]) as u (l, r)) p
    where ${together(tenant, sql`p.l`, sql`p.r`)}
    ${stronger}`);
}
