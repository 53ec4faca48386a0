import { sql } from '../database/sql.ts';
import { errors, fieldError, isId, label } from '../kernel/index.ts';
import type { Context } from '../module/index.ts';

/** An entry as it is listed. */
export interface AuditItem {
  readonly id: string;
  readonly at: string;
  readonly event: string;
  /** Null: the system. */
  readonly by: { readonly id: string; readonly title: string } | null;
  readonly channel: string;
  readonly address: string | null;
  readonly agent: string | null;
  readonly object: string | null;
  readonly record: string | null;
  /** Of people of the company: who is meant. */
  readonly recordTitle: string | null;
  readonly data: Readonly<Record<string, unknown>>;
  /** Who is meant by the ids of people in `data`. */
  readonly titles: Readonly<Record<string, string>>;
  /** Its place in the chain; null while it waits for its seal. */
  readonly seq: number | null;
}

export interface AuditQuery {
  readonly by?: string;
  readonly event?: string;
  readonly object?: string;
  readonly record?: string;
  readonly from?: string;
  readonly to?: string;
  readonly limit?: number;
  readonly cursor?: string;
}

export function mayReadAudit(ctx: Context): void {
  if (!ctx.access.can('audit.read')) throw errors.FORBIDDEN();
}

function instant(text: string | undefined, field: string): Date | undefined {
  if (text === undefined) return undefined;
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) throw fieldError('INVALID_VALUE', field, label('不是有效的时间', 'Not a point in time'));
  return at;
}

function idOf(text: string | undefined, field: string): string | undefined {
  if (text !== undefined && !isId(text)) throw fieldError('INVALID_VALUE', field);
  return text;
}

const writeCursor = ({ at, id }: AuditItem) => Buffer.from(`${at} ${id}`).toString('base64url');

function readCursor(cursor: string): { at: Date; id: string } {
  const [at = '', id = ''] = Buffer.from(cursor, 'base64url').toString().split(' ');
  if (!isId(id) || Number.isNaN(Date.parse(at))) throw errors.BAD_CURSOR();
  return { at: new Date(at), id };
}

/** `GET /audit`: the entries, newest first. */
export async function listAudit(ctx: Context, query: AuditQuery): Promise<{ items: AuditItem[]; nextCursor: string | null }> {
  mayReadAudit(ctx);
  const { event, object, limit = 50 } = query;
  const by = idOf(query.by, 'by');
  const record = idOf(query.record, 'record');
  const from = instant(query.from, 'from');
  const to = instant(query.to, 'to');
  const after = query.cursor === undefined ? undefined : readCursor(query.cursor);
  const where = [
    ...(event === undefined ? [] : [sql`l.event = ${event}`]),
    ...(object === undefined ? [] : [sql`l.object = ${object}`]),
    ...(by === undefined ? [] : [sql`l.by_user = ${by}::uuid`]),
    ...(record === undefined ? [] : [sql`l.record_id = ${record}::uuid`]),
    ...(from ? [sql`l.at >= ${from}`] : []),
    ...(to ? [sql`l.at < ${to}`] : []),
    ...(after ? [sql`(l.at, l.id) < (${after.at}, ${after.id}::uuid)`] : []),
  ];
  const rows = await ctx.query<Omit<AuditItem, 'seq' | 'titles'> & { seq: string | null }>(sql`
    select l.id, l.at, l.event, l.channel, l.address, l.agent, l.object, l.record_id as record, l.data, s.seq, r.name as "recordTitle",
      case when l.by_user is not null then jsonb_build_object('id', l.by_user, 'title', coalesce(u.name, '')) end as by
    from audit_log l
    left join audit_seal s on s.tenant_id = l.tenant_id and s.entry = l.id
    left join app_user u on u.tenant_id = l.tenant_id and u.id = l.by_user
    left join app_user r on r.tenant_id = l.tenant_id and r.id = l.record_id and l.object = 'user'
    where l.tenant_id = ${ctx.tenant.id} ${sql.join(
      where.map((part) => sql`and ${part}`),
      sql` `,
    )}
    order by l.at desc, l.id desc limit ${limit + 1}`);
  const page = rows.slice(0, limit);
  const people = await peopleIn(ctx, page);
  const items = page.map((row) => {
    const titles = Object.fromEntries(idsIn(row.data).flatMap((id) => (people.has(id) ? [[id, people.get(id) ?? '']] : [])));
    return { ...row, titles, seq: row.seq === null ? null : Number(row.seq) };
  });
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last ? writeCursor(last) : null };
}

const idsIn = (data: unknown): string[] =>
  typeof data === 'string'
    ? isId(data)
      ? [data]
      : []
    : typeof data === 'object' && data !== null
      ? Object.values(data).flatMap(idsIn)
      : [];

async function peopleIn(ctx: Context, rows: readonly { readonly data: unknown }[]): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(rows.flatMap((row) => idsIn(row.data)))];
  if (ids.length === 0) return new Map();
  const people = await ctx.query<{ id: string; name: string }>(
    sql`select id, name from app_user where tenant_id = ${ctx.tenant.id} and id = any(${ids}::uuid[])`,
  );
  return new Map(people.map(({ id, name }) => [id, name]));
}

/** What the list can be narrowed to: events and people that occur, by leaps through the indexes. */
export async function auditFacets(ctx: Context): Promise<{ events: string[]; people: { id: string; title: string }[] }> {
  mayReadAudit(ctx);
  const tenant = ctx.tenant.id;
  const events = await ctx.query<{ event: string }>(sql`
    with recursive leap (event) as (
      (select event from audit_log where tenant_id = ${tenant} order by event limit 1)
      union all
      select (select l.event from audit_log l where l.tenant_id = ${tenant} and l.event > leap.event order by l.event limit 1)
      from leap where leap.event is not null)
    select event from leap where event is not null`);
  const people = await ctx.query<{ id: string; title: string }>(sql`
    select u.id, u.name as title from app_user u
    where u.tenant_id = ${tenant} and exists (select from audit_log l where l.tenant_id = ${tenant} and l.by_user = u.id)
    order by u.name collate "zh-x-icu", u.id limit 500`);
  return { events: events.map((row) => row.event), people };
}
