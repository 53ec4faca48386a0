import { withClient } from '../../platform/database/index.ts';

/**
 * Takes away the accounts that benches of creates and imports have made (by how their names begin): all are one person's and most have no
 * revenue, and with tens of thousands of them the lists of that seller are no longer those of one who sees 2,000 records.
 */
export async function removeMade(ownerUrl: string, tenant: number): Promise<void> {
  await withClient(ownerUrl, async (client) => {
    await client.query('create temp table made (id uuid primary key)');
    const { rowCount } = await client.query(
      `insert into made select id from account where tenant_id = $1 and name like any ('{新建客户%,宽表客户%,导入%}')`,
      [tenant],
    );
    if (!rowCount) return;
    const tables = ['record_search', 'match_key', 'record_history', 'record_share', 'event'];
    await client.query('analyze made');
    await client.query('delete from account where tenant_id = $1 and id in (select id from made)', [tenant]);
    for (const table of tables)
      await client.query(`delete from ${table} where tenant_id = $1 and record_id in (select id from made)`, [tenant]);
    await client.query(`vacuum (analyze) account, ${tables.join(', ')}`);
  });
}
