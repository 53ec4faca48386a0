import { type Sql, sql } from '../../database/sql.ts';
import { isId } from '../../kernel/index.ts';
import { identifiersOf, matchRuleOf } from '../../metadata/index.ts';
import type { Context, FieldMeta, MatchCriterion, ObjectMeta } from '../../module/index.ts';
import { accessPredicate, baseCondition } from '../../records/access.ts';
import { keysOf } from '../../records/duplicates/index.ts';
import { readInput } from '../../storage/codec.ts';
import { columnOf } from '../../storage/columns.ts';
import { companyName, fold, mailKey, phoneKey } from '../../text/index.ts';
import type { ImportMode, MappingEntry } from './types.ts';

const keyTypes = new Set(['text', 'email', 'phone', 'autoNumber', 'barcode', 'idNumber', 'url']);

/** Whether rows can be told apart by this field. */
export function mayBeKey(field: FieldMeta | undefined): field is FieldMeta {
  return field !== undefined && (field.name === 'id' || keyTypes.has(field.type)) && !field.many && !field.masked;
}

/** The field rows are matched by when nothing is said: the id, then externalId, then what is unique, then what tells records of the object apart. */
export function defaultKey(meta: ObjectMeta, mode: ImportMode, mapping: readonly MappingEntry[]): string | undefined {
  const mapped = new Set(mapping.map((entry) => entry.field));
  if (mode !== 'create' && mapped.has('id')) return 'id';
  if (mapped.has('externalId')) return 'externalId';
  const unique = [...meta.fields.values()].find((field) => field.unique && mapped.has(field.name) && mayBeKey(field));
  return unique?.name ?? identifiersOf(meta).find((name) => mapped.has(name) && mayBeKey(meta.fields.get(name)));
}

/** The text of a key as the record would hold it. */
export function keyText(field: FieldMeta, value: unknown): string | undefined {
  const reading = readInput(field, value);
  return reading.ok && typeof reading.value === 'string' ? reading.value : undefined;
}

/** What is kept in one form anyway, and what the database holds to be different when it is written differently. */
const isLiteral = ({ name, type, unique }: FieldMeta) =>
  name === 'id' || name === 'externalId' || unique === true || (type !== 'text' && type !== 'phone' && type !== 'email');

const companyKinds: ReadonlySet<string> = new Set(['company', 'companyCore', 'companyRegion', 'similarCompany']);

/** The form in which two keys are compared: +86 138-0013-8000 is 13800138000. */
export function keyForm(meta: ObjectMeta, field: FieldMeta, text: string): string {
  if (isLiteral(field)) return field.name === 'id' ? text.toLowerCase() : text;
  if (field.type === 'phone') {
    const { kind, key, extension } = phoneKey(text);
    return kind === 'invalid' ? fold(text) : `${key}${extension ? `x${extension}` : ''}`;
  }
  if (field.type === 'email') return mailKey(text)?.address ?? fold(text);
  const isCompany = matchRuleOf(meta)?.criteria.some(({ kind, fields }) => companyKinds.has(kind) && fields[0] === field.name);
  return (isCompany && companyName(text).full) || fold(text);
}

/** Criteria whose stored keys say what the value of this one field is. */
const tellsOf = (field: FieldMeta, { kind, fields }: MatchCriterion) =>
  kind === 'brandPhone'
    ? fields[1] === field.name
    : fields.length === 1 && fields[0] === field.name && (kind === 'mobile' || kind === 'email' || kind === 'company' || kind === 'exact');

interface Asked {
  /** Stored keys of the match rule (decision 0024). */
  readonly stored: readonly { readonly kind: string; readonly hash: string }[];
  readonly literal: readonly string[];
  readonly folded: readonly string[];
}

/**
 * Where to look for keys. The values lie in the table as people wrote them; the stored keys of the match rule find another spelling by an index.
 * Fields without such a criterion are also compared in a form that the database makes of every value, as long as there are few.
 */
function askedOf(meta: ObjectMeta, field: FieldMeta, texts: readonly string[]): Asked {
  if (field.name === 'id') return { stored: [], literal: texts.filter(isId).map((text) => text.toLowerCase()), folded: [] };
  if (isLiteral(field)) return { stored: [], literal: texts, folded: [] };
  const criteria = (matchRuleOf(meta)?.criteria ?? []).filter((criterion) => tellsOf(field, criterion));
  if (criteria.length === 0) return { stored: [], literal: texts, folded: [...new Set(texts.flatMap((text) => foldedForms(field, text)))] };
  const keys = texts.map((text) => keysOf({ active: true, criteria }, { [field.name]: text }).filter(({ kind }) => kind !== 'branch'));
  return {
    stored: keys.flat(),
    // numbers of services have no stored key; what is indexed is also asked as it is written, as keys may still be in the making
    literal: field.indexed ? texts : texts.filter((_, index) => keys[index]?.length === 0),
    folded: [],
  };
}

const digitsOf = (text: string) =>
  text
    .normalize('NFKC')
    .replace(/[^0-9]/g, '')
    .replace(/^0*86(?=[1-9])/, '')
    .replace(/^0+/, '');

/** What `foldedColumn` makes of a value that means this text. */
function foldedForms({ type }: FieldMeta, text: string): string[] {
  if (type === 'phone') return [digitsOf(text)];
  return [text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim(), fold(text)];
}

const foldedColumn = ({ type }: FieldMeta, column: Sql): Sql =>
  type === 'phone'
    ? sql`ltrim(regexp_replace(regexp_replace(normalize(${column}, NFKC), '[^0-9]', '', 'g'), '^0*86(?=[1-9])', ''), '0')`
    : sql`btrim(regexp_replace(lower(normalize(${column}, NFKC)), '[[:space:]]+', ' ', 'g'))`;

/** Of more records than these not every value is read once a batch: they are found as they are written. */
const mostRead = 20_000;
/** Holders of one key that are looked at. */
const mostHolders = 50;

/** The records that bear these keys, by the form in which they are compared; in one statement. */
export async function findByKey(
  ctx: Context,
  meta: ObjectMeta,
  field: FieldMeta,
  texts: readonly string[],
): Promise<Map<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  const { stored, literal, folded } = askedOf(meta, field, texts);
  const column = field.name === 'id' ? sql`r.id` : columnOf('r', field).sql;
  const type = field.name === 'id' ? sql`uuid[]` : sql`text[]`;
  const select = (from: Sql, where: Sql) => sql`select r.id, ${column}::text as key from ${from}
    where ${baseCondition(ctx, meta, 'r')} and ${accessPredicate(ctx, meta, 'r')} and ${where}`;
  const table = sql`${sql.id(meta.table)} r`;
  const parts = [
    ...(literal.length > 0 ? [select(table, sql`${column} = any(${literal}::${type})`)] : []),
    ...(folded.length > 0 ? [select(table, sql`${isFew(ctx, meta)} and ${foldedColumn(field, column)} = any(${folded}::text[])`)] : []),
    ...(stored.length > 0 ? [select(sql`${holders(ctx, meta, stored)} h join ${table} on r.id = h.record_id`, sql`true`)] : []),
  ];
  if (parts.length === 0) return found;
  const asked = new Set(texts.map((text) => keyForm(meta, field, text)));
  const rows = await ctx.query<{ id: string; key: string | null }>(sql.join(parts, sql` union `));
  for (const { id, key } of rows) {
    const form = key === null ? undefined : keyForm(meta, field, key);
    if (form === undefined || !asked.has(form)) continue;
    const ids = found.get(form);
    if (ids) ids.push(id);
    else found.set(form, [id]);
  }
  return found;
}

/** Asked once for the statement: where it does not hold, the rows are not read at all. */
const isFew = (ctx: Context, meta: ObjectMeta) => sql`(
  select count(*) from (select 1 from ${sql.id(meta.table)} f where ${baseCondition(ctx, meta, 'f')} limit ${mostRead + 1}) f) <= ${mostRead}`;

const holders = (ctx: Context, meta: ObjectMeta, stored: Asked['stored']) => sql`(
  select distinct k.record_id
  from unnest(${stored.map(({ kind }) => kind)}::text[], ${stored.map(({ hash }) => hash)}::uuid[]) as w (kind, hash)
  cross join lateral (
    select k.record_id from match_key k
    where k.tenant_id = ${ctx.tenant.id} and k.object = ${meta.name} and k.kind = w.kind and k.hash = w.hash limit ${mostHolders}) k)`;
