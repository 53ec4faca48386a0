import { sql } from '../database/sql.ts';
import type { Context, ObjectMeta, Values } from '../module/index.ts';
import { heldAside } from '../records/save/held-aside.ts';
import { fileTypes } from '../records/save/layout.ts';
import { loadValues } from '../records/save/load.ts';

/** A record that uses a file, in a field, a comment or as the proof of a consent. */
export interface FileUse {
  readonly object: string;
  readonly record: string;
  readonly file: string;
}

export const keyOfUse = ({ record, file }: Pick<FileUse, 'record' | 'file'>): string => `${record} ${file}`;

const fileFields = (meta: ObjectMeta) => [...meta.fields.values()].filter((field) => fileTypes.has(field.type)).map(({ name }) => name);
const filesIn = (values: Values | undefined, names: readonly string[]) =>
  new Set(names.flatMap((name) => ((values?.[name] ?? []) as readonly { id: string }[]).map(({ id }) => id)));

/**
 * Those of the uses (as `keyOfUse`) in which a file lies only in fields that are hidden from the caller or masked for them: a file has no
 * half-open form, so a mask covers all of it.
 */
export async function coveredUses(ctx: Context, uses: readonly FileUse[]): Promise<ReadonlySet<string>> {
  const whole = ctx.whole();
  if (whole === ctx) return new Set();
  const covered = new Map<string, FileUse>();
  for (const [object, files] of Map.groupBy(uses, (use) => use.object)) {
    const meta = whole.meta.object(object);
    const names = meta ? fileFields(meta) : [];
    const seen = ctx.meta.object(object)?.fields;
    const isOpen = (name: string) => seen?.has(name) === true && seen.get(name)?.masked === undefined;
    if (!meta || names.every(isOpen)) continue;
    const records = await loadValues(
      whole,
      meta,
      files.map(({ record }) => record),
    );
    const held = (record: string, of: readonly string[]) => filesIn(records.get(record), of);
    const [open, closed] = [names.filter(isOpen), names.filter((name) => !isOpen(name))];
    for (const use of files)
      if (held(use.record, closed).has(use.file) && !held(use.record, open).has(use.file)) covered.set(keyOfUse(use), use);
  }
  return withoutOthers(ctx, covered);
}

/** What stands in a comment or proves a consent is seen with it, whatever field holds it as well. */
async function withoutOthers(ctx: Context, covered: ReadonlyMap<string, FileUse>): Promise<ReadonlySet<string>> {
  if (covered.size === 0) return new Set();
  const records = [...covered.values()].map(({ record }) => record);
  const files = [...covered.values()].map(({ file }) => file);
  const others = await ctx.query<Pick<FileUse, 'record' | 'file'>>(sql`
    select u.record, u.file from unnest(${records}::uuid[], ${files}::uuid[]) u(record, file)
    where ${heldAside(ctx.tenant.id, sql`u.record`, sql`u.file`)}`);
  const seen = new Set(others.map(keyOfUse));
  return new Set([...covered.keys()].filter((key) => !seen.has(key)));
}

/** Unties files from a record, as far as no field, comment or consent of it holds them. For who has just taken them from one of these. */
export async function unlinkFiles(ctx: Context, { object, record }: Omit<FileUse, 'file'>, files: readonly string[]): Promise<void> {
  if (files.length === 0) return;
  const whole = ctx.whole();
  const meta = whole.meta.object(object);
  const values = meta && (await loadValues(whole, meta, [record], { deleted: true })).get(record);
  const kept = meta ? filesIn(values, fileFields(meta)) : new Set<string>();
  await ctx.query(sql`
    delete from file_use u where u.tenant_id = ${ctx.tenant.id} and u.record_id = ${record}::uuid
      and u.file_id = any(${files.filter((file) => !kept.has(file))}::uuid[])
      and not ${heldAside(ctx.tenant.id, sql`u.record_id`, sql`u.file_id`)}`);
}
