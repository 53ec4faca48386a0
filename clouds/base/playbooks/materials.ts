import { sql } from '@huanke/platform/database';
import { type FileInfo, linkFiles, readableFile } from '@huanke/platform/files';
import { errors, type FieldProblem, fieldErrors, label } from '@huanke/platform/kernel';
import type { Context } from '@huanke/platform/module';
import type { PlayStep } from './contract.ts';

type Stages = Readonly<Record<string, readonly PlayStep[]>>;

interface Place {
  readonly field: string;
  readonly file: string;
}

/** The files among the materials of all steps, each with the place that names it. */
const filesIn = (stages: Stages): Place[] =>
  Object.entries(stages).flatMap(([stage, steps]) =>
    steps.flatMap(({ materials }, step) =>
      materials.flatMap(({ file }, index) => (file ? { field: `stages.${stage}[${step}].materials[${index}].file`, file } : [])),
    ),
  );

/** Files that playbooks name already: whoever writes the playbook may leave them where they are. */
async function keptAmong(ctx: Context, files: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await ctx.query<{ id: string }>(sql`
    select file_id as id from file_use
    where tenant_id = ${ctx.tenant.id} and object = 'playbook' and file_id = any(${files}::uuid[]) and record_id = file_id`);
  return new Set(rows.map(({ id }) => id));
}

/**
 * Keeps the files of a playbook: they stand for themselves as their user, so that taking one out of the playbook does not lose it for an undo.
 *
 * @throws LOOKUP_NOT_FOUND naming each file that whoever saves may not read
 */
export async function keepFiles(tx: Context, stages: Stages): Promise<void> {
  const places = filesIn(stages);
  const kept = await keptAmong(
    tx,
    places.map(({ file }) => file),
  );
  const problems: FieldProblem[] = [];
  for (const { field, file } of places.filter((one) => !kept.has(one.file.toLowerCase())))
    if (!(await readableFile(tx, file).catch(() => undefined)))
      problems.push({
        field,
        code: 'LOOKUP_NOT_FOUND',
        message: label('文件不存在，请重新上传', 'The file does not exist; upload it again'),
      });
  if (problems.length > 0) throw fieldErrors(problems);
  await linkFiles(
    tx,
    places.map(({ file }) => ({ file, object: 'playbook', record: file })),
  );
}

/** A file among the materials of a playbook, for who sees a record that goes by it. @throws NOT_FOUND of any other file */
export async function materialFile(ctx: Context, stages: Stages, id: string): Promise<FileInfo> {
  if (!filesIn(stages).some(({ file }) => file === id)) throw errors.NOT_FOUND();
  const [row] = await ctx.query<FileInfo>(sql`
    select f.id, f.name, f.size::float8 as size, f.type from file f where f.tenant_id = ${ctx.tenant.id} and f.id = ${id}::uuid`);
  if (!row) throw errors.NOT_FOUND();
  return row;
}
