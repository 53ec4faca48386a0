/** How often the settings of a pool and a rule of assignment were changed: who writes says which version they have seen. */
export default {
  id: '0093-versions-of-pools-and-rules',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(`
      alter table pool_access add column version int not null default 1;
      alter table assign_rule add column version int not null default 1;`);
  },
};
