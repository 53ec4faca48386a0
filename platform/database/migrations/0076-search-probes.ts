/**
 * All questions of one search in one call. Before, `record_search_candidates` was called for each reading of the query in each of some thirty
 * objects and planned its statements anew every time (about 1 ms a call, whether or not there was anything to find). Here the newest 200
 * records of an object are looked at once for all its readings, and what is rare is asked of the GIN index, both by plans that are kept. The
 * ways are those of the other function (decision 0006), which is called only where a plan has to be made for the case: for words that live among
 * old records, asked for by somebody who sees those of many owners.
 *
 * p_objects: one object each with what is asked of it, `[{"object", "sight", "probes": [{"at", "all_of", "one_of", "own", "most", "anyone"}]}]`; `own`
 * asks for the records of the owners `p_sights[sight]` (everybody's without a sight), otherwise anybody's will do; `anyone` is the number under
 * which one record is answered that holds the words, whosever it is, if there is one.
 */
const probes = `
create function record_search_probes(p_tenant int, p_objects jsonb, p_sights jsonb) returns table (at int, record_id uuid)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $body$
declare
  v_object record;
  v record;
  v_sight int;
  v_owners uuid[];
  v_theirs uuid[];
  v_rows int;
  v_few int;
  v_expected int;
  v_visible int;
  v_found uuid[];
  v_one uuid;
  v_newest uuid[];
begin
  if p_tenant is distinct from nullif(current_setting('app.tenant', true), '')::int then
    raise exception 'search of a tenant that is not set' using errcode = '42501';
  end if;
  for v_object in select o.object, o.sight, o.probes from jsonb_to_recordset(p_objects) as o(object text, sight int, probes jsonb) loop
    if v_object.sight is distinct from v_sight then
      v_sight := v_object.sight;
      v_owners := case when v_sight is not null then array(select jsonb_array_elements_text(p_sights -> v_sight))::uuid[] end;
    end if;
    for v in
      select p.at, p.all_of, p.one_of, p.own, p.most, count(*) as looked, count(*) filter (where m.holds) as seen,
        (array_agg(n.record_id order by n.record_id desc) filter (where m.holds and (not p.own or v_owners is null or n.owner = any (v_owners))))[:p.most] as found,
        p.anyone, (array_agg(n.record_id) filter (where m.holds))[1] as one
      from jsonb_to_recordset(v_object.probes) as p(at int, all_of int4[], one_of int4[], own boolean, most int, anyone int)
      cross join (
        select r.record_id, r.owner, r.tokens from record_search r
        where r.tenant_id = p_tenant and r.object = v_object.object order by r.record_id desc limit 200) n
      cross join lateral (select n.tokens @> p.all_of and (cardinality(p.one_of) = 0 or n.tokens && p.one_of) as holds offset 0) m
      where cardinality(p.all_of) + cardinality(p.one_of) > 0
      group by p.at, p.all_of, p.one_of, p.own, p.most, p.anyone
    loop
      if v.anyone is not null and v.one is not null then
        return query select v.anyone, v.one;
      end if;
      -- all there is was looked at, or as many of the newest as are wanted were seen
      if v.looked < 200 or coalesce(cardinality(v.found), 0) >= v.most then
        return query select v.at, f from unnest(v.found) f;
        continue;
      end if;
      v_theirs := case when v.own then v_owners end;
      -- whether anybody's holds the words is still open: the GIN index is asked in any case
      if v_theirs is not null and (v.anyone is null or v.one is not null) then
        select count(*) into v_few from (
          select from record_search s where s.tenant_id = p_tenant and s.object = v_object.object and s.owner = any (v_theirs) limit 201) few;
        if v_few <= 200 then
          return query
            select v.at, s.record_id
            from (
              select r.record_id, r.tokens from record_search r
              where r.tenant_id = p_tenant and r.object = v_object.object and r.owner = any (v_theirs) offset 0) s
            where s.tokens @> v.all_of and (cardinality(v.one_of) = 0 or s.tokens && v.one_of)
            order by s.record_id desc limit v.most;
          continue;
        end if;
      end if;
      if v.seen < 2 then
        -- written so that only the GIN index fits, as in record_search_candidates
        if cardinality(v.all_of) > 0 then
          select count(*), (array_agg(f.record_id order by f.record_id desc) filter (where f.mine))[:v.most], (array_agg(f.record_id))[1]
            into v_rows, v_found, v_one
          from (
            select s.record_id, v_theirs is null or coalesce(s.owner = any (v_theirs), false) as mine
            from record_search s
            where s.tenant_id + 0 = p_tenant and s.object || '' = v_object.object
              and s.tokens @> v.all_of and (cardinality(v.one_of) = 0 or s.tokens && v.one_of)
            limit 1501) f;
        else
          select count(*), (array_agg(f.record_id order by f.record_id desc) filter (where f.mine))[:v.most], (array_agg(f.record_id))[1]
            into v_rows, v_found, v_one
          from (
            select s.record_id, v_theirs is null or coalesce(s.owner = any (v_theirs), false) as mine
            from record_search s
            where s.tenant_id + 0 = p_tenant and s.object || '' = v_object.object and s.tokens && v.one_of
            limit 1501) f;
        end if;
        if v.anyone is not null and v.one is null and v_rows > 0 then
          return query select v.anyone, v_one;
        end if;
        if v_rows <= 1500 then
          return query select v.at, f from unnest(v_found) f;
          continue;
        end if;
        v_expected := 0;
      else
        v_found := null;
        v_expected := coalesce(cardinality(v.found), 0) * 100;
      end if;

      if v_theirs is not null then
        select count(*) into v_few from (
          select from record_search s where s.tenant_id = p_tenant and s.object = v_object.object and s.owner = any (v_theirs) limit 3001) few;
        if v_few <= 3000 then
          return query
            select v.at, s.record_id
            from (
              select r.record_id, r.tokens from record_search r
              where r.tenant_id = p_tenant and r.object = v_object.object and r.owner = any (v_theirs) offset 0) s
            where s.tokens @> v.all_of and (cardinality(v.one_of) = 0 or s.tokens && v.one_of)
            order by s.record_id desc limit v.most;
          continue;
        end if;
      end if;

      v_visible := 0;
      if v_expected < v.most * 2 then
        select count(*) filter (where n.mine and n.tokens @> v.all_of and (cardinality(v.one_of) = 0 or n.tokens && v.one_of)) * 10,
          count(*) filter (where n.mine) into v_expected, v_visible
        from (
          select r.tokens, v_theirs is null or coalesce(r.owner = any (v_theirs), false) as mine from record_search r
          where r.tenant_id = p_tenant and r.object = v_object.object order by r.record_id desc limit 2000) n;
      end if;
      -- twice as many, because what so few rows promise is a guess, and a look in vain costs most
      if v_expected >= v.most * 2 then
        select array_agg(s.record_id) into v_newest
        from (
          select n.record_id
          from (
            select r.record_id, r.tokens, r.owner from record_search r
            where r.tenant_id = p_tenant and r.object = v_object.object order by r.record_id desc limit 20000) n
          -- whose it is first: that costs a tenth of looking at the words
          where case when v_theirs is null or n.owner = any (v_theirs)
            then n.tokens @> v.all_of and (cardinality(v.one_of) = 0 or n.tokens && v.one_of) else false end
          limit v.most) s;
        if cardinality(v_newest) >= v.most then
          return query select v.at, f from unnest(v_newest) f;
          continue;
        end if;
      end if;

      -- of a word that lives among old records any will do: where one in twenty is theirs, 1,500 hold enough of them
      if v_found is null and v_visible > 100 and cardinality(v.all_of) > 0 then
        select (array_agg(f.record_id order by f.record_id desc) filter (where f.mine))[:v.most] into v_found
        from (
          select s.record_id, v_theirs is null or coalesce(s.owner = any (v_theirs), false) as mine
          from record_search s
          where s.tenant_id + 0 = p_tenant and s.object || '' = v_object.object
            and s.tokens @> v.all_of and (cardinality(v.one_of) = 0 or s.tokens && v.one_of)
          limit 1501) f;
      end if;
      if cardinality(v_found) >= v.most then
        return query select v.at, f from unnest(v_found) f;
        continue;
      end if;
      return query
        select v.at, c.record_id from record_search_candidates(p_tenant, array[v_object.object], v.all_of, v_theirs, v.most, v.one_of) c;
    end loop;
  end loop;
end
$body$;

revoke all on function record_search_probes(int, jsonb, jsonb) from public;
grant execute on function record_search_probes(int, jsonb, jsonb) to huanke_app;
`;

export default {
  id: '0076-search-probes',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    // who makes a function owns it, and may create in the schema for that moment
    await client.query(`
      grant create on schema public to huanke_search;
      set local role huanke_search;
      ${probes}
      reset role;
      revoke create on schema public from huanke_search;`);
  },
};
