/** What a program starts in the background, or has others told of, is bound by the scopes of its key, as its requests are. */
export default {
  id: '0052-work-of-programs',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(`
      alter table background_job add column scopes jsonb;
      alter table export_request add column scopes jsonb;
      alter table import add column scopes jsonb;
      alter table webhook add column scopes jsonb;`);
  },
};
