import { tenantTable } from '../tenant-table.ts';

/**
 * Work on the values of one field that outlives a request (another type, a slot filled or cleared, a picklist value replaced): its plan
 * and how far it is. Counters of auto numbers no longer depend on how many noughts the pattern has.
 */
export default {
  id: '0020-metadata-work',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(`
      create table meta_work (
        tenant_id int not null, id uuid not null, kind text not null, object text not null, field text not null,
        plan jsonb not null, phase text not null, after uuid, done int not null default 0, total int not null default 0,
        failed int not null default 0, created_by uuid, created_at timestamptz not null, switched_at timestamptz, finished_at timestamptz,
        error text,
        primary key (tenant_id, id));
      create index meta_work_field on meta_work (tenant_id, object, field, id);
      ${tenantTable('meta_work')}
      with merged as (
        delete from auto_number where period ~ '\\{0{2,}\\}' returning tenant_id, object, field, regexp_replace(period, '\\{0+\\}', '{0}') as period, next)
      insert into auto_number as a (tenant_id, object, field, period, next)
      select tenant_id, object, field, period, max(next) from merged group by 1, 2, 3, 4
      on conflict (tenant_id, object, field, period) do update set next = greatest(a.next, excluded.next);`);
  },
};
