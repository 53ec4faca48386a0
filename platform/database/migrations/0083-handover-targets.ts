/** A record of a handover may go to a pool, or to whom the rules of assignment choose; one that stays has gone to nobody. */
export default {
  id: '0083-handover-targets',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query('alter table handover_item alter column to_user drop not null, add column to_pool uuid');
  },
};
