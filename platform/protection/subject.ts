import { type Sql, sql } from '../database/sql.ts';
import { isPersonal } from '../metadata/index.ts';
import type { Context, FieldMeta, ObjectMeta, Values } from '../module/index.ts';
import { loadValues } from '../records/index.ts';
import { type Words, wordsOf } from './words.ts';

export interface RecordRef {
  readonly object: string;
  readonly id: string;
}

/** A record that is about the person, and why it is taken for that. */
export interface PersonRef extends RecordRef {
  readonly title: string;
  readonly why: 'start' | 'email' | 'phone' | 'idNumber' | 'merged';
  /** In the recycle bin. */
  readonly deleted: boolean;
}

/** Types of fields whose equal value means the same person. */
const telling = new Set(['email', 'phone', 'idNumber']);
const written = new Set(['text', 'longText', 'richText', 'email', 'phone', 'url', 'idNumber', 'barcode', 'address']);
const pointing = new Set(['lookup', 'masterDetail']);

/** People and departments of the company itself are no customers: their data is the employer's affair. */
const isOutside = (meta: ObjectMeta) => meta.name !== 'user' && meta.name !== 'department';

/** Objects whose records are people: their title is personal. */
export function isAboutPeople(meta: ObjectMeta): boolean {
  const title = meta.title === undefined ? undefined : meta.fields.get(meta.title);
  return isOutside(meta) && title !== undefined && isPersonal(title);
}

export const personalFields = (meta: ObjectMeta): FieldMeta[] =>
  [...meta.fields.values()].filter((field) => !field.system && !field.formula && !field.rollup && isPersonal(field));

/** Stored texts of an object that people write into. */
export const writtenFields = (meta: ObjectMeta): FieldMeta[] =>
  [...meta.fields.values()].filter(
    (field) =>
      !field.system && !field.many && written.has(field.type) && (field.storage.kind === 'column' || field.storage.kind === 'custom'),
  );

export function rawSql(alias: string, field: FieldMeta): Sql | undefined {
  const { storage } = field;
  if (storage.kind === 'column') return sql.ref(`${alias}.${storage.column}`);
  return storage.kind === 'custom' ? sql`${sql.ref(`${alias}.custom`)} ->> ${storage.key}` : undefined;
}

const ofObject = (meta: ObjectMeta) => (meta.custom ? sql`and t.object = ${meta.name}` : sql``);

/** Objects records of the company may be in; those the law makes the company keep stand apart. */
export const outsideObjects = (ctx: Context): readonly ObjectMeta[] => ctx.meta.objects.filter(isOutside);

/** The person of a record: it, and every record about people with the same e-mail, phone or identity number, the recycle bin included. */
export async function findPeople(ctx: Context, meta: ObjectMeta, id: string): Promise<PersonRef[]> {
  const values = (await loadValues(ctx, meta, [id], { deleted: true })).get(id);
  if (!values) return [];
  const found = new Map<string, PersonRef>();
  const [start] = await titled(ctx, meta, sql`t.id = ${id}::uuid`, 'start');
  if (start) found.set(start.id, start);
  const tells = [...meta.fields.values()].filter((field) => telling.has(field.type) && !field.many && isPersonal(field));
  for (const field of tells) {
    const value = values[field.name];
    if (typeof value !== 'string' || value === '') continue;
    for (const object of ctx.meta.objects.filter(isAboutPeople)) {
      for (const other of object.fields.values()) {
        const column = other.type === field.type && !other.many ? rawSql('t', other) : undefined;
        if (!column) continue;
        const why = field.type as PersonRef['why'];
        for (const ref of await titled(ctx, object, sql`lower(${column}) = lower(${value})`, why))
          if (!found.has(ref.id)) found.set(ref.id, ref);
      }
    }
  }
  for (const ref of await mergedInto(ctx, [...found.values()])) if (!found.has(ref.id)) found.set(ref.id, ref);
  return [...found.values()];
}

/** Records that were merged into these people are them, too. */
async function mergedInto(ctx: Context, people: readonly PersonRef[]): Promise<PersonRef[]> {
  const rows = await ctx.query<{ object: string; id: string }>(sql`
    select object, record_id as id from record_redirect
    where tenant_id = ${ctx.tenant.id} and target_id = any(${people.map((ref) => ref.id)}::uuid[])`);
  const found: PersonRef[] = [];
  for (const { object, id } of rows) {
    const meta = ctx.meta.object(object);
    if (meta) found.push(...(await titled(ctx, meta, sql`t.id = ${id}::uuid`, 'merged')));
  }
  return found;
}

async function titled(ctx: Context, meta: ObjectMeta, where: Sql, why: PersonRef['why']): Promise<PersonRef[]> {
  const title = meta.title === undefined ? undefined : meta.fields.get(meta.title);
  const rows = await ctx.query<{ id: string; title: string | null; deleted: boolean }>(sql`
    select t.id, ${(title && rawSql('t', title)) ?? sql`null`} as title, t.deleted_at is not null as deleted from ${sql.id(meta.table)} t
    where t.tenant_id = ${ctx.tenant.id} ${ofObject(meta)} and ${where} order by t.id limit 200`);
  return rows.map((row) => ({ object: meta.name, id: row.id, title: row.title ?? '', why, deleted: row.deleted }));
}

/** What the people of these records are called and reached by. */
export async function wordsOfPeople(ctx: Context, people: readonly RecordRef[]): Promise<Words> {
  const told: { names: string[]; strong: string[] } = { names: [], strong: [] };
  for (const [object, refs] of Map.groupBy(people, (ref) => ref.object)) {
    const meta = ctx.meta.object(object);
    if (!meta) continue;
    const ids = refs.map((ref) => ref.id);
    for (const values of (await loadValues(ctx, meta, ids, { deleted: true })).values()) collect(meta, values, told);
  }
  return wordsOf(told.names, told.strong);
}

function collect(meta: ObjectMeta, values: Values, told: { names: string[]; strong: string[] }): void {
  for (const field of personalFields(meta)) {
    const value = values[field.name];
    if (typeof value !== 'string' || value === '' || field.type === 'date' || field.type === 'encrypted') continue;
    (telling.has(field.type) || (field.type === 'text' && field.name !== meta.title) ? told.strong : told.names).push(value);
  }
}

/** Records that name one of the people in a lookup, whether live or deleted. */
export async function linkedTo(ctx: Context, people: readonly RecordRef[]): Promise<RecordRef[]> {
  const ids = people.map((ref) => ref.id);
  const objects = new Set(people.map((ref) => ref.object));
  const found = new Map<string, RecordRef>();
  const rows = await ctx.query<{ object: string; id: string }>(sql`
    select distinct object, record_id as id from record_link where tenant_id = ${ctx.tenant.id} and target_id = any(${ids}::uuid[])`);
  for (const row of rows) found.set(row.id, row);
  for (const meta of outsideObjects(ctx)) {
    for (const field of meta.fields.values()) {
      const column = rawSql('t', field);
      const points =
        pointing.has(field.type) && [field.object, ...(field.objects ?? [])].some((one) => one === '*' || objects.has(one ?? ''));
      if (!column || !points || field.many) continue;
      const hits = await ctx.query<{ id: string }>(sql`
        select t.id from ${sql.id(meta.table)} t where t.tenant_id = ${ctx.tenant.id} ${ofObject(meta)} and (${column})::text = any(${ids})`);
      for (const { id } of hits) found.set(id, { object: meta.name, id });
    }
  }
  const linked = [...found.values()].filter((ref) => !ids.includes(ref.id) && ctx.meta.object(ref.object));
  const known = new Set([...ids, ...linked.map((ref) => ref.id)]);
  return [...linked, ...(await detailsOf(ctx, linked)).filter((ref) => !known.has(ref.id))];
}

/** What belongs to these records, such as the check-in of a visit: it speaks of whom they speak. */
async function detailsOf(ctx: Context, masters: readonly RecordRef[]): Promise<RecordRef[]> {
  const byObject = Map.groupBy(masters, (ref) => ref.object);
  const found: RecordRef[] = [];
  for (const meta of outsideObjects(ctx)) {
    for (const field of meta.fields.values()) {
      const column = field.type === 'masterDetail' ? rawSql('t', field) : undefined;
      const above = byObject.get(field.object ?? '');
      if (!column || !above) continue;
      const hits = await ctx.query<{ id: string }>(sql`
        select t.id from ${sql.id(meta.table)} t where t.tenant_id = ${ctx.tenant.id} ${ofObject(meta)} and (${column})::text = any(${above.map((ref) => ref.id)})`);
      found.push(...hits.map(({ id }) => ({ object: meta.name, id })));
    }
  }
  return found;
}

/**
 * Letters and calls (objects opened through the records they name) in which nobody but these people takes part: what hangs on them is
 * theirs. Of one with others, too, only the words go.
 */
export async function exchangesOf(ctx: Context, people: readonly RecordRef[], linked: readonly RecordRef[]): Promise<RecordRef[]> {
  const opened = linked.filter((ref) => ctx.meta.object(ref.object)?.access.through);
  if (opened.length === 0) return [];
  const [ids, about] = [people.map((ref) => ref.id), ctx.meta.objects.filter(isAboutPeople).map((meta) => meta.name)];
  const shared = await ctx.query<{ id: string }>(sql`
    select distinct record_id as id from record_link where tenant_id = ${ctx.tenant.id} and record_id = any(${opened.map((ref) => ref.id)}::uuid[])
      and target_object = any(${about}) and target_id <> all(${ids}::uuid[])`);
  const withOthers = new Set(shared.map((row) => row.id));
  return opened.filter((ref) => !withOthers.has(ref.id));
}

/** Records in whose texts a pattern stands, the recycle bin included; `only` narrows to some ids. */
export async function mentioning(ctx: Context, meta: ObjectMeta, pattern: string, only?: readonly string[]): Promise<string[]> {
  const columns = writtenFields(meta).flatMap((field) => rawSql('t', field) ?? []);
  if (columns.length === 0) return [];
  const rows = await ctx.query<{ id: string }>(sql`
    select t.id from ${sql.id(meta.table)} t where t.tenant_id = ${ctx.tenant.id} ${ofObject(meta)}
      ${only ? sql`and t.id = any(${only}::uuid[])` : sql``} and concat_ws(E'\n', ${sql.join(columns)}) ~* ${pattern} order by t.id`);
  return rows.map((row) => row.id);
}
