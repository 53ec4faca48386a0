/** An administrator looks at the company as somebody else would: `{user}` or `{role}` of the session, which then only reads. */
export default {
  id: '0033-view-as',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query('alter table session add column view_as jsonb');
  },
};
