/** What sign-in needs beyond the first tables. */
const statements = `
-- A session that began with an administrator's link stays in that company: it may not switch to the person's others.
alter table session add column via text not null default 'password' check (via in ('password', 'link'));
create index session_expires on session (expires_at);
-- Signing in leads to the company one was in last.
alter table membership add column last_used_at timestamptz;
create index one_time_token_of_user on one_time_token (tenant_id, user_id);
create index one_time_token_person on one_time_token (person_id);
-- Set while a company waits for its final erasure.
alter table tenant add column erase_at timestamptz;
alter table tenant add constraint tenant_status check (status in ('creating', 'active', 'suspended', 'erasing'));
`;

export default {
  id: '0012-identity',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(statements);
  },
};
