interface Client {
  query(text: string): Promise<unknown>;
}

/** Hours of requests for help go into their deals: those that are there are added up. What an hour costs no company has said yet. */
export default {
  id: '0095-support-hours',
  breaking: false,
  async up(client: Client) {
    await client.query(`
      do $$ begin
        if to_regclass('opportunity') is not null and to_regclass('collab_request') is not null then
          alter table opportunity add column if not exists support_hours bigint;
          update opportunity d set support_hours = least(s.hours, 9223372036854775807)::bigint from (
            select tenant_id, opportunity, sum(hours) as hours from collab_request where deleted_at is null group by 1, 2) s
          where s.tenant_id = d.tenant_id and s.opportunity = d.id and s.hours is not null;
        end if;
      end $$`);
  },
};
