import { type Sql, sql } from '../../database/sql.ts';
import type { Context, FieldMeta, ObjectMeta } from '../../module/index.ts';
import { columnOf, formulaColumn } from '../../storage/columns.ts';
import { accessPredicate, baseCondition } from '../access.ts';
import { formulaValue } from './formula.ts';
import type { Hop, Path } from './types.ts';

/** Collects the tables that the parts of one statement reach through lookups, each joined once. */
export interface Joins {
  /** Of the object the statement is about. */
  readonly alias: string;
  /** Alias of the table that holds the path's field. */
  aliasOf(path: Pick<Path, 'hops'> & Partial<Pick<Path, 'field' | 'object'>>): string;
  /** Alias of the table a lookup points to, whether the caller may see the record or not: only for titles. */
  titleAliasOf(path: Pick<Path, 'hops'>, hop: Hop): string;
  /** `left join … left join …` */
  sql(): Sql;
  size(): number;
}

/** Formula fields that use each other are refused from eleven on; more only come of a fault. */
const deepest = 20;

export interface JoinOptions {
  readonly alias?: string;
  /** Before the names of joined tables, where one statement is inside another. */
  readonly prefix?: string;
  /** The root's column of a lookup, when it is not the table itself. */
  readonly root?: (field: FieldMeta) => Sql;
}

/**
 * What lies behind a lookup is only seen with the right to see it: the target's own frame and access predicate stand in the join, so
 * that fields reached through an invisible or deleted record are null, in filters, orders and groups too.
 */
export function createJoins(ctx: Context, { alias = 'o', prefix = 'j', root }: JoinOptions = {}): Joins {
  const found = new Map<string, { alias: string; join: Sql }>();

  const join = (key: string, from: string, hop: Hop, guarded: boolean): string => {
    const known = found.get(key);
    if (known) return known.alias;
    const name = `${prefix}${found.size + 1}`;
    const pointer = from === alias && root ? root(hop.field) : columnOf(from, hop.field).sql;
    const condition = guarded
      ? sql`${baseCondition(ctx, hop.target, name)} and ${accessPredicate(ctx, hop.target, name)}`
      : tenantOnly(ctx, hop.target, name);
    found.set(key, {
      alias: name,
      join: sql`left join ${sql.table(hop.target.table)} ${sql.ref(name)} on ${sql.ref(`${name}.id`)} = ${pointer} and ${condition}`,
    });
    return name;
  };

  const tableOf = (path: Pick<Path, 'hops'>): string => {
    let at = alias;
    let key = '';
    for (const hop of path.hops) {
      key += `.${hop.field.name}`;
      at = join(key, at, hop, true);
    }
    return at;
  };

  let depth = 0;
  const aliasOf: Joins['aliasOf'] = ({ hops, field, object }) => {
    if (!field || !object || field.storage.kind !== 'formula') return tableOf({ hops });
    const key = `${hops.map((hop) => `.${hop.field.name}`).join('')}.${field.name} formula`;
    const known = found.get(key);
    if (known) return known.alias;
    depth += 1;
    // what it reaches is joined before it; a ring that slipped by the checks ends here
    const value = formulaValue(ctx, { hops, field, object }, depth > deepest ? undefined : aliasOf);
    depth -= 1;
    const name = `${prefix}${found.size + 1}`;
    found.set(key, { alias: name, join: sql`cross join lateral (select ${value} as ${sql.ref(formulaColumn)} offset 0) ${sql.ref(name)}` });
    return name;
  };

  return {
    alias,
    aliasOf,
    titleAliasOf: (path, hop) =>
      join(`${path.hops.map((step) => `.${step.field.name}`).join('')}.${hop.field.name} title`, tableOf(path), hop, false),
    sql: () =>
      sql.join(
        [...found.values()].map((entry) => entry.join),
        sql` `,
      ),
    size: () => found.size,
  };
}

function tenantOnly(ctx: Context, meta: ObjectMeta, alias: string): Sql {
  const tenant = sql`${sql.ref(`${alias}.tenant_id`)} = ${ctx.tenant.id}`;
  return meta.custom ? sql`${tenant} and ${sql.ref(`${alias}.object`)} = ${meta.name}` : tenant;
}

/** What a record is called: its title field, or else the first of the fields of which one must be filled (a lead without a name). */
export function titleSql(meta: ObjectMeta, alias: string): Sql {
  const names = [meta.title, ...(meta.requireAny?.find((group) => group.includes(meta.title)) ?? [])];
  const fields = [...new Set(names)].map((name) => meta.fields.get(name)).filter((field) => field !== undefined);
  const parts = fields.map((field) => {
    if (field.storage.kind === 'custom') return sql`${sql.ref(`${alias}.custom`)} ->> ${sql.lit(field.storage.key)}`;
    return field.storage.kind === 'column' ? sql`${sql.ref(`${alias}.${field.storage.column}`)}::text` : sql`null::text`;
  });
  if (parts.length === 0) return sql`${sql.ref(`${alias}.id`)}::text`;
  return parts.length === 1 && parts[0] ? parts[0] : sql`coalesce(${sql.join(parts)})`;
}
