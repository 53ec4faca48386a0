import { type Sql, sql } from '@huanke/platform/database';
import type { Context, Values } from '@huanke/platform/module';
import { type SaveRow, saveAll, takeTurns } from '@huanke/platform/records';

const atOnce = 500;

interface Row {
  readonly contact: string;
  readonly account: string | null;
  readonly title: string | null;
  readonly link: string | null;
  /** The company this link names. */
  readonly at: string | null;
  readonly primary: boolean | null;
  readonly position: string | null;
  readonly left: string | null;
}

/**
 * Brings the positions of contacts in step with the contacts themselves: the one at the contact's `account` is primary and has its job
 * title, no other is. Where that account is new, the primary position moves to it (a correction); what was left stays as it was. A position
 * that becomes primary keeps its own job title, but for contacts whose title was said just now (`titled`). Comes twice, it writes once.
 * Source: SAL-10.
 */
export async function keepLinks(tx: Context, contacts: readonly string[], titled: ReadonlySet<string> = new Set()): Promise<void> {
  const meta = tx.meta.object('contactAccount');
  if (!meta || contacts.length === 0) return;
  await takeTurns(tx, 'contact', contacts);
  const rows = await tx.query<Row>(sql`
    select c.id as contact, c.account, c.title, l.id as link, l.account as at, l."primary", l.title as position, l.left_on::text as left
    from contact c left join contact_position l on l.tenant_id = c.tenant_id and l.contact = c.id and l.deleted_at is null
    where c.tenant_id = ${tx.tenant.id} and c.id = any(${contacts}::uuid[]) and c.deleted_at is null order by c.id, l.id`);
  const changes = [...Map.groupBy(rows, ({ contact }) => contact).values()].flatMap((links) => stepsFor(links, titled));
  await saveAll(tx.elevated(), meta, changes, { asSystem: true });
}

/** What is to be written for one contact. */
function stepsFor(links: readonly Row[], titled: ReadonlySet<string>): SaveRow[] {
  const [first] = links;
  if (!first) return [];
  const there = links.filter(({ link }) => link !== null);
  const held = there.find(({ primary, left }) => primary === true && left === null);
  const wanted = first.account === null ? undefined : (there.find(({ at, left }) => at === first.account && left === null) ?? held);
  const rows = there.flatMap((row): SaveRow[] => {
    const values: Values = row === wanted ? differences(row, titled.has(row.contact)) : row.primary === true ? { primary: false } : {};
    return Object.keys(values).length > 0 && row.link !== null ? [{ operation: 'update', id: row.link, values }] : [];
  });
  if (first.account === null || wanted) return rows;
  const { contact, account, title } = first;
  return [...rows, { operation: 'create', values: { contact, account, title, primary: true } }];
}

function differences(row: Row, isTitled: boolean): Values {
  return {
    ...(row.at === row.account ? {} : { account: row.account }),
    ...(row.primary === true ? {} : { primary: true }),
    ...(row.title !== null && row.title !== row.position && (row.primary === true || isTitled || row.position === null)
      ? { title: row.title }
      : {}),
  };
}

/** Contacts (`c`) that have an account and no primary position there: those of before this release. */
export const unlinked = (tenant: number): Sql => sql`
  c.tenant_id = ${tenant} and c.deleted_at is null and c.account is not null
  and not exists (select from contact_position l where l.tenant_id = c.tenant_id and l.contact = c.id and l.account = c.account
    and l."primary" and l.left_on is null and l.deleted_at is null)`;

/** The next few hundred of them; empty when there are none left. */
export async function unlinkedContacts(ctx: Context, after: string | null): Promise<readonly string[]> {
  const rows = await ctx.query<{ id: string }>(sql`
    select c.id from contact c where ${unlinked(ctx.tenant.id)} ${after ? sql`and c.id > ${after}::uuid` : sql``} order by c.id limit ${atOnce}`);
  return rows.map(({ id }) => id);
}
