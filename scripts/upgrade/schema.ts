import type pg from 'pg';

/** Tables of shipped objects come from declarations, not from migrations: how they were is written down as SQL. */
export async function objectTables(client: pg.Client): Promise<string> {
  const { rows: tables } = await client.query<{
    oid: number;
    name: string;
    options: string | null;
    columns: string;
    constraints: string[];
  }>(`
    select c.oid, c.relname as name, array_to_string(c.reloptions, ', ') as options,
      (select string_agg(format('%I %s%s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
         case when a.attcollation <> t.typcollation then ' collate "' || co.collname || '"' else '' end,
         case when a.attnotnull then ' not null' else '' end,
         case when d.adbin is null then '' else ' default ' || pg_get_expr(d.adbin, d.adrelid) end), ', ' order by a.attnum)
       from pg_attribute a join pg_type t on t.oid = a.atttypid left join pg_collation co on co.oid = a.attcollation
       left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
      array(select format('constraint %I %s', conname, pg_get_constraintdef(oid)) from pg_constraint where conrelid = c.oid and contype in ('p', 'u', 'c') order by conname) as constraints
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind = 'r' and (c.relname = 'custom_record' or exists (select from object_schema))
      and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'external_id') order by c.relname`);
  const lines: string[] = [];
  for (const { oid, name, options, columns, constraints } of tables) {
    lines.push(`create table ${name} (${[columns, ...constraints].join(', ')})${options ? ` with (${options})` : ''};`);
    const { rows: indexes } = await client.query<{ text: string }>(
      `select pg_get_indexdef(i.indexrelid) as text from pg_index i where i.indrelid = $1
       and not exists (select from pg_constraint where conindid = i.indexrelid) order by 1`,
      [oid],
    );
    lines.push(...indexes.map((index) => `${index.text};`));
  }
  return `${lines.join('\n')}\n`;
}
