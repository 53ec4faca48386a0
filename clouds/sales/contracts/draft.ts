import { sql } from '@huanke/platform/database';
import { type Context, metaOf, type Values } from '@huanke/platform/module';
import { loadValues, type SaveRow, saveAll } from '@huanke/platform/records';

/** What a contract is made of: its values, and its lines without the contract. */
export interface Draft {
  readonly values: Values;
  readonly lines: readonly Values[];
}

/** Drafts with their lines, whose amounts are worked out as those they come from were. Answers their ids in the order asked. */
export async function saveDrafts(tx: Context, drafts: readonly Draft[]): Promise<string[]> {
  const saved = await saveAll(
    tx,
    metaOf(tx, 'contract'),
    drafts.map(({ values }): SaveRow => ({ operation: 'create', values })),
    { asSystem: true },
  );
  const ids = saved.map(({ id }) => String(id));
  const lines = drafts.flatMap((draft, index) =>
    draft.lines.map((line): SaveRow => ({ operation: 'create', values: { ...line, contract: ids[index] } })),
  );
  await saveAll(tx, metaOf(tx, 'contractLine'), lines, { asSystem: true });
  return ids;
}

/** The product lines of a deal as lines of a contract. */
export async function dealLines(tx: Context, deal: string): Promise<Values[]> {
  const rows = await tx.query<{ id: string }>(sql`
    select id from opportunity_line where tenant_id = ${tx.tenant.id} and opportunity = ${deal} and deleted_at is null order by id`);
  const found = await loadValues(
    tx,
    metaOf(tx, 'opportunityLine'),
    rows.map(({ id }) => id),
  );
  return rows.map(({ id }) => {
    const { name, product, quantity, unitPrice, discount } = found.get(id) ?? {};
    return { name, product, quantity, unitPrice, discount };
  });
}

/** Tenders among these of which a contract was drafted before. */
export async function draftedOf(tx: Context, tenders: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ id: string }>(sql`
    select distinct tender as id from contract where tenant_id = ${tx.tenant.id} and tender = any(${tenders}::uuid[]) and deleted_at is null`);
  return new Set(rows.map(({ id }) => id));
}
