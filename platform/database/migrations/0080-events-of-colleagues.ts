/** Calendar sync asks which colleagues know an event by its name, and keeps in mind which guests both sides had, as hashes of their addresses. */
export default {
  id: '0080-events-of-colleagues',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query("alter table calendar_link add column guests text[] not null default '{}'");
    await client.query('create index calendar_link_uid on calendar_link (tenant_id, uid)');
  },
};
