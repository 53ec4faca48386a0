import { createHash } from 'node:crypto';
import { type Sql, sql } from '../../database/sql.ts';
import { type AppError, errors, label } from '../../kernel/index.ts';
import type { FieldMeta, ObjectMeta } from '../../module/index.ts';
import { sealedHash, toColumn } from '../../storage/codec.ts';
import { snakeCase } from '../../storage/tables.ts';
import { isSealed } from '../../storage/vault.ts';
import { stable } from './compare.ts';
import { alive } from './hooks.ts';
import { recordType } from './layout.ts';
import type { RowState, SaveRun } from './types.ts';

/** One value that no two records of an object may share. */
export interface UniqueKey {
  readonly field: string;
  /** Of columns the value as text, of custom fields its hash. */
  readonly value: string;
}

/** Custom values are unique regardless of case and width; half of a sha256 is more than enough to tell them apart. */
export function valueHash(value: unknown): string {
  if (isSealed(value)) return sealedHash(value);
  const text = typeof value === 'string' ? value.normalize('NFKC').toLowerCase() : stable(value);
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

export function uniqueFields(meta: ObjectMeta): FieldMeta[] {
  return [...meta.fields.values()].filter(
    (field) =>
      (field.unique && !field.system && field.storage.kind !== 'links' && field.storage.kind !== 'formula') || field.name === 'externalId',
  );
}

function keyOf(field: FieldMeta, value: unknown): UniqueKey | undefined {
  if (value === null || value === undefined) return undefined;
  return { field: field.name, value: field.storage.kind === 'custom' ? valueHash(value) : String(toColumn(field, value)) };
}

/** The keys a row takes by this save: of what it writes, or of all it holds when it comes back from the recycle bin. */
export function takenKeys(meta: ObjectMeta, state: RowState): UniqueKey[] {
  const from = state.operation === 'restore' ? (state.before?.values ?? {}) : state.values;
  return uniqueFields(meta).flatMap((field) => {
    const key = keyOf(field, from[field.name]);
    if (!key) return [];
    const old = state.operation === 'update' ? keyOf(field, state.before?.values[field.name]) : undefined;
    return old?.value === key.value ? [] : [key];
  });
}

/** The keys of custom fields that a row gives up. */
export function freedHashes(meta: ObjectMeta, state: RowState): UniqueKey[] {
  if (state.operation === 'create' || state.operation === 'restore') return [];
  return uniqueFields(meta).flatMap((field) => {
    if (field.storage.kind !== 'custom') return [];
    const old = keyOf(field, state.before?.values[field.name]);
    if (!old) return [];
    if (state.operation === 'update' && (!(field.name in state.values) || keyOf(field, state.values[field.name])?.value === old.value))
      return [];
    return [old];
  });
}

const taken = label('已有记录使用了这个值', 'Another record already has this value');

export function duplicate(field: string): AppError {
  return errors.DUPLICATE({ errors: [{ field, code: 'DUPLICATE', message: taken }] });
}

/**
 * Refuses values that another record holds. Within a batch the outcome is that of saving one by one: a row that wants what a row
 * before it takes or gives up waits until that one is written.
 */
export async function checkUnique(run: SaveRun, states: readonly RowState[]): Promise<void> {
  const rows = alive(states)
    .map((state) => ({ state, keys: takenKeys(run.meta, state) }))
    .filter(({ keys }) => keys.length > 0);
  const holders = await findHolders(
    run,
    rows.flatMap(({ keys }) => keys),
  );
  const claimed = run.options.claims ?? new Set<string>();
  const byId = new Map(states.map((state) => [state.id, state]));
  for (const { state, keys } of rows) {
    for (const key of keys) {
      const name = `${key.field} ${key.value}`;
      const holder = holders.get(name);
      if (holder !== undefined && holder !== state.id) {
        const other = byId.get(holder);
        if (other && other.index < state.index && givesUp(run.meta, other, key)) state.deferred = !run.options.validateOnly;
        else state.problems.push({ field: key.field, code: 'DUPLICATE', message: taken });
      } else if (claimed.has(name)) {
        if (run.options.validateOnly) state.problems.push({ field: key.field, code: 'DUPLICATE', message: taken });
        else state.deferred = true;
      }
    }
    // What a waiting row wants is as good as taken: who comes after it waits, too.
    if (state.problems.length === 0) for (const key of keys) claimed.add(`${key.field} ${key.value}`);
  }
}

function givesUp(meta: ObjectMeta, state: RowState, key: UniqueKey): boolean {
  if (state.error || state.problems.length > 0 || state.deferred) return false;
  const field = meta.fields.get(key.field);
  return (
    state.operation === 'delete' ||
    (field !== undefined && key.field in state.values && keyOf(field, state.values[key.field])?.value !== key.value)
  );
}

/** `field value` → the live record that holds it. */
async function findHolders(run: SaveRun, keys: readonly UniqueKey[]): Promise<Map<string, string>> {
  const { ctx, meta } = run;
  const parts: Sql[] = [];
  const hashed: UniqueKey[] = [];
  for (const [name, values] of Map.groupBy(keys, (key) => key.field)) {
    const field = meta.fields.get(name);
    if (!field || field.storage.kind === 'links' || field.storage.kind === 'formula') continue;
    if (field.storage.kind === 'custom') hashed.push(...values);
    else {
      const column = sql.ref(`t.${field.storage.column}`);
      parts.push(sql`
        select ${name}::text as field, ${column}::text as value, t.id from ${sql.id(meta.table)} t
        where t.tenant_id = ${ctx.tenant.id} and t.deleted_at is null ${meta.custom ? sql`and t.object = ${meta.name}` : sql``}
          and ${column} = any(${values.map((key) => key.value)}::${sql.raw(recordType(field))}[])`);
    }
  }
  if (hashed.length > 0) {
    parts.push(sql`
      select u.field, u.value_hash as value, u.record_id as id
      from unnest(${hashed.map((key) => key.field)}::text[], ${hashed.map((key) => key.value)}::text[]) as w(field, hash)
      join unique_value u on u.tenant_id = ${ctx.tenant.id} and u.object = ${meta.name} and u.field = w.field and u.value_hash = w.hash`);
  }
  if (parts.length === 0) return new Map();
  const rows = await ctx.query<{ field: string; value: string; id: string }>(sql`${sql.join(parts, sql` union all `)}`);
  return new Map(rows.map((row) => [`${row.field} ${row.value}`, row.id]));
}

/** What a unique index refused, in terms of a field: undefined when the error is another one. */
export function duplicateFrom(error: unknown, meta: ObjectMeta): AppError | undefined {
  const { code, constraint } = error as { code?: string; constraint?: string };
  if (code !== '23505') return undefined;
  const field = [...meta.fields.values()].find((candidate) => constraint === `${meta.table}_${snakeCase(candidate.name)}_unique`);
  if (constraint === `${meta.table}_external`) return duplicate('externalId');
  return duplicate(field?.name ?? 'id');
}
