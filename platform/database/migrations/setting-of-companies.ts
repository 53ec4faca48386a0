/**
 * What is asked of new companies from now on stays off for those that are there, until they switch it on. Settings of theirs stay; what was given
 * back to the shipped ones differs from those in this alone. Kept as it is: migrations that have run were made with it.
 *
 * @param kind, name of the settings, as in `PUT /meta/parts/{kind}/{name}`
 * @param setting the one that is switched off
 */
export const switchedOff = (kind: string, name: string, setting: string): string => `
  insert into meta_part (tenant_id, kind, object, name, definition)
  select id, '${kind}', '', '${name}', '{"${setting}": false}' from tenant
  on conflict (tenant_id, kind, object, name) do update set deleted_at = null,
    definition = case when meta_part.deleted_at is null then meta_part.definition else '{}' end || excluded.definition`;
