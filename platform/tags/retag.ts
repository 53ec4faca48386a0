import { type Sql, sql } from '../database/sql.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { baseCondition } from '../records/access.ts';
import { type SaveOptions, type SaveRow, saveRecords } from '../records/save/index.ts';
import { elementsOf } from './tags.ts';

const BATCH = 500;

interface Row {
  readonly id: string;
  readonly version: number;
  readonly tags: readonly string[];
}

export interface Retag {
  readonly meta: ObjectMeta;
  /** The field of tags. */
  readonly field: string;
  /** A condition on the record `o`, and the joins it needs. */
  readonly where: Sql;
  readonly joins?: Sql;
  readonly next: (tags: readonly string[]) => readonly string[];
  readonly taggedBy?: SaveOptions['taggedBy'];
  /** Called before each batch: throws when the job is to stop. */
  readonly step: () => void;
}

/**
 * Changes the tags of records that answer a condition, batch by batch through the save pipeline; answers how many have changed. A record that
 * somebody saved meanwhile is left as it is: that save is judged by itself.
 */
export async function retag(ctx: Context, { meta, field, where, joins = sql``, next, taggedBy, step }: Retag): Promise<number> {
  const definition = meta.fields.get(field);
  if (definition?.type !== 'tags') return 0;
  let changed = 0;
  for (let after: string | undefined; ; ) {
    step();
    const rows: Row[] = await ctx.query<Row>(sql`
      select o.id, o.version, array(select e.tag from ${elementsOf(definition, 'o')} as e (tag)) as tags from ${sql.table(meta.table)} o ${joins}
      where ${baseCondition(ctx, meta, 'o')} ${after ? sql`and o.id > ${after}::uuid` : sql``} and ${where} order by o.id limit ${BATCH}`);
    if (rows.length === 0) return changed;
    const saves = rows.map(({ id, version, tags }): SaveRow => ({ operation: 'update', id, version, values: { [field]: next(tags) } }));
    const options = { asSystem: true, channel: 'automation', duplicates: 'allow', ...(taggedBy ? { taggedBy } : {}) } as const;
    const results = await saveRecords(ctx.elevated(), meta, saves, options);
    changed += results.filter(({ error }) => !error).length;
    if (rows.length < BATCH) return changed;
    after = rows.at(-1)?.id;
  }
}
