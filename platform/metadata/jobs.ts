import { defineJob } from '../module/index.ts';
import { slotIndexStatement, slotNames } from '../storage/tables.ts';

const tableName = /^[a-z_]{1,60}$/;

/** Makes the index of a slot on its first use by any tenant, without locking the table. */
export const slotIndexJob = defineJob<{ table: string; slot: string }>({
  name: 'metadata.slotIndex',
  async run({ app }, { table, slot }) {
    const slots = slotNames(table === 'custom_record');
    if (!tableName.test(table) || !Object.values(slots).flat().includes(slot)) throw new Error(`no such slot: ${table}.${slot}`);
    await app.owner.query(slotIndexStatement(table, slot));
  },
});
