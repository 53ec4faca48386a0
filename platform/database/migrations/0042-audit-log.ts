import { tenantTable } from '../tenant-table.ts';

// What the application itself may take away: entries older than half a year (网络安全法: logs are kept for six months at least), seals whose
// entry is gone, and everything of a company that is being erased. An entry is never changed by it, whatever happens.
const erasing = (table: string) => `not exists (select from tenant t where t.id = ${table}.tenant_id and t.status <> 'erasing')`;

/** The audit log: entries, and the seals that chain them by hashes in the order of sealing. Both are only ever added to. */
export default {
  id: '0042-audit-log',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(`
      create table audit_log (
        tenant_id int not null, id uuid not null, at timestamptz not null, event text not null,
        by_user uuid, channel text not null, address text, agent text, object text, record_id uuid, data jsonb not null default '{}',
        primary key (tenant_id, id));
      create index audit_log_at on audit_log (tenant_id, at, id);
      create index audit_log_by on audit_log (tenant_id, by_user, at);
      create index audit_log_event on audit_log (tenant_id, event, at);
      create index audit_log_record on audit_log (tenant_id, record_id, at) where record_id is not null;
      create table audit_seal (
        tenant_id int not null, seq bigint not null, entry uuid not null, hash bytea not null,
        primary key (tenant_id, seq), unique (tenant_id, entry));
      ${tenantTable('audit_log')}
      ${tenantTable('audit_seal')}
      revoke update on audit_log, audit_seal from huanke_app;
      create policy kept on audit_log as restrictive for delete to huanke_app
        using (at < now() - interval '180 days' or ${erasing('audit_log')});
      create policy kept on audit_seal as restrictive for delete to huanke_app
        using (not exists (select from audit_log l where l.tenant_id = audit_seal.tenant_id and l.id = audit_seal.entry) or ${erasing('audit_seal')});`);
  },
};
