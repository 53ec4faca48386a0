/** Calendar sync asks which colleagues know an event by its name. */
export default {
  id: '0080-events-of-colleagues',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query('create index calendar_link_uid on calendar_link (tenant_id, uid)');
  },
};
