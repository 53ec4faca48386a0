import { sql } from '../database/sql.ts';
import { type Context, defineJob, defineSubscriber, type EventRecord, type FieldMeta, type ObjectMeta } from '../module/index.ts';
import { baseCondition } from '../records/access.ts';
import { saveRecords } from '../records/save/index.ts';
import { elementsOf, tagFields } from './tags.ts';

const BATCH = 500;
const TRIES = 3;

interface Row {
  readonly id: string;
  readonly version: number;
  readonly tags: readonly string[];
}

/** A batch of records with the tag, after an id, as they are now. */
function tagged(
  ctx: Context,
  { meta, field }: { meta: ObjectMeta; field: FieldMeta },
  tag: string,
  after: string | undefined,
): Promise<Row[]> {
  return ctx.query<Row>(sql`
    select t.id, t.version, array(select e.tag from ${elementsOf(field, 't')} as e (tag)) as tags from ${sql.table(meta.table)} t
    where ${baseCondition(ctx, meta, 't')} ${after ? sql`and t.id > ${after}::uuid` : sql``}
      and exists (select from ${elementsOf(field, 't')} as e (tag) where e.tag = ${tag})
    order by t.id limit ${BATCH}`);
}

/** One tag in place of another on one field, through the save pipeline; answers how many records somebody changed meanwhile. */
async function replaceIn(ctx: Context, of: { meta: ObjectMeta; field: FieldMeta }, from: string, into: string): Promise<number> {
  let missed = 0;
  let after: string | undefined;
  for (;;) {
    const rows = await tagged(ctx, of, from, after);
    if (rows.length === 0) return missed;
    const results = await saveRecords(
      ctx,
      of.meta,
      rows.map(({ id, version, tags }) => ({
        operation: 'update',
        id,
        version,
        values: { [of.field.name]: [...new Set(tags.map((tag) => (tag === from ? into : tag)))] },
      })),
      { asSystem: true },
    );
    missed += results.filter((result) => result.error?.code === 'VERSION_CONFLICT').length;
    after = rows.at(-1)?.id;
    if (rows.length < BATCH) return missed;
  }
}

/** Where the tag comes from stays known under its new name. */
async function moveOrigins(ctx: Context, from: string, into: string): Promise<void> {
  await ctx.transaction((tx) =>
    tx.query(sql`
      update record_tag x set tag = ${into} where x.tenant_id = ${tx.tenant.id} and x.tag = ${from} and not exists (
        select from record_tag y where y.tenant_id = x.tenant_id and y.record_id = x.record_id and y.field = x.field and y.tag = ${into})`),
  );
}

/** Records follow a tag that was renamed or merged. What is done carries the new tag: begun again, it goes on with the rest. */
export async function replaceTag(ctx: Context, from: string, into: string): Promise<void> {
  await moveOrigins(ctx, from, into);
  for (const of of tagFields(ctx)) {
    for (let round = 0; round < TRIES && (await replaceIn(ctx, of, from, into)) > 0; round += 1);
  }
  await dropAgain(ctx, from);
}

/** A tag that came to the list again by itself, out of an event of a record that carried it until now. */
async function dropAgain(ctx: Context, name: string): Promise<void> {
  await ctx.transaction((tx) =>
    tx.query(
      sql`delete from tag where tenant_id = ${tx.tenant.id} and name = ${name} and created_by is null and color = 'grey' and active`,
    ),
  );
}

export const replaceTagJob = defineJob<{ tenant: number; from: string; into: string }>({
  name: 'tags.replace',
  async run({ contextFor }, { tenant, from, into }) {
    await replaceTag(await contextFor({ tenant }), from, into);
  },
});

interface Put {
  readonly meta: ObjectMeta;
  readonly field: FieldMeta;
  readonly record: string;
  readonly names: readonly string[];
}

/** What an event put on its record, field by field. */
function putBy(ctx: Context, { object, record, changes }: EventRecord): Put[] {
  const meta = ctx.meta.object(object);
  if (!meta || !Array.isArray(changes)) return [];
  return (changes as { field: string; new: unknown }[]).flatMap((change) => {
    const field = meta.fields.get(change.field);
    return field?.type === 'tags' && Array.isArray(change.new) ? [{ meta, field, record, names: change.new as string[] }] : [];
  });
}

/** Tags that were put on records and are still on them: one that was renamed or merged since must not come back by what is told late. */
async function stillOn(ctx: Context, put: readonly Put[]): Promise<string[]> {
  const parts = [...Map.groupBy(put, ({ meta, field }) => `${meta.name}.${field.name}`).values()].flatMap((all) => {
    const [first] = all;
    if (!first) return [];
    const [records, names] = [all.map(({ record }) => record), all.flatMap((one) => one.names)];
    return sql`
      select e.tag from ${sql.table(first.meta.table)} t cross join lateral ${elementsOf(first.field, 't')} as e (tag)
      where t.tenant_id = ${ctx.tenant.id} and t.id = any(${records}::uuid[]) and e.tag = any(${names}::text[])`;
  });
  if (parts.length === 0) return [];
  return (await ctx.query<{ tag: string }>(sql`${sql.join(parts, sql` union `)}`)).map(({ tag }) => tag);
}

/** Tags that people make up while they work come to the company's list, in grey. */
export const newTagsSubscriber = defineSubscriber({
  name: 'tags.new',
  events: ['*.created', '*.updated'],
  async run(ctx, events) {
    const names = await stillOn(
      ctx,
      events.flatMap((event) => putBy(ctx, event)),
    );
    if (names.length === 0) return;
    await ctx.transaction((tx) =>
      tx.query(sql`
        insert into tag (tenant_id, name, color, created_at) select ${tx.tenant.id}, n, 'grey', ${tx.clock.now()} from unnest(${names}::text[]) n
        on conflict do nothing`),
    );
  },
});
