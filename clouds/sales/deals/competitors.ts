import { sql } from '@huanke/platform/database';
import type { Context } from '@huanke/platform/module';
import { type SaveRow, saveRecords } from '@huanke/platform/records';

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
