import { sql } from '../database/sql.ts';
import { cleanLine, errors, type FieldProblem, fieldErrors, isId, label, newId } from '../kernel/index.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { parseAggregateRequest, parseQueryRequest } from '../records/index.ts';
import { seenDefinition } from './seen.ts';

/** How a list was arranged: what to show, in which order, as list or board. */
export interface ViewDefinition {
  readonly filter?: unknown;
  readonly sort?: unknown;
  readonly columns?: readonly string[];
  readonly mode?: 'list' | 'board';
  readonly density?: 'compact' | 'standard' | 'loose';
  readonly boardBy?: string;
  /** Rows under heads: by a field, dates by a period. */
  readonly groupBy?: { readonly field: string; readonly bucket?: string };
}

export interface View {
  readonly id: string;
  readonly object: string;
  readonly name: string;
  readonly shared: boolean;
  readonly mine: boolean;
  readonly pinned: boolean;
  readonly definition: ViewDefinition;
}

interface Row {
  id: string;
  object: string;
  name: string;
  shared: boolean;
  owner: string | null;
  pinned: boolean;
  definition: ViewDefinition;
}

const definitionKeys = new Set(['filter', 'sort', 'columns', 'mode', 'density', 'boardBy', 'groupBy']);
const viewLimit = 200;

function objectOf(ctx: Context, name: unknown): ObjectMeta {
  const meta = typeof name === 'string' ? ctx.meta.object(name) : undefined;
  if (!meta || !ctx.access.can(`${meta.name}.read`))
    throw fieldErrors([{ field: 'object', code: 'INVALID_VALUE', message: label('对象不存在', 'There is no such object') }]);
  return meta;
}

function readName(raw: unknown): string {
  if (typeof raw !== 'string') throw fieldErrors([{ field: 'name', code: 'WRONG_TYPE', message: label('应为文字', 'Must be text') }]);
  const name = cleanLine(raw);
  if (!name) throw fieldErrors([{ field: 'name', code: 'REQUIRED', message: label('请填写视图名称', 'Give the view a name') }]);
  if (name.length > 60) throw fieldErrors([{ field: 'name', code: 'TOO_LONG', message: label('最多 60 个字', 'At most 60 characters') }]);
  return name;
}

/** A view is checked like the query it stands for, so that a saved one never fails when it is opened. */
function readDefinition(ctx: Context, meta: ObjectMeta, raw: unknown): ViewDefinition {
  const problems: FieldProblem[] = [];
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    throw fieldErrors([{ field: 'definition', code: 'WRONG_TYPE', message: label('应为对象', 'Must be an object') }]);
  const definition = raw as Record<string, unknown>;
  for (const key of Object.keys(definition))
    if (!definitionKeys.has(key))
      problems.push({ field: `definition.${key}`, code: 'UNKNOWN_FIELD', message: label('没有这个属性', 'There is no such property') });
  if (definition.mode !== undefined && definition.mode !== 'list' && definition.mode !== 'board')
    problems.push({ field: 'definition.mode', code: 'INVALID_VALUE', message: label('应为 list 或 board', 'Must be list or board') });
  if (definition.density !== undefined && !['compact', 'standard', 'loose'].includes(String(definition.density)))
    problems.push({ field: 'definition.density', code: 'INVALID_VALUE', message: label('没有这种行高', 'There is no such row height') });
  if (definition.boardBy !== undefined && !meta.fields.has(String(definition.boardBy)))
    problems.push({ field: 'definition.boardBy', code: 'INVALID_VALUE', message: label('字段不存在', 'There is no such field') });
  if (problems.length > 0) throw fieldErrors(problems);
  parseQueryRequest(ctx, meta, {
    ...(definition.filter == null ? {} : { filter: definition.filter }),
    ...(definition.sort == null ? {} : { sort: definition.sort }),
    ...(definition.columns == null ? {} : { fields: definition.columns }),
  });
  if (definition.groupBy !== undefined) parseAggregateRequest(ctx, meta, { groupBy: [definition.groupBy] });
  if (JSON.stringify(definition).length > 32_000) throw errors.TOO_LARGE();
  return definition as ViewDefinition;
}

const toView = (ctx: Context, row: Row): View => ({
  id: row.id,
  object: row.object,
  name: row.name,
  shared: row.shared,
  mine: row.owner === ctx.user.id,
  pinned: row.pinned,
  definition: row.definition,
});

const columns = (ctx: Context) => sql`id, object, name, shared, owner, ${ctx.user.id}::uuid = any(pinned_by) as pinned, definition`;

/** The caller's own views and those shared with everybody, of one object or of all. */
export async function listViews(ctx: Context, object?: string): Promise<View[]> {
  const rows = await ctx.query<Row>(sql`
    select ${columns(ctx)} from saved_view
    where tenant_id = ${ctx.tenant.id} and (owner = ${ctx.user.id} or shared) and (${object ?? null}::text is null or object = ${object ?? null})
    order by position, id limit 500`);
  return rows.flatMap((row) => {
    const meta = ctx.meta.object(row.object);
    const definition = meta && ctx.access.can(`${row.object}.read`) ? seenDefinition(ctx, meta, row.definition) : undefined;
    return definition ? [toView(ctx, { ...row, definition })] : [];
  });
}

export async function createView(
  ctx: Context,
  body: { object?: unknown; name?: unknown; shared?: unknown; definition?: unknown; pinned?: unknown },
): Promise<View> {
  const meta = objectOf(ctx, body.object);
  const name = readName(body.name);
  const definition = readDefinition(ctx, meta, body.definition ?? {});
  const shared = body.shared === true;
  if (shared && !ctx.access.can('views.share')) throw errors.FORBIDDEN();
  const id = newId(ctx.clock.now().getTime());
  return ctx.transaction(async (tx) => {
    const [count] = await tx.query<{ count: number }>(
      sql`select count(*)::int as count from saved_view where tenant_id = ${tx.tenant.id} and owner = ${tx.user.id}`,
    );
    if ((count?.count ?? 0) >= viewLimit)
      throw errors.LIMIT_EXCEEDED({
        errors: [{ field: 'name', code: 'LIMIT_EXCEEDED', message: label('每人最多 200 个视图', 'At most 200 views a person') }],
      });
    const [row] = await tx.query<Row>(sql`
      insert into saved_view (tenant_id, id, object, name, owner, shared, definition, pinned_by, created_at, updated_at)
      values (${tx.tenant.id}, ${id}, ${meta.name}, ${name}, ${tx.user.id}, ${shared}, ${JSON.stringify(definition)}::jsonb,
        ${body.pinned === true ? [tx.user.id] : []}::uuid[], ${tx.clock.now()}, ${tx.clock.now()})
      returning ${columns(tx)}`);
    if (!row) throw errors.NOT_FOUND();
    return toView(tx, row);
  });
}

/** One's own view may be changed; a shared one also by those who may share. */
async function lockView(ctx: Context, id: string): Promise<Row> {
  if (!isId(id)) throw errors.NOT_FOUND();
  const [row] = await ctx.query<Row>(
    sql`select ${columns(ctx)} from saved_view where tenant_id = ${ctx.tenant.id} and id = ${id} and (owner = ${ctx.user.id} or shared) for update`,
  );
  if (!row) throw errors.NOT_FOUND();
  return row;
}

function mayChange(ctx: Context, row: Row): void {
  if (row.owner !== ctx.user.id && !ctx.access.can('views.share')) throw errors.FORBIDDEN();
}

export async function updateView(
  ctx: Context,
  id: string,
  body: { name?: unknown; shared?: unknown; definition?: unknown },
): Promise<View> {
  return ctx.transaction(async (tx) => {
    const row = await lockView(tx, id);
    mayChange(tx, row);
    const meta = objectOf(tx, row.object);
    const name = body.name === undefined ? row.name : readName(body.name);
    const definition = body.definition === undefined ? row.definition : readDefinition(tx, meta, body.definition);
    const shared = typeof body.shared === 'boolean' ? body.shared : row.shared;
    if (shared && !row.shared && !tx.access.can('views.share')) throw errors.FORBIDDEN();
    const [next] = await tx.query<Row>(sql`
      update saved_view set name = ${name}, definition = ${JSON.stringify(definition)}::jsonb, shared = ${shared}, updated_at = ${tx.clock.now()}
      where tenant_id = ${tx.tenant.id} and id = ${id} returning ${columns(tx)}`);
    return toView(tx, next ?? row);
  });
}

export async function deleteView(ctx: Context, id: string): Promise<void> {
  await ctx.transaction(async (tx) => {
    mayChange(tx, await lockView(tx, id));
    await tx.query(sql`delete from saved_view where tenant_id = ${tx.tenant.id} and id = ${id}`);
  });
}

/** Pins a view to the caller's side bar, or takes it away. */
export async function pinView(ctx: Context, id: string, pinned: boolean): Promise<void> {
  await ctx.transaction(async (tx) => {
    await lockView(tx, id);
    const others = sql`array_remove(pinned_by, ${tx.user.id}::uuid)`;
    await tx.query(
      sql`update saved_view set pinned_by = ${pinned ? sql`array_append(${others}, ${tx.user.id}::uuid)` : others} where tenant_id = ${tx.tenant.id} and id = ${id}`,
    );
  });
}
