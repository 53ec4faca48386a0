/**
 * When what is linked took place, beside the link: the newest activities of an account are found by an index, however many it has. Objects
 * that say when something begins (activities) have that moment, others the one they were made, which their ids hold. Comments with files are found
 * without reading the others.
 */
export default {
  id: '0056-link-moments',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(`
      alter table record_link add column at timestamptz not null default now();
      update record_link set at = to_timestamp(('x' || left(replace(record_id::text, '-', ''), 12))::bit(48)::bigint / 1000.0);
      do $$ begin
        if to_regclass('activity') is not null then
          update record_link l set at = coalesce(a.start_at, a.created_at) from activity a where a.tenant_id = l.tenant_id and a.id = l.record_id;
        end if;
        if to_regclass('email_message') is not null then
          update record_link l set at = coalesce(e.sent_at, e.created_at) from email_message e where e.tenant_id = l.tenant_id and e.id = l.record_id;
        end if;
        if to_regclass('call_log') is not null then
          update record_link l set at = coalesce(c.start_at, c.created_at) from call_log c where c.tenant_id = l.tenant_id and c.id = l.record_id;
        end if;
      end $$;
      drop index record_link_target;
      create index record_link_target on record_link (tenant_id, target_id, at, record_id);
      create index comment_with_files on comment (tenant_id, record_id) where files <> '{}'`);
  },
};
