import { type Principal, type PrincipalKind, principalKinds } from '../access/index.ts';
import { type Sql, sql } from '../database/sql.ts';
import { fieldError, isId, type Label, label, textOf } from '../kernel/index.ts';
import type { Context } from '../module/index.ts';
import { queryRecords } from '../records/query/index.ts';
import { matches } from '../text/index.ts';

export interface NamedPrincipal extends Principal {
  readonly title: string;
}

interface Row {
  readonly kind: PrincipalKind;
  readonly id: string;
  readonly name: string;
  readonly label: Label | null;
}

/** Everybody and everything a share may name; `and` narrows each kind by its alias `x`. */
function named(ctx: Context, kinds: readonly PrincipalKind[], and: (kind: PrincipalKind) => Sql): Sql {
  const tenant = ctx.tenant.id;
  const parts: Readonly<Record<PrincipalKind, Sql>> = {
    user: sql`select 'user' as kind, x.id, x.name, null::jsonb as label from app_user x where x.tenant_id = ${tenant} and x.deleted_at is null`,
    department: sql`select 'department' as kind, x.id, x.name, null::jsonb as label from department x where x.tenant_id = ${tenant} and x.deleted_at is null`,
    group: sql`select 'group' as kind, x.id, x.name, null::jsonb as label from user_group x where x.tenant_id = ${tenant}`,
    role: sql`select 'role' as kind, x.id, x.key as name, x.name as label from role x where x.tenant_id = ${tenant}`,
  };
  return sql.join(
    kinds.map((kind) => sql`(${parts[kind]} ${and(kind)})`),
    sql` union all `,
  );
}

const titleOf = (ctx: Context, row: Row) => (row.label ? textOf(row.label, ctx.language) : row.name);

/** Names of principals by id; those that are gone are not there. */
export async function principalTitles(ctx: Context, ids: readonly string[]): Promise<Map<string, NamedPrincipal>> {
  if (ids.length === 0) return new Map();
  const rows = await ctx.query<Row>(named(ctx, principalKinds, () => sql`and x.id = any(${[...new Set(ids)]}::uuid[])`));
  return new Map(rows.map((row) => [row.id, { kind: row.kind, id: row.id, title: titleOf(ctx, row) }]));
}

/** Reads `{kind, id}` of a body and finds it; throws naming the field. People who are switched off can not be given anything. */
export async function readPrincipal(ctx: Context, raw: unknown, field = 'principal'): Promise<NamedPrincipal> {
  if (raw === undefined || raw === null) throw fieldError('REQUIRED', field);
  if (typeof raw !== 'object' || Array.isArray(raw)) throw fieldError('WRONG_TYPE', field);
  const { kind, id } = raw as Record<string, unknown>;
  if (!(principalKinds as readonly unknown[]).includes(kind)) throw fieldError('INVALID_VALUE', `${field}.kind`);
  if (typeof id !== 'string') throw fieldError(id === undefined ? 'REQUIRED' : 'WRONG_TYPE', `${field}.id`);
  const wanted = kind as PrincipalKind;
  const only = wanted === 'user' ? sql`and x.active` : sql``;
  const [row] = isId(id) ? await ctx.query<Row>(named(ctx, [wanted], () => sql`and x.id = ${id}::uuid ${only}`)) : [];
  if (!row) throw fieldError('LOOKUP_NOT_FOUND', `${field}.id`, label('没有这个对象，或已停用', 'Not found, or deactivated'));
  return { kind: wanted, id: row.id, title: titleOf(ctx, row) };
}

const mostFound = 30;

/** `GET /principals`: people, departments, groups and roles by name, pinyin or initials, for pickers; or those of `ids`. */
export async function findPrincipals(
  ctx: Context,
  asked: { readonly search?: string; readonly kinds?: readonly PrincipalKind[]; readonly ids?: readonly string[] },
): Promise<NamedPrincipal[]> {
  if (asked.ids) return [...(await principalTitles(ctx, asked.ids.filter(isId))).values()];
  const kinds = asked.kinds ?? principalKinds;
  const search = asked.search?.trim() ?? '';
  const people = kinds.includes('user') ? await findPeople(ctx, search) : [];
  const others = kinds.filter((kind) => kind !== 'user');
  if (others.length === 0) return people;
  const rows = await ctx.query<Row>(named(ctx, others, (kind) => (kind === 'role' ? sql`and x.key <> 'portal'` : sql``)));
  const found = rows
    .map((row) => ({ kind: row.kind, id: row.id, title: titleOf(ctx, row) }))
    .flatMap((one) => {
      const match = search === '' ? undefined : matches(search, [{ text: one.title, kind: 'name' }]);
      return match === null ? [] : [{ one, score: match?.score ?? 0 }];
    })
    .sort((a, b) => b.score - a.score || byKindAndName(a.one, b.one));
  return [...people, ...found.map(({ one }) => one)].slice(0, mostFound);
}

async function findPeople(ctx: Context, search: string): Promise<NamedPrincipal[]> {
  const meta = ctx.meta.object('user');
  if (!meta) return [];
  const { records } = await queryRecords(ctx, meta, {
    fields: ['name'],
    filter: { field: 'active', op: 'eq', value: true },
    sort: [{ field: 'name', direction: 'asc' }],
    limit: mostFound / 2,
    ...(search === '' ? {} : { search }),
  });
  return records.map((record) => ({ kind: 'user', id: String(record['id']), title: String(record['name'] ?? '') }));
}

function byKindAndName(a: NamedPrincipal, b: NamedPrincipal): number {
  return principalKinds.indexOf(a.kind) - principalKinds.indexOf(b.kind) || a.title.localeCompare(b.title, 'zh');
}
