import { tenantTable } from '../tenant-table.ts';

/** Where the tags of records come from: who put them on or by which rule, why, since when, until when. The tags themselves are the records'. */
export default {
  id: '0057-tag-origins',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(`
      create table record_tag (
        tenant_id int not null, record_id uuid not null, field text not null, tag text not null, object text not null,
        origin text not null check (origin in ('manual', 'rule', 'model')),
        -- of a rule: its name, and the reason in both languages it gave at that time
        rule text, reason jsonb,
        since timestamptz not null, until date, by_user uuid,
        primary key (tenant_id, record_id, field, tag));
      create index record_tag_rule on record_tag (tenant_id, object, rule, record_id) where rule is not null;
      create index record_tag_tag on record_tag (tenant_id, tag);
      create index record_tag_until on record_tag (tenant_id, until) where until is not null`);
    await client.query(tenantTable('record_tag'));
  },
};
