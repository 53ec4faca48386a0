/** The networks people of a role may come from; none means from everywhere. */
export default {
  id: '0035-role-networks',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(`alter table role add column networks text[]`);
  },
};
