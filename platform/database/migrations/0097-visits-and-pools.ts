import type pg from 'pg';

/** Visits that were checked in before they knew it ask for no second check-in: the first one by whose visit it was, on its day. */
const checkedIn = `
  update activity a set checked_in_at = c.at
  from (select tenant_id, activity, min(checked_at) as at from check_in
    where deleted_at is null and checked_at is not null and not coalesce(flags, '{}') && array['otherPerson', 'otherDay'] group by tenant_id, activity) c
  where a.tenant_id = c.tenant_id and a.id = c.activity and a.checked_in_at is null`;

/**
 * Merges of before decision 0063 gave a record with an owner the pool of the one it took in, where nobody can claim it. It is its owner's. By that pool's
 * rules it goes only if it has come out of it once, as the log says; else they are not its own and take nobody's record away.
 */
const ownedInPool = (table: string) => `
  update ${table} t set pool = null,
    home_pool = case when k.own or t.home_pool is distinct from t.pool then t.home_pool end,
    reclaim_at = case when k.own or t.home_pool is distinct from t.pool then t.reclaim_at end
  from (select o.tenant_id, o.id, exists (select from pool_log l where l.tenant_id = o.tenant_id and l.record_id = o.id and l.pool_id = o.pool) as own
    from ${table} o where o.owner is not null and o.pool is not null) k
  where t.tenant_id = k.tenant_id and t.id = k.id`;

/** Set-based; tables of objects are not there yet in a database that is only being made. */
export default {
  id: '0097-visits-and-pools',
  breaking: false,
  async up(client: pg.Client) {
    const { rows } = await client.query<{ name: string }>(
      `select table_name || '.' || column_name as name from information_schema.columns where table_schema = current_schema() and (table_name, column_name) in
        (('check_in', 'checked_at'), ('activity', 'start_at'), ('activity', 'checked_in_at'), ('account', 'home_pool'), ('lead', 'home_pool'))`,
    );
    const there = new Set(rows.map(({ name }) => name));
    if (there.has('check_in.checked_at') && there.has('activity.start_at')) {
      // columns of objects are only brought up to date after this; where it is there already nobody is kept from reading meanwhile
      if (!there.has('activity.checked_in_at')) await client.query('alter table activity add column checked_in_at timestamptz');
      await client.query(checkedIn);
    }
    for (const table of ['account', 'lead']) if (there.has(`${table}.home_pool`)) await client.query(ownedInPool(table));
  },
};
