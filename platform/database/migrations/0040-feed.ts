import { tenantTable } from '../tenant-table.ts';

/** Comments on records of any object, who follows which record, and the company's tags. */
export default {
  id: '0040-feed',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(`
      create table comment (
        tenant_id int not null, id uuid not null, object text not null, record_id uuid not null,
        -- the comment this one answers; answers have none of their own
        parent_id uuid,
        -- the safe subset of HTML; empty once it was deleted
        body text not null, mentions uuid[] not null default '{}', files uuid[] not null default '{}',
        created_by uuid, created_at timestamptz not null, edited_at timestamptz, deleted_at timestamptz, deleted_by uuid,
        primary key (tenant_id, id),
        foreign key (tenant_id, parent_id) references comment (tenant_id, id) on delete cascade);
      create index comment_record on comment (tenant_id, record_id, created_at, id) where parent_id is null;
      create index comment_parent on comment (tenant_id, parent_id, id) where parent_id is not null;

      create table follow (
        tenant_id int not null, user_id uuid not null, record_id uuid not null, object text not null, at timestamptz not null,
        -- false: the person has left it; following by itself does not begin again
        active boolean not null default true,
        primary key (tenant_id, user_id, record_id));
      create index follow_record on follow (tenant_id, record_id) where active;

      create table tag (
        tenant_id int not null, name text not null, color text not null, active boolean not null default true,
        created_at timestamptz not null, created_by uuid,
        primary key (tenant_id, name));
      ${tenantTable('comment')}
      ${tenantTable('follow')}
      ${tenantTable('tag')}`);
  },
};
