import { type Sql, sql } from '../../database/sql.ts';
import { errors, fieldError, isId, label } from '../../kernel/index.ts';
import type { Context, FieldMeta, ObjectMeta } from '../../module/index.ts';
import { readInput, toColumn } from '../../storage/codec.ts';
import { auditBulk } from './audit-bulk.ts';
import { recordType } from './layout.ts';
import { retried } from './retried.ts';
import { largestBatch, saveRecords } from './save.ts';
import type { SaveResult, SaveRow } from './types.ts';
import { uniqueFields, valueHash } from './unique.ts';

type BulkOperation = 'create' | 'update' | 'upsert' | 'delete';

interface BulkRequest {
  readonly operation: BulkOperation;
  readonly key: FieldMeta | undefined;
  readonly records: readonly Readonly<Record<string, unknown>>[];
  readonly allOrNothing: boolean;
}

/** One record of a bulk on its way: its key is read, its record perhaps found. */
interface Item {
  readonly index: number;
  readonly values: Readonly<Record<string, unknown>>;
  readonly key: string | undefined;
}

/** `failed`: all or nothing was asked for, and it is nothing. */
export interface BulkOutcome {
  readonly failed: boolean;
  readonly results: SaveResult[];
}

class NothingSaved extends Error {}

/** `POST /records/{o}/bulk` of contract.md section 2, body and all. */
export async function bulk(ctx: Context, meta: ObjectMeta, body: unknown): Promise<BulkOutcome> {
  const request = readRequest(meta, body);
  const results: SaveResult[] = [];
  const items = request.records.map((record, index) => readItem(request, record, index, results));
  const good = items.filter((item) => item !== undefined);
  const refused = results.length > 0;
  if (refused && request.allOrNothing) return outcome(request, results);
  if (good.length > 0) await saveItems(ctx, meta, request, good, results);
  const done = outcome(request, results);
  if (!done.failed) await auditBulk(ctx, meta, request, done);
  return done;
}

function outcome(request: BulkRequest, results: readonly SaveResult[]): BulkOutcome {
  const failed = request.allOrNothing && results.some((result) => result.error);
  const byIndex = new Map(results.map((result) => [result.index, result]));
  return {
    failed,
    results: request.records.map((_, index) => {
      const { values: _values, titles: _titles, ...result }: SaveResult = byIndex.get(index) ?? { index, status: 424 };
      return failed && !result.error ? { index, status: 424 } : result;
    }),
  };
}

const members: ReadonlySet<string> = new Set(['operation', 'key', 'records', 'allOrNothing']);

function readRequest(meta: ObjectMeta, body: unknown): BulkRequest {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw fieldError('WRONG_TYPE', 'body');
  const unknown = Object.keys(body).find((name) => !members.has(name));
  if (unknown !== undefined) throw fieldError('UNKNOWN_FIELD', unknown);
  const { operation, key, records, allOrNothing } = body as Record<string, unknown>;
  if (operation === undefined) throw fieldError('REQUIRED', 'operation');
  if (typeof operation !== 'string') throw fieldError('WRONG_TYPE', 'operation');
  if (operation !== 'create' && operation !== 'update' && operation !== 'upsert' && operation !== 'delete')
    throw fieldError('INVALID_VALUE', 'operation');
  if (records === undefined) throw fieldError('REQUIRED', 'records');
  if (!Array.isArray(records)) throw fieldError('WRONG_TYPE', 'records');
  if (records.length > largestBatch) throw fieldError('LIMIT_EXCEEDED', 'records', label('一次最多 1,000 条', 'At most 1,000 at a time'));
  if (allOrNothing !== undefined && allOrNothing !== null && typeof allOrNothing !== 'boolean')
    throw fieldError('WRONG_TYPE', 'allOrNothing');
  return { operation, key: keyField(meta, operation, key), records, allOrNothing: allOrNothing === true };
}

/** The field that tells records apart; undefined: their id. */
function keyField(meta: ObjectMeta, operation: BulkOperation, key: unknown): FieldMeta | undefined {
  if (key !== undefined && key !== null && typeof key !== 'string') throw fieldError('WRONG_TYPE', 'key');
  const name = key ?? (operation === 'upsert' ? 'externalId' : 'id');
  if (operation === 'create' || name === 'id') return undefined;
  const field = typeof name === 'string' ? meta.fields.get(name) : undefined;
  if (!field) throw fieldError('UNKNOWN_FIELD', 'key');
  if (field.masked) throw fieldError('FORBIDDEN', 'key');
  if (!uniqueFields(meta).includes(field))
    throw fieldError('INVALID_VALUE', 'key', label('只有唯一字段可以用来匹配', 'Only a unique field can tell records apart'));
  return field;
}

function readItem(request: BulkRequest, record: unknown, index: number, results: SaveResult[]): Item | undefined {
  const refuse = (code: 'WRONG_TYPE' | 'REQUIRED' | 'INVALID_VALUE' | 'TOO_LONG', field: string) => {
    const error = fieldError(code, field);
    results.push({ index, status: error.status, error });
    return undefined;
  };
  const plain = typeof record === 'string' && request.operation === 'delete' ? { [request.key?.name ?? 'id']: record } : record;
  if (typeof plain !== 'object' || plain === null || Array.isArray(plain)) return refuse('WRONG_TYPE', `records[${index}]`);
  const values = plain as Readonly<Record<string, unknown>>;
  if (request.operation === 'create') return { index, values, key: undefined };
  const name = request.key?.name ?? 'id';
  const raw = values[name];
  if (raw === undefined || raw === null || raw === '') {
    return request.operation === 'upsert' && !request.key ? { index, values, key: undefined } : refuse('REQUIRED', name);
  }
  if (!request.key) return typeof raw === 'string' ? { index, values, key: raw.toLowerCase() } : refuse('WRONG_TYPE', 'id');
  const reading = readInput(request.key, raw);
  if (!reading.ok) return refuse(reading.code, name);
  return { index, values, key: keyText(request.key, reading.value) };
}

const keyText = (field: FieldMeta, value: unknown) => (field.storage.kind === 'custom' ? valueHash(value) : String(toColumn(field, value)));

async function saveItems(
  ctx: Context,
  meta: ObjectMeta,
  request: BulkRequest,
  items: readonly Item[],
  results: SaveResult[],
): Promise<void> {
  const { allOrNothing } = request;
  if (request.operation === 'create' || !request.key) {
    const rows = items.map((item) => rowOf(request, item, item.key));
    for (const result of await saveRecords(ctx, meta, rows, { allOrNothing }))
      results.push({ ...result, index: items[result.index]?.index ?? -1 });
    return;
  }
  const mine: SaveResult[] = [];
  try {
    // Whoever waited for the same key must look again from the start when the database chose them to give way.
    await retried(ctx, async () => {
      mine.length = 0;
      await ctx.transaction((tx) => saveByKey(tx, meta, request, items, mine));
    });
  } catch (error) {
    if (!(error instanceof NothingSaved)) throw error;
  }
  results.push(...mine);
}

/** Records of one key go one after the other: the second finds what the first has made. */
async function saveByKey(
  ctx: Context,
  meta: ObjectMeta,
  request: BulkRequest,
  items: readonly Item[],
  results: SaveResult[],
): Promise<void> {
  let open = [...items];
  for (let round = 0; open.length > 0; round += 1) {
    const seen = new Set<string>();
    const now = open.filter((item) => item.key === undefined || (!seen.has(item.key) && seen.add(item.key)));
    const later = open.filter((item) => !now.includes(item));
    const again = await saveRound(ctx, meta, request, now, results, round);
    if (request.allOrNothing && results.some((result) => result.error)) throw new NothingSaved();
    open = [...again, ...later].sort((a, b) => a.index - b.index);
  }
}

/** Finds the records of the keys and saves; returns what met a record of its key made by somebody else meanwhile. */
async function saveRound(
  ctx: Context,
  meta: ObjectMeta,
  request: BulkRequest,
  items: readonly Item[],
  results: SaveResult[],
  round: number,
): Promise<Item[]> {
  const found = await findByKey(
    ctx,
    meta,
    request.key,
    items.flatMap((item) => item.key ?? []),
  );
  const known: Item[] = [];
  const rows: SaveRow[] = [];
  for (const item of items) {
    const id = item.key === undefined ? undefined : found.get(item.key);
    if (id === undefined && request.operation !== 'upsert') {
      const error = errors.NOT_FOUND();
      results.push({ index: item.index, status: error.status, error });
    } else {
      known.push(item);
      rows.push(rowOf(request, item, id));
    }
  }
  const again: Item[] = [];
  const saved = rows.length > 0 ? await saveRecords(ctx, meta, rows, {}) : [];
  for (const result of saved) {
    const item = known[result.index];
    if (!item) continue;
    const lost =
      rows[result.index]?.operation === 'create' &&
      result.error?.code === 'DUPLICATE' &&
      result.error.errors.some((problem) => problem.field === request.key?.name);
    if (lost && round < 5) again.push(item);
    else results.push({ ...result, index: item.index });
  }
  return again;
}

function rowOf(request: BulkRequest, item: Item, id: string | undefined): SaveRow {
  if (request.operation === 'create' || (request.operation === 'upsert' && id === undefined))
    return { operation: 'create', values: item.values };
  const { id: _id, ...values } = item.values;
  if (request.operation === 'delete')
    return { operation: 'delete', id: id ?? '', ...('version' in values ? { values: { version: values.version } } : {}) };
  return { operation: 'update', id: id ?? '', values };
}

async function findByKey(
  ctx: Context,
  meta: ObjectMeta,
  field: FieldMeta | undefined,
  keys: readonly string[],
): Promise<Map<string, string>> {
  if (!field || keys.length === 0) return new Map(keys.filter(isId).map((key) => [key, key]));
  const statement = field.storage.kind === 'custom' ? byHash(ctx, meta, field, keys) : byColumn(ctx, meta, field, keys);
  const rows = await ctx.query<{ key: string; id: string }>(statement);
  return new Map(rows.map((row) => [row.key, row.id]));
}

function byHash(ctx: Context, meta: ObjectMeta, field: FieldMeta, keys: readonly string[]): Sql {
  return sql`
    select value_hash as key, record_id as id from unique_value
    where tenant_id = ${ctx.tenant.id} and object = ${meta.name} and field = ${field.name} and value_hash = any(${keys}::text[])`;
}

function byColumn(ctx: Context, meta: ObjectMeta, field: FieldMeta, keys: readonly string[]): Sql {
  const column = field.storage.kind === 'column' ? sql.ref(`t.${field.storage.column}`) : sql`null`;
  return sql`
    select ${column}::text as key, t.id from ${sql.id(meta.table)} t
    where t.tenant_id = ${ctx.tenant.id} and t.deleted_at is null ${meta.custom ? sql`and t.object = ${meta.name}` : sql``}
      and ${column} = any(${keys}::${sql.raw(recordType(field))}[])`;
}
