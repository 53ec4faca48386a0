/**
 * Companies that are there keep winning deals as they do: the proof that is asked of new ones (decision 0053) is off for them until they switch it on.
 * Settings of theirs stay; what was given back to the shipped ones differs from those in this alone.
 */
export default {
  id: '0084-won-without-proof',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(`
      insert into meta_part (tenant_id, kind, object, name, definition)
      select id, 'salesSettings', '', 'deals', '{"wonProof": false}' from tenant
      on conflict (tenant_id, kind, object, name) do update set deleted_at = null,
        definition = case when meta_part.deleted_at is null then meta_part.definition else '{}' end || excluded.definition`);
  },
};
