import { type Sql, sql } from '../../database/sql.ts';
import { errors, isId, type Label } from '../../kernel/index.ts';
import type { Automation, Context, Values } from '../../module/index.ts';
import { authorOf } from '../../records/index.ts';
import { emptySummary } from './summary.ts';
import type { EntryRow, ImportOptions, ImportPhase, ImportRecord, ImportStatus, MappingEntry, Problem, Summary } from './types.ts';

interface Row {
  id: string;
  object: string;
  file_id: string;
  file_name: string;
  mode: ImportRecord['mode'];
  key: string | null;
  mapping: MappingEntry[];
  options: Omit<ImportOptions, 'automation'> & { readonly automation?: Automation };
  status: ImportStatus;
  phase: ImportPhase;
  next_row: number;
  total: number | null;
  done: number;
  created: number;
  updated: number;
  skipped: number;
  failed: number;
  summary: Summary | null;
  error: Label | null;
  created_by: string | null;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
}

const columns = sql`id, object, file_id, file_name, mode, key, mapping, options, status, phase, next_row, total, done, created, updated, skipped, failed,
  summary, error, created_by, created_at, started_at, finished_at`;

function toRecord(row: Row): ImportRecord {
  return {
    id: row.id,
    object: row.object,
    fileId: row.file_id,
    fileName: row.file_name,
    mode: row.mode,
    key: row.key,
    mapping: row.mapping,
    // kept before there was a choice
    options: { ...row.options, automation: row.options.automation ?? 'all' },
    status: row.status,
    phase: row.phase,
    nextRow: row.next_row,
    total: row.total,
    done: row.done,
    created: row.created,
    updated: row.updated,
    skipped: row.skipped,
    failed: row.failed,
    summary: { ...emptySummary, ...row.summary },
    error: row.error,
    createdBy: row.created_by,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  };
}

/** Their own imports, or all of the tenant's for whom may undo any. */
function visible(ctx: Context): Sql {
  return ctx.access.can('imports.undoAny') ? sql`true` : sql`created_by = ${ctx.user.id}`;
}

/** The import, or NOT_FOUND. `lock` holds its row until the transaction ends, so that two runs can not go on side by side. */
export async function loadImport(ctx: Context, id: string, options: { lock?: boolean } = {}): Promise<ImportRecord> {
  if (!isId(id)) throw errors.NOT_FOUND();
  const [row] = await ctx.query<Row>(sql`select ${columns} from import where tenant_id = ${ctx.tenant.id} and id = ${id} and ${visible(ctx)}
    ${options.lock ? sql`for update` : sql``}`);
  if (!row) throw errors.NOT_FOUND();
  return toRecord(row);
}

/** Newest first. */
export async function listImports(ctx: Context, input: { limit: number; before?: string; object?: string }): Promise<ImportRecord[]> {
  const rows = await ctx.query<Row>(sql`select ${columns} from import where tenant_id = ${ctx.tenant.id} and ${visible(ctx)}
    ${input.before ? sql`and id < ${input.before}` : sql``} ${input.object ? sql`and object = ${input.object}` : sql``}
    order by id desc limit ${input.limit}`);
  return rows.map(toRecord);
}

export async function insertImport(
  ctx: Context,
  record: Pick<ImportRecord, 'id' | 'object' | 'fileId' | 'fileName' | 'mode' | 'key' | 'mapping' | 'options'> & { total: number | null },
): Promise<void> {
  await ctx.transaction((tx) =>
    tx.query(sql`insert into import (tenant_id, id, object, file_id, file_name, mode, key, mapping, options, total, created_by, created_at)
      values (${tx.tenant.id}, ${record.id}, ${record.object}, ${record.fileId}, ${record.fileName}, ${record.mode}, ${record.key},
        ${JSON.stringify(record.mapping)}::jsonb, ${JSON.stringify(record.options)}::jsonb, ${record.total}, ${authorOf(tx)}, ${tx.clock.now()})`),
  );
}

export type ImportChange = Partial<
  Pick<
    ImportRecord,
    | 'object'
    | 'mode'
    | 'key'
    | 'mapping'
    | 'options'
    | 'status'
    | 'phase'
    | 'nextRow'
    | 'total'
    | 'done'
    | 'created'
    | 'updated'
    | 'skipped'
    | 'failed'
    | 'summary'
    | 'error'
  >
> & {
  readonly startedAt?: Date | null;
  readonly finishedAt?: Date | null;
};

const json = (value: unknown) => sql`${value === null || value === undefined ? null : JSON.stringify(value)}::jsonb`;

export async function updateImport(ctx: Context, id: string, change: ImportChange): Promise<void> {
  const sets: Sql[] = [sql`beat_at = ${ctx.clock.now()}`];
  for (const name of ['object', 'mode', 'key', 'status', 'phase', 'total', 'done', 'created', 'updated', 'skipped', 'failed'] as const) {
    if (change[name] !== undefined) sets.push(sql`${sql.id(name)} = ${change[name]}`);
  }
  if (change.nextRow !== undefined) sets.push(sql`next_row = ${change.nextRow}`);
  if (change.startedAt !== undefined) sets.push(sql`started_at = ${change.startedAt}`);
  if (change.finishedAt !== undefined) sets.push(sql`finished_at = ${change.finishedAt}`);
  for (const name of ['mapping', 'options', 'summary', 'error'] as const)
    if (change[name] !== undefined) sets.push(sql`${sql.id(name)} = ${json(change[name])}`);
  await ctx.query(sql`update import set ${sql.join(sets)} where tenant_id = ${ctx.tenant.id} and id = ${id}`);
}

/** Keeps what became of the rows of a batch, in the batch's own transaction. */
export async function insertEntries(ctx: Context, importId: string, rows: readonly EntryRow[]): Promise<void> {
  if (rows.length === 0) return;
  const list = rows.map((row) => ({
    row: row.row,
    action: row.action,
    record_id: row.recordId,
    version: row.version,
    before: row.before,
    later: row.later,
    problem: row.problems.length > 0 ? row.problems : null,
  }));
  // a JSON null of the list would become a jsonb null, which `is not null` holds for a value
  await ctx.query(sql`insert into import_entry (tenant_id, import_id, row, action, record_id, version, before, later, problem)
    select ${ctx.tenant.id}, ${importId}, e.row, e.action, e.record_id, e.version, nullif(e.before, 'null'), nullif(e.later, 'null'), nullif(e.problem, 'null')
    from jsonb_to_recordset(${JSON.stringify(list)}::jsonb) as e (row int, action text, record_id uuid, version int, before jsonb, later jsonb, problem jsonb)`);
}

export async function clearEntries(ctx: Context, importId: string): Promise<void> {
  await ctx.query(sql`delete from import_entry where tenant_id = ${ctx.tenant.id} and import_id = ${importId}`);
  await ctx.query(sql`delete from import_extra where tenant_id = ${ctx.tenant.id} and import_id = ${importId}`);
}

/** Records an import made beside its rows: managers, departments, products that were missing. */
export async function insertExtras(
  ctx: Context,
  importId: string,
  extras: readonly { object: string; id: string; version: number }[],
): Promise<void> {
  if (extras.length === 0) return;
  await ctx.query(sql`insert into import_extra (tenant_id, import_id, object, record_id, version)
    select ${ctx.tenant.id}, ${importId}, e.object, e.id, e.version
    from jsonb_to_recordset(${JSON.stringify(extras)}::jsonb) as e (object text, id uuid, version int)`);
}

export interface ProblemEntry {
  readonly row: number;
  readonly problems: readonly Problem[];
}

/** Rows with problems in file order, from a row on. */
export async function problemEntries(ctx: Context, importId: string, after: number, limit: number): Promise<ProblemEntry[]> {
  return ctx.query<ProblemEntry>(sql`select row, problem as problems from import_entry
    where tenant_id = ${ctx.tenant.id} and import_id = ${importId} and problem is not null and row > ${after} order by row limit ${limit}`);
}

export interface LaterEntry {
  readonly row: number;
  readonly record_id: string;
  readonly version: number;
  readonly before: Values | null;
  readonly later: Readonly<Record<string, string>>;
}

/** Rows whose references to later rows are still open. */
export async function laterEntries(ctx: Context, importId: string, limit: number): Promise<LaterEntry[]> {
  return ctx.query<LaterEntry>(sql`select row, record_id, version, before, later from import_entry
    where tenant_id = ${ctx.tenant.id} and import_id = ${importId} and later is not null order by row limit ${limit}`);
}

export async function closeLaterEntries(
  ctx: Context,
  importId: string,
  rows: readonly { row: number; version: number; problems: readonly Problem[] | null }[],
): Promise<void> {
  await ctx.query(sql`update import_entry e set later = null, version = d.version, problem = coalesce(nullif(d.problems, 'null'), e.problem)
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as d (row int, version int, problems jsonb)
    where e.tenant_id = ${ctx.tenant.id} and e.import_id = ${importId} and e.row = d.row`);
}

/** What was chosen for a file. */
export interface Remembered {
  readonly mapping: readonly MappingEntry[];
  readonly automation: Automation | null;
}

/** What was last chosen for files with this header, as remembered for the tenant. */
export async function rememberedImport(ctx: Context, object: string, headerHash: string): Promise<Remembered | undefined> {
  const [row] = await ctx.query<Remembered>(sql`select mapping, automation from import_mapping
    where tenant_id = ${ctx.tenant.id} and object = ${object} and header_hash = ${headerHash}`);
  return row;
}

export async function rememberImport(ctx: Context, object: string, headerHash: string, { mapping, automation }: Remembered): Promise<void> {
  await ctx.query(sql`insert into import_mapping (tenant_id, object, header_hash, mapping, automation, used_at)
    values (${ctx.tenant.id}, ${object}, ${headerHash}, ${JSON.stringify(mapping)}::jsonb, ${automation}, ${ctx.clock.now()})
    on conflict (tenant_id, object, header_hash)
      do update set mapping = excluded.mapping, automation = excluded.automation, used_at = excluded.used_at`);
}
