/** As they were shipped with this migration, and by the chance of winning where a stage of a company's own does not say. */
const shipped = `(values ('initial', 'pipeline'), ('qualified', 'pipeline'), ('proposal', 'bestCase'), ('negotiation', 'commit'),
  ('won', 'closed'), ('lost', 'omitted'), ('onHold', 'omitted')) as v (key, category)`;
const byChance = `case when o ->> 'category' = 'won' then 'closed' when o ->> 'category' = 'lost' then 'omitted'
  when o ->> 'probability' is null then 'pipeline' when (o ->> 'probability')::numeric >= 90 then 'commit'
  when (o ->> 'probability')::numeric >= 60 then 'bestCase' when (o ->> 'probability')::numeric > 0 then 'pipeline' else 'omitted' end`;

/**
 * Deals that are there count in the forecast where their stage does (decision 0061), and have the hours of their requests for help (decision 0062).
 * A million of them take minutes, during which nobody could write any: here each company with deals is told what its stages count as, and
 * `sales.fillDeals` gives that to its deals bit by bit. A company without that note has nothing to fill.
 */
export default {
  id: '0095-forecast-and-hours-of-deals',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(`
      do $$ begin
        if to_regclass('opportunity') is not null then
          with own as (
            select f.tenant_id, f.definition -> 'options' as options from meta_field f
            where not f.custom and f.object = 'opportunity' and f.name = 'stage' and jsonb_typeof(f.definition -> 'options') = 'array'
          ), stage as (
            select own.tenant_id, o ->> 'key' as key, ${byChance} as category from own, jsonb_array_elements(own.options) o
            union all
            select t.id, v.key, v.category from tenant t cross join ${shipped} where not exists (select from own where own.tenant_id = t.id)
          )
          update tenant t set settings = settings || jsonb_build_object('salesForecast', jsonb_build_object('stages', s.stages))
          from (select tenant_id, jsonb_object_agg(key, category) as stages from stage group by tenant_id) s
          where s.tenant_id = t.id and exists (select from opportunity d where d.tenant_id = t.id);
        end if;
      end $$`);
  },
};
