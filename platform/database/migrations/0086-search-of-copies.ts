/** What is called like the record it belongs to (a place at a company, a line of a product) is not searched any more. */
export default {
  id: '0086-search-of-copies',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(`
      delete from record_search where object in ('accountRelation', 'contactAccount', 'contactRelation', 'leadTouch', 'opportunityCompetitor',
        'opportunityContact', 'opportunityLine', 'opportunitySplit', 'stageHistory')`);
  },
};
