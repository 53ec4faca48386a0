import { tenantTable } from '../tenant-table.ts';

/**
 * What an upgrade leaves to do with the deals there are (stage history, weighted amounts, competitors named in words), by company: how far
 * it is, and when it was done.
 */
export default {
  id: '0050-deal-upkeep',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(`
      create table deal_upkeep (
        tenant_id int not null, name text not null, after uuid, done_at timestamptz,
        primary key (tenant_id, name));
      ${tenantTable('deal_upkeep')}`);
  },
};
