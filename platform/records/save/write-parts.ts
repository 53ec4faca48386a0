import { quoted, type Sql, sql } from '../../database/sql.ts';
import { idAt, newId } from '../../kernel/index.ts';
import { authorOfRow, historyChanges, shownChanges } from './finish.ts';
import { heldAside } from './held-aside.ts';
import { fileTypes, layoutOf } from './layout.ts';
import type { RowState, SaveRun } from './types.ts';
import { freedHashes, takenKeys, uniqueFields } from './unique.ts';

/** A list of rows as one parameter: the statement's text does not grow with the batch. */
export function recordset(rows: readonly object[], columns: readonly (readonly [name: string, type: string])[]): Sql {
  const list = sql.raw(columns.map(([name, type]) => `${quoted(name)} ${type}`).join(', '));
  return sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(${list})`;
}

/** Ids grow with time, so that newest-first is the order of ids; data of the past gets ids of its own moment. */
const rowId = (run: SaveRun, state: RowState) => (state.row.at || run.options.at ? idAt(state.at.getTime()) : newId());

export function insertHistory(run: SaveRun, states: readonly RowState[]): Sql | undefined {
  const rows = states
    .map((state) => ({ state, changes: historyChanges(run, state) }))
    .filter(({ state, changes }) => state.operation !== 'update' || changes.length > 0)
    .map(({ state, changes }) => ({
      id: rowId(run, state),
      record: state.id,
      at: state.at,
      author: authorOfRow(run, state),
      operation: state.operation,
      changes,
    }));
  if (rows.length === 0) return undefined;
  return sql`
    insert into record_history (tenant_id, record_id, id, object, at, by_user, channel, operation, changes)
    select ${run.ctx.tenant.id}::int, r.record, r.id, ${run.meta.name}::text, r.at, r.author, ${run.channel}::text, r.operation, r.changes
    from ${recordset(rows, [
      ['id', 'uuid'],
      ['record', 'uuid'],
      ['at', 'timestamptz'],
      ['author', 'uuid'],
      ['operation', 'text'],
      ['changes', 'jsonb'],
    ])}`;
}

/** Made just now under an id of ours: nothing that is kept by its id can be there already, and looking for it costs an index a second walk. */
export const isFresh = ({ operation, row }: RowState): boolean => operation === 'create' && row.id === undefined;

const pastTense = { create: 'created', update: 'updated', delete: 'deleted', restore: 'restored' } as const;

/** Of a new record its values by field (`toldChanges` makes the list of them): half the text to send, parse and compress. */
function keptChanges(run: SaveRun, state: RowState): object {
  const changes = shownChanges(run, state);
  return state.operation === 'create' ? Object.fromEntries(changes.map((change) => [change.field, change.new])) : changes;
}

export function insertEvents(run: SaveRun, states: readonly RowState[]): Sql | undefined {
  if (states.length === 0) return undefined;
  const rows = states.map((state) => ({
    id: rowId(run, state),
    record: state.id,
    at: state.at,
    event: `${run.meta.name}.${pastTense[state.operation]}`,
    changes: keptChanges(run, state),
  }));
  return sql`
    insert into event (tenant_id, id, at, event, object, record_id, by_user, channel, changes, automation)
    select ${run.ctx.tenant.id}::int, r.id, r.at, r.event, ${run.meta.name}::text, r.record, ${run.by}::uuid, ${run.channel}::text, r.changes,
      ${run.ctx.automation}::text
    from ${recordset(rows, [
      ['id', 'uuid'],
      ['record', 'uuid'],
      ['at', 'timestamptz'],
      ['event', 'text'],
      ['changes', 'jsonb'],
    ])}`;
}

export function uniqueParts(run: SaveRun, states: readonly RowState[]): (Sql | undefined)[] {
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

const linksIn = (value: unknown) => (value ?? []) as readonly { readonly id: string; readonly object: string }[];

/** When a linked record takes place, which orders the links to one target: by its own field, else when it was made. */
function momentOf(run: SaveRun, state: RowState): unknown {
  const { moment } = layoutOf(run.meta);
  return (moment && state.after?.[moment.name]) || state.before?.values['createdAt'] || state.at;
}

/** Links that stay, of records that take place at another time now. */
function movedLinks(run: SaveRun, state: RowState): object[] {
  const { links, moment } = layoutOf(run.meta);
  if (!moment || !state.before || !state.changes.some((change) => change.field === moment.name)) return [];
  const at = momentOf(run, state);
  return links.flatMap(({ name: field }) => {
    const old = new Set(linksIn(state.before?.values[field]).map(({ id }) => id));
    return linksIn(state.after?.[field]).flatMap(({ id }) => (old.has(id) ? [{ record: state.id, field, target: id, at }] : []));
  });
}

const linkColumns = [
  ['record', 'uuid'],
  ['field', 'text'],
  ['target', 'uuid'],
] as const;
const linkAt = ['at', 'timestamptz'] as const;

export function linkParts(run: SaveRun, states: readonly RowState[]): (Sql | undefined)[] {
  const links = layoutOf(run.meta).links;
  if (links.length === 0) return [];
  const added: object[] = [];
  const removed: object[] = [];
  for (const state of states) {
    for (const change of state.changes) {
      if (!links.some((field) => field.name === change.field)) continue;
      const [old, now] = [linksIn(change.old), linksIn(change.new)];
      for (const link of now)
        if (!old.some((other) => other.id === link.id))
          added.push({ record: state.id, field: change.field, target: link.id, object: link.object, at: momentOf(run, state) });
      for (const link of old)
        if (!now.some((other) => other.id === link.id)) removed.push({ record: state.id, field: change.field, target: link.id });
    }
  }
  const moved = states.flatMap((state) => movedLinks(run, state));
  const tenant = run.ctx.tenant.id;
  const same = sql`l.tenant_id = ${tenant} and l.record_id = r.record and l.field = r.field and l.target_id = r.target`;
  return [
    added.length === 0
      ? undefined
      : sql`
      insert into record_link (tenant_id, record_id, field, target_id, object, target_object, at)
      select ${tenant}::int, r.record, r.field, r.target, ${run.meta.name}::text, r.object, r.at
      from ${recordset(added, [...linkColumns, ['object', 'text'], linkAt])}`,
    moved.length === 0
      ? undefined
      : sql`update record_link l set at = r.at from ${recordset(moved, [...linkColumns, linkAt])} where ${same}`,
    removed.length === 0 ? undefined : sql`delete from record_link l using ${recordset(removed, linkColumns)} where ${same}`,
  ];
}

export function stageParts(run: SaveRun, states: readonly RowState[]): (Sql | undefined)[] {
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
export function fileParts(run: SaveRun, states: readonly RowState[]): (Sql | undefined)[] {
  const idsIn = (value: unknown) => (Array.isArray(value) ? (value as { id: string }[]).map((file) => file.id) : []);
  const fields = [...run.meta.fields.values()].filter((field) => fileTypes.has(field.type)).map((field) => field.name);
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
      delete from file_use f using ${recordset(removed, columns)} where f.tenant_id = ${tenant} and f.file_id = r.file and f.record_id = r.record
        and not ${heldAside(tenant, sql`f.record_id`, sql`f.file_id`)}`,
  ];
}

/** Whether an update can change how a record is found, or by whom; most do not, and spare the index a look. */
function touchesSearch(run: SaveRun, state: RowState): boolean {
  if (state.operation !== 'update') return true;
  return state.changes.some(({ field: name }) => {
    const field = run.meta.fields.get(name);
    return name === 'owner' || name === 'externalId' || name === run.meta.title || field?.search !== undefined || field?.custom === true;
  });
}

export function searchPart(run: SaveRun, states: readonly RowState[]): Sql | undefined {
  const rows = states
    .filter((state) => touchesSearch(run, state))
    .map((state) => ({
      id: state.id,
      values: state.after ?? {},
      owner: (state.after?.owner as string | null | undefined) ?? null,
      deleted: state.operation === 'delete',
      fresh: isFresh(state),
    }));
  return run.ctx.app.searchIndex.indexStatement(run.ctx, run.meta, rows);
}
