import { sql } from '@huanke/platform/database';
import type { Context } from '@huanke/platform/module';
import { type SaveRow, saveAll, saveRecords } from '@huanke/platform/records';
import { stagesOf } from './stages.ts';

/** Competitors that deals name in their text field, as the company's list knows them. */
export interface Named {
  readonly deal: string;
  readonly competitor: string;
}

/** Which deals name a known competitor that is not on their list yet. Names are compared without case and spaces around. */
export const unlisted = (tx: Context, deals: readonly string[]): Promise<Named[]> =>
  tx.query<Named>(sql`
    select o.id as deal, c.id as competitor from opportunity o
    join competitor c on c.tenant_id = o.tenant_id and lower(btrim(c.name)) = lower(btrim(o.competitor)) and c.deleted_at is null
    where o.tenant_id = ${tx.tenant.id} and o.id = any(${deals}::uuid[]) and o.deleted_at is null and o.competitor is not null
      and not exists (select from opportunity_competitor l
        where l.tenant_id = o.tenant_id and l.opportunity = o.id and l.competitor = c.id and l.deleted_at is null)
    order by o.id`);

/** Puts competitors that deals name in words on their lists. */
export async function listNamed(tx: Context, deals: readonly string[]): Promise<void> {
  const meta = tx.meta.object('opportunityCompetitor');
  if (!meta || deals.length === 0) return;
  const rows = (await unlisted(tx, deals)).map(
    ({ deal, competitor }): SaveRow => ({ operation: 'create', values: { opportunity: deal, competitor } }),
  );
  if (rows.length > 0) await saveRecords(tx.elevated(), meta, rows, { asSystem: true });
}

/** With these reasons the customer went with nobody. */
const toNobody = ['budget', 'noDecision'];

/**
 * How the rivals of deals stand once those are closed: who is named in words took a lost one, unless the customer went with nobody; all others
 * are out. In deals that are open again, `reopened`, all are in the race again.
 */
export async function settleRivals(tx: Context, closed: readonly string[], reopened: readonly string[] = []): Promise<void> {
  const meta = tx.meta.object('opportunityCompetitor');
  if (!meta || closed.length + reopened.length === 0) return;
  const over = stagesOf(tx, 'won', 'lost');
  const rows = await tx.query<{ id: string; status: string }>(sql`
    select * from (
      select l.id, l.status as was, case when o.stage <> all(${over}::text[]) then 'active'
          when o.stage = any(${stagesOf(tx, 'lost')}::text[]) and coalesce(o.loss_reason, '') <> all(${toNobody}::text[])
            and lower(btrim(c.name)) = lower(btrim(o.competitor)) then 'won'
          else 'out' end as status
      from opportunity_competitor l
      join opportunity o on o.tenant_id = l.tenant_id and o.id = l.opportunity and o.deleted_at is null
      join competitor c on c.tenant_id = l.tenant_id and c.id = l.competitor
      where l.tenant_id = ${tx.tenant.id} and l.deleted_at is null
        and (o.id = any(${reopened}::uuid[]) or (o.id = any(${closed}::uuid[]) and o.stage = any(${over}::text[])))) r
    where r.status is distinct from r.was order by r.id`);
  await saveAll(
    tx.elevated(),
    meta,
    rows.map(({ id, status }): SaveRow => ({ operation: 'update', id, values: { status } })),
    { asSystem: true },
  );
}

/** A deal that names another competitor in words, or none, with the one it named before. */
export interface Renamed {
  readonly deal: string;
  readonly before: string;
}

/**
 * Takes from the lists of open deals whom those name in words no longer: where another name on the list has come to the front nobody goes, and
 * a rival about whom somebody has noted something stays.
 */
export async function dropUnnamed(tx: Context, renamed: readonly Renamed[]): Promise<void> {
  const meta = tx.meta.object('opportunityCompetitor');
  if (!meta || renamed.length === 0) return;
  const rows = await tx.query<{ id: string }>(sql`
    select l.id from unnest(${renamed.map(({ deal }) => deal)}::uuid[], ${renamed.map(({ before }) => before)}::text[]) as r (deal, before)
    join opportunity o on o.tenant_id = ${tx.tenant.id} and o.id = r.deal and o.stage = any(${stagesOf(tx, 'open')}::text[])
    join opportunity_competitor l on l.tenant_id = o.tenant_id and l.opportunity = o.id and l.deleted_at is null
    where lower(btrim(l.name)) = lower(btrim(r.before)) and lower(btrim(l.name)) is distinct from lower(btrim(o.competitor))
      and l.version = 1 and l.threat = '2' and l.price_seen is null and l.note is null
      and not exists (select from opportunity_competitor other where other.tenant_id = l.tenant_id and other.opportunity = l.opportunity
        and other.deleted_at is null and lower(btrim(other.name)) = lower(btrim(o.competitor)))
    order by l.id`);
  await saveAll(
    tx.elevated(),
    meta,
    rows.map(({ id }): SaveRow => ({ operation: 'delete', id })),
    { asSystem: true },
  );
}
