import { sql } from '../database/sql.ts';
import { errors } from '../kernel/index.ts';
import { hasProcess, mayEditMetadata } from '../metadata/index.ts';
import type { Context, FieldMeta, ObjectMeta, Option } from '../module/index.ts';

/** A field that records of an object go through, as its editor needs it. */
export interface ProcessOverview {
  readonly field: string;
  /** Live records that stand in each stage; '' = in none. */
  readonly counts: Readonly<Record<string, number>>;
  /** The stages as the module ships them; absent for fields of the company's own. */
  readonly shipped?: readonly Option[];
  /** Whether the company has changed what is shipped. */
  readonly changed: boolean;
}

export function objectOr404(ctx: Context, name: string): ObjectMeta {
  const meta = ctx.meta.object(name);
  if (!meta) throw errors.NOT_FOUND();
  return meta;
}

export function shippedOptions(ctx: Context, meta: ObjectMeta, field: FieldMeta): readonly Option[] | undefined {
  return field.custom ? undefined : ctx.app.registry.objects.get(meta.name)?.fields[field.name]?.options;
}

/** Options as text that tells whether two say the same, in whatever order their properties stand. */
function asText(options: readonly Option[] | undefined): string {
  return JSON.stringify(options?.map(({ synonyms: _synonyms, ...option }) => Object.entries(option).sort(([a], [b]) => (a < b ? -1 : 1))));
}

async function countsOf(ctx: Context, meta: ObjectMeta, field: FieldMeta): Promise<Record<string, number>> {
  if (field.storage.kind === 'links' || field.storage.kind === 'formula') return {};
  const value = field.storage.kind === 'column' ? sql.ref(`t.${field.storage.column}`) : sql`t.custom ->> ${field.storage.key}`;
  const rows = await ctx.query<{ key: string; count: number }>(sql`
    select coalesce(held.key, '') as key, count(*)::int as count from (
      select ${value} as key from ${sql.id(meta.table)} t
      where t.tenant_id = ${ctx.tenant.id} and t.deleted_at is null ${meta.custom ? sql`and t.object = ${meta.name}` : sql``}) held
    group by 1`);
  return Object.fromEntries(rows.map((row) => [row.key, row.count]));
}

/** Every field of an object that can have a process, stages first; with how many records stand where, whoever may see them. */
export async function processesOf(ctx: Context, object: string): Promise<ProcessOverview[]> {
  mayEditMetadata(ctx);
  const meta = objectOr404(ctx, object);
  const fields = [...meta.fields.values()].filter((field) => hasProcess(field) && !field.optionSet && !field.readOnly);
  const inOrder = [...fields.filter((field) => field.type === 'stage'), ...fields.filter((field) => field.type !== 'stage')];
  const made: ProcessOverview[] = [];
  for (const field of inOrder) {
    const shipped = shippedOptions(ctx, meta, field);
    const changed = shipped !== undefined && asText(shipped) !== asText(field.options);
    made.push({ field: field.name, counts: await countsOf(ctx, meta, field), changed, ...(shipped ? { shipped } : {}) });
  }
  return made;
}
