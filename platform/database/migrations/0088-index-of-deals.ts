/** Sums over deals by stage ask for the currency and the worth as well (decision 0058): the index that has these replaces the one without. */
export default {
  id: '0088-index-of-deals',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query('drop index if exists opportunity_stage_owner_amount');
  },
};
