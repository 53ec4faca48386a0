/** Where people set out from, as {lng, lat}; null: not known. */
export default {
  id: '0070-rep-base',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query('alter table rep_profile add column base jsonb');
  },
};
