import { type Sql, sql } from '../database/sql.ts';
import { errors, fieldError, isId, type Label, label } from '../kernel/index.ts';
import { type ChangeOperation, mayEditMetadata } from '../metadata/index.ts';
import type { Context, SettingsMeta } from '../module/index.ts';

/** A row of `meta_change`. */
export interface ChangeRow {
  readonly id: string;
  readonly at: string;
  readonly by: { readonly id: string; readonly title: string } | null;
  readonly channel: string;
  /** `object`, `field`, the kind of a part, or `layout.order`. */
  readonly kind: string;
  readonly object: string;
  readonly name: string;
  readonly operation: ChangeOperation;
  readonly before: unknown;
  readonly after: unknown;
  readonly undoOf: string | null;
  /** Somebody has undone it. */
  readonly undone: boolean;
}

/** A change as it is listed, with the names people know. */
export interface ChangeItem extends ChangeRow {
  readonly label: Label;
  readonly objectLabel: Label | null;
  readonly kindLabel: Label;
  /** What the properties of a definition are called; only of settings of modules. */
  readonly names?: Readonly<Record<string, Label>>;
  /** Of a kind that can be undone; whether later changes stand on it shows when it is tried. */
  readonly canUndo: boolean;
}

export interface ChangeQuery {
  readonly object?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly by?: string;
  readonly from?: string;
  readonly to?: string;
  readonly limit?: number;
  readonly cursor?: string;
}

const columns = sql`
  c.id, c.at, c.channel, c.kind, c.object, c.name, c.operation, c.before, c.after, c.undo_of as "undoOf",
  case when c.by_user is not null then jsonb_build_object('id', c.by_user, 'title', coalesce(u.name, '')) end as by,
  exists (select from meta_change x where x.tenant_id = c.tenant_id and x.undo_of = c.id) as undone`;

export function selectChanges(ctx: Context, where: Sql, tail: Sql): Promise<ChangeRow[]> {
  return ctx.query<ChangeRow>(sql`
    select ${columns} from meta_change c left join app_user u on u.tenant_id = c.tenant_id and u.id = c.by_user
    where c.tenant_id = ${ctx.tenant.id} and ${where} ${tail}`);
}

const labelOf = (value: unknown): Label | undefined => {
  const found = (value as { label?: Label | string } | null)?.label;
  if (typeof found === 'string') return label(found, found);
  return found?.zh ? found : undefined;
};

const kindLabels: Readonly<Record<string, Label>> = {
  object: label('对象', 'Object'),
  field: label('字段', 'Field'),
  webhook: label('Webhook', 'Webhook'),
};

/** What a webhook sent in between can not be taken back, so neither is what it was: it is put right on its own page. */
const notUndone = new Set(['webhook']);

function kindLabel(ctx: Context, kind: string): Label {
  const [base = kind, order] = kind.split('.');
  const known = kindLabels[base] ?? ctx.app.registry.parts.get(base)?.label ?? label(base, base);
  return order === 'order' ? label(`${known.zh}顺序`, `Order of ${known.en}`) : known;
}

const settingsOf = (ctx: Context, kind: string) => ctx.app.registry.parts.get(kind)?.settings;

/** What is kept is only what differs from what is shipped: for people, both sides are filled from there. */
function overShipped(ctx: Context, row: ChangeRow): Pick<ChangeRow, 'before' | 'after'> {
  const { before, after } = row;
  const settings = settingsOf(ctx, row.kind);
  if (settings) {
    const base = Object.fromEntries(Object.entries(settings.fields).map(([name, field]) => [name, field.shipped]));
    return { before: { ...base, ...(before as object | null) }, after: { ...base, ...(after as object | null) } };
  }
  const shipped = row.kind === 'field' ? ctx.app.registry.objects.get(row.object)?.fields[row.name] : undefined;
  if (!shipped || row.operation !== 'update') return { before, after };
  const keys = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  const base = Object.fromEntries(Object.entries(shipped).filter(([key]) => keys.has(key)));
  return { before: { ...base, ...(before as object | null) }, after: { ...base, ...(after as object | null) } };
}

const namesOf = (settings: SettingsMeta) => Object.fromEntries(Object.entries(settings.fields).map(([name, field]) => [name, field.label]));

/** Names, where the thing is still there or the change tells them. */
function named(ctx: Context, row: ChangeRow): ChangeItem {
  const object = row.object ? ctx.meta.object(row.object) : undefined;
  const settings = settingsOf(ctx, row.kind);
  const live = settings
    ? kindLabel(ctx, row.kind)
    : row.kind === 'object'
      ? object?.label
      : row.kind === 'field'
        ? object?.fields.get(row.name)?.label
        : undefined;
  const own = live ?? labelOf(row.after) ?? labelOf(row.before) ?? label(row.name, row.name);
  const purged = (row.after as { purged?: boolean } | null)?.purged === true;
  return {
    ...row,
    ...overShipped(ctx, row),
    label: own,
    objectLabel: row.object ? (object?.label ?? label(row.object, row.object)) : null,
    kindLabel: kindLabel(ctx, row.kind),
    ...(settings ? { names: namesOf(settings) } : {}),
    canUndo: !row.undone && !purged && !notUndone.has(row.kind),
  };
}

function instant(text: string | undefined, field: string): Date | undefined {
  if (text === undefined) return undefined;
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) throw fieldError('INVALID_VALUE', field, label('不是有效的时间', 'Not a point in time'));
  return at;
}

/** `GET /meta/changes`: what was changed in the configuration, newest first. Only for those who may change it. */
export async function listChanges(ctx: Context, query: ChangeQuery): Promise<{ items: ChangeItem[]; nextCursor: string | null }> {
  mayEditMetadata(ctx);
  const { object, kind, name, by, cursor, limit = 50 } = query;
  if (cursor !== undefined && !isId(cursor)) throw errors.BAD_CURSOR();
  if (by !== undefined && !isId(by)) throw fieldError('INVALID_VALUE', 'by', label('没有这个人', 'There is no such person'));
  const from = instant(query.from, 'from');
  const to = instant(query.to, 'to');
  const where = [
    sql`true`,
    ...(object === undefined ? [] : [sql`c.object = ${object}`]),
    ...(kind === undefined ? [] : [sql`c.kind in (${kind}, ${`${kind}.order`})`]),
    ...(name === undefined ? [] : [sql`c.name = ${name}`]),
    ...(by === undefined ? [] : [sql`c.by_user = ${by}::uuid`]),
    ...(from ? [sql`c.at >= ${from}`] : []),
    ...(to ? [sql`c.at < ${to}`] : []),
    ...(cursor === undefined ? [] : [sql`c.id < ${cursor}::uuid`]),
  ];
  const rows = await selectChanges(ctx, sql.join(where, sql` and `), sql`order by c.id desc limit ${limit + 1}`);
  const page = rows.slice(0, limit);
  return { items: page.map((row) => named(ctx, row)), nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
}

/** Who has changed the configuration and of what kind, for the filters of the list. */
export async function changeFacets(ctx: Context) {
  mayEditMetadata(ctx);
  const people = await ctx.query<{ id: string; title: string }>(sql`
    select distinct u.id, u.name as title from meta_change c join app_user u on u.tenant_id = c.tenant_id and u.id = c.by_user
    where c.tenant_id = ${ctx.tenant.id} order by u.name, u.id limit 200`);
  const kinds = await ctx.query<{ kind: string }>(sql`
    select distinct split_part(kind, '.', 1) as kind from meta_change where tenant_id = ${ctx.tenant.id} order by 1`);
  return { people, kinds: kinds.map(({ kind }) => ({ kind, label: kindLabel(ctx, kind) })) };
}
