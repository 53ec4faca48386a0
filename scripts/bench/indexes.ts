import type pg from 'pg';

/** Statements that take the indexes of tables away for a load, and those that make them again afterwards. */
export async function indexStatements(client: pg.Client, tables: readonly string[]): Promise<{ drop: string[]; create: string[] }> {
  const { rows } = await client.query<{ table: string; name: string; definition: string; constraint: string | null }>(
    `select i.indrelid::regclass::text as table, i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition, pg_get_constraintdef(c.oid) as constraint
     from pg_index i left join pg_constraint c on c.conindid = i.indexrelid and c.contype in ('p', 'u')
     where i.indrelid = any($1::regclass[]) order by i.indisprimary desc, i.indexrelid`,
    [tables],
  );
  return {
    drop: rows
      .toReversed()
      .map(({ table, name, constraint }) => (constraint ? `alter table ${table} drop constraint ${name}` : `drop index ${name}`)),
    create: rows.map(({ table, name, definition, constraint }) =>
      constraint ? `alter table ${table} add constraint ${name} ${constraint}` : definition,
    ),
  };
}
