/** Which declaration each shipped object's table was last brought to, so that an unchanged start alters nothing. */
export default {
  id: '0002-object-schema',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(
      'create table object_schema (object text primary key, hash text not null, synced_at timestamptz not null default now())',
    );
  },
};
