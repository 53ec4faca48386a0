/**
 * What a save asks in its own statement when it writes fields of a tenant's own: that none of them is changing its type, and that the
 * metadata it was made from is not older than the last such change (decision 0018). Being volatile, it sees what was committed by then.
 */
export default {
  id: '0027-moving-values',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(`
      create function refuse_moving_values(tenant int, of_object text, fields text[], known_version int) returns int language plpgsql as $$
      begin
        if exists (
          select 1 from meta_work w
          where w.tenant_id = tenant and w.object = of_object and w.field = any (fields) and w.kind = 'type'
            and (w.finished_at is null and w.phase in ('close', 'copy', 'switch') or (w.plan ->> 'version')::int > known_version))
        then raise exception 'the values of a field are moving' using errcode = 'HK001';
        end if;
        return 1;
      end $$;`);
  },
};
