/**
 * Columns that 0095 filled itself before `sales.fillDeals` did; they would come with the declaration of the object after the migrations. By itself,
 * because it locks the table out for a moment.
 */
export default {
  id: '0094-columns-of-deals',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(
      'alter table if exists opportunity add column if not exists forecast_category text, add column if not exists support_hours bigint',
    );
  },
};
