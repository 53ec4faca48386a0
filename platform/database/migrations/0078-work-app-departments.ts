import { tenantTable } from '../tenant-table.ts';

/** Which department of ours one of a work platform's directory is. */
export default {
  id: '0078-work-app-departments',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(`
      create table work_app_department (
        tenant_id int not null, platform text not null, remote text not null, department_id uuid not null,
        primary key (tenant_id, platform, remote), unique (tenant_id, platform, department_id));
      ${tenantTable('work_app_department')}`);
  },
};
