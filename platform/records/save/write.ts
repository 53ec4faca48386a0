import { prepared, type Sql, sql } from '../../database/sql.ts';
import { idAt, newId } from '../../kernel/index.ts';
import type { FieldMeta } from '../../module/index.ts';
import { toColumn, toSlot } from '../codec.ts';
import { historyChanges } from './finish.ts';
import { layoutOf, recordType, slotType } from './layout.ts';
import type { RowState, SaveRun } from './types.ts';
import { freedHashes, takenKeys, uniqueFields } from './unique.ts';

interface Cell {
  readonly column: string;
  readonly type: string;
  readonly of: (state: RowState) => unknown;
}

const jsonTypes: ReadonlySet<FieldMeta['type']> = new Set(['address', 'geolocation', 'image', 'attachment', 'signature']);

/** A list of rows as one parameter: the statement's text does not grow with the batch. */
export function recordset(rows: readonly object[], columns: readonly (readonly [name: string, type: string])[]): Sql {
  const list = sql.join(columns.map(([name, type]) => sql`${sql.id(name)} ${sql.raw(type)}`));
  return sql`json_to_recordset(${JSON.stringify(rows)}::json) as r(${list})`;
}

/**
 * Writes a batch in one round trip: the records, their history and outbox rows, unique values, links, stage entries, file uses and search
 * rows are parts of one statement.
 */
export async function writeRows(run: SaveRun, states: readonly RowState[]): Promise<void> {
  const of = (operation: RowState['operation']) => states.filter((state) => state.operation === operation);
  const [created, updated, deleted, restored] = [of('create'), of('update'), of('delete'), of('restore')];
  const parts: (Sql | undefined)[] = [
    insertRows(run, created),
    updateRows(run, updated),
    deleteRows(run, deleted),
    restoreRows(run, restored),
    insertHistory(run, states),
    insertEvents(run, states),
    ...uniqueParts(run, states),
    ...linkParts(run, [...created, ...updated]),
    ...stageParts(run, [...created, ...updated]),
    ...fileParts(run, [...created, ...updated]),
    searchPart(run, states),
  ];
  const written = parts.filter((part) => part !== undefined);
  if (written.length === 0) return;
  const statement = sql`with ${sql.join(written.map((part, index) => sql`${sql.id(`part${index}`)} as (${part})`))} select 1`;
  await run.ctx.query(isCommon(run, states) ? prepared(statement) : statement);
  run.ctx.afterCommit(() => run.ctx.app.signal.committed(run.ctx.tenant.id));
}

/** A single new record of a shipped object without custom fields: the text names all its columns, so there is one per object. */
function isCommon(run: SaveRun, states: readonly RowState[]): boolean {
  return (
    states.length === 1 &&
    states[0]?.operation === 'create' &&
    !run.meta.custom &&
    !states[0].changes.some((change) => run.meta.fields.get(change.field)?.custom)
  );
}

/** Columns, slots and `custom` that at least one of the rows writes. */
function cellsOf(run: SaveRun, states: readonly RowState[]): Cell[] {
  const layout = layoutOf(run.meta);
  const touched = new Set(states.flatMap((state) => state.changes.map((change) => change.field)));
  const all = isCommon(run, states);
  const cells: Cell[] = layout.columns
    .filter(({ field }) => all || touched.has(field.name))
    .map(({ field, storage }) => ({
      column: storage.column,
      type: recordType(field),
      of: (state) => (jsonTypes.has(field.type) ? (state.after?.[field.name] ?? null) : toColumn(field, state.after?.[field.name])),
    }));
  const customs = layout.customs.filter(({ field }) => touched.has(field.name));
  if (customs.length === 0) return cells;
  cells.push({ column: 'custom', type: 'jsonb', of: (state) => customOf(run, state) });
  for (const { field, storage } of customs) {
    if (storage.slot) cells.push({ column: storage.slot, type: slotType(field), of: (state) => toSlot(field, state.after?.[field.name]) });
  }
  return cells;
}

/** All custom values of a record by their short keys; what deleted fields left stays, they may come back. */
function customOf(run: SaveRun, state: RowState): Record<string, unknown> | null {
  const custom: Record<string, unknown> = { ...state.before?.custom };
  for (const { field, storage } of layoutOf(run.meta).customs) {
    const value = state.after?.[field.name] ?? null;
    if (value === null) delete custom[storage.key];
    else custom[storage.key] = value;
  }
  return Object.keys(custom).length === 0 ? null : custom;
}

function rowsAsJson(states: readonly RowState[], cells: readonly Cell[]): object[] {
  return states.map((state) => {
    const row: Record<string, unknown> = { id: state.id, at: state.at };
    for (const cell of cells) row[cell.column] = cell.of(state);
    return row;
  });
}

const columnList = (cells: readonly Cell[]) =>
  [['id', 'uuid'], ['at', 'timestamptz'], ...cells.map(({ column, type }) => [column, type] as const)] as const;

function insertRows(run: SaveRun, states: readonly RowState[]): Sql | undefined {
  if (states.length === 0) return undefined;
  const { ctx, meta, by } = run;
  const cells = cellsOf(run, states);
  const names = cells.map(({ column }) => sql`, ${sql.id(column)}`);
  const values = cells.map(({ column }) => sql`, ${sql.ref(`r.${column}`)}`);
  return sql`
    insert into ${sql.id(meta.table)} (tenant_id, id, version, created_at, created_by, updated_at, updated_by${meta.custom ? sql`, object` : sql``}${sql.join(names, sql``)})
    select ${ctx.tenant.id}::int, r.id, 1, r.at, ${by}::uuid, r.at, ${by}::uuid${meta.custom ? sql`, ${meta.name}::text` : sql``}${sql.join(values, sql``)}
    from ${recordset(rowsAsJson(states, cells), columnList(cells))}`;
}

function updateRows(run: SaveRun, states: readonly RowState[]): Sql | undefined {
  if (states.length === 0) return undefined;
  const { ctx, meta, by } = run;
  // Every row writes every column any of them changes: its rows are locked, so what it writes unchanged is what is there.
  const cells = cellsOf(run, states);
  const set = cells.map(({ column }) => sql`, ${sql.id(column)} = ${sql.ref(`r.${column}`)}`);
  return sql`
    update ${sql.id(meta.table)} t set version = t.version + 1, updated_at = r.at, updated_by = ${by}::uuid${sql.join(set, sql``)}
    from ${recordset(rowsAsJson(states, cells), columnList(cells))} where t.tenant_id = ${ctx.tenant.id} and t.id = r.id`;
}

function deleteRows(run: SaveRun, states: readonly RowState[]): Sql | undefined {
  if (states.length === 0) return undefined;
  const { ctx, meta, by } = run;
  return sql`
    update ${sql.id(meta.table)} t set version = t.version + 1, deleted_at = r.at, deleted_by = ${by}::uuid, deleted_with = r.root
    from ${recordset(
      states.map((state) => ({ id: state.id, at: state.at, root: state.deletedWith })),
      [
        ['id', 'uuid'],
        ['at', 'timestamptz'],
        ['root', 'uuid'],
      ],
    )}
    where t.tenant_id = ${ctx.tenant.id} and t.id = r.id`;
}

function restoreRows(run: SaveRun, states: readonly RowState[]): Sql | undefined {
  if (states.length === 0) return undefined;
  const { ctx, meta, by } = run;
  return sql`
    update ${sql.id(meta.table)} t set version = t.version + 1, updated_at = r.at, updated_by = ${by}::uuid, deleted_at = null, deleted_by = null, deleted_with = null
    from ${recordset(
      states.map((state) => ({ id: state.id, at: state.at })),
      [
        ['id', 'uuid'],
        ['at', 'timestamptz'],
      ],
    )}
    where t.tenant_id = ${ctx.tenant.id} and t.id = r.id`;
}

/** Ids grow with time, so that newest-first is the order of ids; data of the past gets ids of its own moment. */
const rowId = (run: SaveRun, state: RowState) => (state.row.at || run.options.at ? idAt(state.at.getTime()) : newId());

function insertHistory(run: SaveRun, states: readonly RowState[]): Sql | undefined {
  const rows = states
    .map((state) => ({ state, changes: historyChanges(run, state) }))
    .filter(({ state, changes }) => state.operation !== 'update' || changes.length > 0)
    .map(({ state, changes }) => ({ id: rowId(run, state), record: state.id, at: state.at, operation: state.operation, changes }));
  if (rows.length === 0) return undefined;
  return sql`
    insert into record_history (tenant_id, record_id, id, object, at, by_user, channel, operation, changes)
    select ${run.ctx.tenant.id}::int, r.record, r.id, ${run.meta.name}::text, r.at, ${run.by}::uuid, ${run.channel}::text, r.operation, r.changes
    from ${recordset(rows, [
      ['id', 'uuid'],
      ['record', 'uuid'],
      ['at', 'timestamptz'],
      ['operation', 'text'],
      ['changes', 'jsonb'],
    ])}`;
}

const pastTense = { create: 'created', update: 'updated', delete: 'deleted', restore: 'restored' } as const;

function insertEvents(run: SaveRun, states: readonly RowState[]): Sql | undefined {
  if (states.length === 0) return undefined;
  const rows = states.map((state) => ({
    id: rowId(run, state),
    record: state.id,
    at: state.at,
    event: `${run.meta.name}.${pastTense[state.operation]}`,
    changes: state.changes,
  }));
  return sql`
    insert into event (tenant_id, id, at, event, object, record_id, by_user, channel, changes)
    select ${run.ctx.tenant.id}::int, r.id, r.at, r.event, ${run.meta.name}::text, r.record, ${run.by}::uuid, ${run.channel}::text, r.changes
    from ${recordset(rows, [
      ['id', 'uuid'],
      ['record', 'uuid'],
      ['at', 'timestamptz'],
      ['event', 'text'],
      ['changes', 'jsonb'],
    ])}`;
}

function uniqueParts(run: SaveRun, states: readonly RowState[]): (Sql | undefined)[] {
  const fields = new Set(
    uniqueFields(run.meta)
      .filter((field) => field.storage.kind === 'custom')
      .map((field) => field.name),
  );
  if (fields.size === 0) return [];
  const { tenant } = run.ctx;
  const freed = states.flatMap((state) => freedHashes(run.meta, state).map((key) => ({ ...key, id: state.id })));
  const taken = states.flatMap((state) =>
    state.operation === 'delete'
      ? []
      : takenKeys(run.meta, state)
          .filter((key) => fields.has(key.field))
          .map((key) => ({ ...key, id: state.id })),
  );
  const columns = [
    ['field', 'text'],
    ['value', 'text'],
    ['id', 'uuid'],
  ] as const;
  return [
    freed.length === 0
      ? undefined
      : sql`
      delete from unique_value u using ${recordset(freed, columns)}
      where u.tenant_id = ${tenant.id} and u.object = ${run.meta.name} and u.field = r.field and u.value_hash = r.value and u.record_id = r.id`,
    taken.length === 0
      ? undefined
      : sql`
      insert into unique_value (tenant_id, object, field, value_hash, record_id)
      select ${tenant.id}::int, ${run.meta.name}::text, r.field, r.value, r.id from ${recordset(taken, columns)}`,
  ];
}

function linkParts(run: SaveRun, states: readonly RowState[]): (Sql | undefined)[] {
  const links = layoutOf(run.meta).links;
  if (links.length === 0) return [];
  const added: object[] = [];
  const removed: object[] = [];
  for (const state of states) {
    for (const change of state.changes) {
      if (!links.some((field) => field.name === change.field)) continue;
      const old = (change.old ?? []) as { id: string; object: string }[];
      const now = (change.new ?? []) as { id: string; object: string }[];
      for (const link of now)
        if (!old.some((other) => other.id === link.id))
          added.push({ record: state.id, field: change.field, target: link.id, object: link.object });
      for (const link of old)
        if (!now.some((other) => other.id === link.id)) removed.push({ record: state.id, field: change.field, target: link.id });
    }
  }
  const tenant = run.ctx.tenant.id;
  return [
    added.length === 0
      ? undefined
      : sql`
      insert into record_link (tenant_id, record_id, field, target_id, object, target_object)
      select ${tenant}::int, r.record, r.field, r.target, ${run.meta.name}::text, r.object
      from ${recordset(added, [
        ['record', 'uuid'],
        ['field', 'text'],
        ['target', 'uuid'],
        ['object', 'text'],
      ])}`,
    removed.length === 0
      ? undefined
      : sql`
      delete from record_link l using ${recordset(removed, [
        ['record', 'uuid'],
        ['field', 'text'],
        ['target', 'uuid'],
      ])}
      where l.tenant_id = ${tenant} and l.record_id = r.record and l.field = r.field and l.target_id = r.target`,
  ];
}

function stageParts(run: SaveRun, states: readonly RowState[]): (Sql | undefined)[] {
  const stages = new Set(layoutOf(run.meta).stages.map((field) => field.name));
  if (stages.size === 0) return [];
  const entered: object[] = [];
  const left: object[] = [];
  for (const state of states) {
    for (const change of state.changes) {
      if (!stages.has(change.field)) continue;
      if (change.old !== null) left.push({ record: state.id, field: change.field, at: state.at });
      if (change.new !== null)
        entered.push({ record: state.id, field: change.field, at: state.at, stage: change.new, id: rowId(run, state) });
    }
  }
  const tenant = run.ctx.tenant.id;
  return [
    left.length === 0
      ? undefined
      : sql`
      update stage_entry e set left_at = r.at from ${recordset(left, [
        ['record', 'uuid'],
        ['field', 'text'],
        ['at', 'timestamptz'],
      ])}
      where e.tenant_id = ${tenant} and e.record_id = r.record and e.field = r.field and e.left_at is null`,
    entered.length === 0
      ? undefined
      : sql`
      insert into stage_entry (tenant_id, record_id, id, object, field, stage, entered_at, by_user)
      select ${tenant}::int, r.record, r.id, ${run.meta.name}::text, r.field, r.stage, r.at, ${run.by}::uuid
      from ${recordset(entered, [
        ['record', 'uuid'],
        ['id', 'uuid'],
        ['field', 'text'],
        ['stage', 'text'],
        ['at', 'timestamptz'],
      ])}`,
  ];
}

/** Which records use a file: who may see one of them may open it. */
function fileParts(run: SaveRun, states: readonly RowState[]): (Sql | undefined)[] {
  const idsIn = (value: unknown) => (Array.isArray(value) ? (value as { id: string }[]).map((file) => file.id) : []);
  const fields = [...run.meta.fields.values()]
    .filter((field) => field.type === 'attachment' || field.type === 'image' || field.type === 'signature')
    .map((field) => field.name);
  if (fields.length === 0) return [];
  const held = (values: Readonly<Record<string, unknown>> | undefined) => new Set(fields.flatMap((name) => idsIn(values?.[name])));
  const added: object[] = [];
  const removed: object[] = [];
  for (const state of states) {
    const [old, now] = [held(state.before?.values), held(state.after)];
    for (const file of now) if (!old.has(file)) added.push({ record: state.id, file });
    for (const file of old) if (!now.has(file)) removed.push({ record: state.id, file });
  }
  const tenant = run.ctx.tenant.id;
  const columns = [
    ['record', 'uuid'],
    ['file', 'uuid'],
  ] as const;
  return [
    added.length === 0
      ? undefined
      : sql`
      insert into file_use (tenant_id, file_id, object, record_id)
      select ${tenant}::int, r.file, ${run.meta.name}::text, r.record from ${recordset(added, columns)} on conflict do nothing`,
    removed.length === 0
      ? undefined
      : sql`
      delete from file_use f using ${recordset(removed, columns)} where f.tenant_id = ${tenant} and f.file_id = r.file and f.record_id = r.record`,
  ];
}

function searchPart(run: SaveRun, states: readonly RowState[]): Sql | undefined {
  const rows = states.map((state) => ({
    id: state.id,
    values: state.after ?? {},
    owner: (state.after?.owner as string | null | undefined) ?? null,
    deleted: state.operation === 'delete',
  }));
  return run.ctx.app.searchIndex.indexStatement(run.ctx, run.meta, rows);
}
