import { audit } from '../audit/index.ts';
import { type Sql, sql } from '../database/sql.ts';
import { enqueue } from '../jobs/index.ts';
import { cleanLine } from '../kernel/clean.ts';
import { errors, fieldError, label } from '../kernel/index.ts';
import { logChange } from '../metadata/index.ts';
import type { Context, FieldMeta, ObjectMeta } from '../module/index.ts';
import { rowsInReach } from '../records/access.ts';
import { authorOf } from '../records/save/index.ts';

export const tagColors = ['grey', 'blue', 'teal', 'green', 'amber', 'red', 'violet', 'plum'] as const;
export type TagColor = (typeof tagColors)[number];

export interface Tag {
  readonly name: string;
  readonly color: TagColor;
  /** A retired tag stays on its records and is not offered any more. */
  readonly active: boolean;
}

export interface TagUse {
  readonly object: string;
  readonly field: string;
  readonly count: number;
}

const MOST_TAGS = 2000;
/** Characters of a tag. */
export const LONGEST = 50;

/** The company's tags by name; everybody may know them. */
export async function listTags(ctx: Context): Promise<Tag[]> {
  return ctx.query<Tag>(sql`
    select name, color, active from tag where tenant_id = ${ctx.tenant.id} order by active desc, name collate "zh-x-icu" limit ${MOST_TAGS}`);
}

/** Fields of tags the caller may read, by object. */
export function tagFields(ctx: Context): { meta: ObjectMeta; field: FieldMeta }[] {
  return ctx.meta.objects.flatMap((meta) => {
    if (!ctx.access.can(`${meta.name}.read`)) return [];
    return [...meta.fields.values()].filter((field) => field.type === 'tags').map((field) => ({ meta, field }));
  });
}

/** The tags of a record as rows, whether the field has a column or lies among the custom values. */
export function elementsOf(field: FieldMeta, alias: string): Sql {
  if (field.storage.kind === 'column') return sql`unnest(${sql.ref(`${alias}.${field.storage.column}`)})`;
  const key = field.storage.kind === 'custom' ? field.storage.key : field.name;
  return sql`jsonb_array_elements_text(case when jsonb_typeof(${sql.ref(`${alias}.custom`)} -> ${sql.lit(key)}) = 'array' then ${sql.ref(`${alias}.custom`)} -> ${sql.lit(key)} else '[]' end)`;
}

/** How many records the caller may see carry each tag, by object and field: one statement for all. */
export async function countTags(ctx: Context): Promise<Map<string, TagUse[]>> {
  const parts = tagFields(ctx).map(
    ({ meta, field }) => sql`(select ${meta.name}::text as object, ${field.name}::text as field, e.tag, count(*)::int as count
      from ${rowsInReach(ctx, meta, 't')} cross join lateral ${elementsOf(field, 't')} as e (tag) group by e.tag)`,
  );
  if (parts.length === 0) return new Map();
  const rows = await ctx.query<TagUse & { tag: string }>(sql`${sql.join(parts, sql` union all `)}`);
  const grouped = Map.groupBy(rows, (row) => row.tag);
  return new Map([...grouped].map(([tag, uses]) => [tag, uses.map(({ object, field, count }) => ({ object, field, count }))]));
}

function mayManage(ctx: Context): void {
  if (!ctx.access.can('settings.manage')) throw errors.FORBIDDEN();
}

function readName(raw: unknown, field = 'name'): string {
  if (typeof raw !== 'string') throw fieldError(raw === undefined || raw === null ? 'REQUIRED' : 'WRONG_TYPE', field);
  const name = cleanLine(raw);
  if (name === '') throw fieldError('REQUIRED', field);
  if ([...name].length > LONGEST) throw fieldError('TOO_LONG', field, label(`最多 ${LONGEST} 个字`, `At most ${LONGEST} characters`));
  return name;
}

function readColor(raw: unknown): TagColor {
  const color = tagColors.find((one) => one === raw);
  if (!color) throw fieldError('INVALID_VALUE', 'color', label(`只能是 ${tagColors.join('、')}`, `Must be among ${tagColors.join(', ')}`));
  return color;
}

async function find(ctx: Context, name: string): Promise<Tag | undefined> {
  const [tag] = await ctx.query<Tag>(sql`select name, color, active from tag where tenant_id = ${ctx.tenant.id} and name = ${name}`);
  return tag;
}

/** A new tag of the company. */
export async function addTag(ctx: Context, input: { readonly name?: unknown; readonly color?: unknown }): Promise<Tag> {
  mayManage(ctx);
  const tag: Tag = { name: readName(input.name), color: input.color === undefined ? 'grey' : readColor(input.color), active: true };
  return ctx.transaction(async (tx) => {
    const rows = await tx.query(sql`
      insert into tag (tenant_id, name, color, created_at, created_by) values (${tx.tenant.id}, ${tag.name}, ${tag.color}, ${tx.clock.now()}, ${authorOf(tx)})
      on conflict do nothing returning name`);
    if (rows.length === 0) throw fieldError('DUPLICATE', 'name');
    await audit(tx, { event: 'tag.added', data: { ...tag } });
    return tag;
  });
}

export interface TagChange {
  readonly name?: unknown;
  readonly color?: unknown;
  readonly active?: unknown;
}

/** Another colour, in or out of use, or another name: then records follow in the background. */
export async function changeTag(ctx: Context, name: string, change: TagChange): Promise<Tag> {
  mayManage(ctx);
  if (change.active !== undefined && typeof change.active !== 'boolean') throw fieldError('WRONG_TYPE', 'active');
  return ctx.transaction(async (tx) => {
    const before = await find(tx, name);
    if (!before) throw errors.NOT_FOUND();
    const next: Tag = {
      name: change.name === undefined ? before.name : readName(change.name),
      color: change.color === undefined ? before.color : readColor(change.color),
      active: change.active === undefined ? before.active : (change.active as boolean),
    };
    if (next.name !== before.name && (await find(tx, next.name)))
      throw fieldError('DUPLICATE', 'name', label('已有这个标签，可以把两个标签合并', 'There is such a tag; merge the two'));
    await tx.query(sql`
      update tag set name = ${next.name}, color = ${next.color}, active = ${next.active} where tenant_id = ${tx.tenant.id} and name = ${before.name}`);
    if (next.name !== before.name) await replaceLater(tx, before.name, next.name);
    await audit(tx, { event: 'tag.changed', data: { before, after: next } });
    return next;
  });
}

/** One tag goes into another: its records follow in the background. */
export async function mergeTags(ctx: Context, from: string, into: unknown): Promise<Tag> {
  mayManage(ctx);
  const target = readName(into, 'into');
  if (target === from) throw fieldError('INVALID_VALUE', 'into', label('不能合并到自己', 'Not into itself'));
  return ctx.transaction(async (tx) => {
    if (!(await find(tx, from))) throw errors.NOT_FOUND();
    const kept = await find(tx, target);
    if (!kept) throw fieldError('LOOKUP_NOT_FOUND', 'into');
    await tx.query(sql`delete from tag where tenant_id = ${tx.tenant.id} and name = ${from}`);
    await replaceLater(tx, from, target);
    await audit(tx, { event: 'tag.merged', data: { from, into: target } });
    return kept;
  });
}

/** Rules put on the tag by its new name. */
async function renameInRules(tx: Context, from: string, into: string): Promise<void> {
  const rules = await tx.query<{ object: string; name: string; definition: object }>(sql`
    update meta_part set definition = jsonb_set(definition, '{tag}', to_jsonb(${into}::text))
    where tenant_id = ${tx.tenant.id} and kind = 'tagRule' and definition ->> 'tag' = ${from} and deleted_at is null
    returning object, name, definition`);
  if (rules.length === 0) return;
  await tx.query(sql`update tenant set metadata_version = metadata_version + 1 where id = ${tx.tenant.id}`);
  for (const { object, name, definition } of rules)
    await logChange(
      tx,
      { kind: 'tagRule', object, name },
      { operation: 'update', before: { ...definition, tag: from }, after: definition },
    );
}

async function replaceLater(tx: Context, from: string, into: string): Promise<void> {
  await renameInRules(tx, from, into);
  await enqueue(tx, 'tags.replace', { tenant: tx.tenant.id, from, into, by: authorOf(tx) });
}
