/**
 * The search function of 0029, which reads a word of middling frequency once. The 1,501 rows read to see whether those are all are also the answer
 * where the newest 20,000 do not give it and enough of them may be seen: before, the GIN index was asked a second time for as many rows
 * (pinyin of two syllables, 1,000,000 accounts: 42 to 95 ms), and for a caller of many owners together with all their rows.
 */
const search = `
create or replace function record_search_candidates(
  p_tenant int, p_objects text[], p_tokens int4[], p_owners uuid[], p_limit int, p_some int4[] default '{}'
) returns table (object text, record_id uuid)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
set plan_cache_mode = force_custom_plan
set enable_seqscan = off
as $body$
declare
  v_object text;
  v_limit int := least(p_limit, 10000);
  v_seen int;
  v_expected numeric;
  v_few int;
  v_rows int;
  v_found uuid[];
  v_sample uuid[];
begin
  if p_tenant is distinct from nullif(current_setting('app.tenant', true), '')::int then
    raise exception 'search of a tenant that is not set' using errcode = '42501';
  end if;
  if cardinality(p_tokens) = 0 and cardinality(p_some) = 0 then
    return;
  end if;
  foreach v_object in array p_objects loop
    if v_limit <= 200 then
      v_sample := null;
      select count(*), count(*) filter (where p_owners is null or n.owner = any (p_owners)) * 100 into v_seen, v_expected
      from (
        select r.tokens, r.owner from record_search r
        where r.tenant_id = p_tenant and r.object = v_object order by r.record_id desc limit 200) n
      where n.tokens @> p_tokens and (cardinality(p_some) = 0 or n.tokens && p_some);

      if v_seen < 2 then
        -- written so that only the GIN index fits: walking a key is what goes wrong when nothing is found
        select count(*), (array_agg(f.record_id order by f.record_id desc) filter (where f.mine))[:v_limit] into v_rows, v_sample
        from (
          select s.record_id, p_owners is null or coalesce(s.owner = any (p_owners), false) as mine
          from record_search s
          where s.tenant_id = p_tenant and s.object || '' = v_object
            and s.tokens @> p_tokens and (cardinality(p_some) = 0 or s.tokens && p_some)
          limit 1501) f;
        if v_rows <= 1500 then
          return query select v_object, f from unnest(v_sample) f;
          continue;
        end if;
        select count(*) filter (where p_owners is null or n.owner = any (p_owners)) * 10 into v_expected
        from (
          select r.tokens, r.owner from record_search r
          where r.tenant_id = p_tenant and r.object = v_object order by r.record_id desc limit 2000) n
        where n.tokens @> p_tokens and (cardinality(p_some) = 0 or n.tokens && p_some);
      end if;

      if p_owners is not null then
        select count(*) into v_few from (
          select from record_search s where s.tenant_id = p_tenant and s.object = v_object and s.owner = any (p_owners) limit 3001) few;
        if v_few <= 3000 then
          return query
            select v_object, s.record_id
            from (
              select r.record_id, r.tokens from record_search r
              where r.tenant_id = p_tenant and r.object = v_object and r.owner = any (p_owners) offset 0) s
            where s.tokens @> p_tokens and (cardinality(p_some) = 0 or s.tokens && p_some)
            order by s.record_id desc limit v_limit;
          continue;
        end if;
      end if;

      if v_expected >= v_limit then
        select array_agg(s.record_id) into v_found
        from (
          select n.record_id
          from (
            select r.record_id, r.tokens, r.owner from record_search r
            where r.tenant_id = p_tenant and r.object = v_object order by r.record_id desc limit 20000) n
          where n.tokens @> p_tokens and (cardinality(p_some) = 0 or n.tokens && p_some) and (p_owners is null or n.owner = any (p_owners))
          limit v_limit) s;
        if cardinality(v_found) >= v_limit then
          return query select v_object, f from unnest(v_found) f;
          continue;
        end if;
      end if;

      if cardinality(v_sample) >= v_limit then
        return query select v_object, f from unnest(v_sample) f;
        continue;
      end if;

      return query
        select v_object, s.record_id
        from (
          select f.record_id from record_search f
          where f.tenant_id = p_tenant and f.object = v_object and f.owner = any (p_owners)
            and f.tokens @> p_tokens and (cardinality(p_some) = 0 or f.tokens && p_some)
          offset 0) s
        where p_owners is not null
        order by s.record_id desc limit v_limit;
      return query
        select v_object, s.record_id
        from (
          select f.record_id from record_search f
          where f.tenant_id = p_tenant and f.object || '' = v_object
            and f.tokens @> p_tokens and (cardinality(p_some) = 0 or f.tokens && p_some)
          limit 1500) s
        where p_owners is null
        order by s.record_id desc limit v_limit;
      continue;
    end if;

    return query
      select v_object, s.record_id
      from record_search s
      where s.tenant_id = p_tenant and s.object || '' = v_object
        and s.tokens @> p_tokens and (cardinality(p_some) = 0 or s.tokens && p_some)
        and (p_owners is null or coalesce(s.owner = any (p_owners), false))
      order by s.record_id desc limit v_limit;
  end loop;
end
$body$;
`;

export default {
  id: '0075-search-sample',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    // who replaces a function owns it, and may create in the schema for that moment
    await client.query(`
      grant create on schema public to huanke_search;
      set local role huanke_search;
      ${search}
      reset role;
      revoke create on schema public from huanke_search;`);
  },
};
