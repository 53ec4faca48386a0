/** Rights on fields belong to a role: `{object: {field: hidden | masked | read | edit}}`. A role of kind `set` is a permission set. */
export default {
  id: '0032-field-rights',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(`
      alter table role
        add column fields jsonb not null default '{}',
        add column kind text not null default 'role' check (kind in ('role', 'set'))`);
  },
};
