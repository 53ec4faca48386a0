import type pg from 'pg';

/**
 * Events that could not be taken in are read once more: those with dates added to a series can be now. Servers tell only what is new since the last
 * look, so that for these people the next look goes through the whole calendar; what has not changed there is not fetched again.
 */
export default {
  id: '0101-events-with-added-dates',
  breaking: false,
  async up(client: pg.Client) {
    await client.query(`
      update calendar_account a set sync_token = null, ctag = null where exists (
        select from calendar_link k where k.tenant_id = a.tenant_id and k.user_id = a.user_id and k.problem is not null)`);
    await client.query("update calendar_link set etag = '' where problem is not null and etag is not null");
  },
};
