import { tenantTable } from '../tenant-table.ts';

/** Addresses by which calendar programs read what is on a person's calendar: one each, found by the hash of its secret part. */
export default {
  id: '0058-calendar-feed',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(`
      create table calendar_feed (
        tenant_id int not null, user_id uuid not null, token_hash text not null, created_at timestamptz not null, read_at timestamptz,
        primary key (tenant_id, user_id));
      create unique index calendar_feed_token on calendar_feed (tenant_id, token_hash);
      ${tenantTable('calendar_feed')}`);
  },
};
