/**
 * Companies that are there keep their leads as they make them: that a new one can be reached (decision 0055) is asked of new companies, and of them
 * when they switch it on. Settings of theirs stay; what was given back to the shipped ones differs from those in this alone.
 */
export default {
  id: '0087-leads-without-contact',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(`
      insert into meta_part (tenant_id, kind, object, name, definition)
      select id, 'leadRules', '', 'company', '{"reachable": false}' from tenant
      on conflict (tenant_id, kind, object, name) do update set deleted_at = null,
        definition = case when meta_part.deleted_at is null then meta_part.definition else '{}' end || excluded.definition`);
  },
};
