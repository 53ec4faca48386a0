import { audit } from '../../audit/index.ts';
import { sql } from '../../database/sql.ts';
import type { Context, ObjectMeta, Values } from '../../module/index.ts';
import { saveRecords } from '../../records/save/index.ts';
import { keptMarks } from './kept.ts';
import { ImportStopped, objectOf, type RunOptions } from './run.ts';
import { loadImport, updateImport } from './store.ts';
import type { ImportRecord } from './types.ts';

const batch = 1000;

/**
 * Takes an import back: what it created goes to the recycle bin, what it changed gets its former values. Records that somebody has
 * changed since, or that others need now, stay and are counted as kept. Each batch is one transaction; after a kill it goes on.
 *
 * The column `undo` of an entry says how far it is: null open, 'done', 'changed' (by somebody since), 'needed' (a delete was refused), or
 * 'earlier' (a row before the one by which its record is kept).
 */
export async function runUndo(ctx: Context, id: string, options: RunOptions = {}): Promise<ImportRecord> {
  const record = await loadImport(ctx, id);
  if (record.status !== 'running' || record.phase !== 'undo') throw new ImportStopped();
  const meta = objectOf(ctx, record);
  // what the importer may do now does not matter: they are taking back their own work, and nobody else's is touched
  const elevated = ctx.elevated().withAutomation(record.options.automation);
  await markChanged(elevated, id, meta);
  for (const object of await extraObjects(elevated, id)) {
    const target = ctx.meta.object(object);
    if (target) await markChangedExtras(elevated, id, target);
  }
  await putBack(elevated, id, meta, options);
  await removeRows(elevated, id, meta, options);
  const extras = (await extraObjects(elevated, id)).flatMap((object) => ctx.meta.object(object) ?? []);
  // people sit in departments and lead them: round and round, as long as something goes
  for (let removed = -1; removed !== 0; ) {
    removed = 0;
    for (const target of extras) removed += await removeExtras(elevated, id, target, options);
  }
  return ctx.transaction(async (tx) => {
    const last = await loadImport(tx, id, { lock: true });
    const [kept] = await tx.query<{ count: string }>(sql`select count(*) as count from (
        select 1 from import_entry where tenant_id = ${tx.tenant.id} and import_id = ${id} and undo in ${keptMarks}
        union all select 1 from import_extra where tenant_id = ${tx.tenant.id} and import_id = ${id} and undo in ${keptMarks}) k`);
    await updateImport(tx, id, {
      status: 'undone',
      summary: { ...last.summary, kept: Number(kept?.count ?? 0) },
      finishedAt: tx.clock.now(),
    });
    await audit(tx, { event: 'import.undone', object: record.object, record: id, data: { kept: Number(kept?.count ?? 0) } });
    return loadImport(tx, id);
  });
}

/**
 * Somebody has changed the record `r` since the entry `e`. What the company's own rules did with it (gave it out, tagged it) is nobody's
 * work: each of those saves is a version and a line of the history after that of the import.
 */
const isChanged = sql`(r.version <> e.version and r.version - e.version > (
  select count(*) from record_history h where h.tenant_id = e.tenant_id and h.record_id = e.record_id and h.operation = 'update'
    and h.channel = 'automation' and h.by_user is null and h.id > (
      select i.id from record_history i where i.tenant_id = e.tenant_id and i.record_id = e.record_id and i.channel = 'import'
      order by i.id desc limit 1)))`;

/**
 * One statement finds whatever was changed since: later deletes of parents and the like change versions, too, so this comes first. Several
 * rows may have met one record: the last of them tells whether it was changed, and the others leave it alone then.
 */
async function markChanged(ctx: Context, id: string, meta: ObjectMeta): Promise<void> {
  await ctx.transaction(async (tx) => {
    await tx.query(sql`update import_entry e set undo = 'changed' from ${sql.id(meta.table)} r
      where e.tenant_id = ${tx.tenant.id} and e.import_id = ${id} and e.undo is null and e.record_id is not null
        and r.tenant_id = e.tenant_id and r.id = e.record_id and (${isChanged} or r.deleted_at is not null)
        and not exists (select 1 from import_entry x where x.tenant_id = e.tenant_id and x.import_id = e.import_id and x.undo = 'done')
        and not exists (select 1 from import_entry y where y.tenant_id = e.tenant_id and y.import_id = e.import_id and y.record_id = e.record_id and y.version > e.version)`);
    await tx.query(sql`update import_entry e set undo = 'earlier'
      where e.tenant_id = ${tx.tenant.id} and e.import_id = ${id} and e.undo is null and exists (
        select 1 from import_entry k where k.tenant_id = e.tenant_id and k.import_id = e.import_id and k.record_id = e.record_id and k.undo = 'changed')`);
  });
}

async function markChangedExtras(ctx: Context, id: string, meta: ObjectMeta): Promise<void> {
  await ctx.transaction((tx) =>
    tx.query(sql`update import_extra e set undo = 'changed' from ${sql.id(meta.table)} r
      where e.tenant_id = ${tx.tenant.id} and e.import_id = ${id} and e.object = ${meta.name} and e.undo is null
        and r.tenant_id = e.tenant_id and r.id = e.record_id and (r.version <> e.version or r.deleted_at is not null)
        and not exists (select 1 from import_entry x where x.tenant_id = e.tenant_id and x.import_id = e.import_id and x.undo = 'done')`),
  );
}

interface Entry {
  readonly row: number;
  readonly record_id: string;
  readonly before: Values | null;
}

async function putBack(ctx: Context, id: string, meta: ObjectMeta, options: RunOptions): Promise<void> {
  for (;;) {
    options.signal?.throwIfAborted();
    const done = await ctx.transaction(async (tx) => {
      await loadImport(tx, id, { lock: true });
      // the last change first, when one record was met by several rows
      const rows = await tx.query<Entry>(sql`select row, record_id, before from import_entry
        where tenant_id = ${tx.tenant.id} and import_id = ${id} and action = 'updated' and undo is null and record_id is not null order by row desc limit ${batch}`);
      const once = rows.filter((row, index) => rows.findIndex((other) => other.record_id === row.record_id) === index);
      if (once.length === 0) return 0;
      const results = await saveRecords(
        tx,
        meta,
        once.map((row) => ({ operation: 'update' as const, id: row.record_id, values: row.before ?? {} })),
        { asSystem: true },
      );
      await markEntries(
        tx,
        id,
        once.map((row, index) => ({ row: row.row, undo: results[index]?.error ? 'needed' : 'done' })),
      );
      return once.length;
    });
    if (done === 0) return;
  }
}

/** From the last row up; whatever is refused because another record needs it is tried again as long as anything else still goes. */
async function removeRows(ctx: Context, id: string, meta: ObjectMeta, options: RunOptions): Promise<void> {
  for (;;) {
    const removed = await removeOpenRows(ctx, id, meta, options);
    const retried = await ctx.transaction((tx) =>
      tx.query(
        sql`update import_entry set undo = null where tenant_id = ${tx.tenant.id} and import_id = ${id} and action = 'created' and undo = 'needed' and ${removed > 0} returning row`,
      ),
    );
    if (retried.length === 0) return;
  }
}

async function removeOpenRows(ctx: Context, id: string, meta: ObjectMeta, options: RunOptions): Promise<number> {
  let removed = 0;
  for (;;) {
    options.signal?.throwIfAborted();
    const result = await ctx.transaction(async (tx) => {
      await loadImport(tx, id, { lock: true });
      const rows = await tx.query<Entry>(sql`select row, record_id, before from import_entry
        where tenant_id = ${tx.tenant.id} and import_id = ${id} and action = 'created' and undo is null and record_id is not null order by row desc limit ${batch}`);
      if (rows.length === 0) return undefined;
      const results = await saveRecords(
        tx,
        meta,
        rows.map((row) => ({ operation: 'delete' as const, id: row.record_id })),
        { asSystem: true },
      );
      const marks = rows.map((row, index) => ({
        row: row.row,
        undo: results[index]?.error && results[index]?.status !== 404 ? 'needed' : 'done',
      }));
      await markEntries(tx, id, marks);
      return marks.filter((mark) => mark.undo === 'done').length;
    });
    if (result === undefined) return removed;
    removed += result;
  }
}

async function markEntries(ctx: Context, id: string, marks: readonly { row: number; undo: string }[]): Promise<void> {
  await ctx.query(sql`update import_entry e set undo = m.undo from jsonb_to_recordset(${JSON.stringify(marks)}::jsonb) as m (row int, undo text)
    where e.tenant_id = ${ctx.tenant.id} and e.import_id = ${id} and e.row = m.row`);
}

async function extraObjects(ctx: Context, id: string): Promise<string[]> {
  const rows = await ctx.query<{ object: string }>(
    sql`select object from import_extra where tenant_id = ${ctx.tenant.id} and import_id = ${id} group by object order by max(seq) desc`,
  );
  return rows.map((row) => row.object);
}

/** Records made beside the rows go when nothing needs them any more. Answers how many went. */
async function removeExtras(ctx: Context, id: string, meta: ObjectMeta, options: RunOptions): Promise<number> {
  options.signal?.throwIfAborted();
  return ctx.transaction(async (tx) => {
    await loadImport(tx, id, { lock: true });
    const rows = await tx.query<{ seq: number; record_id: string }>(sql`select seq, record_id from import_extra
      where tenant_id = ${tx.tenant.id} and import_id = ${id} and object = ${meta.name} and (undo is null or undo = 'needed') order by seq desc limit 5000`);
    if (rows.length === 0) return 0;
    const results = await saveRecords(
      tx,
      meta,
      rows.map((row) => ({ operation: 'delete' as const, id: row.record_id })),
      { asSystem: true },
    );
    const marks = rows.map((row, index) => ({
      seq: row.seq,
      undo: results[index]?.error && results[index]?.status !== 404 ? 'needed' : 'done',
    }));
    await tx.query(sql`update import_extra e set undo = m.undo from jsonb_to_recordset(${JSON.stringify(marks)}::jsonb) as m (seq int, undo text)
      where e.tenant_id = ${tx.tenant.id} and e.import_id = ${id} and e.seq = m.seq`);
    return marks.filter((mark) => mark.undo === 'done').length;
  });
}
