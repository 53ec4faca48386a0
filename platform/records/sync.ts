import { createHash } from 'node:crypto';
import { withClient } from '../database/client.ts';
import type { ObjectDefinition } from '../module/index.ts';
import { relationProblems } from '../storage/relation-names.ts';
import { customRecordStatements, tableStatements } from '../storage/tables.ts';

// any number, the same in every release
const lock = '7203685411028102';

/**
 * Brings the tables of shipped objects to their declarations, by addition. Only objects whose declaration changed since the
 * last start are touched; several processes starting at once wait for each other.
 */
export async function syncObjectTables(ownerUrl: string, objects: Iterable<ObjectDefinition>): Promise<string[]> {
  const declared = [...objects];
  const problems = relationProblems(declared);
  if (problems.length > 0) throw new Error(`Tables and indexes of the objects do not fit together:\n- ${problems.join('\n- ')}`);
  return withClient(ownerUrl, async (client) => {
    await client.query('select pg_advisory_lock($1)', [lock]);
    const { rows } = await client.query<{ object: string; hash: string }>('select object, hash from object_schema');
    const known = new Map(rows.map((row) => [row.object, row.hash]));
    const wanted = [
      { name: '*', statements: customRecordStatements() },
      ...declared.map((object) => ({ name: object.name, statements: tableStatements(object) })),
    ];
    const synced: string[] = [];
    for (const { name, statements } of wanted) {
      const hash = createHash('sha256').update(statements.join('\n')).digest('hex');
      if (known.get(name) === hash) continue;
      await client.query('begin');
      try {
        for (const statement of statements) await client.query(statement);
        await client.query(
          'insert into object_schema (object, hash) values ($1, $2) on conflict (object) do update set hash = excluded.hash, synced_at = now()',
          [name, hash],
        );
        await client.query('commit');
      } catch (error) {
        await client.query('rollback');
        throw new Error(`the table of object "${name}" could not be brought to its declaration`, { cause: error });
      }
      synced.push(name);
    }
    return synced;
  });
}
