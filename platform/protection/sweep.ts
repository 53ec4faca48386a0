import { type Sql, sql } from '../database/sql.ts';
import type { Context } from '../module/index.ts';
import { mask } from './words.ts';

export interface TableShape {
  readonly name: string;
  /** Columns of texts and documents, and whether they belong to the key. */
  readonly columns: readonly { readonly name: string; readonly json: boolean; readonly key: boolean }[];
  readonly hasRecord: boolean;
}

/** Never swept: the audit log holds no personal data by its nature, and the erasure itself needs its words until the end. */
const untouched = new Set(['audit_log', 'audit_seal', 'erasure']);

/** Every table of companies as the database knows it, those of features this folder has never heard of included. */
export function tenantTables(ctx: Context): Promise<TableShape[]> {
  return ctx
    .query<TableShape>(sql`
    select c.relname as name,
      exists (select from pg_attribute r where r.attrelid = c.oid and r.attname = 'record_id' and not r.attisdropped) as "hasRecord",
      jsonb_agg(jsonb_build_object('name', a.attname, 'json', a.atttypid = 'jsonb'::regtype,
        'key', exists (select from pg_index i where i.indrelid = c.oid and i.indisprimary and a.attnum = any(i.indkey))) order by a.attnum) as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      and a.atttypid in ('text'::regtype, 'jsonb'::regtype, 'varchar'::regtype)
    where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition
      and exists (select from pg_attribute t where t.attrelid = c.oid and t.attname = 'tenant_id' and not t.attisdropped)
    group by c.oid, c.relname order by c.relname`)
    .then((tables) => tables.filter((table) => !untouched.has(table.name)));
}

/** Takes a pattern out of all texts of a table; a row with it in its key (an index, a cache) goes. Answers how many rows changed. */
export async function sweepTable(ctx: Context, table: TableShape, pattern: string, where: Sql = sql`true`): Promise<number> {
  const tenant = ctx.tenant.id;
  const has = (columns: TableShape['columns']) =>
    sql.join(
      columns.map((column) => sql`${sql.ref(column.name)}::text ~* ${pattern}`),
      sql` or `,
    );
  const keys = table.columns.filter((column) => column.key);
  const others = table.columns.filter((column) => !column.key);
  let rows = 0;
  if (keys.length > 0) {
    const gone = await ctx.query(
      sql`delete from ${sql.table(table.name)} where tenant_id = ${tenant} and ${where} and (${has(keys)}) returning 1`,
    );
    rows += gone.length;
  }
  if (others.length === 0) return rows;
  const changed = await ctx.query(sql`
    update ${sql.table(table.name)} set ${sql.join(others.map((column) => sql`${sql.ref(column.name)} = ${without(column, pattern)}`))}
    where tenant_id = ${tenant} and ${where} and (${has(others)}) returning 1`);
  return rows + changed.length;
}

function without(column: { name: string; json: boolean }, pattern: string): Sql {
  const text = sql.ref(column.name);
  if (!column.json) return sql`regexp_replace(${text}, ${pattern}, ${mask}, 'gi')`;
  // a number in a document has no quotes that would stay around the mask
  const number = `([\\[ ])-?[0-9.]*(${pattern})[0-9.]*(?=[],}])`;
  return sql`regexp_replace(regexp_replace(${text}::text, ${number}, '\\1null', 'gi'), ${pattern}, ${mask}, 'gi')::jsonb`;
}
