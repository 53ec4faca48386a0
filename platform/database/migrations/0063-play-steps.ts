import { tenantTable } from '../tenant-table.ts';

/** Steps of a playbook that somebody has ticked for a record: by whom, and when. */
export default {
  id: '0063-play-steps',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(`
      create table play_tick (
        tenant_id int not null, object text not null, record_id uuid not null, stage text not null, step text not null,
        ticked_at timestamptz not null, ticked_by uuid,
        primary key (tenant_id, record_id, stage, step));
      ${tenantTable('play_tick')}`);
  },
};
