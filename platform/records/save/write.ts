import { prepared, quoted, type Sql, sql } from '../../database/sql.ts';
import type { FieldMeta } from '../../module/index.ts';
import { toColumn, toSlot } from '../../storage/codec.ts';
import { slotNames } from '../../storage/tables.ts';
import { matchParts } from '../duplicates/upkeep.ts';
import { noteRollups, sharesBefore } from '../rollups/index.ts';
import { layoutOf, recordType, slotType, slotTypes } from './layout.ts';
import { refuseMoving } from './moving.ts';
import { tagParts } from './tag-parts.ts';
import type { RowState, SaveRun } from './types.ts';
import { fileParts, insertEvents, insertHistory, linkParts, recordset, searchPart, stageParts, uniqueParts } from './write-parts.ts';

interface Cell {
  readonly column: string;
  readonly type: string;
  readonly of: (state: RowState) => unknown;
}

const jsonTypes: ReadonlySet<FieldMeta['type']> = new Set(['address', 'geolocation', 'image', 'attachment', 'signature']);

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
    ...tagParts(run, [...created, ...updated]),
    searchPart(run, states),
    ...matchParts(run, states),
  ];
  const written = parts.filter((part) => part !== undefined);
  if (written.length === 0) return;
  const statement = sql`with ${sql.join(written.map((part, index) => sql`${sql.id(`part${index}`)} as (${part})`))} ${refuseMoving(run, states)}`;
  const before = await sharesBefore(run, states);
  await run.ctx.query(isCommon(states) || isRoutine(run, states) ? prepared(statement) : statement);
  noteRollups(run, states, before);
  run.ctx.afterCommit(() => run.ctx.app.signal.committed(run.ctx.tenant.id));
}

/**
 * A single new record: the text names all columns of its object, and with custom values all slots of the table, whichever are in use. So
 * there are two texts an object (and two for all objects of one's own together), the same for every company: their plans are kept.
 */
const isCommon = (states: readonly RowState[]): boolean => states.length === 1 && states[0]?.operation === 'create';

/** A change that code makes by itself to one record, to shipped fields only: each such place writes the same columns every time. */
function isRoutine({ meta, options }: SaveRun, states: readonly RowState[]): boolean {
  const [state] = states;
  if (!options.asSystem || states.length !== 1 || state?.operation !== 'update') return false;
  const custom = new Set(layoutOf(meta).customs.map(({ field }) => field.name));
  return !state.changes.some((change) => custom.has(change.field));
}

/** Columns, slots and `custom` that at least one of the rows writes. */
function cellsOf(run: SaveRun, states: readonly RowState[]): Cell[] {
  const layout = layoutOf(run.meta);
  const touched = new Set(states.flatMap((state) => state.changes.map((change) => change.field)));
  const all = isCommon(states);
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
  const inSlots = customs.flatMap(({ field, storage }): Cell[] =>
    storage.slot ? [{ column: storage.slot, type: slotType(field), of: (state) => toSlot(field, state.after?.[field.name]) }] : [],
  );
  if (!all) return [...cells, ...inSlots];
  const bySlot = new Map(inSlots.map((cell) => [cell.column, cell]));
  return [...cells, ...slotColumns(run.meta.custom).map((empty) => bySlot.get(empty.column) ?? empty)];
}

const banks = new Map<boolean, readonly Cell[]>();

/** Every slot of a table, as one that holds nothing. */
function slotColumns(custom: boolean): readonly Cell[] {
  let cells = banks.get(custom);
  if (!cells) {
    cells = Object.entries(slotNames(custom)).flatMap(([bank, names]) =>
      names.map((column) => ({ column, type: slotTypes[bank as keyof typeof slotTypes], of: () => undefined })),
    );
    banks.set(custom, cells);
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
    const row: Record<string, unknown> = { id: state.id, _at: state.at };
    if (state.row.origin) Object.assign(row, { _by: state.row.origin.by, _changed: state.row.origin.changedAt });
    for (const cell of cells) row[cell.column] = cell.of(state);
    return row;
  });
}

// what comes along beside the columns has names that no column can have
const columnList = (cells: readonly Cell[]) =>
  [['id', 'uuid'], ['_at', 'timestamptz'], ...cells.map(({ column, type }) => [column, type] as const)] as const;

const originColumns = [
  ['_by', 'uuid'],
  ['_changed', 'timestamptz'],
] as const;

function insertRows(run: SaveRun, states: readonly RowState[]): Sql | undefined {
  if (states.length === 0) return undefined;
  const { ctx, meta, by } = run;
  const cells = cellsOf(run, states);
  // text, not nodes: a hundred names cost more to build and compile than the rest of a create
  const names = sql.raw(cells.map(({ column }) => `, ${quoted(column)}`).join(''));
  const values = sql.raw(cells.map(({ column }) => `, r.${quoted(column)}`).join(''));
  const moved = states.some((state) => state.row.origin);
  const [author, changed] = moved ? [sql`coalesce(r._by, ${by}::uuid)`, sql`coalesce(r._changed, r._at)`] : [sql`${by}::uuid`, sql`r._at`];
  const columns = [...columnList(cells), ...(moved ? originColumns : [])];
  return sql`
    insert into ${sql.id(meta.table)} (tenant_id, id, version, created_at, created_by, updated_at, updated_by${meta.custom ? sql`, object` : sql``}${names})
    select ${ctx.tenant.id}::int, r.id, 1, r._at, ${author}, ${changed}, ${by}::uuid${meta.custom ? sql`, ${meta.name}::text` : sql``}${values}
    from ${recordset(rowsAsJson(states, cells), columns)}`;
}

function updateRows(run: SaveRun, states: readonly RowState[]): Sql | undefined {
  if (states.length === 0) return undefined;
  const { ctx, meta, by } = run;
  // Every row writes every column any of them changes: its rows are locked, so what it writes unchanged is what is there.
  const cells = cellsOf(run, states);
  const set = sql.raw(cells.map(({ column }) => `, ${quoted(column)} = r.${quoted(column)}`).join(''));
  return sql`
    update ${sql.id(meta.table)} t set version = t.version + 1, updated_at = r._at, updated_by = ${by}::uuid${set}
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
