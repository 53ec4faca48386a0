/**
 * Search is read through one guarded function: under a tenant policy the array operators may not use a GIN index, so the function
 * belongs to a role that may see every row, takes the tenant as an argument and refuses any but the one that is set.
 *
 * Tokens are hashes of tenant and object, so the GIN index needs neither: with the tenant as its first column each search would also walk
 * the list of all the tenant's rows.
 *
 * It answers the newest `p_limit` rows of each object, and fewer only when there are no more. The planner's estimates for arrays are too
 * rough to choose a way by ("有限公司" for a manager took 190 ms, a pinyin beginning that nothing has 1,600), so a look at the newest 200
 * records decides: what hardly any of them has is taken from the GIN index, which must collect all hits before the first; what many have
 * is found among the rows of the few people asked for, or among the newest records in the order of the key.
 */
const search = `
alter table record_search drop constraint record_search_pkey;
alter table record_search add primary key (tenant_id, object, record_id);
alter table record_search drop column subtitle;
create index record_search_tokens on record_search using gin (tokens array_ops) with (fastupdate = on, gin_pending_list_limit = 2048);
create index record_search_owner on record_search (tenant_id, owner, object) where owner is not null;
create policy search on record_search for select to huanke_search using (true);
grant select on record_search to huanke_search;

create function record_search_candidates(
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
  v_hits int := 0;
  v_found uuid[];
begin
  if p_tenant is distinct from nullif(current_setting('app.tenant', true), '')::int then
    raise exception 'search of a tenant that is not set' using errcode = '42501';
  end if;
  if cardinality(p_tokens) = 0 and cardinality(p_some) = 0 then
    return;
  end if;
  foreach v_object in array p_objects loop
    if v_limit <= 200 then
      select count(*) into v_hits
      from (
        select r.tokens from record_search r where r.tenant_id = p_tenant and r.object = v_object order by r.record_id desc limit 200) n
      where n.tokens @> p_tokens and (cardinality(p_some) = 0 or n.tokens && p_some);
    end if;

    if v_hits >= 2 then
      if p_owners is not null and (
        select count(*) from (
          select from record_search s where s.tenant_id = p_tenant and s.object = v_object and s.owner = any (p_owners) limit 3001) few
      ) <= 3000 then
        return query
          select v_object, s.record_id
          from (
            select r.record_id, r.tokens from record_search r
            where r.tenant_id = p_tenant and r.object = v_object and r.owner = any (p_owners) offset 0) s
          where s.tokens @> p_tokens and (cardinality(p_some) = 0 or s.tokens && p_some)
          order by s.record_id desc limit v_limit;
        continue;
      end if;
      select array_agg(s.record_id) into v_found
      from (
        select n.record_id
        from (
          select r.record_id, r.tokens, r.owner from record_search r
          where r.tenant_id = p_tenant and r.object = v_object order by r.record_id desc limit 10000) n
        where n.tokens @> p_tokens and (cardinality(p_some) = 0 or n.tokens && p_some) and (p_owners is null or n.owner = any (p_owners))
        limit v_limit) s;
      if cardinality(v_found) >= v_limit then
        return query select v_object, f from unnest(v_found) f;
        continue;
      end if;
    end if;

    -- written so that only the GIN index fits: walking a key is what goes wrong when nothing is found
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
revoke all on function record_search_candidates(int, text[], int4[], uuid[], int, int4[]) from public;
grant execute on function record_search_candidates(int, text[], int4[], uuid[], int, int4[]) to huanke_app;
`;

// A new owner must be allowed to create in the schema for the moment of the hand-over, unless a superuser hands over.
const handOver = `
grant create on schema public to huanke_search;
alter function record_search_candidates(int, text[], int4[], uuid[], int, int4[]) owner to huanke_search;
revoke create on schema public from huanke_search;
`;

/**
 * The queue's own tables belong to the owner of the database. The application adds work through this function, in its own
 * transaction: the work exists exactly when what it belongs to was committed.
 */
const jobs = `
create function huanke_add_job(
  p_name text, p_payload json, p_key text default null, p_run_at timestamptz default null, p_queue text default null, p_attempts int default null
) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $body$
begin
  perform graphile_worker.add_job(
    identifier := p_name, payload := p_payload, job_key := p_key, run_at := p_run_at, queue_name := p_queue, max_attempts := p_attempts);
end
$body$;
revoke all on function huanke_add_job(text, json, text, timestamptz, text, int) from public;
grant execute on function huanke_add_job(text, json, text, timestamptz, text, int) to huanke_app;

create table job_worker (worker_id text primary key, process bigint not null);
`;

/**
 * An event's place in the stream: not before its own transaction, so that nothing appears behind a reader, and not before any transaction
 * that had ended when it was written, so that events of one record stand in the order in which they happened even when their
 * transactions began in another one.
 */
const events = `
alter table event alter column xid set default
  greatest(pg_current_xact_id()::text::bigint, pg_snapshot_xmax(pg_current_snapshot())::text::bigint - 1);
`;

const others = `
create index notification_at on notification (tenant_id, user_id, at, id);
create index notification_unread on notification (tenant_id, user_id) where read_at is null;
create index file_use_record on file_use (tenant_id, record_id);
`;

export default {
  id: '0013-search-events-jobs',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(search);
    await client.query(handOver);
    await client.query(jobs);
    await client.query(events);
    await client.query(others);
  },
};
