import { defineJob } from '../module/index.ts';
import { recordTypeIndexStatement, slotIndexStatement, slotNames } from '../storage/tables.ts';

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

/** Makes the index over the record types of a table when types come into use, without locking the table. */
export const recordTypeIndexJob = defineJob<{ table: string }>({
  name: 'metadata.recordTypeIndex',
  async run({ app }, { table }) {
    if (!tableName.test(table)) throw new Error(`no such table: ${table}`);
    await app.owner.query(recordTypeIndexStatement(table));
  },
});
