import pg from 'pg';
import { defineJob } from '../module/index.ts';
import { recordTypeIndexStatement, slotIndexStatement, slotNames } from '../storage/tables.ts';

const tableName = /^[a-z_]{1,60}$/;

/**
 * Makes the index of a slot on its first use by any tenant, without locking the table. The jobs of one table run one after the other
 * (queue `slots:<table>`): two such statements at once on one table wait for each other until one is ended as a deadlock.
 */
export const slotIndexJob = defineJob<{ table: string; slot: string }>({
  name: 'metadata.slotIndex',
  async run({ app }, { table, slot }) {
    const slots = slotNames(table === 'custom_record');
    if (!tableName.test(table) || !Object.values(slots).flat().includes(slot)) throw new Error(`no such slot: ${table}.${slot}`);
    // what was interrupted leaves an index that is never used, and that "if not exists" would take for the one wanted
    const { rows } = await app.owner.query<{ name: string }>(
      'select c.relname as name from pg_index i join pg_class c on c.oid = i.indexrelid where not i.indisvalid and i.indrelid = to_regclass($1) and c.relname = $2',
      [table, `${table}_slot_${slot}`],
    );
    if (rows[0]) await app.owner.query(`drop index concurrently if exists ${pg.escapeIdentifier(rows[0].name)}`);
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
