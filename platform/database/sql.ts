import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, type RawBuilder, sql } from 'kysely';

/** A piece of SQL with bound parameters. Write it with the `sql` tag; names that are not literals go through `sql.ref`/`sql.id`. */
export type Sql = RawBuilder<unknown>;

// Kysely is the SQL writer only; pool, tenant and transactions are ours (pool.ts).
const writer = new Kysely<unknown>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

/** The statement's text with `$1…` places and its values in order. */
export function compile(statement: Sql): { text: string; values: unknown[] } {
  const compiled = statement.compile(writer);
  return { text: compiled.sql, values: compiled.parameters as unknown[] };
}

export { sql };

/** A name as PostgreSQL reads it, whatever stands in it. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** `a AND b AND c`; TRUE for none. */
export function allOf(parts: readonly Sql[]): Sql {
  return parts.length === 0 ? sql`true` : sql`(${sql.join(parts, sql` and `)})`;
}

/** `a OR b OR c`; FALSE for none. */
export function anyOf(parts: readonly Sql[]): Sql {
  return parts.length === 0 ? sql`false` : sql`(${sql.join(parts, sql` or `)})`;
}

/**
 * Whether a column of ids is one of these. A single one is compared as such: its plan costs the same for every id, so that PostgreSQL keeps
 * that of a `prepared` statement, which for a list of one it makes anew each time; and an index then also gives the order of what follows it.
 */
export const isAmong = (column: Sql, ids: readonly string[]): Sql =>
  ids.length === 1 ? sql`${column} = ${ids[0]}::uuid` : sql`${column} = any(${ids}::uuid[])`;

const kept = new WeakSet<object>();

/**
 * Marks a statement to be kept parsed and planned on each connection. Only for texts of which there are few (nothing of one tenant in them)
 * and whose best plan does not depend on the values: writes of new records, what is asked before each of them, rows by their keys. Over a
 * table with twenty indexes planning takes ten times as long as finding a row.
 */
export function prepared(statement: Sql): Sql {
  kept.add(statement);
  return statement;
}

export function isPrepared(statement: Sql): boolean {
  return kept.has(statement);
}
