/** A search for duplicates that was asked for while another was under way: it follows that one. */
export default {
  id: '0064-search-again',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query('alter table duplicate_search add column again boolean not null default false');
  },
};
